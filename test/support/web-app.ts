import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findBrowser } from '../../tools/find-browser.ts'
import type { Api } from '../../electron/contract/api.ts'
import { connectToHost } from './host-api.ts'

export const root = resolve(import.meta.dirname, '../..')

/** The built app, served to a browser from a workspace of its own. */
export interface WebApp {
  readonly page: Page
  readonly workspace: string
  /** The services that the page talks to, asked directly. */
  readonly api: Api
  /** What the page complained about: errors and warnings on its console, failed requests. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Starts the web host of out/ and opens its page; on a workspace that is kept, or on one of its own that is gone afterwards. */
export async function openWebApp({ workspace: kept }: { readonly workspace?: string } = {}): Promise<WebApp> {
  const workspace = kept ?? mkdtempSync(join(tmpdir(), 'descent-journey-'))
  const host = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--workspace', workspace], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await firstLine(host)
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: 'en-GB' })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // Loading the page again aborts what is still on its way.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${reason}`)
  })
  await page.goto(url)
  const { api, close: disconnect } = await connectToHost(url)
  return {
    page,
    workspace,
    api,
    complaints,
    async close() {
      disconnect()
      await browser.close()
      await stop(host)
      if (kept === undefined) rmSync(workspace, { recursive: true, force: true })
    },
  }
}

/** Starts an installed browser, quiet and without its services. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === null) throw new Error('No Chromium, Chrome or Edge is installed; the variable CHROMIUM may name one.')
  // Chromium's sandbox cannot be used by root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...FLAGS, ...asRoot] })
}

/** The host prints its address when it is ready. */
function firstLine(host: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let written = ''
    host.stdout?.on('data', (chunk: Buffer) => {
      written += chunk.toString()
      if (written.includes('\n')) found(written.slice(0, written.indexOf('\n')).trim())
    })
    host.once('exit', (code) => failed(new Error(`The host ended with code ${code}`)))
  })
}

function stop(host: ChildProcess): Promise<void> {
  return new Promise((stopped) => {
    if (host.exitCode !== null) return stopped()
    host.once('exit', () => stopped())
    host.kill('SIGTERM')
  })
}
