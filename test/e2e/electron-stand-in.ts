// Stands in for the electron module, with a page of an installed browser as the window: the built main process, preload script, worker and
// renderer run together as they are shipped. It proves bundling, paths, the protocol's answers, the bridge and the page's policy; not Electron itself.
import { EventEmitter } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Electron from 'electron'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/web-app.ts'

/** A browser knows no `app:`, so this address stands for it. */
const STANDS_FOR_APP = 'https://descent.test/'
const APP = 'app://descent/'
const USER_DATA = mkdtempSync(join(tmpdir(), 'descent-shell-'))

type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1]
const invokeHandlers = new Map<string, InvokeHandler>()
let answerApp: Parameters<Electron.Protocol['handle']>[1] = () => Response.error()
let browser: Browser | null = null

export const windows: BrowserWindow[] = []
/** Errors of the page, refusals of its policy included. */
export const problems: string[] = []

export const ipcMain: Pick<Electron.IpcMain, 'handle' | 'removeHandler'> = {
  handle: (channel, handler) => void invokeHandlers.set(channel, handler),
  removeHandler: (channel) => void invokeHandlers.delete(channel),
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = (): BrowserWindow[] => windows
  readonly options: Electron.BrowserWindowConstructorOptions
  page: Page | null = null
  readonly webContents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (): void => {},
    send: (channel: string, ...args: unknown[]): void => void this.page?.evaluate(emitInPage, { channel, args }).catch(() => {}),
  })

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.options = options
    windows.push(this)
  }
  isDestroyed = (): boolean => false
  isMaximized = (): boolean => false
  getNormalBounds = (): Electron.Rectangle => ({ x: 0, y: 0, width: 1440, height: 900 })
  maximize(): void {}
  show(): void {}

  async loadURL(url: string): Promise<void> {
    browser = await launchBrowser()
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
    page.on('pageerror', (error) => void problems.push(String(error)))
    await page.route(`${STANDS_FOR_APP}**`, async (route) => {
      const answer = await answerApp(new Request(route.request().url().replace(STANDS_FOR_APP, APP)))
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) })
    })
    await page.exposeBinding('invokeMain', ({ frame }, channel: string, args: unknown[]) =>
      invokeHandlers.get(channel)?.({ senderFrame: { url: frame.url().replace(STANDS_FOR_APP, APP), parent: frame.parentFrame() } } as Electron.IpcMainInvokeEvent, ...args))
    await page.addInitScript(preloadIn(readFileSync(this.options.webPreferences!.preload!, 'utf8')))
    this.page = page
    await page.goto(url.replace(APP, STANDS_FOR_APP))
    this.emit('ready-to-show')
  }
}

function emitInPage({ channel, args }: { channel: string; args: unknown[] }): void {
  (globalThis as unknown as { emitFromMain(channel: string, args: unknown[]): void }).emitFromMain(channel, args)
}

/** Runs the preload script as a sandboxed one: it can require electron and nothing else. */
const preloadIn = (source: string): string => `(() => {
  const listeners = new Map()
  globalThis.emitFromMain = (channel, args) => { for (const listener of listeners.get(channel) ?? []) listener({}, ...args) }
  const invoke = globalThis.invokeMain
  const electron = {
    contextBridge: { exposeInMainWorld: (key, value) => Object.defineProperty(globalThis, key, { value: Object.freeze(value) }) },
    ipcRenderer: {
      invoke: (channel, ...args) => invoke(channel, args),
      on: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)) },
      off: (channel, listener) => listeners.get(channel)?.delete(listener),
    },
    webUtils: { getPathForFile: (file) => file.name },
  }
  const require = (name) => { if (name === 'electron') return electron; throw new Error('A sandboxed preload script cannot require ' + name) }
  const module = { exports: {} }
  ;(function (require, module, exports) { ${source}
  })(require, module, module.exports)
})()`

export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  requestSingleInstanceLock: () => true,
  enableSandbox: () => {},
  whenReady: () => Promise.resolve(),
  getPath: () => USER_DATA,
  getLocale: () => 'en-GB',
  quit: () => app.emit('quit'),
  exit: () => app.emit('quit'),
  commandLine: { getSwitchValue: (name: string) => (name === 'workspace' ? join(USER_DATA, 'workspace') : ''), appendSwitch: () => {} },
})
export const protocol = { registerSchemesAsPrivileged: () => {} }
export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
    protocol: { handle: (_scheme: string, handler: typeof answerApp) => void (answerApp = handler) },
  },
}
export const shell = { openExternal: () => Promise.resolve() }
export const dialog = { showErrorBox: (_title: string, content: string) => void problems.push(content) }
export const nativeTheme = { shouldUseDarkColors: false }
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => {} }

/** Quits as the app would, and closes the browser. */
export async function quit(): Promise<void> {
  const quitted = new Promise((resolve) => app.once('quit', resolve))
  app.emit('before-quit', { preventDefault: () => {} })
  await quitted
  await browser?.close()
}
