/** Keeps what was computed last, up to a number of bytes; a computation under way is shared. */
export interface RecentlyUsed<T> {
  get(key: string, compute: () => Promise<T>): Promise<T>
}

export function createRecentlyUsed<T>(maximumBytes: number, bytesOf: (value: T) => number): RecentlyUsed<T> {
  const entries = new Map<string, { readonly value: Promise<T>; bytes: number }>()

  function evict(newest: string): void {
    let total = [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    for (const [key, { bytes }] of entries) {
      if (total <= maximumBytes || key === newest) return
      entries.delete(key)
      total -= bytes
    }
  }

  return {
    get(key, compute) {
      const known = entries.get(key)
      if (known !== undefined) {
        entries.delete(key)
        entries.set(key, known)
        return known.value
      }
      const entry = { value: compute(), bytes: 0 }
      entries.set(key, entry)
      entry.value.then(
        (value) => {
          entry.bytes = bytesOf(value)
          evict(key)
        },
        () => void entries.delete(key),
      )
      return entry.value
    },
  }
}
