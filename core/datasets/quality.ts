import { sizeOf } from '../math/shape.ts'
import { GIVEN_PARTS, type Dataset } from './dataset.ts'
import { findLeaks, type Leak } from './leaks.ts'
import { hashSamples } from './sample-hashes.ts'

/** Samples of one part that are also in another, by their inputs. */
export interface PartOverlap {
  /** Validation samples that are also in training. */
  readonly trainValidation: number
  /** Test samples that are also in training. */
  readonly trainTest: number
  /** Test samples that are also in validation. */
  readonly validationTest: number
}

/** Pearson's correlation of every pair of columns. */
export interface Correlations {
  /** The features, and the target last. */
  readonly names: readonly string[]
  /** names.length × names.length, row-major; NaN for a column that does not vary. */
  readonly values: Float64Array
  /** How many samples it was computed on: all, or evenly chosen ones of many. */
  readonly sampleCount: number
}

/** What is wrong with data, or looks so. */
export interface DatasetQuality {
  /** Features that never vary: nothing can be learned from them. */
  readonly constantFeatures: readonly string[]
  /** Samples whose inputs an earlier one has already. */
  readonly duplicates: number
  /** Of those, the ones whose target differs from every earlier sample with the same inputs. */
  readonly contradictions: number
  /** By the parts that the source fixes; null where it fixes none. */
  readonly overlap: PartOverlap | null
  /** Features that tell the target almost by themselves, worst first. */
  readonly leaks: readonly Leak[]
  /** Null for images and for tables of more than 200 columns. */
  readonly correlations: Correlations | null
}

const MOST_COLUMNS = 200
const MOST_CORRELATED = 50_000

/** Looks for duplicates, leaks, overlaps and columns that say nothing. Memory: 16 bytes a sample. */
export function judgeDataset(dataset: Dataset): DatasetQuality {
  const { featureNames, givenParts } = dataset
  const hashes = hashSamples(dataset)
  return {
    constantFeatures: featureNames === null ? [] : constantFeatures(dataset, featureNames),
    ...countDuplicates(dataset, hashes),
    overlap: givenParts === null ? null : overlapOf(hashes, givenParts),
    leaks: featureNames === null || featureNames.length > MOST_COLUMNS ? [] : findLeaks(dataset, featureNames),
    correlations: featureNames === null || featureNames.length > MOST_COLUMNS ? null : correlate(dataset, featureNames),
  }
}

/** How many samples two parts share, for parts given per sample as indices into GIVEN_PARTS: also of a split. */
export const partOverlap = (dataset: Dataset, parts: Uint8Array): PartOverlap => overlapOf(hashSamples(dataset), parts)

function constantFeatures({ inputs, sampleCount }: Dataset, names: readonly string[]): string[] {
  const width = names.length
  const varies = new Uint8Array(width)
  for (let i = 1; i < sampleCount; i++) {
    for (let k = 0; k < width; k++) if (inputs[i * width + k] !== inputs[k] && !(Number.isNaN(inputs[i * width + k]) && Number.isNaN(inputs[k]))) varies[k] = 1
  }
  return names.filter((_, k) => varies[k] === 0)
}

function countDuplicates(dataset: Dataset, hashes: BigUint64Array): Pick<DatasetQuality, 'duplicates' | 'contradictions'> {
  const different = distinct(hashes)
  const duplicates = dataset.sampleCount - different
  // Samples with the same inputs and different targets are counted once more when the target belongs to them.
  return { duplicates, contradictions: duplicates === 0 ? 0 : distinct(hashSamples(dataset, true)) - different }
}

function distinct(hashes: BigUint64Array): number {
  const sorted = hashes.slice().sort()
  let count = sorted.length === 0 ? 0 : 1
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) count++
  return count
}

function overlapOf(hashes: BigUint64Array, parts: Uint8Array): PartOverlap {
  // The part takes the two lowest bits, so that sorting brings equal samples of all parts together.
  const marked = new BigUint64Array(hashes.length)
  const from = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2)
  const to = new Uint32Array(marked.buffer)
  for (let i = 0; i < parts.length; i++) {
    to[2 * i] = ((from[2 * i] & ~3) | parts[i]) >>> 0
    to[2 * i + 1] = from[2 * i + 1]
  }
  marked.sort()
  const sorted = new Uint32Array(marked.buffer)
  const overlap = { trainValidation: 0, trainTest: 0, validationTest: 0 }
  for (let start = 0; start < parts.length;) {
    const counts = GIVEN_PARTS.map(() => 0)
    let end = start
    while (end < parts.length && sorted[2 * end + 1] === sorted[2 * start + 1] && (sorted[2 * end] & ~3) === (sorted[2 * start] & ~3)) counts[sorted[2 * end++] & 3]++
    const [train, validation, test] = counts
    if (train > 0) overlap.trainValidation += validation
    if (train > 0) overlap.trainTest += test
    if (validation > 0) overlap.validationTest += test
    start = end
  }
  return overlap
}

/** Pairs without a value are left out. Many samples are represented by evenly chosen ones. */
function correlate({ inputs, inputScale, inputShape, sampleCount, targets }: Dataset, featureNames: readonly string[]): Correlations {
  const width = sizeOf(inputShape)
  const step = Math.max(1, Math.ceil(sampleCount / MOST_CORRELATED))
  const rows = Math.ceil(sampleCount / step)
  const withTarget = targets.kind === 'values' || targets.classes.length === 2
  const names = withTarget ? [...featureNames, targets.kind === 'classes' ? targets.name : targets.names[0]] : [...featureNames]
  const columns = names.map((_, k) => {
    const column = new Float64Array(rows)
    for (let i = 0; i < rows; i++) column[i] = k < width ? inputs[i * step * width + k] * inputScale : targets.kind === 'classes' ? targets.labels[i * step] : targets.values[i * step * targets.names.length]
    return column
  })
  const count = names.length
  const values = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = a; b < count; b++) {
      const r = pearson(columns[a], columns[b])
      values[a * count + b] = r
      values[b * count + a] = r
    }
  }
  return { names, values, sampleCount: rows }
}

/** In two passes over the pairs that both have a value: sums of squares would cancel. */
function pearson(x: Float64Array, y: Float64Array): number {
  let count = 0
  let meanX = 0
  let meanY = 0
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i] + y[i])) continue
    count++
    meanX += x[i]
    meanY += y[i]
  }
  meanX /= count
  meanY /= count
  let xx = 0
  let yy = 0
  let xy = 0
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] - meanX
    const dy = y[i] - meanY
    if (Number.isNaN(dx + dy)) continue
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx === 0 || yy === 0 ? NaN : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)))
}
