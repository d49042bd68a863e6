import type { Random } from '../math/random.ts'
import type { Shape } from '../math/shape.ts'
import type { Numbers } from '../ops/tensor.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** What an initializer knows of the tensor it fills. */
export interface InitializedTensor {
  readonly shape: Shape
  /** Inputs that one unit sums over, and units that one input reaches. */
  readonly fanIn: number
  readonly fanOut: number
}

export interface InitializerDefinition<S extends Schema = Schema> extends Definition<S> {
  /** Writes every number of the tensor. */
  fill(values: Numbers, random: Random, tensor: InitializedTensor, hyperparameters: Values<S>): void
}

interface SampledInitializer<S extends Schema> extends Definition<S> {
  /** One number of the tensor; called once per element, in order. */
  sample(random: Random, tensor: InitializedTensor, hyperparameters: Values<S>): number
}

/** An initializer that draws every number by itself. */
export const defineInitializer = <const S extends Schema>({ sample, ...definition }: SampledInitializer<S>): InitializerDefinition<S> => ({
  ...definition,
  fill(values, random, tensor, hyperparameters) {
    for (let i = 0; i < values.length; i++) values[i] = sample(random, tensor, hyperparameters)
  },
})

/** An initializer whose numbers belong together. */
export const defineTensorInitializer = <const S extends Schema>(definition: InitializerDefinition<S>) => definition

/** Uniform in (−limit, limit). */
export const uniformWithin = (random: Random, limit: number): number => (2 * random.uniform() - 1) * limit
