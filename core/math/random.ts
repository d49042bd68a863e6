/**
 * Counter-based random numbers: Philox 4×32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * A number is a pure function of seed, stream and counter, so a resumed, forked or parallel computation draws the same numbers.
 */

const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** Four 32-bit words for one counter and key, written to `out`. */
export function philox(counter: readonly [number, number, number, number], key: readonly [number, number], out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0)
    const low0 = Math.imul(MULTIPLIER_0, c0)
    const high1 = multiplyHigh(MULTIPLIER_1, c2)
    const low1 = Math.imul(MULTIPLIER_1, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + WEYL_0) | 0
    k1 = (k1 + WEYL_1) | 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** Upper 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const bHigh = (b >>> 16) & 0xffff
  const bLow = b & 0xffff
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) | 0
}

/** FNV-1a, 32 bits: turns a stream's name into its number. */
export function streamNumber(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** A sequence of random numbers. Its position is its whole state. */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number
  /** Standard normal (Box–Muller; two uniforms a call). */
  normal(): number
  /** Uniform whole number in [0, below). */
  integer(below: number): number
  /** Shuffles in place (Fisher–Yates). */
  shuffle<T>(items: { length: number; [index: number]: T }): void
}

/** The sequence of a seed and a stream (`'initialize/h1.weight'`, `'order/3'`). Different streams are independent. */
export function createRandom(seed: number, stream: string): Random {
  const key: [number, number] = [seed | 0, Math.floor(seed / 2 ** 32) | 0]
  const streamId = streamNumber(stream)
  const words = new Uint32Array(4)
  let block = 0
  let used = 4
  const next = (): number => {
    if (used === 4) {
      philox([block | 0, Math.floor(block / 2 ** 32) | 0, streamId | 0, 0], key, words)
      block++
      used = 0
    }
    return words[used++]
  }
  const uniform = (): number => next() / 2 ** 32
  const integer = (below: number): number => Math.floor(((next() >>> 0) * 2 ** 21 + (next() >>> 11)) / 2 ** 53 * below)
  return {
    uniform,
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
      return radius * Math.cos(2 * Math.PI * uniform())
    },
    integer,
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const kept = items[i]
        items[i] = items[j]
        items[j] = kept
      }
    },
  }
}
