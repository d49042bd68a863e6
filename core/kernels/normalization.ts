import { multiplyAdd } from './build/matmul-tiles'

// Data are seen as [images][channels][size]; with size 1 as columns. Sums are kept in float64 across blocks, each in an
// order that depends on the shape alone, so that they do not depend on the number of threads.

/** Numbers added in float32 before their sum goes to float64. */
const BLOCK: usize = 1024 << 2

// @ts-ignore: decorator
@inline function laneSum(v: v128): f64 {
  return (<f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1)) + (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
}

export function sumOf(x: usize, length: i32): f64 {
  let sum: f64 = 0
  let end = x + (<usize>length << 2)
  while (x + 16 <= end) {
    let lanes = f32x4.splat(0)
    for (let stop = min(end, x + BLOCK); x + 16 <= stop; x += 16) lanes = f32x4.add(lanes, v128.load(x))
    sum += laneSum(lanes)
  }
  for (; x < end; x += 4) sum += <f64>load<f32>(x)
  return sum
}

function squaresOf(x: usize, length: i32, mean: f32): f64 {
  let sum: f64 = 0
  let m = f32x4.splat(mean)
  let end = x + (<usize>length << 2)
  while (x + 16 <= end) {
    let lanes = f32x4.splat(0)
    for (let stop = min(end, x + BLOCK); x + 16 <= stop; x += 16) {
      let d = f32x4.sub(v128.load(x), m)
      lanes = multiplyAdd(d, d, lanes)
    }
    sum += laneSum(lanes)
  }
  for (; x < end; x += 4) {
    let d = <f64>(load<f32>(x) - mean)
    sum += d * d
  }
  return sum
}

/** Σ a·(b − shift). */
function productsOf(a: usize, b: usize, length: i32, shift: f32): f64 {
  let sum: f64 = 0
  let m = f32x4.splat(shift)
  let end = a + (<usize>length << 2)
  while (a + 16 <= end) {
    let lanes = f32x4.splat(0)
    for (let stop = min(end, a + BLOCK); a + 16 <= stop; a += 16, b += 16) lanes = multiplyAdd(v128.load(a), f32x4.sub(v128.load(b), m), lanes)
    sum += laneSum(lanes)
  }
  for (; a < end; a += 4, b += 4) sum += <f64>load<f32>(a) * <f64>(load<f32>(b) - shift)
  return sum
}

/** y = (x − shift)·factor + start. */
function affineOf(x: usize, y: usize, length: i32, shift: f32, factor: f32, start: f32): void {
  let m = f32x4.splat(shift), f = f32x4.splat(factor), s = f32x4.splat(start)
  let end = x + (<usize>length << 2)
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, multiplyAdd(f32x4.sub(v128.load(x), m), f, s))
  for (; x < end; x += 4, y += 4) store<f32>(y, (load<f32>(x) - shift) * factor + start)
}

/** dx = factor·(dy − a − (x − shift)·b); dx may be dy. */
function centreOf(x: usize, dy: usize, dx: usize, length: i32, shift: f32, factor: f32, a: f32, b: f32): void {
  let m = f32x4.splat(shift), f = f32x4.splat(factor), va = f32x4.splat(a), vb = f32x4.neg(f32x4.splat(b))
  let end = x + (<usize>length << 2)
  for (; x + 16 <= end; x += 16, dy += 16, dx += 16) {
    v128.store(dx, f32x4.mul(f, multiplyAdd(f32x4.sub(v128.load(x), m), vb, f32x4.sub(v128.load(dy), va))))
  }
  for (; x < end; x += 4, dy += 4, dx += 4) store<f32>(dx, factor * (load<f32>(dy) - a - (load<f32>(x) - shift) * b))
}

/** The first `lanes` numbers of a vector. */
// @ts-ignore: decorator
@inline function storeLanes(at: usize, v: v128, lanes: i32): void {
  if (lanes == 4) { v128.store(at, v); return }
  store<f32>(at, f32x4.extract_lane(v, 0))
  if (lanes > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4)
  if (lanes > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8)
}

// @ts-ignore: decorator
@inline function low(v: v128): v128 { return f64x2.promote_low_f32x4(v) }
// @ts-ignore: decorator
@inline function high(v: v128): v128 { return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)) }
// @ts-ignore: decorator
@inline function joined(lower: v128, upper: v128): v128 { return v128.shuffle<f32>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 1, 4, 5) }
// @ts-ignore: decorator
@inline function orElse(address: usize, offset: usize, value: f32): v128 { return address ? v128.load(address + offset) : f32x4.splat(value) }
// @ts-ignore: decorator
@inline function scalarOr(address: usize, offset: usize, value: f32): f32 { return address ? load<f32>(address + offset) : value }

/** Moves running statistics towards a batch's; nothing when the batch has one value per channel, whose variance is unknown. */
// @ts-ignore: decorator
@inline function follow(running: usize, offset: usize, value: f32, momentum: f32): void {
  let old = load<f32>(running + offset)
  store<f32>(running + offset, old + momentum * (value - old))
}

