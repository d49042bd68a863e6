import { webpDecoder } from '../build/webp-decoder.ts'
import { ImageError, viewOf, type ImageHead, type RgbaImage } from './image.ts'

const ascii = (content: Uint8Array, at: number): string => String.fromCharCode(...content.subarray(at, at + 4))

/** What a WebP file's beginning says, or null for another kind of file. */
export function webpHead(content: Uint8Array): ImageHead | null {
  if (content.length < 30 || ascii(content, 0) !== 'RIFF' || ascii(content, 8) !== 'WEBP') return null
  const view = viewOf(content)
  switch (ascii(content, 12)) {
    case 'VP8 ':
      return { kind: 'webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { kind: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { kind: 'webp', width: 1 + (view.getUint32(24, true) & 0xffffff), height: 1 + ((view.getUint32(26, true) >>> 8) & 0xffffff) }
    default:
      return { kind: 'webp', width: 0, height: 0 }
  }
}

interface Decoder { decode(content: Uint8Array): { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray } | null }

let decoder: Promise<Decoder> | null = null

/** libwebp as WebAssembly: the same pixels on every machine. Throws ImageError. The size has been checked. */
export async function decodeWebp(content: Uint8Array): Promise<RgbaImage> {
  decoder ??= startDecoder()
  try {
    const image = (await decoder).decode(content)
    if (image !== null) return { width: image.width, height: image.height, pixels: new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength) }
  } catch {
    // A decoder that stopped in the middle of its work starts anew.
    decoder = null
  }
  throw new ImageError('its pixels are damaged')
}

async function startDecoder(): Promise<Decoder> {
  const { default: create } = await import('@jsquash/webp/codec/dec/webp_dec.js')
  const wasm = new WebAssembly.Module(Uint8Array.from(atob(webpDecoder), (character) => character.charCodeAt(0)))
  const instantiateWasm = (imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>, done: (instance: WebAssembly.Instance) => void): unknown => {
    const instance = new WebAssembly.Instance(wasm, imports)
    done(instance)
    return instance.exports
  }
  return (await create({ noInitialRun: true, instantiateWasm } as never)) as unknown as Decoder
}
