import { BUCKET_LENGTH, CHUNK_LENGTH, decodeExtremes, extremesOf, mergeExtremes, type Extremes } from './series-chunk.ts'

/** A piece of a series without its values: what the whole-run view reads. */
export interface ChunkOutline {
  readonly firstStep: number
  readonly stride: number
  readonly length: number
  /** Positions count from the piece's start. */
  readonly extremes: Extremes | null
}

/** What is read of a piece when it is asked for: its values are many times what its buckets are. */
export interface ChunkContent {
  values(): Float32Array | Float64Array
  /** Per bucket, as `encodeExtremes` writes them. */
  buckets(): Float64Array
}

/** The positions `from … to - 1` of a piece, as far as the reader wants it. */
export interface ChunkSlice { readonly chunk: ChunkOutline; readonly from: number; readonly to: number; readonly content: ChunkContent }

export interface Points { readonly steps: Float64Array; readonly values: Float64Array }

const stepAt = (chunk: ChunkOutline, position: number): number => chunk.firstStep + chunk.stride * position

export const countValues = (slices: readonly ChunkSlice[]): number => slices.reduce((total, { from, to }) => total + to - from, 0)

/** Every value of the slices. */
export function readAll(slices: readonly ChunkSlice[]): Points {
  const total = countValues(slices)
  const steps = new Float64Array(total)
  const values = new Float64Array(total)
  let at = 0
  for (const slice of slices) {
    values.set(slice.content.values().subarray(slice.from, slice.to), at)
    for (let i = slice.from; i < slice.to; i++) steps[at++] = stepAt(slice.chunk, i)
  }
  return { steps, values }
}

/**
 * At most `maximumPoints` recorded values (at least 4): the minimum and the maximum of every bucket of equally many values, and both ends.
 * Values that are not numbers have no place in a bucket. Reads only as deep as the bucket size asks for: pieces, their buckets, or values.
 */
export function reduce(slices: readonly ChunkSlice[], maximumPoints: number): Points {
  const total = countValues(slices)
  const bucketCount = Math.max(1, Math.floor((maximumPoints - 2) / 2))
  const bucketSize = Math.ceil(total / bucketCount)
  const reduced: (Extremes | null)[] = Array.from({ length: bucketCount }, () => null)
  let ordinal = 0
  for (const slice of slices) {
    eachSegment(slice, bucketSize, (length, extremes) => {
      const bucket = Math.floor(ordinal / bucketSize)
      reduced[bucket] = mergeExtremes(reduced[bucket] ?? null, extremes)
      ordinal += length
    })
  }
  return pointsOf(reduced, slices)
}

/** Visits the slice in segments of at most `coarsest` values with their extremes, positions turned into steps. */
function eachSegment(slice: ChunkSlice, coarsest: number, visit: (length: number, extremes: Extremes | null) => void): void {
  const { chunk, from, to } = slice
  const inSteps = (extremes: Extremes | null): Extremes | null =>
    extremes && { ...extremes, minimumAt: stepAt(chunk, extremes.minimumAt), maximumAt: stepAt(chunk, extremes.maximumAt) }
  if (coarsest >= CHUNK_LENGTH && from === 0 && to === chunk.length) return visit(to, inSteps(chunk.extremes))
  let position = from
  while (position < to) {
    const bucketEnd = Math.min(position + BUCKET_LENGTH, chunk.length)
    const whole = coarsest >= BUCKET_LENGTH && position % BUCKET_LENGTH === 0 && bucketEnd <= to
    const end = whole ? bucketEnd : position + 1
    visit(end - position, inSteps(whole ? decodeExtremes(slice.content.buckets(), position / BUCKET_LENGTH) : extremesOf(slice.content.values(), position, end)))
    position = end
  }
}

function pointsOf(buckets: readonly (Extremes | null)[], slices: readonly ChunkSlice[]): Points {
  const steps: number[] = []
  const values: number[] = []
  const add = (step: number, value: number): void => {
    if (Number.isNaN(value) || steps.at(-1) === step) return
    steps.push(step)
    values.push(value)
  }
  const first = slices[0]!
  const last = slices.at(-1)!
  add(stepAt(first.chunk, first.from), first.content.values()[first.from]!)
  for (const bucket of buckets) {
    if (bucket === null) continue
    const { minimumAt, minimum, maximumAt, maximum } = bucket
    if (minimumAt <= maximumAt) {
      add(minimumAt, minimum)
      add(maximumAt, maximum)
    } else {
      add(maximumAt, maximum)
      add(minimumAt, minimum)
    }
  }
  add(stepAt(last.chunk, last.to - 1), last.content.values()[last.to - 1]!)
  return { steps: Float64Array.from(steps), values: Float64Array.from(values) }
}

