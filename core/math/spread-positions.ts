/** The golden ratio's fraction: its multiples fill an interval evenly, and fall in step with no period. */
const GOLDEN = 0.6180339887498949

/**
 * At most `most` of `count` positions, ascending, one from each of as many equal stretches. Where in its stretch a position lies changes from one
 * to the next: samples that come in turns (0, 1, 2, …, 9, 0, 1, …) would otherwise all be of one class.
 */
export function spreadPositions(count: number, most: number): Int32Array {
  const chosen = Math.min(count, Math.max(0, Math.floor(most)))
  if (chosen === count) return Int32Array.from({ length: count }, (_, i) => i)
  const start = (i: number): number => Math.floor((i * count) / chosen)
  return Int32Array.from({ length: chosen }, (_, i) => start(i) + Math.floor(((i * GOLDEN) % 1) * (start(i + 1) - start(i))))
}
