import { extremes, moments } from '../math/moments.ts'
import { sizeOf } from '../math/shape.ts'
import { GIVEN_PARTS, type Dataset } from './dataset.ts'
import { judgeDataset, type DatasetQuality } from './quality.ts'

/** What one column, or all pixels together, look like. */
export interface FeatureStatistics {
  readonly name: string
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Of the population: divides by the count. */
  readonly standardDeviation: number
  readonly missing: number
  /** Different values; 100,000 stands for that many or more. */
  readonly distinct: number
  /** counts.length + 1 edges. */
  readonly histogram: { readonly edges: Float64Array; readonly counts: Float64Array }
}

/** Samples of one class in each part that the source fixes; all under `train` where it fixes none. */
export interface ClassCounts {
  readonly name: string
  readonly train: number
  readonly validation: number
  readonly test: number
}

export interface DatasetStatistics {
  readonly classCounts: readonly ClassCounts[] | null
  /** Per feature for tabular data, else one entry over all pixels. */
  readonly features: readonly FeatureStatistics[]
  /** The first target value; null for classes. */
  readonly targetStatistics: FeatureStatistics | null
  readonly quality: DatasetQuality
}

const MOST_FEATURES = 200
const BINS = 32
const MOST_DISTINCT = 100_000

/** Everything the Data view shows of a data set's numbers. */
export function summarizeDataset(dataset: Dataset): DatasetStatistics {
  return { classCounts: countClasses(dataset), features: summarizeFeatures(dataset), targetStatistics: summarizeTarget(dataset), quality: judgeDataset(dataset) }
}

/** Samples per class and given part; null for regression. */
export function countClasses({ targets, givenParts, sampleCount }: Dataset): ClassCounts[] | null {
  if (targets.kind !== 'classes') return null
  const counts = targets.classes.map(() => GIVEN_PARTS.map(() => 0))
  for (let i = 0; i < sampleCount; i++) counts[targets.labels[i]][givenParts === null ? 0 : givenParts[i]]++
  return targets.classes.map((name, index) => ({ name, train: counts[index][0], validation: counts[index][1], test: counts[index][2] }))
}

function summarizeFeatures({ inputs, inputScale, inputShape, featureNames, sampleCount }: Dataset): FeatureStatistics[] {
  if (featureNames === null) return [summarizePixels(inputs, inputScale)]
  const width = sizeOf(inputShape)
  return featureNames.slice(0, MOST_FEATURES).map((name, feature) =>
    summarizeValues(name, Float64Array.from({ length: sampleCount }, (_, i) => inputs[i * width + feature] * inputScale)))
}

function summarizeTarget({ targets, sampleCount }: Dataset): FeatureStatistics | null {
  if (targets.kind === 'classes') return null
  const width = targets.names.length
  return summarizeValues(targets.names[0], Float64Array.from({ length: sampleCount }, (_, i) => targets.values[i * width]))
}

/** Bytes are tallied by value, which spares a copy of every pixel. */
function summarizePixels(inputs: Float32Array | Uint8Array, scale: number): FeatureStatistics {
  if (inputs instanceof Float32Array) return summarizeValues('', inputs, scale)
  const tally = new Float64Array(256)
  for (let i = 0; i < inputs.length; i++) tally[inputs[i]]++
  const present = [...tally.keys()].filter((value) => tally[value] > 0)
  const mean = present.reduce((sum, value) => sum + value * tally[value], 0) / inputs.length
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2 * tally[value], 0) / inputs.length
  const minimum = (present[0] ?? 0) * scale
  const maximum = (present.at(-1) ?? 0) * scale
  const edges = binEdges(minimum, maximum)
  const counts = new Float64Array(BINS)
  for (const value of present) counts[binOf(value * scale, minimum, maximum)] += tally[value]
  return { name: '', minimum, maximum, mean: mean * scale, standardDeviation: Math.sqrt(variance) * scale, missing: 0, distinct: present.length, histogram: { edges, counts } }
}

/** NaN is a missing value and is left out of everything else. */
export function summarizeValues(name: string, values: Float32Array | Float64Array, scale = 1): FeatureStatistics {
  const { mean, deviation, count } = moments(values, 1)
  const range = extremes(values, 1)
  const minimum = range.minimum[0] * scale
  const maximum = range.maximum[0] * scale
  const counts = new Float64Array(BINS)
  const distinct = new Set<number>()
  for (const value of values) {
    if (Number.isNaN(value)) continue
    counts[binOf(value * scale, minimum, maximum)]++
    if (distinct.size < MOST_DISTINCT) distinct.add(value)
  }
  return {
    name,
    minimum,
    maximum,
    mean: mean[0] * scale,
    standardDeviation: deviation[0] * scale,
    missing: values.length - count[0],
    distinct: distinct.size,
    histogram: { edges: binEdges(minimum, maximum), counts },
  }
}

const binEdges = (minimum: number, maximum: number): Float64Array => Float64Array.from({ length: BINS + 1 }, (_, i) => minimum + ((maximum - minimum) * i) / BINS)

/** The last bin takes the maximum too; a constant falls into the first. */
const binOf = (value: number, minimum: number, maximum: number): number => (maximum > minimum ? Math.min(BINS - 1, Math.floor(((value - minimum) / (maximum - minimum)) * BINS)) : 0)
