import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Reply } from '../contract/bridge.ts'
import { IPC } from '../contract/ipc.ts'
import type { Services } from '../services/create-services.ts'
import { dispatch } from '../services/dispatch.ts'

/** Whether a call comes from our own page, in a window's main frame. */
export function isTrusted({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>, origin: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && originOf(senderFrame.url) === origin
}

/** `URL.origin` is "null" for schemes of our own, so it is put together here. */
function originOf(url: string): string | null {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}`
  } catch {
    return null
  }
}

/** Answers the calls of our own pages; everybody else is refused. Returns the function that ends it. */
export function serveIpc(ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>, services: Pick<Services, 'api' | 'listen'>, origin: string, windows: () => readonly BrowserWindow[]): () => void {
  ipcMain.handle(IPC.call, async (event, channel: unknown, args: unknown): Promise<Reply> => {
    if (!isTrusted(event, origin)) return { ok: false, error: { name: 'SecurityError', message: 'This page may not ask' } }
    return dispatch(services.api, channel, args)
  })
  const stopListening = services.listen((announcement, payload) => {
    for (const window of windows()) if (!window.isDestroyed()) window.webContents.send(IPC.announcement, announcement, payload)
  })
  return () => {
    stopListening()
    ipcMain.removeHandler(IPC.call)
  }
}
