/** Pixels as red, green, blue and opacity, a byte each, row by row from the top. */
export interface RgbaImage {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export type ImageKind = 'png' | 'jpeg' | 'webp' | 'bmp'

export interface ImageHead { readonly kind: ImageKind; readonly width: number; readonly height: number }

/** Larger than any camera's picture: more is a mistake or a trap, and is refused before memory is asked for. */
export const MOST_PIXELS = 2 ** 26

/** Content that is no image of its kind; the message says why. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
}

export const viewOf = (content: Uint8Array): DataView => new DataView(content.buffer, content.byteOffset, content.byteLength)
