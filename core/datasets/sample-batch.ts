import type { Shape } from '../math/shape.ts'
import type { Dataset } from './dataset.ts'
import { gatherInputs, gatherLabels, gatherValues } from './gather.ts'

/** Rows of a data set, ready to draw. */
export interface SampleBatch {
  /** Positions in the data set. */
  readonly indices: Int32Array
  readonly shape: Shape
  /** indices.length × size of shape, scaled as the network sees them before preprocessing. */
  readonly inputs: Float32Array
  /** Class index or value(s), indices.length × targets per sample. */
  readonly targets: Float32Array
}

/** The samples at these positions, in this order. */
export function sampleBatch(dataset: Dataset, indices: Int32Array): SampleBatch {
  const outside = indices.find((index) => index < 0 || index >= dataset.sampleCount)
  if (outside !== undefined) throw new RangeError(`Sample ${outside} of ${dataset.sampleCount}`)
  const targets = dataset.targets.kind === 'classes' ? Float32Array.from(gatherLabels(dataset, indices)) : gatherValues(dataset, indices)
  return { indices, shape: dataset.inputShape, inputs: gatherInputs(dataset, indices), targets }
}

/** A page of samples in the source's order; shorter at the end. */
export function sampleRange(dataset: Dataset, offset: number, limit: number): SampleBatch {
  const from = Math.min(Math.max(0, offset), dataset.sampleCount)
  const count = Math.min(Math.max(0, limit), dataset.sampleCount - from)
  return sampleBatch(dataset, Int32Array.from({ length: count }, (_, i) => from + i))
}

/** What each sample is, without its inputs. */
export interface SampleLabels {
  /** Class indices; null for regression. */
  readonly labels: Int32Array | null
  /** Indices into GIVEN_PARTS; null where the source fixes no part. */
  readonly parts: Uint8Array | null
}

/** Copies, so that they may be moved to another thread. */
export const sampleLabels = ({ targets, givenParts }: Dataset): SampleLabels => ({ labels: targets.kind === 'classes' ? targets.labels.slice() : null, parts: givenParts?.slice() ?? null })

/** The batch of a data set that could not be read. */
export const emptyBatch = (): SampleBatch => ({ indices: new Int32Array(0), shape: [0], inputs: new Float32Array(0), targets: new Float32Array(0) })
