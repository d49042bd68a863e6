import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where the program's own files are. */
export interface Installation {
  readonly folder: string
  readonly version: string
  readonly migrationsFolder: string
  readonly examplesFolder: string
  /** The built window. */
  readonly rendererFolder: string
  readonly workerUrl: URL
}

/** Finds the program's folder from one of its modules; runs from source and built. */
export function findInstallation(moduleFile: string): Installation {
  let folder = dirname(moduleFile)
  while (!existsSync(join(folder, 'migrations'))) {
    if (dirname(folder) === folder) throw new Error(`No folder "migrations" above ${moduleFile}`)
    folder = dirname(folder)
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return {
    folder,
    version,
    migrationsFolder: join(folder, 'migrations'),
    examplesFolder: join(folder, 'examples'),
    rendererFolder: join(folder, 'out', 'renderer'),
    workerUrl: pathToFileURL(moduleFile.endsWith('.ts') ? join(folder, 'core', 'worker', 'training-worker.ts') : builtWorker(moduleFile)),
  }
}

/** Built beside the programs; their shared modules lie a folder deeper. */
const builtWorker = (moduleFile: string): string => {
  const beside = join(dirname(moduleFile), 'training-worker.js')
  return existsSync(beside) ? beside : join(dirname(moduleFile), '..', 'training-worker.js')
}
