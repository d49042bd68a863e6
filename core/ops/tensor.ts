import type { Shape } from '../math/shape.ts'

/** float64 against the reference ops, float32 against the wasm ops. */
export type Numbers = Float64Array | Float32Array

/** Row-major numbers with a shape; axis 0 is the batch where there is one. */
export interface Tensor {
  readonly shape: Shape
  readonly data: Numbers
}

/** Whole numbers with a shape: class labels, sample positions. */
export interface IndexTensor {
  readonly shape: Shape
  readonly data: Int32Array
}
