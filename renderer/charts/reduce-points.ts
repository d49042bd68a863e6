export interface Points { readonly x: Float64Array; readonly y: Float64Array }

/** At most `most` points: of each bucket of neighbours the least and the greatest value, in their order, so that no spike is lost. */
export function reducePoints(points: Points, most: number): Points {
  const { x, y } = points
  if (y.length <= most) return points
  const buckets = Math.max(1, Math.floor(most / 2))
  const kept = new Float64Array(2 * buckets)
  const places = new Float64Array(2 * buckets)
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * y.length) / buckets)
    const to = Math.floor(((bucket + 1) * y.length) / buckets)
    const [first, second] = extremes(y, from, to)
    places[2 * bucket] = x[first] ?? NaN
    kept[2 * bucket] = y[first] ?? NaN
    places[2 * bucket + 1] = x[second] ?? NaN
    kept[2 * bucket + 1] = y[second] ?? NaN
  }
  return { x: places, y: kept }
}

/** Positions of the least and the greatest of y[from…to), the earlier first. */
function extremes(y: Float64Array, from: number, to: number): readonly [number, number] {
  let least = from
  let greatest = from
  for (let i = from + 1; i < to; i++) {
    const value = y[i] ?? NaN
    if (value < (y[least] ?? NaN) || Number.isNaN(y[least])) least = i
    if (value > (y[greatest] ?? NaN) || Number.isNaN(y[greatest])) greatest = i
  }
  return [Math.min(least, greatest), Math.max(least, greatest)]
}
