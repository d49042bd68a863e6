import { setFlagsFromString } from 'node:v8'

let asked = false

/**
 * Lets V8 join pairs of 128-bit vector instructions to 256-bit ones where the processor has them, which makes matrix products up to
 * twice as fast. The flag is experimental: the engine times the result and checks it against the ordinary build before it is used, and
 * DESCENT_WIDE_VECTORS=off turns it off. Electron's flags are frozen by now; it gets the flag at its start.
 */
export function allowWideVectors(): void {
  if (asked || process.env['DESCENT_WIDE_VECTORS'] === 'off' || process.versions['electron'] !== undefined) return
  asked = true
  setFlagsFromString('--experimental-wasm-revectorize')
}
