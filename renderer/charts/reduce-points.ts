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

/** A part of the horizontal axis. */
export interface Section { readonly from: number; readonly to: number }

/** As `reducePoints`, but the points in sight have most of the room; what lies beside them keeps its extremes in a fourth of it, so that the axes stay. `x` ascends. */
export function reduceAround(points: Points, most: number, section: Section | null): Points {
  const { x, y } = points
  if (section === null || y.length <= most) return reducePoints(points, most)
  // One point more on each side: lines leave the picture where they should.
  const from = Math.max(0, countBelow(x, section.from) - 1)
  const to = Math.min(x.length, countBelow(x, section.to) + 1)
  const piece = (start: number, end: number, room: number): Points => reducePoints({ x: x.subarray(start, end), y: y.subarray(start, end) }, room)
  const pieces = [piece(0, from, most / 8), piece(from, to, (3 * most) / 4), piece(to, x.length, most / 8)]
  return { x: joined(pieces.map((part) => part.x)), y: joined(pieces.map((part) => part.y)) }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** How many of the ascending numbers are below a limit. */
export function countBelow(ascending: Float64Array, limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? Infinity) < limit) low = middle + 1
    else high = middle
  }
  return low
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

/** The same of values that are read one by one; one place where both are at it. */
export function extremePlaces(valueAt: (i: number) => number, from: number, to: number): readonly number[] {
  const [first, second] = extremes(Float64Array.from({ length: to - from }, (_, i) => valueAt(from + i)), 0, to - from)
  return first === second ? [from + first] : [from + first, from + second]
}
