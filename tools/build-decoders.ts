// Writes decoders that come as WebAssembly, as text that a bundler can carry, to core/formats/build.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../core/formats/build')
const target = join(folder, 'webp-decoder.ts')
const wasm = readFileSync(createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm'))
const module = `/** The WebP decoder of libwebp, base64. */\nexport const webpDecoder = '${wasm.toString('base64')}'\n`
if (!existsSync(target) || readFileSync(target, 'utf8') !== module) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(target, module)
}
