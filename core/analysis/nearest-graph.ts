/** The nearest others of every sample. */
export interface NearestGraph {
  readonly count: number
  /** How many others of each. */
  readonly neighbours: number
  /** count × neighbours, nearest first. */
  readonly indices: Int32Array
  /** Euclidean, count × neighbours. */
  readonly distances: Float64Array
}

/** Features that are added up before a distance is compared with the furthest that is kept. */
const PIECE = 8

/**
 * The exact nearest others of every row (count × width); of equally near ones the first. Fast where the first features vary most, as principal
 * components do: a distance is given up once it is too large. `report` is told the share that is done.
 */
export function nearestGraph(rows: Float32Array, width: number, neighbours: number, report: (share: number) => void = () => {}): NearestGraph {
  const count = width === 0 ? 0 : rows.length / width
  const kept = Math.max(0, Math.min(neighbours, count - 1))
  const indices = new Int32Array(count * kept)
  const distances = new Float64Array(count * kept)
  const near = new Float64Array(kept)
  const who = new Int32Array(kept)
  for (let row = 0; row < count; row++) {
    near.fill(Infinity)
    for (let other = 0; other < count; other++) {
      if (other === row) continue
      const square = distanceBelow(rows, row * width, other * width, width, near[kept - 1])
      if (square < near[kept - 1]) insert(near, who, square, other)
    }
    for (let k = 0; k < kept; k++) {
      indices[row * kept + k] = who[k]
      distances[row * kept + k] = Math.sqrt(near[k])
    }
    if (row % 64 === 0) report(row / count)
  }
  return { count, neighbours: kept, indices, distances }
}

/** The squared distance, or something not below `limit` where it is not below it. */
function distanceBelow(rows: Float32Array, a: number, b: number, width: number, limit: number): number {
  let sum = 0
  for (let start = 0; start < width; start += PIECE) {
    const end = Math.min(width, start + PIECE)
    for (let k = start; k < end; k++) sum += (rows[a + k] - rows[b + k]) ** 2
    if (sum >= limit) return sum
  }
  return sum
}

/** Keeps the nearest in order. */
function insert(near: Float64Array, who: Int32Array, square: number, other: number): void {
  let place = near.length - 1
  while (place > 0 && near[place - 1] > square) {
    near[place] = near[place - 1]
    who[place] = who[place - 1]
    place--
  }
  near[place] = square
  who[place] = other
}

/** The share of each sample's nearest others, by one graph, that are among its nearest by another; both of the same samples. */
export function sharedNeighbours(first: NearestGraph, second: NearestGraph): number {
  const { count, neighbours } = first
  let shared = 0
  for (let row = 0; row < count; row++) {
    const own = new Set(first.indices.subarray(row * neighbours, (row + 1) * neighbours))
    for (let k = 0; k < second.neighbours; k++) if (own.has(second.indices[row * second.neighbours + k])) shared++
  }
  return count * neighbours === 0 ? 1 : shared / (count * neighbours)
}
