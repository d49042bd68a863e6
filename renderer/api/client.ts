import { toRaw } from 'vue'
import type { Announcements, Api } from '../../electron/contract/api.ts'
import type { Bridge } from '../../electron/contract/bridge.ts'
import { ApiError } from './api-error.ts'

let bridge: Bridge | null = null

/** Chooses the host: the preload script's bridge, the web host's, or a test's. */
export function connect(host: Bridge): void {
  bridge = host
}

function connected(): Bridge {
  if (bridge === null) throw new Error('The window is not connected to a host yet')
  return bridge
}

async function call(channel: string, args: readonly unknown[]): Promise<unknown> {
  const reply = await connected().invoke(channel, args.map(plain))
  if (!reply.ok) throw new ApiError(reply.error)
  return reply.value
}

/** The backend as typed objects: `await api.runs.start(spec)`. Failures are ApiErrors. */
export const api = new Proxy({} as Api, {
  get: (_, service) =>
    new Proxy({}, { get: (_service, method) => (...args: unknown[]) => call(`${String(service)}.${String(method)}`, args) }),
})

/** Returns the function that stops listening. */
export function listen<A extends keyof Announcements>(announcement: A, listener: (payload: Announcements[A]) => void): () => void {
  return connected().listen(announcement, (payload) => listener(payload as Announcements[A]))
}

/** The path of a dropped or chosen file, on the desktop; null in a browser. */
export const pathOf = (file: File): string | null => connected().pathOf?.(file) ?? null

/** Vue's reactive proxies cannot be cloned between processes; this takes them off. */
function plain(value: unknown): unknown {
  const raw: unknown = toRaw(value)
  if (typeof raw !== 'object' || raw === null || ArrayBuffer.isView(raw)) return raw
  if (Array.isArray(raw)) return raw.map(plain)
  return Object.fromEntries(Object.entries(raw).map(([key, entry]) => [key, plain(entry)]))
}
