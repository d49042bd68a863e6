import type { Announcements } from '../contract/api.ts'

/** Tells whoever listens what has been stored. */
export interface Announcer {
  announce<A extends keyof Announcements>(announcement: A, payload: Announcements[A]): void
  /** Returns the function that stops listening. */
  listen(listener: (announcement: keyof Announcements, payload: Announcements[keyof Announcements]) => void): () => void
}

export function createAnnouncer(): Announcer {
  const listeners = new Set<(announcement: keyof Announcements, payload: Announcements[keyof Announcements]) => void>()
  return {
    announce(announcement, payload) {
      for (const listener of listeners) listener(announcement, payload)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
