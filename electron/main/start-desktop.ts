import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, session } from 'electron'
import { createServices } from '../services/create-services.ts'
import { findInstallation } from '../services/installation.ts'
import { workspaceFolder } from '../services/workspace-folder.ts'
import { APP_ORIGIN, APP_URL, serveApp } from './app-protocol.ts'
import { denyPermissions } from './guard-contents.ts'
import { menuLanguage, menuTemplate } from './menu.ts'
import { openWindow } from './open-window.ts'
import { serveIpc } from './serve-ipc.ts'

/** Opens the workspace and the window over it. */
export async function startDesktop(): Promise<void> {
  const installation = findInstallation(import.meta.filename)
  // electron-vite's development server; a packaged app has no such thing.
  const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
  const workspace = workspaceFolder(app.commandLine.getSwitchValue('workspace') || null)
  const services = await createServices({ installation, workspace, host: 'electron' })
  denyPermissions(session.defaultSession)
  serveApp(session.defaultSession, installation.rendererFolder)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menuLanguage(app.getLocale()), process.platform)))
  serveIpc(ipcMain, services, developmentUrl === undefined ? APP_ORIGIN : new URL(developmentUrl).origin, () => BrowserWindow.getAllWindows())
  closeBeforeQuit(() => services.close())
  services.readAhead()
  const open = (): Promise<BrowserWindow> =>
    openWindow({ url: developmentUrl ?? APP_URL, preload: join(installation.folder, 'out', 'preload', 'index.cjs'), stateFile: join(app.getPath('userData'), 'window.json') })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void open()
  })
  await open()
}

/** Quitting waits until what trains has been interrupted and saved. */
function closeBeforeQuit(close: () => Promise<void>): void {
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void close().finally(() => {
      closed = true
      app.quit()
    })
  })
}

/** Says in a box why the app cannot open. */
export function reportStartFailure(error: unknown): void {
  dialog.showErrorBox('Descent', error instanceof Error ? error.message : String(error))
  app.exit(1)
}
