import type { Random } from '../math/random.ts'
import type { Shape } from '../math/shape.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** What a layer gave for one sample and how an output changes with it; both of `shape`, [channels, height, width]. */
export interface FeatureMaps {
  readonly shape: Shape
  readonly values: Float32Array
  readonly gradients: Float32Array
}

/** A trained network as far as explanations need it. Inputs are preprocessed, rows × size of `inputShape`. */
export interface ExplainedNetwork {
  readonly inputShape: Shape
  /** What stands in for a hidden part of the input: the mean of the training samples. */
  readonly background: Float32Array
  /** d(output)/d(input) for each row, of a raw output (before softmax or logistic). */
  gradients(inputs: Float32Array, rows: number, output: number): Float32Array
  /** For each row what people read: the probability of a class, or a value. */
  scores(inputs: Float32Array, rows: number, output: number): Float32Array
  /** The last layer that gives pictures, for one sample; null where none does. */
  lastMaps(input: Float32Array, output: number): FeatureMaps | null
}

/** A way to say which parts of an input an output rests on. */
export interface SaliencyDefinition<S extends Schema = Schema> extends Definition<S> {
  /** `signed`: values above zero speak for the output, below against it; `positive`: never below zero. */
  readonly sign: 'signed' | 'positive'
  /** Whether it needs pictures inside the network. */
  readonly needsMaps?: boolean
  /** One number per input value. */
  compute(network: ExplainedNetwork, input: Float32Array, output: number, hyperparameters: Values<S>, random: Random): Float32Array
}

export const defineSaliency = <const S extends Schema>(definition: SaliencyDefinition<S>) => definition
