// What every entry does first: install what is missing, build what is stale. Uses nothing but Node, because nothing else may be there yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** A step that failed; the message says what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

interface LockedPackage { readonly version?: string; readonly optional?: boolean; readonly link?: boolean }

/** Installs the packages unless node_modules holds exactly what package-lock.json asks for. */
export function ensureInstalled(): void {
  if (isInstalled()) return
  note('Installing packages …')
  runStep(npmCommand(), ['ci', '--include=dev', '--no-audit', '--no-fund'], 'The packages could not be installed. Check the network, then try again.')
}

function isInstalled(): boolean {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'))
  const wanted = lockedPackages(join(root, 'package-lock.json'))
  if (installed === null || wanted === null) return false
  return Object.entries(wanted).every(([path, { version, optional = false, link = false }]) =>
    path === '' || link || (installed[path] === undefined ? optional : installed[path].version === version))
}

function lockedPackages(file: string): Readonly<Record<string, LockedPackage>> | null {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> }).packages
  } catch {
    return null
  }
}

/** What the build is made of. */
const SOURCES = ['core', 'electron', 'renderer', 'tools/build-kernels.ts', 'tools/build-decoders.ts', 'tools/kernels', 'electron.vite.config.ts', 'package-lock.json']
/** Written by the build itself. */
const GENERATED = [join(root, 'core', 'kernels', 'build'), join(root, 'core', 'formats', 'build')]
const STAMP = join(root, 'out', 'sources.sha256')

/** Builds the kernels and the app unless out/ is made of the sources as they are. */
export function ensureBuilt(): void {
  const fingerprint = fingerprintOf(SOURCES.map((path) => join(root, path)))
  if (existsSync(join(root, 'out', 'main', 'index.js')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint) return
  note('Building …')
  buildKernels()
  runStep(process.execPath, [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'], 'The build failed; the messages above say where.')
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(STAMP, fingerprint)
}

/** Compiles the kernels, which tests from source need too. Quick when nothing has changed. */
export const buildKernels = (): void => runStep(process.execPath, [join(root, 'tools', 'build-kernels.ts')], 'The kernels did not compile; the messages above say where.')

function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  const visit = (path: string): void => {
    if (GENERATED.includes(path) || !existsSync(path)) return
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name))
    } else {
      hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
    }
  }
  for (const path of paths) visit(path)
  return hash.digest('hex')
}

const npmCommand = (): string => (process.platform === 'win32' ? 'npm.cmd' : 'npm')

/** Its output goes to stderr: stdout belongs to whatever is being started. */
function runStep(command: string, args: readonly string[], failure: string): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: command.endsWith('.cmd') })
  if (error !== undefined || status !== 0) throw new SetupError(failure)
}

export const note = (line: string): void => void process.stderr.write(`${line}\n`)

/** Runs an entry; a step that failed is one line and exit code 1. */
export async function runEntry(entry: () => Promise<void> | void): Promise<void> {
  try {
    await entry()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    note(error.message)
    process.exitCode = 1
  }
}
