import type { Random } from '../math/random.ts'

/** A direction, uniform over all. */
export function unitVector(dimensions: number, random: Random): Float64Array {
  const vector = Float64Array.from({ length: dimensions }, () => random.normal())
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
