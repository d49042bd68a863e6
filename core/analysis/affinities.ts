import type { NearestGraph } from './nearest-graph.ts'

/** Symmetric affinities of samples to some others, that add up to 1 over all pairs; rows as in a compressed sparse matrix. */
export interface Affinities {
  readonly count: number
  /** Where each row begins in `others` and `values`; one more at the end. */
  readonly starts: Int32Array
  readonly others: Int32Array
  readonly values: Float64Array
}

const SEARCHES = 100
const TOLERANCE = 1e-6

/**
 * How much each sample counts its nearest others as neighbours: p_j|i ∝ exp(−β_i·d²) with β_i such that the perplexity is the wanted one, then
 * p_ij = (p_j|i + p_i|j) / 2n. van der Maaten & Hinton (2008), equations 1–2; for nearest neighbours alone van der Maaten (2014), equation 4.
 */
export function affinities(graph: NearestGraph, perplexity: number): Affinities {
  const { count, neighbours, indices } = graph
  const conditional = new Float64Array(count * neighbours)
  for (let row = 0; row < count; row++) calibrate(graph, row, Math.log(Math.min(perplexity, neighbours)), conditional.subarray(row * neighbours, (row + 1) * neighbours))
  const rows: Map<number, number>[] = Array.from({ length: count }, () => new Map<number, number>())
  const add = (row: number, other: number, value: number): void => void rows[row].set(other, (rows[row].get(other) ?? 0) + value / (2 * count))
  conditional.forEach((value, at) => {
    const row = Math.floor(at / neighbours)
    add(row, indices[at], value)
    add(indices[at], row, value)
  })
  const starts = new Int32Array(count + 1)
  rows.forEach(({ size }, row) => (starts[row + 1] = starts[row] + size))
  const others = new Int32Array(starts[count])
  const values = new Float64Array(starts[count])
  rows.forEach((entries, row) => {
    let at = starts[row]
    for (const [other, value] of entries) {
      others[at] = other
      values[at++] = value
    }
  })
  return { count, starts, others, values }
}

/** Fills one row with p_j|i, whose entropy in nats is the wanted one, by bisection over β. */
function calibrate({ neighbours, distances }: NearestGraph, row: number, wantedEntropy: number, out: Float64Array): void {
  // Distances from the nearest on, so that exp never underflows for all.
  const nearest = distances[row * neighbours] ** 2
  let [low, high, beta] = [0, Infinity, 1]
  for (let search = 0; search < SEARCHES; search++) {
    let sum = 0
    let weighted = 0
    for (let k = 0; k < neighbours; k++) {
      const square = distances[row * neighbours + k] ** 2 - nearest
      const p = Math.exp(-beta * square)
      out[k] = p
      sum += p
      weighted += square * p
    }
    for (let k = 0; k < neighbours; k++) out[k] /= sum
    const excess = Math.log(sum) + (beta * weighted) / sum - wantedEntropy
    if (Math.abs(excess) < TOLERANCE) return
    if (excess > 0) {
      low = beta
      beta = high === Infinity ? 2 * beta : (low + high) / 2
    } else {
      high = beta
      beta = (low + high) / 2
    }
  }
}
