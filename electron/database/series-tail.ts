import { BUCKET_LENGTH, CHUNK_LENGTH, extremesOf, mergeExtremes, type Extremes } from './series-chunk.ts'

/** The piece at the end of a series, which still grows. Its steps are firstStep, firstStep + stride, …. */
export interface SeriesTail {
  readonly firstIndex: number
  readonly firstStep: number
  /** 0 while it holds one value and the distance is not known. */
  stride: number
  length: number
  readonly values: Float32Array | Float64Array
  readonly buckets: (Extremes | null)[]
}

export function createTail(firstIndex: number, firstStep: number, valueBytes: 4 | 8): SeriesTail {
  return { firstIndex, firstStep, stride: 0, length: 0, values: valueBytes === 4 ? new Float32Array(CHUNK_LENGTH) : new Float64Array(CHUNK_LENGTH), buckets: [] }
}

/**
 * Takes as many of `values` (from position `from`) as fit and returns how many.
 * 0 when the tail is full or when step does not continue it.
 */
export function extendTail(tail: SeriesTail, step: number, stride: number, values: Float32Array | Float64Array, from: number): number {
  if (tail.length > 0 && tail.stride === 0) tail.stride = step - tail.firstStep
  if (tail.length > 0 && step !== tail.firstStep + tail.stride * tail.length) return 0
  const wanted = values.length - from
  if (wanted > 1 && tail.length > 0 && stride !== tail.stride) return 0
  if (wanted > 1 && tail.length === 0) tail.stride = stride
  const taken = Math.min(wanted, CHUNK_LENGTH - tail.length)
  tail.values.set(values.subarray(from, from + taken), tail.length)
  refreshBuckets(tail, tail.length, tail.length + taken)
  tail.length += taken
  return taken
}

/** Folds the new values `from … to - 1` into their buckets' extremes. */
function refreshBuckets(tail: SeriesTail, from: number, to: number): void {
  let start = from
  while (start < to) {
    const bucket = Math.floor(start / BUCKET_LENGTH)
    const end = Math.min((bucket + 1) * BUCKET_LENGTH, to)
    tail.buckets[bucket] = mergeExtremes(tail.buckets[bucket] ?? null, extremesOf(tail.values, start, end))
    start = end
  }
}

export const extremesOfTail = (tail: SeriesTail): Extremes | null => tail.buckets.reduce<Extremes | null>((all, bucket) => mergeExtremes(all, bucket), null)

/** The tail without the values after `step`. */
export function cutTail(tail: SeriesTail, step: number): SeriesTail {
  const kept = createTail(tail.firstIndex, tail.firstStep, tail.values.BYTES_PER_ELEMENT === 4 ? 4 : 8)
  const length = step < tail.firstStep ? 0 : tail.stride === 0 ? Math.min(tail.length, 1) : Math.min(tail.length, Math.floor((step - tail.firstStep) / tail.stride) + 1)
  if (length > 0) extendTail(kept, tail.firstStep, tail.stride, tail.values.subarray(0, length), 0)
  return kept
}
