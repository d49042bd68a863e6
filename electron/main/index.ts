import { app, BrowserWindow, protocol } from 'electron'
import { declareAppScheme } from './app-protocol.ts'
import { reportStartFailure, startDesktop } from './start-desktop.ts'

declareAppScheme(protocol)
app.enableSandbox()
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.whenReady().then(startDesktop).catch(reportStartFailure)
} else {
  app.quit()
}
