/** The position of the largest of `count` values from `offset` on, relative to `offset`; the first of equals. */
export function argMax(values: ArrayLike<number>, offset: number, count: number): number {
  let best = 0
  for (let i = 1; i < count; i++) if (values[offset + i] > values[offset + best]) best = i
  return best
}
