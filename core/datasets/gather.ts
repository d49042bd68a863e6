import { sizeOf } from '../math/shape.ts'
import type { Dataset } from './dataset.ts'

/** The inputs of the samples at `indices`, scaled; indices.length × size of the input shape. */
export function gatherInputs({ inputs, inputShape, inputScale }: Dataset, indices: Int32Array): Float32Array {
  const size = sizeOf(inputShape)
  const gathered = new Float32Array(indices.length * size)
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * size
    if (inputScale === 1) gathered.set(inputs.subarray(from, from + size), i * size)
    else scaleInto(gathered, i * size, inputs, from, size, inputScale)
  }
  return gathered
}

function scaleInto(out: Float32Array, to: number, inputs: Dataset['inputs'], from: number, size: number, scale: number): void {
  for (let k = 0; k < size; k++) out[to + k] = inputs[from + k] * scale
}

/** The target values of the samples at `indices`; empty for classes. */
export function gatherValues({ targets }: Dataset, indices: Int32Array): Float32Array {
  if (targets.kind === 'classes') return new Float32Array(0)
  const width = targets.names.length
  const gathered = new Float32Array(indices.length * width)
  indices.forEach((index, i) => gathered.set(targets.values.subarray(index * width, (index + 1) * width), i * width))
  return gathered
}

/** The class indices of the samples at `indices`; empty for values. */
export const gatherLabels = ({ targets }: Dataset, indices: Int32Array): Int32Array =>
  targets.kind === 'classes' ? indices.map((index) => targets.labels[index]) : new Int32Array(0)
