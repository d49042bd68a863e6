import { WebSocket } from 'ws'
import type { Api } from '../../electron/contract/api.ts'
import { decodeMessage, encodeMessage, type AnnouncementMessage, type ReplyMessage } from '../../electron/contract/wire.ts'

/** The api of a web host, beside the page that it serves: what a journey compares the page with. Failures are errors with the backend's message. */
export interface HostApi {
  readonly api: Api
  close(): void
}

/** Connects by the address that the host printed, token and all. */
export async function connectToHost(url: string): Promise<HostApi> {
  const { origin, host, hash } = new URL(url)
  const socket = new WebSocket(`ws://${host}/?token=${hash.replace('#token=', '')}`, { origin })
  socket.binaryType = 'arraybuffer'
  const waiting = new Map<number, (reply: ReplyMessage['reply']) => void>()
  let lastId = 0
  socket.on('message', (data) => {
    const message = decodeMessage(data as ArrayBuffer) as ReplyMessage | AnnouncementMessage
    if ('announcement' in message) return
    waiting.get(message.id)?.(message.reply)
    waiting.delete(message.id)
  })
  await new Promise<void>((opened, failed) => {
    socket.once('open', () => opened())
    socket.once('error', failed)
  })
  async function call(channel: string, args: readonly unknown[]): Promise<unknown> {
    const reply = await new Promise<ReplyMessage['reply']>((answered) => {
      waiting.set(++lastId, answered)
      socket.send(encodeMessage({ id: lastId, channel, args }))
    })
    if (!reply.ok) throw new Error(`${channel}: ${reply.error.message}`)
    return reply.value
  }
  const api = new Proxy({} as Api, { get: (_, service) => new Proxy({}, { get: (_service, method) => (...args: unknown[]) => call(`${String(service)}.${String(method)}`, args) }) })
  return { api, close: () => socket.terminate() }
}
