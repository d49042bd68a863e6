import { sizeOf, type LayerOutput, type Picture } from '../../../core/index.ts'

/** What a layer gives as something to draw: channels of rows and columns, or a line of numbers. A sequence [steps, features] is one channel. */
export function pictureOf({ shape, values }: LayerOutput): Picture {
  if (shape.length === 2) return { shape: [1, ...shape], values }
  return { shape: shape.length === 3 ? shape : [sizeOf(shape)], values }
}

/** Numbers in as square a grid as they fill; what is left over is NaN. */
export function gridOf(values: Float32Array): { readonly columns: number; readonly rows: number; readonly values: Float32Array } {
  const columns = Math.ceil(Math.sqrt(values.length))
  const rows = Math.ceil(values.length / columns)
  const filled = new Float32Array(columns * rows).fill(NaN)
  filled.set(values)
  return { columns, rows, values: filled }
}

export interface ActivationStatistics { readonly minimum: number; readonly maximum: number; readonly mean: number; readonly zeroShare: number }

/** What can be said of some activations in four numbers. */
export function statisticsOf(values: Float32Array): ActivationStatistics {
  let [minimum, maximum, sum, zeros] = [Infinity, -Infinity, 0, 0]
  for (const value of values) {
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
    sum += value
    if (value === 0) zeros++
  }
  return { minimum, maximum, mean: sum / values.length, zeroShare: zeros / values.length }
}

/** One channel of a picture, rows × columns. */
export const channelOf = ({ shape: [, height = 1, width = 1], values }: Picture, channel: number): Float32Array => values.subarray(channel * height * width, (channel + 1) * height * width)

/** The units that give most, whatever the sign, the strongest first. */
export const strongestUnits = (values: Float32Array, most: number): readonly { readonly unit: number; readonly value: number }[] =>
  Array.from(values, (value, unit) => ({ unit, value })).sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.unit - b.unit).slice(0, most)
