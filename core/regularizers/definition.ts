import type { Ops, UpdateTarget } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** A penalty on weights (not on biases) added to the loss that is optimised, a limit on gradients, or one on weights. */
export interface RegularizerDefinition<S extends Schema = Schema> extends Definition<S> {
  /** Adds the penalty's gradient to the parameter's and its value to penalty[0]. */
  apply?(ops: Ops, target: UpdateTarget, penalty: Tensor, hyperparameters: Values<S>): void
  /** Changes the gradient of all parameters, penalties included, before the update. */
  afterGradient?(ops: Ops, gradient: Tensor, hyperparameters: Values<S>): void
  /** Changes one weight tensor after the update; its axis 0 counts units. */
  afterUpdate?(ops: Ops, weights: Tensor, hyperparameters: Values<S>): void
}

export const defineRegularizer = <const S extends Schema>(definition: RegularizerDefinition<S>) => definition
