import type { Dataset } from './dataset.ts'

/** A feature that may have been derived from the target, or from something known only afterwards. */
export interface Leak {
  readonly name: string
  /** The share of the target's uncertainty that this feature alone removes: I(feature; target) / H(target), 0 … 1. */
  readonly score: number
}

/**
 * From this share on a feature is reported. A column copied from the target has 1, and noise around 0; good features of honest data stay well
 * below (the best of Iris removes nine tenths). A report is a question, not a proof.
 */
export const LEAK_SCORE = 0.98

/** A feature is cut into as many pieces as it has values, or into this many of equal counts. */
const MOST_BINS = 32
const TARGET_BINS = 8
const MOST_SAMPLES = 200_000
/** With fewer samples any column of many values seems to tell everything. */
const LEAST_SAMPLES = 20

/** Features whose score is at least LEAK_SCORE, worst first. */
export function findLeaks(dataset: Dataset, names: readonly string[]): Leak[] {
  const step = Math.max(1, Math.ceil(dataset.sampleCount / MOST_SAMPLES))
  const rows = Math.floor((dataset.sampleCount + step - 1) / step)
  if (rows < LEAST_SAMPLES) return []
  const target = targetBins(dataset, rows, step)
  return names
    .map((name, feature) => ({ name, score: targetShare(columnBins(dataset, feature, names.length, rows, step), target) }))
    .filter(({ score }) => score >= LEAK_SCORE)
    .sort((a, b) => b.score - a.score)
}

interface Binned { readonly bins: Uint16Array; readonly count: number }

/**
 * I(X; Y) / H(Y) with entropies corrected by (occupied cells − 1) / 2n (Miller, 1955), without which columns of many values would always seem
 * to tell something.
 */
export function targetShare(x: Binned, y: Binned): number {
  const hx = entropy(x)
  const hy = entropy(y)
  const both = entropy({ bins: joined(x, y), count: x.count * y.count })
  return hy <= 0 ? 0 : Math.max(0, Math.min(1, (hx + hy - both) / hy))
}

const joined = (x: Binned, y: Binned): Uint16Array => x.bins.map((bin, i) => bin * y.count + y.bins[i])

function entropy({ bins, count }: Binned): number {
  const counts = new Float64Array(count)
  for (const bin of bins) counts[bin]++
  let sum = 0
  let occupied = 0
  for (const n of counts) {
    if (n === 0) continue
    occupied++
    sum -= (n / bins.length) * Math.log(n / bins.length)
  }
  return sum + (occupied - 1) / (2 * bins.length)
}

function columnBins({ inputs }: Dataset, feature: number, width: number, rows: number, step: number): Binned {
  return binned(Float64Array.from({ length: rows }, (_, i) => inputs[i * step * width + feature]), MOST_BINS)
}

function targetBins({ targets }: Dataset, rows: number, step: number): Binned {
  if (targets.kind === 'classes') return { bins: Uint16Array.from({ length: rows }, (_, i) => targets.labels[i * step]), count: targets.classes.length }
  return binned(Float64Array.from({ length: rows }, (_, i) => targets.values[i * step * targets.names.length]), TARGET_BINS)
}

/** Few different values have a bin each; many are cut into bins of equal counts. Missing ones have a bin of their own. */
function binned(values: Float64Array, most: number): Binned {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const edges: number[] = []
  const distinct: number[] = []
  for (let i = 0; i < sorted.length && distinct.length <= most; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i])
  if (distinct.length <= most) edges.push(...distinct.slice(1))
  else for (let k = 1; k < most; k++) edges.push(sorted[Math.floor((k * sorted.length) / most)])
  const steps = [...new Set(edges)]
  return { bins: Uint16Array.from(values, (value) => (Number.isNaN(value) ? steps.length + 1 : countAtMost(steps, value))), count: steps.length + 2 }
}

/** How many of the ascending edges are at most `value`. */
function countAtMost(edges: readonly number[], value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle] <= value) low = middle + 1
    else high = middle
  }
  return low
}
