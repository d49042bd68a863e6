const MULTIPLIER_0: u64 = 0xd2511f53
const MULTIPLIER_1: u64 = 0xcd9e8d57
const WEYL_0: u32 = 0x9e3779b9
const WEYL_1: u32 = 0xbb67ae85

/**
 * mask[i] = 1/keep for i from `first` (a multiple of 4, where `mask` points) where word i of Philox 4×32-10 is below keep, else 0. Counter (i/4, step, stream, step's upper half),
 * key the seed: the same as core/math/random.ts.
 */
export function dropoutMask(mask: usize, first: i32, count: i32, keep: f32, threshold: u32, seedLow: u32, seedHigh: u32, stream: u32, clock: usize): void {
  let scale: f32 = 1 / keep
  let stepLow = load<u32>(clock), stepHigh = load<u32>(clock, 4)
  for (let i = first, end = first + count; i < end; i += 4, mask += 16) {
    let c0: u32 = i >> 2, c1 = stepLow, c2 = stream, c3 = stepHigh
    let k0 = seedLow, k1 = seedHigh
    for (let round = 0; round < 10; round++) {
      let p0 = MULTIPLIER_0 * <u64>c0, p1 = MULTIPLIER_1 * <u64>c2
      c0 = <u32>(p1 >> 32) ^ c1 ^ k0
      c1 = <u32>p1
      c2 = <u32>(p0 >> 32) ^ c3 ^ k1
      c3 = <u32>p0
      k0 += WEYL_0
      k1 += WEYL_1
    }
    store<f32>(mask, c0 >> 8 < threshold ? scale : 0)
    store<f32>(mask, c1 >> 8 < threshold ? scale : 0, 4)
    store<f32>(mask, c2 >> 8 < threshold ? scale : 0, 8)
    store<f32>(mask, c3 >> 8 < threshold ? scale : 0, 12)
  }
}

// The last block of words; globals belong to one thread's instance.
let word0: u32, word1: u32, word2: u32, word3: u32

/** Words 4·block … 4·block + 3 of a stream at the clock's step. */
function draw(block: u32, seedLow: u32, seedHigh: u32, stream: u32, clock: usize): void {
  let c0 = block, c1 = load<u32>(clock), c2 = stream, c3 = load<u32>(clock, 4)
  let k0 = seedLow, k1 = seedHigh
  for (let round = 0; round < 10; round++) {
    let p0 = MULTIPLIER_0 * <u64>c0, p1 = MULTIPLIER_1 * <u64>c2
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0
    c1 = <u32>p1
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1
    c3 = <u32>p0
    k0 += WEYL_0
    k1 += WEYL_1
  }
  word0 = c0
  word1 = c1
  word2 = c2
  word3 = c3
}

/** 24 bits of a word: exact in float32. */
// @ts-ignore: decorator
@inline function fraction(word: u32): f32 { return <f32>(word >> 8) * <f32>5.9604644775390625e-8 }

export function uniformNoise(out: usize, first: i32, count: i32, seedLow: u32, seedHigh: u32, stream: u32, clock: usize): void {
  for (let i = first, end = first + count; i < end; i += 4, out += 16) {
    draw(i >> 2, seedLow, seedHigh, stream, clock)
    store<f32>(out, fraction(word0))
    store<f32>(out, fraction(word1), 4)
    store<f32>(out, fraction(word2), 8)
    store<f32>(out, fraction(word3), 12)
  }
}

/** Two normal numbers from two words (Box–Muller). */
function storePair(out: usize, deviation: f32, a: u32, b: u32): void {
  let radius = deviation * Mathf.sqrt(-2 * Mathf.log(<f32>((a >> 8) + 1) * <f32>5.9604644775390625e-8))
  let angle = <f32>6.283185307179586 * fraction(b)
  store<f32>(out, radius * Mathf.cos(angle))
  store<f32>(out, radius * Mathf.sin(angle), 4)
}

export function normalNoise(out: usize, first: i32, count: i32, deviation: f32, seedLow: u32, seedHigh: u32, stream: u32, clock: usize): void {
  for (let i = first, end = first + count; i < end; i += 4, out += 16) {
    draw(i >> 2, seedLow, seedHigh, stream, clock)
    storePair(out, deviation, word0, word1)
    storePair(out + 8, deviation, word2, word3)
  }
}
