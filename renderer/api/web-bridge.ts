import type { Bridge, Reply } from '../../electron/contract/bridge.ts'
import { decodeMessage, encodeMessage, type AnnouncementMessage, type ReplyMessage, type RequestMessage } from '../../electron/contract/wire.ts'
import { DISCONNECTED } from './api-error.ts'
import { announceReconnected, connection } from './connection.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5_000
/** Without one success, this many failures mean that the token or the address is wrong. */
const ATTEMPTS_BEFORE_REFUSED = 4

const disconnected: Reply = { ok: false, error: { name: DISCONNECTED, message: 'The connection to Descent was lost' } }

/** Whether anything serves this page now. */
const isServed = (): Promise<boolean> => fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(({ ok }) => ok, () => false)

/** The same bridge as the preload script's, over one WebSocket that is opened again when it breaks. */
export function createWebBridge(address: string, answers: () => Promise<boolean> = isServed): Bridge {
  const pending = new Map<number, (reply: Reply) => void>()
  const unsent = new Map<number, RequestMessage>()
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  let socket: WebSocket
  let nextId = 1
  let failures = 0
  let everOpen = false

  function open(): void {
    socket = new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    socket.onopen = opened
    socket.onmessage = (event: MessageEvent<ArrayBuffer>) => receive(decodeMessage(event.data) as ReplyMessage | AnnouncementMessage)
    socket.onclose = closed
  }

  function opened(): void {
    failures = 0
    connection.value = 'open'
    for (const request of unsent.values()) socket.send(encodeMessage(request))
    unsent.clear()
    if (everOpen) announceReconnected()
    everOpen = true
  }

  function receive(message: ReplyMessage | AnnouncementMessage): void {
    if ('announcement' in message) {
      for (const listener of listeners.get(message.announcement) ?? []) listener(message.payload)
      return
    }
    pending.get(message.id)?.(message.reply)
    pending.delete(message.id)
  }

  function closed(): void {
    failures++
    if (connection.value !== 'replaced') connection.value = !everOpen && failures >= ATTEMPTS_BEFORE_REFUSED ? 'refused' : everOpen ? 'lost' : 'connecting'
    if (everOpen && failures >= ATTEMPTS_BEFORE_REFUSED) void lookWhoAnswers()
    // What was sent may or may not have been done; only the asker can decide to repeat it.
    for (const [id, settle] of pending) {
      if (unsent.has(id)) continue
      pending.delete(id)
      settle(disconnected)
    }
    setTimeout(open, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)))
  }

  /** A host that serves the page and refuses its socket was started anew: its token is another. */
  async function lookWhoAnswers(): Promise<void> {
    const isThere = await answers()
    if (socket.readyState !== WebSocket.OPEN) connection.value = isThere ? 'replaced' : 'lost'
  }

  connection.value = 'connecting'
  open()
  return {
    invoke: (channel, args) =>
      new Promise<Reply>((settle) => {
        const request = { id: nextId++, channel, args }
        pending.set(request.id, settle)
        if (socket.readyState === WebSocket.OPEN) socket.send(encodeMessage(request))
        else unsent.set(request.id, request)
      }),
    listen(announcement, listener) {
      const set = listeners.get(announcement) ?? new Set()
      listeners.set(announcement, set)
      set.add(listener)
      return () => set.delete(listener)
    },
  }
}
