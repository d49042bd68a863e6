/** Samples near another one. */
export interface Neighbours {
  /** Positions among the candidates, nearest first. */
  readonly positions: Int32Array
  /** Euclidean. */
  readonly distances: Float32Array
}

/** The candidates nearest to a point; `candidates`: rows × point.length. */
export function nearestNeighbours(point: Float32Array, candidates: Float32Array, count: number): Neighbours {
  const width = point.length
  const rows = width === 0 ? 0 : candidates.length / width
  const squares = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let i = 0, at = row * width; i < width; i++, at++) sum += (candidates[at] - point[i]) ** 2
    squares[row] = sum
  }
  const positions = Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => squares[a] - squares[b] || a - b).slice(0, count)
  return { positions, distances: Float32Array.from(positions, (row) => Math.sqrt(squares[row])) }
}
