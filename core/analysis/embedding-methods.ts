import type { Random } from '../math/random.ts'
import { affinities } from './affinities.ts'
import type { NearestGraph } from './nearest-graph.ts'
import { createTSne, T_SNE_STEPS } from './t-sne.ts'

/** Ways to draw many features in the plane. `pca` keeps large distances, `tSne` and `umap` who is near whom. */
export type EmbeddingMethod = 'pca' | 'tSne' | 'umap'

/** How many of its nearest others a sample needs, for a perplexity: three times as many, as scikit-learn takes. */
export const neighboursFor = (perplexity: number): number => Math.floor(3 * perplexity + 1)

/** A t-SNE map, count × 2, from two principal components. */
export function drawTSne(graph: NearestGraph, { perplexity, start, random, report }: { readonly perplexity: number; readonly start: Float32Array; readonly random: Random; report(share: number): void }): Float32Array {
  const map = createTSne(affinities(graph, perplexity), start)
  // Copies of a sample would never part.
  for (let i = 0; i < map.positions.length; i++) map.positions[i] += 1e-6 * random.normal()
  for (let step = 0; step < T_SNE_STEPS; step++) {
    map.step()
    report(step / T_SNE_STEPS)
  }
  return Float32Array.from(map.positions)
}
