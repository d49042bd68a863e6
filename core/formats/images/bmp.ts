import { ImageError, viewOf, type ImageHead, type RgbaImage } from './image.ts'

/** Windows bitmaps: a file header, an information header, an optional palette, rows padded to four bytes, usually from the bottom. */
const FILE_HEADER_BYTES = 14
const UNPACKED = 0
const BIT_FIELDS = 3

interface BmpHead { readonly width: number; readonly height: number; readonly topDown: boolean; readonly bits: number; readonly packing: number; readonly colours: number; readonly headerBytes: number; readonly pixelsAt: number }

export function bmpHead(content: Uint8Array): ImageHead | null {
  if (content.length < FILE_HEADER_BYTES + 12 || content[0] !== 0x42 || content[1] !== 0x4d) return null
  const headerBytes = viewOf(content).getUint32(FILE_HEADER_BYTES, true)
  if (headerBytes !== 12 && (headerBytes < 40 || headerBytes > 124 || content.length < FILE_HEADER_BYTES + 40)) return null
  const { width, height } = readHead(content)
  return { kind: 'bmp', width, height }
}

function readHead(content: Uint8Array): BmpHead {
  const view = viewOf(content)
  const pixelsAt = view.getUint32(10, true)
  const headerBytes = view.getUint32(FILE_HEADER_BYTES, true)
  if (headerBytes === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true), topDown: false, bits: view.getUint16(24, true), packing: UNPACKED, colours: 0, headerBytes, pixelsAt }
  const height = view.getInt32(22, true)
  return { width: Math.max(0, view.getInt32(18, true)), height: Math.abs(height), topDown: height < 0, bits: view.getUint16(28, true), packing: view.getUint32(30, true), colours: view.getUint32(46, true), headerBytes, pixelsAt }
}

/** Throws ImageError. The size has been checked. */
export function decodeBmp(content: Uint8Array): RgbaImage {
  const head = readHead(content)
  const { width, height, bits, packing, pixelsAt } = head
  if (![1, 4, 8, 24, 32].includes(bits) || (packing !== UNPACKED && !(packing === BIT_FIELDS && bits === 32))) throw new ImageError(`bitmaps of ${bits} bits with packing ${packing} are not read`)
  const stride = Math.ceil((width * bits) / 32) * 4
  if (pixelsAt + stride * height > content.length) throw new ImageError('pixels are missing')
  if (packing === BIT_FIELDS) refuseOtherFields(content)
  const entryBytes = head.headerBytes === 12 ? 3 : 4
  const palette = content.subarray(FILE_HEADER_BYTES + head.headerBytes, pixelsAt)
  const pixels = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const row = pixelsAt + stride * (head.topDown ? y : height - 1 - y)
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x)
      if (bits >= 24) writeColour(pixels, to, content, row + (x * bits) / 8)
      else {
        const entry = entryBytes * ((content[row + ((x * bits) >> 3)] >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1))
        if (entry + 3 > palette.length) throw new ImageError('a pixel has a colour that its palette lacks')
        writeColour(pixels, to, palette, entry)
      }
    }
  }
  return { width, height, pixels }
}

function refuseOtherFields(content: Uint8Array): void {
  const view = viewOf(content)
  if (content.length < FILE_HEADER_BYTES + 52) throw new ImageError('its header is too short')
  const masks = [54, 58, 62].map((at) => view.getUint32(at, true))
  if (masks[0] !== 0xff0000 || masks[1] !== 0xff00 || masks[2] !== 0xff) throw new ImageError('its colours lie in other bits than usual')
}

/** Blue, green, red; the fourth byte of 32 bits is padding in nearly every file. */
function writeColour(pixels: Uint8Array, to: number, from: Uint8Array, at: number): void {
  pixels[to] = from[at + 2]
  pixels[to + 1] = from[at + 1]
  pixels[to + 2] = from[at]
  pixels[to + 3] = 255
}
