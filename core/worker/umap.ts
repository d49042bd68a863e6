import { UMAP } from 'umap-js'
import type { NearestGraph, Random } from '../index.ts'

/** Half the width that a map begins with. */
const START_HALF_WIDTH = 10

export interface UmapRequest {
  /** Without the samples themselves. */
  readonly graph: NearestGraph
  /** count × 2, e.g. two principal components; its scale does not matter. */
  readonly start: Float32Array
  readonly random: Random
  report(share: number): void
}

/** Uniform manifold approximation and projection: count × 2. McInnes, Healy & Melville (2018). Needs at least three samples. */
export function drawUmap({ graph: { count, neighbours, indices, distances }, start, random, report }: UmapRequest): Float32Array {
  const rowOf = (values: ArrayLike<number>, row: number, first: number): number[] => [first, ...Array.from({ length: neighbours }, (_, k) => values[row * neighbours + k]!)]
  const rows = Array.from({ length: count }, (_, row) => row)
  // A sample is its own nearest there, and counts.
  const umap = new UMAP({ nNeighbors: neighbours + 1, random: () => random.uniform() })
  umap.setPrecomputedKNN(rows.map((row) => rowOf(indices, row, row)), rows.map((row) => rowOf(distances, row, 0)))
  const steps = umap.initializeFit(rows.map(() => []))
  const places = umap.getEmbedding()
  const furthest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  // From principal components instead of anywhere: the large shape is kept, and other seeds give similar maps.
  places.forEach((place, row) => {
    for (let axis = 0; axis < 2; axis++) place[axis] = (START_HALF_WIDTH * start[2 * row + axis]!) / furthest + 1e-3 * random.normal()
  })
  for (let step = 0; step < steps; step++) {
    umap.step()
    report(step / steps)
  }
  return Float32Array.from(umap.getEmbedding().flat())
}
