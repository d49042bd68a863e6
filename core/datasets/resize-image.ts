import type { RgbaImage } from '../formats/images/image.ts'

/** Rec. 601, as cameras and television weigh colours for brightness. */
const LUMA = [0.299, 0.587, 0.114] as const
const WHITE = 255

export interface ImageSize { readonly width: number; readonly height: number; readonly channels: 1 | 3 }

/**
 * An image at another size as [channels, height, width] bytes. Each pixel is the mean of the area it covers (Catmull & Smith's box),
 * and between two pixels of a smaller image it is interpolated. What shines through is white.
 */
export function resizeImage({ width, height, pixels }: RgbaImage, { width: columns, height: rows, channels }: ImageSize): Uint8Array {
  const planes = opaquePlanes(pixels, width * height, channels)
  const out = new Uint8Array(channels * rows * columns)
  const across = weightsOf(width, columns)
  const down = weightsOf(height, rows)
  const narrow = new Float64Array(height * columns)
  planes.forEach((plane, channel) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < columns; x++) {
        const { from, weights } = across[x]
        let sum = 0
        for (let k = 0; k < weights.length; k++) sum += weights[k] * plane[y * width + from + k]
        narrow[y * columns + x] = sum
      }
    }
    for (let y = 0; y < rows; y++) {
      const { from, weights } = down[y]
      for (let x = 0; x < columns; x++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++) sum += weights[k] * narrow[(from + k) * columns + x]
        // Ties go up, whatever the last bit of a sum of thirds says.
        out[(channel * rows + y) * columns + x] = Math.min(255, Math.floor(sum + 0.5 + 1e-9))
      }
    }
  })
  return out
}

function opaquePlanes(pixels: Uint8Array, count: number, channels: 1 | 3): Float64Array[] {
  const planes = Array.from({ length: channels }, () => new Float64Array(count))
  for (let i = 0; i < count; i++) {
    const at = 4 * i
    const alpha = pixels[at + 3] / 255
    const over = (channel: number): number => pixels[at + channel] * alpha + WHITE * (1 - alpha)
    if (channels === 3) {
      for (let channel = 0; channel < 3; channel++) planes[channel][i] = over(channel)
    } else if (pixels[at] === pixels[at + 1] && pixels[at] === pixels[at + 2]) planes[0][i] = over(0)
    else planes[0][i] = LUMA[0] * over(0) + LUMA[1] * over(1) + LUMA[2] * over(2)
  }
  return planes
}

interface Weights { readonly from: number; readonly weights: Float64Array }

/** Which pixels of `from` make each of `to`, and how much. */
function weightsOf(from: number, to: number): Weights[] {
  const scale = from / to
  return Array.from({ length: to }, (_, i): Weights => {
    if (scale <= 1) return between((i + 0.5) * scale - 0.5, from)
    const start = i * scale
    const end = (i + 1) * scale
    const first = Math.floor(start)
    const last = Math.min(from, Math.ceil(end - 1e-9))
    return { from: first, weights: Float64Array.from({ length: last - first }, (_entry, k) => (Math.min(end, first + k + 1) - Math.max(start, first + k)) / scale) }
  })
}

function between(position: number, count: number): Weights {
  const clamped = Math.min(count - 1, Math.max(0, position))
  const from = Math.min(Math.floor(clamped), count - 1)
  const share = clamped - from
  return share === 0 ? { from, weights: Float64Array.of(1) } : { from, weights: Float64Array.of(1 - share, share) }
}
