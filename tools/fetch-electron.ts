import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { note, root } from './setup.ts'

const folder = join(root, 'node_modules', 'electron')
/** A download that stands still this long gets no answer. One that moves may take its time. */
const PATIENCE_MS = 20_000
const LOOK_MS = 500

/** The Electron binary, or null when it is not there. */
export function electronBinary(): string | null {
  try {
    const binary = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(binary) ? binary : null
  } catch {
    return null
  }
}

/** Fetches the binary once. Null, with the reason said, when it cannot be had. */
export async function fetchElectron(): Promise<string | null> {
  if (!existsSync(join(folder, 'install.js'))) return null
  // The download grows in a folder of our own, so that its progress can be seen.
  const temporary = mkdtempSync(join(tmpdir(), 'descent-electron-'))
  note('Fetching the Electron window, once …')
  try {
    const child = spawn(process.execPath, [join(folder, 'install.js')], { cwd: root, stdio: 'ignore', env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } })
    await watch(child, () => bytesIn(temporary) + bytesIn(join(folder, 'dist')))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return electronBinary()
}

/** Waits for the download to end; ends it when it stands still. */
function watch(child: ChildProcess, measure: () => number): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0
    let lastProgress = Date.now()
    let lastLine = Date.now()
    const timer = setInterval(() => {
      const now = measure()
      if (now !== bytes) lastProgress = Date.now()
      if (now > bytes && Date.now() - lastLine > 2000) {
        note(`  ${Math.round(now / 2 ** 20)} MB`)
        lastLine = Date.now()
      }
      bytes = now
      if (Date.now() - lastProgress > PATIENCE_MS) child.kill()
    }, LOOK_MS)
    const end = (): void => {
      clearInterval(timer)
      resolve()
    }
    child.on('error', end)
    child.on('exit', end)
  })
}

function bytesIn(path: string): number {
  try {
    if (!statSync(path).isDirectory()) return statSync(path).size
    return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
  } catch {
    return 0 // it was there a moment ago
  }
}
