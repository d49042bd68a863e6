import { Unzlib } from 'fflate/browser'
import { ImageError, viewOf, type ImageHead, type RgbaImage } from './image.ts'

/** ISO/IEC 15948: signature, chunks; pixels as filtered rows, deflated. */
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
const PALETTE = 3
/** First pixel and distance of Adam7's passes: x, y, dx, dy. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const
const WHOLE = [[0, 0, 1, 1]] as const
const PIECE_BYTES = 2 ** 16

interface PngHead { readonly width: number; readonly height: number; readonly depth: number; readonly colour: number; readonly interlaced: boolean }
interface PngParts { readonly head: PngHead; readonly palette: Uint8Array; readonly transparency: Uint8Array; readonly data: readonly Uint8Array[] }

/** What a PNG file's beginning says, or null for another kind of file. */
export function pngHead(content: Uint8Array): ImageHead | null {
  if (content.length < 24 || SIGNATURE.some((byte, i) => content[i] !== byte)) return null
  const view = viewOf(content)
  return { kind: 'png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** Throws ImageError. The size has been checked. */
export function decodePng(content: Uint8Array): RgbaImage {
  const { head, palette, transparency, data } = readParts(content)
  const { width, height, depth, colour } = head
  const bits = depth * CHANNELS[colour]
  const passes = (head.interlaced ? ADAM7 : WHOLE).map(([x, y, dx, dy]) => ({ x, y, dx, dy, width: Math.ceil(Math.max(0, width - x) / dx), height: Math.ceil(Math.max(0, height - y) / dy) }))
  const rowBytes = (columns: number): number => Math.ceil((columns * bits) / 8)
  const expected = passes.reduce((sum, pass) => sum + (pass.width === 0 ? 0 : pass.height * (1 + rowBytes(pass.width))), 0)
  const raw = inflate(data, expected)
  const pixels = new Uint8Array(width * height * 4)
  let at = 0
  for (const pass of passes) {
    if (pass.width === 0) continue
    const stride = rowBytes(pass.width)
    let above: Uint8Array = new Uint8Array(stride)
    for (let row = 0; row < pass.height; row++) {
      const line = raw.subarray(at + 1, at + 1 + stride)
      unfilter(raw[at], line, above, Math.max(1, bits >> 3))
      const y = pass.y + row * pass.dy
      for (let column = 0; column < pass.width; column++) writePixel(pixels, 4 * (y * width + pass.x + column * pass.dx), line, column, head, palette, transparency)
      above = line
      at += 1 + stride
    }
  }
  return { width, height, pixels }
}

function readParts(content: Uint8Array): PngParts {
  const view = viewOf(content)
  let head: PngHead | null = null
  let palette = new Uint8Array(0)
  let transparency = new Uint8Array(0)
  const data: Uint8Array[] = []
  for (let at = SIGNATURE.length; at + 12 <= content.length;) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...content.subarray(at + 4, at + 8))
    if (at + 12 + length > content.length) throw new ImageError('it ends in the middle')
    const body = content.slice(at + 8, at + 8 + length)
    if (type === 'IHDR') head = readHeader(body)
    else if (type === 'PLTE') palette = body
    else if (type === 'tRNS') transparency = body
    else if (type === 'IDAT') data.push(body)
    else if (type === 'IEND') break
    at += 12 + length
  }
  if (head === null || data.length === 0) throw new ImageError('it has no pixels')
  if (head.colour === PALETTE && palette.length < 3) throw new ImageError('its palette is missing')
  return { head, palette, transparency, data }
}

function readHeader(body: Uint8Array): PngHead {
  if (body.length < 13) throw new ImageError('its header is too short')
  const view = viewOf(body)
  const [depth, colour, compression, filter, interlace] = body.subarray(8)
  if (DEPTHS[colour]?.includes(depth) !== true || compression !== 0 || filter !== 0 || interlace > 1) throw new ImageError('its header names pixels that do not exist')
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour, interlaced: interlace === 1 }
}

/** Exactly the bytes that the header announces: what unpacks to more is stopped there. */
function inflate(data: readonly Uint8Array[], expected: number): Uint8Array {
  const raw = new Uint8Array(expected)
  let length = 0
  const stream = new Unzlib((chunk) => {
    if (length < expected) raw.set(chunk.subarray(0, expected - length), length)
    length += chunk.length
  })
  try {
    for (const piece of data) {
      for (let at = 0; at < piece.length && length < expected; at += PIECE_BYTES) stream.push(piece.slice(at, at + PIECE_BYTES))
    }
    if (length < expected) stream.push(new Uint8Array(0), true)
  } catch {
    throw new ImageError('its pixels are damaged')
  }
  if (length < expected) throw new ImageError('pixels are missing')
  return raw
}

function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  switch (filter) {
    case 0:
      return
    case 1:
      for (let i = step; i < line.length; i++) line[i] += line[i - step]
      return
    case 2:
      for (let i = 0; i < line.length; i++) line[i] += above[i]
      return
    case 3:
      for (let i = 0; i < line.length; i++) line[i] += ((i < step ? 0 : line[i - step]) + above[i]) >> 1
      return
    case 4:
      for (let i = 0; i < line.length; i++) line[i] += i < step ? above[i] : paeth(line[i - step], above[i], above[i - step])
      return
    default:
      throw new ImageError('its pixels are damaged')
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function writePixel(pixels: Uint8Array, to: number, line: Uint8Array, column: number, { depth, colour }: PngHead, palette: Uint8Array, transparency: Uint8Array): void {
  const sample = (channel: number): number => sampleOf(line, column * CHANNELS[colour] + channel, depth)
  const scaled = (value: number): number => (depth === 16 ? value >> 8 : Math.round((value * 255) / (2 ** depth - 1)))
  const keyed = (count: number): boolean => transparency.length >= 2 * count && Array.from({ length: count }, (_, i) => i).every((i) => sample(i) === (transparency[2 * i] << 8 | transparency[2 * i + 1]))
  switch (colour) {
    case 0:
    case 4: {
      pixels.fill(scaled(sample(0)), to, to + 3)
      pixels[to + 3] = colour === 4 ? scaled(sample(1)) : keyed(1) ? 0 : 255
      return
    }
    case PALETTE: {
      const index = sample(0)
      if (3 * index + 3 > palette.length) throw new ImageError('a pixel has a colour that its palette lacks')
      pixels.set(palette.subarray(3 * index, 3 * index + 3), to)
      pixels[to + 3] = transparency[index] ?? 255
      return
    }
    default: {
      for (let channel = 0; channel < 3; channel++) pixels[to + channel] = scaled(sample(channel))
      pixels[to + 3] = colour === 6 ? scaled(sample(3)) : keyed(3) ? 0 : 255
    }
  }
}

function sampleOf(line: Uint8Array, position: number, depth: number): number {
  if (depth === 8) return line[position]
  if (depth === 16) return (line[2 * position] << 8) | line[2 * position + 1]
  const bit = position * depth
  return (line[bit >> 3] >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
}
