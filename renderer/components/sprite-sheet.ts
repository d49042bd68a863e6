import { sizeOf, type Shape } from '../../core/index.ts'
import { imageOf } from './draw-sample.ts'

/** Many small images in one picture, so that each is drawn by one copy. */
export interface SpriteSheet { readonly picture: ImageBitmap; readonly columns: number; readonly width: number; readonly height: number }

const COLUMNS = 16
const OPAQUE = 255

/** Null for samples that are no images. */
export async function spriteSheet(inputs: Float32Array, count: number, shape: Shape): Promise<SpriteSheet | null> {
  const image = imageOf(shape)
  if (image === null || count === 0) return null
  const { width, height, channels } = image
  const columns = Math.min(COLUMNS, count)
  const across = columns * width
  const pixels = new Uint8ClampedArray(4 * across * Math.ceil(count / columns) * height)
  const plane = width * height
  const size = sizeOf(shape)
  const [green, blue] = channels === 1 ? [0, 0] : [plane, 2 * plane]
  for (let sample = 0; sample < count; sample++) {
    const left = (sample % columns) * width
    const top = Math.floor(sample / columns) * height
    for (let y = 0; y < height; y++) {
      let from = sample * size + y * width
      let to = 4 * ((top + y) * across + left)
      for (let x = 0; x < width; x++, from++, to += 4) {
        pixels[to] = 255 * (inputs[from] ?? 0)
        pixels[to + 1] = 255 * (inputs[from + green] ?? 0)
        pixels[to + 2] = 255 * (inputs[from + blue] ?? 0)
        pixels[to + 3] = OPAQUE
      }
    }
  }
  const picture = await createImageBitmap(new ImageData(pixels, across, pixels.length / (4 * across)))
  return { picture, columns, width, height }
}

/** Draws image number `place` of a sheet into a square, keeping its proportions. */
export function drawSprite(context: CanvasRenderingContext2D, { picture, columns, width, height }: SpriteSheet, place: number, x: number, y: number, side: number): void {
  const scale = side / Math.max(width, height)
  const [across, down] = [width * scale, height * scale]
  context.drawImage(picture, (place % columns) * width, Math.floor(place / columns) * height, width, height, x + (side - across) / 2, y + (side - down) / 2, across, down)
}
