import { multiplyAdd } from './build/matmul-tiles'

// @ts-ignore: decorator
@inline function padded(count: i32): usize { return <usize>((count + 3) & ~3) << 2 }
// @ts-ignore: decorator
@inline function total(sums: v128): f32 { return (f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1)) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3)) }

export function addScaledSign(scale: f32, x: usize, y: usize, count: i32): void {
  let up = f32x4.splat(scale), down = f32x4.splat(-scale), zero = f32x4.splat(0)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let step = v128.or(v128.and(f32x4.gt(v, zero), up), v128.and(f32x4.lt(v, zero), down))
    v128.store(y + i, f32x4.add(v128.load(y + i), step))
  }
}

/** out[0] += scale·Σ |x|. */
export function addAbsoluteSum(x: usize, out: usize, scale: f32, count: i32): void {
  let sums = f32x4.splat(0)
  let i: usize = 0, n = <usize>count << 2
  for (; i + 16 <= n; i += 16) sums = f32x4.add(sums, f32x4.abs(v128.load(x + i)))
  let sum = total(sums)
  for (; i < n; i += 4) sum += abs<f32>(load<f32>(x + i))
  store<f32>(out, load<f32>(out) + scale * sum)
}

export function addEliminationGradient(scale: f32, size: f32, x: usize, y: usize, count: i32): void {
  let one = f32x4.splat(1), inverse = f32x4.splat(1 / size), slope = f32x4.splat(2 * scale / size)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) {
    let relative = f32x4.mul(v128.load(x + i), inverse)
    let denominator = multiplyAdd(relative, relative, one)
    v128.store(y + i, f32x4.add(v128.load(y + i), f32x4.div(f32x4.mul(slope, relative), f32x4.mul(denominator, denominator))))
  }
}

/** out[0] += scale·Σ r/(1 + r), r = (x/size)². */
export function addElimination(x: usize, out: usize, scale: f32, size: f32, count: i32): void {
  let one = f32x4.splat(1), inverse = f32x4.splat(1 / size), sums = f32x4.splat(0)
  let i: usize = 0, n = <usize>count << 2
  for (; i + 16 <= n; i += 16) {
    let relative = f32x4.mul(v128.load(x + i), inverse)
    let r = f32x4.mul(relative, relative)
    sums = f32x4.add(sums, f32x4.div(r, f32x4.add(r, one)))
  }
  let sum = total(sums)
  for (; i < n; i += 4) {
    let r = load<f32>(x + i) / size
    r *= r
    sum += r / (1 + r)
  }
  store<f32>(out, load<f32>(out) + scale * sum)
}

/** NaN is kept: it is the first operand of both comparisons. */
export function clamp(x: usize, limit: f32, count: i32): void {
  let most = f32x4.splat(limit), least = f32x4.splat(-limit)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(x + i, f32x4.pmin(f32x4.pmax(v128.load(x + i), least), most))
}

export function limitNorm(x: usize, squaredNorm: usize, limit: f32, count: i32): void {
  let norm = sqrt<f32>(load<f32>(squaredNorm))
  if (norm <= limit) return
  let scale = f32x4.splat(limit / norm)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), scale))
}

/** Rows stand one after the other, without padding. */
export function limitRowNorms(x: usize, limit: f32, rows: i32, length: i32): void {
  let bytes = <usize>length << 2
  for (let end = x + <usize>rows * bytes; x < end; x += bytes) {
    let sums = f32x4.splat(0)
    let i: usize = 0
    for (; i + 16 <= bytes; i += 16) sums = multiplyAdd(v128.load(x + i), v128.load(x + i), sums)
    let squared = total(sums)
    for (; i < bytes; i += 4) squared += load<f32>(x + i) * load<f32>(x + i)
    let norm = sqrt<f32>(squared)
    if (norm <= limit) continue
    let scale = limit / norm
    for (i = 0; i + 16 <= bytes; i += 16) v128.store(x + i, f32x4.mul(v128.load(x + i), f32x4.splat(scale)))
    for (; i < bytes; i += 4) store<f32>(x + i, load<f32>(x + i) * scale)
  }
}
