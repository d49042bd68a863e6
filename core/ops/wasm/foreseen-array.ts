/** Foreseen blocks lie this far apart, which no block reaches across; everything below is an address that exists, or a number. */
const DISTANCE = 2 ** 33

/** An address for a block that has no place yet, by its position among the blocks of its program. */
export const foreseenAddress = (block: number): number => (block + 1) * DISTANCE

/** The block that an operand points into; null for places that exist and for numbers. */
export const foreseenBlock = (operand: number): number | null => (operand < DISTANCE ? null : Math.floor(operand / DISTANCE) - 1)

/**
 * Stands for a typed array whose memory is not there yet: ops ask it for address and length, slices and nothing else, and what is
 * written into it is lost, as it would be with other programs in the same memory.
 */
export class ForeseenArray {
  readonly byteOffset: number
  readonly length: number

  private constructor(byteOffset: number, length: number) {
    this.byteOffset = byteOffset
    this.length = length
  }

  static floats(byteOffset: number, length: number): Float32Array {
    return new ForeseenArray(byteOffset, length) as unknown as Float32Array
  }

  static integers(byteOffset: number, length: number): Int32Array {
    return new ForeseenArray(byteOffset, length) as unknown as Int32Array
  }

  subarray(start = 0, end = this.length): ForeseenArray {
    return new ForeseenArray(this.byteOffset + 4 * start, end - start)
  }
}

/** The blocks of all foreseen arrays that a value holds, in whatever objects, lists and maps. */
export function foreseenBlocksIn(value: unknown, seen = new Set<unknown>()): readonly number[] {
  if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) return []
  seen.add(value)
  if (value instanceof ForeseenArray) return [foreseenBlock(value.byteOffset)!]
  const parts: readonly unknown[] = value instanceof Map ? [...value.values()] : Object.values(value)
  return parts.flatMap((part) => foreseenBlocksIn(part, seen))
}
