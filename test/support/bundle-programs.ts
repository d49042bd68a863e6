import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with `cli.js`, `training-worker.js`, `helper-thread.js` and `feed-worker.js`, made of the sources as they are. */
    programs: string
  }
}

/** Bundles what tests start in threads and processes of their own: from source each start would read hundreds of files, five times as long as from one. */
export default async function bundlePrograms(project: TestProject): Promise<() => void> {
  const root = project.config.root
  mkdirSync(join(root, '.vitest'), { recursive: true })
  const folder = mkdtempSync(join(root, '.vitest', 'programs-'))
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { external: ['better-sqlite3'], noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      minify: false,
      sourcemap: 'inline',
      rolldownOptions: {
        input: ['electron/cli/index.ts', 'core/worker/training-worker.ts', 'test/support/helper-thread.ts', 'test/support/feed-worker.ts'].map((file) => join(root, file)),
        output: { entryFileNames: ({ facadeModuleId, name }) => (facadeModuleId?.endsWith('cli/index.ts') === true ? 'cli.js' : `${name}.js`), chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  })
  project.provide('programs', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
