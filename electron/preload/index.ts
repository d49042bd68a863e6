import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge, Reply } from '../contract/bridge.ts'
import { announcements, channels } from '../contract/channels.ts'
import { IPC } from '../contract/ipc.ts'

const bridge: Bridge = {
  async invoke(channel, args): Promise<Reply> {
    if (!Object.hasOwn(channels, channel)) return { ok: false, error: { name: 'RangeError', message: `No channel is called ${JSON.stringify(channel)}` } }
    return (await ipcRenderer.invoke(IPC.call, channel, args)) as Reply
  },
  listen(announcement, listener) {
    if (!Object.hasOwn(announcements, announcement)) throw new RangeError(`Nothing called ${JSON.stringify(announcement)} is announced`)
    const forward = (_event: unknown, name: string, payload: unknown): void => {
      if (name === announcement) listener(payload)
    }
    ipcRenderer.on(IPC.announcement, forward)
    return () => void ipcRenderer.off(IPC.announcement, forward)
  },
  pathOf: (file) => webUtils.getPathForFile(file as File),
}

contextBridge.exposeInMainWorld('descent', bridge)