/** mean and 1/√(variance + ε) of the channels `first` to `last`; running statistics follow with the unbiased variance unless their address is 0. */
export function batchMoments(x: usize, mean: usize, inverse: usize, runningMean: usize, runningVariance: usize, images: i32, channels: i32, size: i32, momentum: f32, epsilon: f32, first: i32, last: i32): void {
  let count = <f64>images * <f64>size
  for (let c = first; c < last; c++) {
    let at = <usize>c << 2
    let sum: f64 = 0, squares: f64 = 0
    for (let i = 0; i < images; i++) sum += sumOf(x + (<usize>((i * channels + c) * size) << 2), size)
    let m = <f32>(sum / count)
    for (let i = 0; i < images; i++) squares += squaresOf(x + (<usize>((i * channels + c) * size) << 2), size, m)
    store<f32>(mean + at, m)
    store<f32>(inverse + at, <f32>(1 / Math.sqrt(squares / count + <f64>epsilon)))
    if (runningMean && count > 1) {
      follow(runningMean, at, m, momentum)
      follow(runningVariance, at, <f32>(squares / (count - 1)), momentum)
    }
  }
}

/** The same for columns, four at a time. */
export function columnMoments(x: usize, mean: usize, inverse: usize, runningMean: usize, runningVariance: usize, rows: i32, columns: i32, momentum: f32, epsilon: f32, first: i32, last: i32): void {
  let stride = <usize>columns << 2
  let count = f64x2.splat(<f64>rows), rest = f64x2.splat(<f64>(rows - 1)), e = f64x2.splat(<f64>epsilon), one = f64x2.splat(1)
  for (let j = first; j < last; j += 4) {
    let lanes = min(4, last - j), at = <usize>j << 2
    let s0 = f64x2.splat(0), s1 = s0, q0 = s0, q1 = s0
    let p = x + at
    for (let r = 0; r < rows; r++, p += stride) {
      let v = v128.load(p)
      s0 = f64x2.add(s0, low(v))
      s1 = f64x2.add(s1, high(v))
    }
    let m = joined(f64x2.div(s0, count), f64x2.div(s1, count))
    p = x + at
    for (let r = 0; r < rows; r++, p += stride) {
      let d = f32x4.sub(v128.load(p), m)
      let d0 = low(d), d1 = high(d)
      q0 = f64x2.add(q0, f64x2.mul(d0, d0))
      q1 = f64x2.add(q1, f64x2.mul(d1, d1))
    }
    storeLanes(mean + at, m, lanes)
    storeLanes(inverse + at, joined(f64x2.div(one, f64x2.sqrt(f64x2.add(f64x2.div(q0, count), e))), f64x2.div(one, f64x2.sqrt(f64x2.add(f64x2.div(q1, count), e)))), lanes)
    if (runningMean && rows > 1) {
      let unbiased = joined(f64x2.div(q0, rest), f64x2.div(q1, rest)), rate = f32x4.splat(momentum)
      let oldMean = v128.load(runningMean + at), oldVariance = v128.load(runningVariance + at)
      storeLanes(runningMean + at, multiplyAdd(rate, f32x4.sub(m, oldMean), oldMean), lanes)
      storeLanes(runningVariance + at, multiplyAdd(rate, f32x4.sub(unbiased, oldVariance), oldVariance), lanes)
    }
  }
}

/** inverse = 1/√(variance + ε). */
export function inverseDeviation(variance: usize, inverse: usize, epsilon: f32, count: i32): void {
  for (let i: usize = 0, n = <usize>count << 2; i < n; i += 4) store<f32>(inverse + i, <f32>(1 / Math.sqrt(<f64>load<f32>(variance + i) + <f64>epsilon)))
}

/** y = (x − mean)·inverse·weight + bias per channel; a missing (0) mean or bias is 0, a missing inverse or weight 1. */
export function normalizeChannels(x: usize, mean: usize, inverse: usize, weight: usize, bias: usize, y: usize, images: i32, channels: i32, size: i32, first: i32, last: i32): void {
  for (let c = first; c < last; c++) {
    let at = <usize>c << 2
    let factor = scalarOr(inverse, at, 1) * scalarOr(weight, at, 1)
    for (let i = 0; i < images; i++) {
      let offset = <usize>((i * channels + c) * size) << 2
      affineOf(x + offset, y + offset, size, scalarOr(mean, at, 0), factor, scalarOr(bias, at, 0))
    }
  }
}

export function normalizeColumns(x: usize, mean: usize, inverse: usize, weight: usize, bias: usize, y: usize, rows: i32, columns: i32, first: i32, last: i32): void {
  let stride = <usize>columns << 2
  for (let j = first; j < last; j += 4) {
    let lanes = min(4, last - j), at = <usize>j << 2
    let m = orElse(mean, at, 0), start = orElse(bias, at, 0)
    let factor = f32x4.mul(orElse(inverse, at, 1), orElse(weight, at, 1))
    let p = x + at, q = y + at
    for (let r = 0; r < rows; r++, p += stride, q += stride) storeLanes(q, multiplyAdd(f32x4.sub(v128.load(p), m), factor, start), lanes)
  }
}

