// The built app in a browser: `node test/e2e/built-web.ts` after a build. Exits with 1 when something is wrong.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser, launchBrowser } from '../support/browser.ts'

const executable = findBrowser()
if (executable === null) {
  process.stdout.write('built web app: skipped, no Chromium, Chrome or Edge is installed\n')
  process.exit(0)
}

const began = performance.now()
const host = spawn(process.execPath, [join(import.meta.dirname, '../../out/main/cli.js'), 'serve', '--workspace', mkdtempSync(join(tmpdir(), 'descent-web-'))], { stdio: ['ignore', 'pipe', 'inherit'] })
const url = await new Promise<string>((resolve, reject) => {
  host.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  host.once('exit', (code) => reject(new Error(`The web host ended with code ${code}`)))
})
const browser = await launchBrowser(executable)
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const problems: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
  page.on('pageerror', (error) => void problems.push(String(error)))
  const answered = new Promise<void>((resolve) => page.on('websocket', (socket) => socket.on('framereceived', () => resolve())))
  await page.goto(url)
  await answered
  await page.waitForFunction(() => (document.querySelector('#app')?.childElementCount ?? 0) > 0)
  assert.equal(await page.evaluate(() => crossOriginIsolated), true)
  assert.equal(await page.evaluate(() => location.href.includes('token')), false, 'the token stays in the address bar')
  assert.deepEqual(problems, [])
} finally {
  await browser.close()
}
const ended = new Promise<number | null>((resolve) => host.once('exit', (code) => resolve(code)))
host.kill('SIGINT')
if (process.platform !== 'win32') assert.equal(await ended, 0)
process.stdout.write(`built web app: passed in ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
