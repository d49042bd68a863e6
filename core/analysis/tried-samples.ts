import type { Shape } from '../math/shape.ts'
import type { Uncertainty } from '../trainer/combine-predictions.ts'

/** What a model says of samples that were given to it. */
export interface TriedSamples {
  /** As the data set has them, sampleCount × size of `shape`. */
  readonly inputs: Float32Array
  readonly shape: Shape
  readonly sampleCount: number
  /** sampleCount × outputs: class probabilities or values. */
  readonly outputs: Float32Array
  readonly uncertainty: Uncertainty | null
  /** What the first sample's greatest output rests on, one number per input; null where nothing was asked, or preprocessing changed the shape. */
  readonly saliency: { readonly output: number; readonly values: Float32Array } | null
}
