// The parts of Electron that the app uses, typed from electron.d.ts: where Electron's interface moves, the compiler stops here.
import { EventEmitter } from 'node:events'
import type Electron from 'electron'

type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1]
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0]
type ProtocolHandler = Parameters<Electron.Protocol['handle']>[1]
type PermissionRequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>
type PermissionCheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>

/** What the app asked of Electron, for tests to look at. */
export const asked = {
  userData: '',
  switches: new Map<string, string>(),
  schemes: [] as Electron.CustomScheme[],
  protocolHandlers: new Map<string, ProtocolHandler>(),
  permissionRequest: null as PermissionRequestHandler | null,
  permissionCheck: null as PermissionCheckHandler | null,
  menu: [] as Electron.MenuItemConstructorOptions[],
  opened: [] as string[],
  errors: [] as string[],
  sandboxed: false,
  quits: 0,
  isFirstInstance: true,
}

const invokeHandlers = new Map<string, InvokeHandler>()
export const ipcMain: Pick<Electron.IpcMain, 'handle' | 'removeHandler'> = {
  handle(channel, listener) {
    if (invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    invokeHandlers.set(channel, listener)
  },
  removeHandler: (channel) => void invokeHandlers.delete(channel),
}

/** What `ipcRenderer.invoke` does: clones both ways, as between processes. */
export async function invokeFrom(senderFrame: Pick<Electron.WebFrameMain, 'url' | 'parent'> | null, channel: string, ...args: unknown[]): Promise<unknown> {
  const handler = invokeHandlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  return structuredClone(await handler({ senderFrame } as Electron.IpcMainInvokeEvent, ...(structuredClone(args) as unknown[])))
}

export const windows: BrowserWindow[] = []
/** Everything sent to pages. */
export const sent: unknown[][] = []

class FakeContents extends EventEmitter {
  openHandler: OpenHandler | null = null
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }
  send(...message: unknown[]): void {
    sent.push(structuredClone(message) as unknown[])
    rendererBus.emit(String(message[0]), {}, ...(structuredClone(message.slice(1)) as unknown[]))
  }
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return windows
  }
  readonly options: Electron.BrowserWindowConstructorOptions
  readonly webContents = new FakeContents()
  url: string | null = null
  visible = false
  focused = false
  maximized = false

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.options = options
    windows.push(this)
  }
  isDestroyed = (): boolean => false
  isMinimized = (): boolean => false
  isMaximized = (): boolean => this.maximized
  restore(): void {}
  focus(): void {
    this.focused = true
  }
  maximize(): void {
    this.maximized = true
  }
  show(): void {
    this.visible = true
  }
  getNormalBounds(): Electron.Rectangle {
    const { x = 0, y = 0, width = 0, height = 0 } = this.options
    return { x, y, width, height }
  }
  loadURL(url: string): Promise<void> {
    this.url = url
    this.emit('ready-to-show')
    return Promise.resolve()
  }
}

type AppPart = Pick<Electron.App, 'requestSingleInstanceLock' | 'enableSandbox' | 'whenReady' | 'getPath' | 'getLocale' | 'quit' | 'exit' | 'isPackaged'> & { readonly commandLine: Pick<Electron.CommandLine, 'getSwitchValue' | 'appendSwitch'> }

const appPart: AppPart = {
  isPackaged: false,
  requestSingleInstanceLock: () => asked.isFirstInstance,
  enableSandbox: () => void (asked.sandboxed = true),
  whenReady: () => Promise.resolve(),
  getPath: () => asked.userData,
  getLocale: () => 'es-ES',
  quit: () => void asked.quits++,
  exit: () => void asked.quits++,
  commandLine: { getSwitchValue: (name) => asked.switches.get(name) ?? '', appendSwitch: (name, value) => void asked.switches.set(name, value ?? '') },
}
export const app = Object.assign(new EventEmitter(), appPart)

export const protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'> = { registerSchemesAsPrivileged: (schemes) => void asked.schemes.push(...schemes) }
const sessionPart: Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'> & { protocol: Pick<Electron.Protocol, 'handle'> } = {
  setPermissionRequestHandler: (handler) => void (asked.permissionRequest = handler),
  setPermissionCheckHandler: (handler) => void (asked.permissionCheck = handler),
  protocol: { handle: (scheme, handler) => void asked.protocolHandlers.set(scheme, handler) },
}
export const session = { defaultSession: sessionPart }
export const shell: Pick<Electron.Shell, 'openExternal'> = {
  openExternal: (url) => {
    asked.opened.push(url)
    return Promise.resolve()
  },
}
export const dialog: Pick<Electron.Dialog, 'showErrorBox'> = { showErrorBox: (_title, content) => void asked.errors.push(content) }
export const nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: true }
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[]) => void (asked.menu = menu),
}

const rendererBus = new EventEmitter()
/** What the preload script put on `window`. */
export const exposed = new Map<string, unknown>()
export const contextBridge: Pick<Electron.ContextBridge, 'exposeInMainWorld'> = { exposeInMainWorld: (key, value) => void exposed.set(key, value) }
export const ipcRenderer = {
  invoke: (channel: string, ...args: unknown[]): Promise<unknown> => invokeFrom({ url: windows[0]?.url ?? '', parent: null }, channel, ...args),
  on: (channel: string, listener: (...args: unknown[]) => void) => rendererBus.on(channel, listener),
  off: (channel: string, listener: (...args: unknown[]) => void) => rendererBus.off(channel, listener),
}
export const webUtils: Pick<Electron.WebUtils, 'getPathForFile'> = { getPathForFile: (file) => `/dropped/${file.name}` }
