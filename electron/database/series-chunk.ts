/** The most values a piece of a series holds. */
export const CHUNK_LENGTH = 4096
/** A piece keeps the extremes of every so many values. */
export const BUCKET_LENGTH = 64

/** Where the extremes of some values are, as positions, and what they are; null when no value is a number. */
export interface Extremes {
  readonly minimumAt: number
  readonly minimum: number
  readonly maximumAt: number
  readonly maximum: number
}

/** The extremes of `values[from … to - 1]`, ignoring NaN; infinities count. The first of equals wins. */
export function extremesOf(values: ArrayLike<number>, from: number, to: number): Extremes | null {
  let minimumAt = -1
  let maximumAt = -1
  let minimum = Infinity
  let maximum = -Infinity
  for (let i = from; i < to; i++) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    if (minimumAt === -1 || value < minimum) [minimumAt, minimum] = [i, value]
    if (maximumAt === -1 || value > maximum) [maximumAt, maximum] = [i, value]
  }
  return minimumAt === -1 ? null : { minimumAt, minimum, maximumAt, maximum }
}

/** Extremes over both, the first of equals kept. */
export function mergeExtremes(first: Extremes | null, next: Extremes | null): Extremes | null {
  if (first === null || next === null) return first ?? next
  return {
    ...(next.minimum < first.minimum ? { minimumAt: next.minimumAt, minimum: next.minimum } : { minimumAt: first.minimumAt, minimum: first.minimum }),
    ...(next.maximum > first.maximum ? { maximumAt: next.maximumAt, maximum: next.maximum } : { maximumAt: first.maximumAt, maximum: first.maximum }),
  }
}

/** Four numbers per bucket: where its minimum is, the minimum, where its maximum is, the maximum. A bucket without numbers is NaN throughout. */
export function encodeExtremes(buckets: readonly (Extremes | null)[]): Float64Array {
  const numbers = new Float64Array(buckets.length * 4).fill(NaN)
  buckets.forEach((bucket, i) => {
    if (bucket !== null) numbers.set([bucket.minimumAt, bucket.minimum, bucket.maximumAt, bucket.maximum], i * 4)
  })
  return numbers
}

export function decodeExtremes(numbers: Float64Array, bucket: number): Extremes | null {
  const minimumAt = numbers[bucket * 4]
  if (minimumAt === undefined || Number.isNaN(minimumAt)) return null
  return { minimumAt, minimum: numbers[bucket * 4 + 1]!, maximumAt: numbers[bucket * 4 + 2]!, maximum: numbers[bucket * 4 + 3]! }
}

/** The bytes of a typed array, without copying. */
export const bytesOf = (array: Float32Array | Float64Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength)

/** The numbers in a blob, copied to where they are aligned. */
export function numbersOf(blob: Uint8Array, valueBytes: 4 | 8): Float32Array | Float64Array {
  const buffer = new ArrayBuffer(blob.byteLength)
  new Uint8Array(buffer).set(blob)
  return valueBytes === 4 ? new Float32Array(buffer) : new Float64Array(buffer)
}
