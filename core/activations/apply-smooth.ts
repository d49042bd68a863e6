import type { Ops, SmoothFunction } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Activated } from './definition.ts'

/** Applies a function whose derivative needs its input: x is kept, y stands beside it. */
export function applySmooth(ops: Ops, name: SmoothFunction, x: Tensor): Activated {
  const y = ops.create(x.shape)
  ops.smooth(name, x, y)
  return {
    y,
    backward(dy) {
      ops.smoothBackward(name, x, dy, dy)
      return dy
    },
  }
}
