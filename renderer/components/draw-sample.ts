import type { Shape } from '../../core/index.ts'

/** The pixels of a sample whose shape is [channels, height, width]; a flat one whose size is a square is taken for a grey image. */
export interface SampleImage { readonly width: number; readonly height: number; readonly channels: 1 | 3 }

/** How a shape is seen as an image, or null when it is none. */
export function imageOf(shape: Shape): SampleImage | null {
  const [channels = 0, height = 0, width = 0] = shape
  if (shape.length === 3 && (channels === 1 || channels === 3)) return { channels, height, width }
  return null
}

/** RGBA bytes of one sample; values from 0 (black) to 1 (white), planes one after the other. */
export function samplePixels(values: ArrayLike<number>, { width, height, channels }: SampleImage): Uint8ClampedArray<ArrayBuffer> {
  const size = width * height
  const pixels = new Uint8ClampedArray(size * 4)
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = 255 * (values[channels === 1 ? i : c * size + i] ?? 0)
    pixels[4 * i + 3] = 255
  }
  return pixels
}
