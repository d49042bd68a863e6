import type { ActivationDefinition } from '../activations/definition.ts'
import { createReferenceEngine } from '../ops/reference/engine.ts'
import type { Resolved } from '../schema/registry.ts'

/** An activation over its input, and the derivative that back-propagation uses. */
export interface ActivationCurve {
  readonly z: Float64Array
  readonly y: Float64Array
  /** dy/dz as training sees it: of sign and step the one that stands in for theirs. */
  readonly derivative: Float64Array
}

/**
 * An activation at `count` inputs from `from` to `to`, in float64. Where the outputs depend on each other (softmax), that of the first of two
 * units while the sum of the other stays 0.
 */
export function activationCurve({ definition, hyperparameters }: Resolved<ActivationDefinition>, from: number, to: number, count: number): ActivationCurve {
  const { ops } = createReferenceEngine()
  const units = definition.elementwise ? 1 : 2
  const z = Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / Math.max(1, count - 1))
  const x = ops.create([count, units])
  const dy = ops.create([count, units])
  for (let i = 0; i < count; i++) {
    x.data[i * units] = z[i]
    dy.data[i * units] = 1
  }
  const first = (data: ArrayLike<number>): Float64Array => Float64Array.from({ length: count }, (_, i) => data[i * units])
  const activated = definition.apply(ops, x, hyperparameters)
  const y = first(activated.y.data)
  return { z, y, derivative: first(activated.backward(dy).data) }
}
