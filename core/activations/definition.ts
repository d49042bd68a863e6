import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** An activation after it was applied. */
export interface Activated {
  readonly y: Tensor
  /** Takes dL/dy, returns dL/dx; may reuse `dy`. */
  backward(dy: Tensor): Tensor
}

/** A function applied to a layer's sums; on its own or as a layer's `activation`. */
export interface ActivationDefinition<S extends Schema = Schema> extends Definition<S> {
  /** Whether each output depends on its own input only (not so for softmax). */
  readonly elementwise: boolean
  /** One output for one input, for plots; null where it is not elementwise. */
  value(z: number, hyperparameters: Values<S>): number | null
  /** May overwrite `x`. */
  apply(ops: Ops, x: Tensor, hyperparameters: Values<S>): Activated
}

export const defineActivation = <const S extends Schema>(definition: ActivationDefinition<S>) => definition
