import type { Shape } from '../math/shape.ts'
import type { TransformState } from '../preprocessing/definition.ts'
import type { SplitPart } from './parts.ts'

/** One part of a data set, preprocessed, as the network sees it. */
export interface PartData {
  readonly sampleCount: number
  /** sampleCount × sizeOf(inputShape). */
  readonly inputs: Float32Array
  /** Class indices for classification: sampleCount. Else empty. */
  readonly labels: Int32Array
  /** Target values for regression: sampleCount × targetNames.length. Else empty. */
  readonly values: Float32Array
  /** Positions in the data set. */
  readonly indices: Int32Array
}

/** Everything a trainer reads. */
export interface TrainingData {
  readonly inputShape: Shape
  /** Class names, or null for regression. */
  readonly classes: readonly string[] | null
  readonly targetNames: readonly string[]
  readonly parts: Readonly<Record<SplitPart, PartData>>
  /** The fitted preprocessing, in order; applied again at prediction and saved with checkpoints. */
  readonly transforms: readonly { readonly kind: string; readonly state: TransformState }[]
}
