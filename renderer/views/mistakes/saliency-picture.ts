import { scaleColour } from '../../charts/colour-scale.ts'
import { imageOf } from '../../components/draw-sample.ts'
import type { Shape } from '../../../core/index.ts'

/** How much of a pixel's colour comes from its grey value where the saliency is zero. */
const SAMPLE_SHARE = 0.35

/** One value per pixel: the channels added up. */
export function byPixel(values: Float32Array, shape: Shape): Float32Array {
  const image = imageOf(shape)
  if (image === null || image.channels === 1) return values
  const size = image.width * image.height
  return Float32Array.from({ length: size }, (_, i) => (values[i] ?? 0) + (values[size + i] ?? 0) + (values[2 * size + i] ?? 0))
}

/** The greatest size of any value; 0 where all are 0. */
export const greatest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** RGBA bytes: the sample faint in grey, over it what each pixel counts, on a diverging scale centred on zero. `sample` and `values` have one number per pixel. */
export function saliencyPixels(sample: Float32Array, values: Float32Array, scale: readonly string[]): Uint8ClampedArray<ArrayBuffer> {
  const most = greatest(values) || 1
  const pixels = new Uint8ClampedArray(4 * values.length)
  values.forEach((value, i) => {
    const colour = scaleColour(value / most, scale)
    const ink = scaleColour(value > 0 ? 1 : -1, scale)
    const strength = Math.abs(value) / most
    const grey = SAMPLE_SHARE * Math.min(1, Math.max(0, sample[i] ?? 0))
    for (let c = 0; c < 3; c++) {
      const plain = (colour[c] ?? 0) * (1 - grey) + 128 * grey
      pixels[4 * i + c] = plain * (1 - strength) + (ink[c] ?? 0) * strength
    }
    pixels[4 * i + 3] = 255
  })
  return pixels
}

/** The features that count most, either way, greatest first. */
export function strongestFeatures(values: Float32Array, names: readonly string[], most: number): readonly { readonly name: string; readonly value: number; readonly share: number }[] {
  const largest = greatest(values) || 1
  return Array.from(values, (value, i) => ({ name: names[i] ?? String(i + 1), value, share: Math.abs(value) / largest })).sort((a, b) => b.share - a.share).slice(0, most)
}
