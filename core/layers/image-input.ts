import type { Shape } from '../math/shape.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'

/** Whether the input is [channels, height, width]; pushes an issue when it is not. */
export function isImage(input: Shape, path: string, issues: Issue[]): input is readonly [number, number, number] {
  if (input.length === 3) return true
  issues.push({
    path,
    expected: text('an image (channels × height × width)', 'una imagen (canales × alto × ancho)'),
    received: describeValue(input),
    fix: text('put it before the flatten layer, or use image data', 'póngala antes del aplanado, o use imágenes'),
  })
  return false
}

/** How many places a window of `size` takes along an axis of `length` with `padding` at each end. */
export const placesAlong = (length: number, size: number, stride: number, padding: number): number => Math.floor((length + padding - size) / stride) + 1

/** Pushes an issue when the window does not fit into the image. */
export function fits([, height, width]: readonly [number, number, number], size: number, padding: number, path: string, issues: Issue[]): boolean {
  if (height + padding >= size && width + padding >= size) return true
  issues.push({
    path,
    expected: text(`an image of at least ${size} × ${size} pixels with its padding`, `una imagen de al menos ${size} × ${size} píxeles con su relleno`),
    received: `${height + padding} × ${width + padding}`,
    fix: text('use a smaller kernel or fewer pooling layers before it', 'use un núcleo menor o menos capas de agrupación antes'),
  })
  return false
}
