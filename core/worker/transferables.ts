/**
 * The buffers of a message's typed arrays, which move instead of being copied.
 * An array that sees only a part of its buffer stays: the rest may be somebody's.
 */
export function transferablesOf(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  collect(message, found)
  return [...found]
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) found.add(value.buffer)
    return
  }
  for (const inner of Object.values(value)) collect(inner, found)
}
