import { formatCount } from '../../schema/count-text.ts'
import { SpecError } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import { bmpHead, decodeBmp } from './bmp.ts'
import { ImageError, MOST_PIXELS, type ImageHead, type ImageKind, type RgbaImage } from './image.ts'
import { decodeJpeg, jpegHead } from './jpeg.ts'
import { decodePng, pngHead } from './png.ts'
import { decodeWebp, webpHead } from './webp.ts'

/** One line per kind of image. */
const KINDS: Readonly<Record<ImageKind, { head(content: Uint8Array): ImageHead | null; decode(content: Uint8Array): RgbaImage | Promise<RgbaImage> }>> = {
  png: { head: pngHead, decode: decodePng },
  jpeg: { head: jpegHead, decode: decodeJpeg },
  webp: { head: webpHead, decode: decodeWebp },
  bmp: { head: bmpHead, decode: decodeBmp },
}

/** What the beginning of an image says of it, or null for other content. Sizes of 0 lie further on. */
export function imageHead(content: Uint8Array): ImageHead | null {
  for (const { head } of Object.values(KINDS)) {
    const found = head(content)
    if (found !== null) return found
  }
  return null
}

/** The pixels of a PNG, JPEG, WebP or BMP file. Throws SpecError; a size that no picture has is refused before memory is asked for. */
export async function decodeImage(name: string, content: Uint8Array): Promise<RgbaImage> {
  const head = imageHead(content)
  if (head === null) throw invalid(name, text('a PNG, JPEG, WebP or BMP image', 'una imagen PNG, JPEG, WebP o BMP'), content.length === 0 ? 'an empty file' : 'another kind of file')
  const { kind, width, height } = head
  if (width < 1 || height < 1 || width * height > MOST_PIXELS) {
    throw invalid(name, text(`an image of at most ${formatCount(MOST_PIXELS)} pixels`, `una imagen de como mucho ${formatCount(MOST_PIXELS, 'es')} píxeles`), `${width} × ${height} pixels`)
  }
  try {
    const image = await KINDS[kind].decode(content)
    if (image.width * image.height * 4 !== image.pixels.length) throw new ImageError('pixels are missing')
    return image
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
    throw invalid(name, text(`a whole ${kind.toUpperCase()} image`, `una imagen ${kind.toUpperCase()} completa`), `one that cannot be decoded: ${error.message}`)
  }
}

const invalid = (path: string, expected: { en: string; es: string }, received: string): SpecError => new SpecError([{ path, expected, received }])
