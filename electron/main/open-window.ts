import { BrowserWindow, nativeTheme, screen, shell } from 'electron'
import { guardContents } from './guard-contents.ts'
import { loadWindowState, saveWindowState } from './window-state.ts'

/** The colours of the window before its page has drawn, as in its tokens. */
const BACKGROUND = { light: '#FFFFFF', dark: '#14171C' }

export interface WindowOptions {
  readonly url: string
  readonly preload: string
  /** Remembers where the window was. */
  readonly stateFile: string
}

/** Opens the window and loads the page; shown once it has drawn. */
export async function openWindow({ url, preload, stateFile }: WindowOptions): Promise<BrowserWindow> {
  const { maximized = false, ...bounds } = loadWindowState(stateFile, screen.getAllDisplays().map(({ workArea }) => workArea))
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Descent',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
  })
  guardContents(window.webContents, shell)
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  window.on('close', () => saveWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }))
  await window.loadURL(url)
  return window
}
