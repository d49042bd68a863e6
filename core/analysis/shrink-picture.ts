import { sizeOf, type Shape } from '../math/shape.ts'

/** Values of one sample in a shape small enough to be drawn. */
export interface Picture {
  readonly shape: Shape
  readonly values: Float32Array
}

/** The first channels of [channels, height, width], each as means over blocks where it is larger than `side`; other shapes are cut after as many numbers. */
export function shrinkPicture(values: Float32Array | Float64Array, shape: Shape, mostChannels: number, side: number): Picture {
  // A sequence [steps, features] is one picture.
  const [channels, height, width] = shape.length === 3 ? shape : shape.length === 2 ? [1, ...shape] : [1, 1, sizeOf(shape)]
  if (shape.length !== 3 && shape.length !== 2) {
    const kept = Math.min(width, mostChannels * side * side)
    return { shape: [kept], values: Float32Array.from(values.subarray(0, kept)) }
  }
  const shown = Math.min(channels, mostChannels)
  const block = Math.max(1, Math.ceil(height / side), Math.ceil(width / side))
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)]
  const shrunk = new Float32Array(shown * rows * columns)
  for (let channel = 0; channel < shown; channel++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) shrunk[(channel * rows + row) * columns + column] = meanOfBlock(values, channel * height * width, { top: row * block, left: column * block, block, height, width })
    }
  }
  return { shape: [shown, rows, columns], values: shrunk }
}

function meanOfBlock(values: Float32Array | Float64Array, offset: number, { top, left, block, height, width }: { readonly top: number; readonly left: number; readonly block: number; readonly height: number; readonly width: number }): number {
  const [bottom, right] = [Math.min(height, top + block), Math.min(width, left + block)]
  let sum = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += values[offset + y * width + x]
  return sum / ((bottom - top) * (right - left))
}