/** Gradients of normalizeChannels; with `fixed` the moments do not depend on x. Outputs whose address is 0 are not wanted; dx may be dy. */
export function normalizeChannelsBackward(x: usize, mean: usize, inverse: usize, weight: usize, dy: usize, dx: usize, dWeight: usize, dBias: usize, images: i32, channels: i32, size: i32, accumulate: i32, fixed: bool, first: i32, last: i32): void {
  let count = <f64>images * <f64>size
  for (let c = first; c < last; c++) {
    let at = <usize>c << 2
    let m = scalarOr(mean, at, 0), inv = scalarOr(inverse, at, 1), w = scalarOr(weight, at, 1)
    let sum: f64 = 0, products: f64 = 0
    for (let i = 0; i < images; i++) {
      let offset = <usize>((i * channels + c) * size) << 2
      sum += sumOf(dy + offset, size)
      products += productsOf(dy + offset, x + offset, size, m)
    }
    products *= <f64>inv
    if (dWeight) store<f32>(dWeight + at, <f32>(products + (accumulate & 1 ? <f64>load<f32>(dWeight + at) : 0)))
    if (dBias) store<f32>(dBias + at, <f32>(sum + (accumulate & 2 ? <f64>load<f32>(dBias + at) : 0)))
    if (!dx) continue
    let a = fixed ? <f32>0 : <f32>(sum / count), b = fixed ? <f32>0 : <f32>(products * <f64>inv / count)
    for (let i = 0; i < images; i++) {
      let offset = <usize>((i * channels + c) * size) << 2
      centreOf(x + offset, dy + offset, dx + offset, size, m, w * inv, a, b)
    }
  }
}

export function normalizeColumnsBackward(x: usize, mean: usize, inverse: usize, weight: usize, dy: usize, dx: usize, dWeight: usize, dBias: usize, rows: i32, columns: i32, accumulate: i32, fixed: bool, first: i32, last: i32): void {
  let stride = <usize>columns << 2
  let count = f64x2.splat(<f64>rows)
  for (let j = first; j < last; j += 4) {
    let lanes = min(4, last - j), at = <usize>j << 2
    let m = orElse(mean, at, 0), inv = orElse(inverse, at, 1)
    let s0 = f64x2.splat(0), s1 = s0, q0 = s0, q1 = s0
    let p = x + at, g = dy + at
    for (let r = 0; r < rows; r++, p += stride, g += stride) {
      let d = v128.load(g), h = f32x4.mul(f32x4.sub(v128.load(p), m), inv)
      s0 = f64x2.add(s0, low(d))
      s1 = f64x2.add(s1, high(d))
      q0 = f64x2.add(q0, f64x2.mul(low(d), low(h)))
      q1 = f64x2.add(q1, f64x2.mul(high(d), high(h)))
    }
    let sums = joined(s0, s1), products = joined(q0, q1)
    if (dWeight) storeLanes(dWeight + at, accumulate & 1 ? f32x4.add(v128.load(dWeight + at), products) : products, lanes)
    if (dBias) storeLanes(dBias + at, accumulate & 2 ? f32x4.add(v128.load(dBias + at), sums) : sums, lanes)
    if (!dx) continue
    let factor = f32x4.mul(orElse(weight, at, 1), inv)
    let a = fixed ? f32x4.splat(0) : joined(f64x2.div(s0, count), f64x2.div(s1, count))
    let b = fixed ? f32x4.splat(0) : f32x4.neg(f32x4.mul(inv, joined(f64x2.div(q0, count), f64x2.div(q1, count))))
    p = x + at
    g = dy + at
    let out = dx + at
    for (let r = 0; r < rows; r++, p += stride, g += stride, out += stride) {
      storeLanes(out, f32x4.mul(factor, multiplyAdd(f32x4.sub(v128.load(p), m), b, f32x4.sub(v128.load(g), a))), lanes)
    }
  }
}

/** y = (x − mean)/√(variance + ε) of each row; `inverse` keeps 1/√(variance + ε). */
export function normalizeRows(x: usize, y: usize, inverse: usize, rows: i32, length: i32, epsilon: f32): void {
  let bytes = <usize>length << 2
  for (let r = 0; r < rows; r++, x += bytes, y += bytes, inverse += 4) {
    let mean = <f32>(sumOf(x, length) / <f64>length)
    let inv = <f32>(1 / Math.sqrt(squaresOf(x, length, mean) / <f64>length + <f64>epsilon))
    store<f32>(inverse, inv)
    affineOf(x, y, length, mean, inv, 0)
  }
}

/** dx = inverse·(dy − mean(dy) − y·mean(dy·y)) of each row; dx may be dy. */
export function normalizeRowsBackward(y: usize, inverse: usize, dy: usize, dx: usize, rows: i32, length: i32): void {
  let bytes = <usize>length << 2
  for (let r = 0; r < rows; r++, y += bytes, dy += bytes, dx += bytes, inverse += 4) {
    let sum = sumOf(dy, length) / <f64>length, products = productsOf(dy, y, length, 0) / <f64>length
    centreOf(y, dy, dx, length, 0, load<f32>(inverse), <f32>sum, <f32>products)
  }
}
