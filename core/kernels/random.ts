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
