import type { MatrixProducts } from '../math/matrix-products.ts'
import type { Shape } from '../math/shape.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition } from '../schema/registry.ts'

/** Samples of one shape, row-major. */
export interface SampleArray {
  readonly sampleCount: number
  readonly shape: Shape
  readonly data: Float32Array
}

/** What a transform learned from the training part: named numbers, saved with the model. */
export type TransformState = Readonly<Record<string, Float64Array>>

/** What is known of the samples that a transform will get, before there are any. */
export interface TransformContext {
  readonly shape: Shape
  readonly task: 'classification' | 'regression'
}

/**
 * A step of preprocessing. It sees the training part when it is fitted, and nothing else: there is no way to name another part in a spec,
 * and `fit` is given no other.
 */
export interface TransformDefinition<S extends Schema = Schema> extends Definition<S> {
  /** What it changes: inputs, or the values to be predicted, which predictions are brought back from. Inputs unless it says so. */
  readonly changes?: 'inputs' | 'targets'
  /** What cannot be transformed so, e.g. more components than there are features. */
  check?(hyperparameters: Values<S>, context: TransformContext, path: string): readonly Issue[]
  outputShape(input: Shape, hyperparameters: Values<S>): Shape
  fit(training: SampleArray, hyperparameters: Values<S>, products?: MatrixProducts): TransformState
  /** May reuse `samples.data`. */
  apply(samples: SampleArray, state: TransformState, hyperparameters: Values<S>, products?: MatrixProducts): SampleArray
}

export const defineTransform = <const S extends Schema>(definition: TransformDefinition<S>) => definition
