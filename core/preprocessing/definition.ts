import type { Shape } from '../math/shape.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** Samples of one shape, row-major. */
export interface SampleArray {
  readonly sampleCount: number
  readonly shape: Shape
  readonly data: Float32Array
}

/** What a transform learned from the training part: named numbers, saved with the model. */
export type TransformState = Readonly<Record<string, Float64Array>>

/** A step of preprocessing. It sees the training part when it is fitted, and nothing else. */
export interface TransformDefinition<S extends Schema = Schema> extends Definition<S> {
  outputShape(input: Shape, hyperparameters: Values<S>): Shape
  fit(training: SampleArray, hyperparameters: Values<S>): TransformState
  /** May reuse `samples.data`. */
  apply(samples: SampleArray, state: TransformState, hyperparameters: Values<S>): SampleArray
}

export const defineTransform = <const S extends Schema>(definition: TransformDefinition<S>) => definition
