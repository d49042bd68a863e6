import { ImageError, viewOf, type ImageHead, type RgbaImage } from './image.ts'

/** Start-of-frame markers: all that carry a size. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const EXIF = 0xe1
const ORIENTATION = 0x0112
const MOST_MEGABYTES = 1024
const MOST_COMPONENTS = 4

/** What a JPEG file says before its pixels, or null for another kind of file. A size of 0: the header does not reach so far. */
export function jpegHead(content: Uint8Array): ImageHead | null {
  if (content.length < 4 || content[0] !== 0xff || content[1] !== 0xd8 || content[2] !== 0xff) return null
  const frame = findFrames(content)[0]
  return { kind: 'jpeg', width: frame?.width ?? 0, height: frame?.height ?? 0 }
}

interface Frame { readonly width: number; readonly height: number; readonly components: number; readonly sampling: number }

function findFrames(content: Uint8Array): Frame[] {
  const view = viewOf(content)
  const frames: Frame[] = []
  let at = 2
  while (at + 4 <= content.length) {
    if (content[at] !== 0xff) {
      at++
      continue
    }
    const marker = content[at + 1]
    // Padding, restart marks and zeros after 0xff stand alone.
    if (marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd9)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    if (isFrame(marker) && at + 10 <= content.length) {
      const components = content[at + 9]
      let sampling = 0
      for (let i = 0; i < components && at + 11 + 3 * i < content.length; i++) sampling += (content[at + 11 + 3 * i] >> 4) * (content[at + 11 + 3 * i] & 15)
      frames.push({ height: view.getUint16(at + 5), width: view.getUint16(at + 7), components, sampling })
    }
    at += 2 + Math.max(2, view.getUint16(at + 2))
  }
  return frames
}

/** Upright, as its EXIF data say. Throws ImageError. The size has been checked. */
export async function decodeJpeg(content: Uint8Array): Promise<RgbaImage> {
  const frames = findFrames(content)
  if (frames.length !== 1) throw new ImageError(frames.length === 0 ? 'it has no pixels' : 'it holds several pictures in one')
  if (frames[0].components > MOST_COMPONENTS || frames[0].sampling > 4 * MOST_COMPONENTS * 4) throw new ImageError('its header names pixels that do not exist')
  const { decode } = (await import('jpeg-js')).default
  try {
    const { width, height, data } = decode(content, { useTArray: true, formatAsRGBA: true, tolerantDecoding: true, maxMemoryUsageInMB: MOST_MEGABYTES })
    return turned({ width, height, pixels: data }, orientationOf(content))
  } catch (error) {
    throw new ImageError(error instanceof Error ? error.message : 'its pixels are damaged')
  }
}

/** Cameras store what the sensor saw, and beside it how the camera was held: 1 … 8. */
function orientationOf(content: Uint8Array): number {
  const view = viewOf(content)
  for (let at = 2; at + 4 <= content.length && content[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    if (content[at + 1] !== EXIF || String.fromCharCode(...content.subarray(at + 4, at + 8)) !== 'Exif') continue
    const tiff = at + 10
    if (tiff + 8 > content.length) return 1
    const little = content[tiff] === 0x49
    const directory = tiff + view.getUint32(tiff + 4, little)
    if (directory + 2 > content.length) return 1
    const count = view.getUint16(directory, little)
    for (let entry = directory + 2, i = 0; i < count && entry + 12 <= content.length; entry += 12, i++) {
      if (view.getUint16(entry, little) === ORIENTATION) return view.getUint16(entry + 8, little)
    }
    return 1
  }
  return 1
}

function turned(image: RgbaImage, orientation: number): RgbaImage {
  if (orientation < 2 || orientation > 8) return image
  const { width, height, pixels } = image
  const swaps = orientation >= 5
  const [across, down] = swaps ? [height, width] : [width, height]
  const upright = new Uint8Array(pixels.length)
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [u, v] = swaps ? [y, x] : [x, y]
      const fromX = [2, 3, 7, 8].includes(orientation) ? width - 1 - u : u
      const fromY = [3, 4, 6, 7].includes(orientation) ? height - 1 - v : v
      const from = 4 * (fromY * width + fromX)
      upright.set(pixels.subarray(from, from + 4), 4 * (y * across + x))
    }
  }
  return { width: across, height: down, pixels: upright }
}
