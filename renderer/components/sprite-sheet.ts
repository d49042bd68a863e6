import { sizeOf, type Shape } from '../../core/index.ts'
import { imageOf, samplePixels } from './draw-sample.ts'

/** Many small images in one picture, so that each is drawn by one copy. */
export interface SpriteSheet { readonly picture: OffscreenCanvas; readonly columns: number; readonly width: number; readonly height: number }

const COLUMNS = 20

/** Null for samples that are no images. */
export function spriteSheet(inputs: Float32Array, count: number, shape: Shape): SpriteSheet | null {
  const image = imageOf(shape)
  if (image === null || count === 0) return null
  const { width, height } = image
  const columns = Math.min(COLUMNS, count)
  const picture = new OffscreenCanvas(columns * width, Math.ceil(count / columns) * height)
  const context = picture.getContext('2d')
  const size = sizeOf(shape)
  for (let i = 0; i < count; i++) {
    const pixels = samplePixels(inputs.subarray(i * size, (i + 1) * size), image)
    context?.putImageData(new ImageData(pixels, width, height), (i % columns) * width, Math.floor(i / columns) * height)
  }
  return { picture, columns, width, height }
}

/** Draws image number `place` of a sheet into a square, keeping its proportions. */
export function drawSprite(context: CanvasRenderingContext2D, { picture, columns, width, height }: SpriteSheet, place: number, x: number, y: number, side: number): void {
  const scale = side / Math.max(width, height)
  const [across, down] = [width * scale, height * scale]
  context.drawImage(picture, (place % columns) * width, Math.floor(place / columns) * height, width, height, x + (side - across) / 2, y + (side - down) / 2, across, down)
}
