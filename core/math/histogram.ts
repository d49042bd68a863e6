/** How often values fall into each of HISTOGRAM_BINS bins of one width between `low` and `high`. */
export interface Histogram {
  readonly low: number
  readonly high: number
  readonly counts: Uint32Array
}

export const HISTOGRAM_BINS = 32
/** Bins reach so many standard deviations from the mean, or to the extremes where those are nearer. */
const REACH = 4
/** More values than this are counted by a regular sample of them. */
const MOST_COUNTED = 16_384

type Values = Float64Array | Float32Array

/**
 * The distribution of all values of some arrays. Bins lie around the mean, so that one far value does not put all others into one bin:
 * what lies farther counts in the bin at that end. Values that are not finite are left out; null when none is left.
 */
export function histogramOf(arrays: readonly Values[]): Histogram | null {
  const total = arrays.reduce((sum, { length }) => sum + length, 0)
  const stride = Math.max(1, Math.ceil(total / MOST_COUNTED))
  let count = 0
  let sum = 0
  let squares = 0
  let least = Infinity
  let greatest = -Infinity
  for (const array of arrays) {
    for (let i = 0; i < array.length; i += stride) {
      const value = array[i]
      if (!Number.isFinite(value)) continue
      count++
      sum += value
      squares += value * value
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  if (count === 0) return null
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean))
  const low = Math.max(least, mean - REACH * deviation)
  const high = Math.min(greatest, mean + REACH * deviation)
  const counts = new Uint32Array(HISTOGRAM_BINS)
  // All values alike: one bin in the middle of a range that can be drawn.
  if (!(high > low)) {
    const half = Math.abs(mean) / 2 || 0.5
    counts[HISTOGRAM_BINS / 2] = count
    return { low: mean - half, high: mean + half, counts }
  }
  const scale = HISTOGRAM_BINS / (high - low)
  for (const array of arrays) {
    for (let i = 0; i < array.length; i += stride) {
      const value = array[i]
      if (Number.isFinite(value)) counts[Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor((value - low) * scale)))]++
    }
  }
  return { low, high, counts }
}
