import { shallowRef } from 'vue'

/** `connecting` at start, `lost` while it tries again after a break, `replaced` where another host answers there now, which does not know this window, `refused` when the host never answered. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'replaced' | 'refused'

/** The state of the window's only connection; always `open` on the desktop. */
export const connection = shallowRef<ConnectionState>('open')

const reconnected = new Set<() => void>()

/** Calls when a broken connection is back: whatever was mirrored before must be loaded again. */
export function onReconnected(listener: () => void): () => void {
  reconnected.add(listener)
  return () => reconnected.delete(listener)
}

export function announceReconnected(): void {
  for (const listener of reconnected) listener()
}
