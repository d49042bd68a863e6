import type { Shape } from '../math/shape.ts'
import type { FittedTransform } from '../preprocessing/apply-transforms.ts'
import type { TargetScale } from '../preprocessing/target-scale.ts'
import type { SplitPart } from './parts.ts'

/** One part of a data set, preprocessed, as the network sees it. */
export interface PartData {
  readonly sampleCount: number
  /** sampleCount × sizeOf(inputShape). */
  readonly inputs: Float32Array
  /** Class indices for classification: sampleCount. Else empty. */
  readonly labels: Int32Array
  /** Target values for regression, in the unit of the data: sampleCount × targetNames.length. Else empty. */
  readonly values: Float32Array
  /** Positions in the data set. */
  readonly indices: Int32Array
  /** How much each sample counts in training, 1 on average; null where all count alike. */
  readonly weights: Float32Array | null
  /** What the network learns the values as; null for the values themselves. */
  readonly targetScale: TargetScale | null
}

/** For networks that only predict. */
export const NO_SAMPLES: PartData = { sampleCount: 0, inputs: new Float32Array(0), labels: new Int32Array(0), values: new Float32Array(0), indices: new Int32Array(0), weights: null, targetScale: null }

/** The training part as the data set has it, for what changes samples before they are preprocessed. Plain data, so that it can be sent to another thread. */
export interface SampleSource {
  /** Of the whole data set, samples × size of `shape`, to be multiplied by `scale`. */
  readonly inputs: Float32Array | Uint8Array
  readonly scale: number
  readonly shape: Shape
  /** Positions of the training part's samples in `inputs`. */
  readonly indices: Int32Array
  /** Targets of the training part, as in its PartData. */
  readonly labels: Int32Array
  readonly values: Float32Array
  /** Null for regression. */
  readonly classCount: number | null
  readonly targetCount: number
}

/** Everything a trainer reads. */
export interface TrainingData {
  readonly inputShape: Shape
  /** Class names, or null for regression. */
  readonly classes: readonly string[] | null
  readonly targetNames: readonly string[]
  readonly parts: Readonly<Record<SplitPart, PartData>>
  readonly source: SampleSource
  /** The fitted preprocessing, in order; applied again at prediction and saved with checkpoints. */
  readonly transforms: readonly FittedTransform[]
}
