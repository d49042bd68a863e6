// The built desktop app in the real Electron: `node test/e2e/electron-shell.ts` after a build. Says so where Electron's binary is not there.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { electronBinary } from '../../tools/fetch-electron.ts'
import { root } from '../../tools/setup.ts'
import { shellJourney } from './shell-journey.ts'

const binary = electronBinary()
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
if (binary === null || !hasDisplay) {
  process.stdout.write(`electron shell: skipped, ${binary === null ? 'the Electron binary is not installed' : 'there is no display'}\n`)
  process.exit(0)
}

const began = performance.now()
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const folder = mkdtempSync(join(tmpdir(), 'descent-electron-shell-'))
const app = await _electron.launch({ executablePath: binary, args: [root, `--workspace=${join(folder, 'workspace')}`, `--user-data-dir=${join(folder, 'user')}`, ...asRoot] })
try {
  await shellJourney(await app.firstWindow())
} finally {
  await app.close()
}
process.stdout.write(`electron shell: passed in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
