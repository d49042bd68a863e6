import { multiplyAdd } from './build/matmul-tiles'
import { exp4, logistic4, tanh4 } from './vector-math'

// Every tensor is padded to a multiple of 16 bytes, so element-by-element kernels run over whole vectors.
// @ts-ignore: decorator
@inline function padded(count: i32): usize { return <usize>((count + 3) & ~3) << 2 }

export function add(a: usize, b: usize, out: usize, count: i32): void {
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)))
}

export function multiply(a: usize, b: usize, out: usize, count: i32): void {
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(b + i)))
}

export function addScaled(scale: f32, x: usize, y: usize, count: i32): void {
  let s = f32x4.splat(scale)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(y + i, multiplyAdd(s, v128.load(x + i), v128.load(y + i)))
}

export function fill(x: usize, value: f32, count: i32): void {
  let v = f32x4.splat(value)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(x + i, v)
}

/** y[r] = factors[r]·x[r] for whole rows. */
export function scaleRows(x: usize, factors: usize, y: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    let factor = load<f32>(factors + (<usize>r << 2))
    let f = f32x4.splat(factor)
    let i: usize = 0, n = <usize>columns << 2
    for (; i + 16 <= n; i += 16) v128.store(y + i, f32x4.mul(f, v128.load(x + i)))
    for (; i < n; i += 4) store<f32>(y + i, factor * load<f32>(x + i))
    x += n
    y += n
  }
}

export function mean(x: usize, out: usize, count: i32): void {
  let sum: f64 = 0
  for (let i = 0; i < count; i++) sum += <f64>load<f32>(x + (<usize>i << 2))
  store<f32>(out, <f32>(sum / <f64>count))
}

/** out[0] += scale·Σ x². */
export function addSquaredNorm(x: usize, scale: f32, out: usize, count: i32): void {
  let s0 = f32x4.splat(0), s1 = s0
  let i: usize = 0, n = <usize>count << 2
  for (; i + 32 <= n; i += 32) {
    let a = v128.load(x + i), b = v128.load(x + i, 16)
    s0 = multiplyAdd(a, a, s0)
    s1 = multiplyAdd(b, b, s1)
  }
  s0 = f32x4.add(s0, s1)
  let sum = (f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1)) + (f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3))
  for (; i < n; i += 4) sum += load<f32>(x + i) * load<f32>(x + i)
  store<f32>(out, load<f32>(out) + scale * sum)
}

/** sums[j] = Σ_r x[r, j] for j from `first` to `last`, rows in order. */
export function columnSums(x: usize, sums: usize, rows: i32, columns: i32, accumulate: bool, first: i32, last: i32): void {
  let stride = <usize>columns << 2
  let j = <usize>first << 2, end = <usize>last << 2
  for (; j + 64 <= end; j += 64) {
    let a = accumulate ? v128.load(sums + j) : f32x4.splat(0), b = accumulate ? v128.load(sums + j, 16) : f32x4.splat(0)
    let c = accumulate ? v128.load(sums + j, 32) : f32x4.splat(0), d = accumulate ? v128.load(sums + j, 48) : f32x4.splat(0)
    let p = x + j
    for (let r = 0; r < rows; r++) {
      a = f32x4.add(a, v128.load(p))
      b = f32x4.add(b, v128.load(p, 16))
      c = f32x4.add(c, v128.load(p, 32))
      d = f32x4.add(d, v128.load(p, 48))
      p += stride
    }
    v128.store(sums + j, a)
    v128.store(sums + j, b, 16)
    v128.store(sums + j, c, 32)
    v128.store(sums + j, d, 48)
  }
  for (; j + 16 <= end; j += 16) {
    let a = accumulate ? v128.load(sums + j) : f32x4.splat(0)
    let p = x + j
    for (let r = 0; r < rows; r++) {
      a = f32x4.add(a, v128.load(p))
      p += stride
    }
    v128.store(sums + j, a)
  }
  for (; j < end; j += 4) {
    let sum = accumulate ? load<f32>(sums + j) : <f32>0
    let p = x + j
    for (let r = 0; r < rows; r++) {
      sum += load<f32>(p)
      p += stride
    }
    store<f32>(sums + j, sum)
  }
}

/** Runs `first` … `first + count` of `width` numbers; run r is number r / second along the first axis and r % second along the second. Steps are in numbers. */
export function copyStrided(from: usize, to: usize, first: i32, count: i32, width: i32, second: i32, fromFirst: i32, fromSecond: i32, toFirst: i32, toSecond: i32, accumulate: bool): void {
  let bytes = <usize>width << 2
  for (let r = first, end = first + count; r < end; r++) {
    let i = r / second, j = r % second
    let source = from + (<usize>(i * fromFirst + j * fromSecond) << 2), target = to + (<usize>(i * toFirst + j * toSecond) << 2)
    if (accumulate) for (let k: usize = 0; k < bytes; k += 4) store<f32>(target + k, load<f32>(target + k) + load<f32>(source + k))
    else if (width == 1) store<f32>(target, load<f32>(source))
    else memory.copy(target, source, bytes)
  }
}

/** Rows of `bytes` bytes, in the order of `positions`. */
export function gather(source: usize, positions: usize, out: usize, rows: i32, bytes: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.copy(out + <usize>r * <usize>bytes, source + <usize>load<i32>(positions + (<usize>r << 2)) * <usize>bytes, <usize>bytes)
  }
}

export function exp(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(y + i, exp4(v128.load(x + i)))
}

export function logistic(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(y + i, logistic4(v128.load(x + i)))
}

export function tanh(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(y + i, tanh4(v128.load(x + i)))
}

export function relu(x: usize, y: usize, count: i32): void {
  let zero = f32x4.splat(0)
  // pmax(x, 0) keeps x when the comparison with NaN fails, so NaN stays NaN.
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(y + i, f32x4.pmax(v128.load(x + i), zero))
}

export function logisticBackward(y: usize, dy: usize, dx: usize, count: i32): void {
  let one = f32x4.splat(1)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) {
    let v = v128.load(y + i)
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.mul(v, f32x4.sub(one, v))))
  }
}

export function tanhBackward(y: usize, dy: usize, dx: usize, count: i32): void {
  let one = f32x4.splat(1)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) {
    let v = v128.load(y + i)
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.sub(one, f32x4.mul(v, v))))
  }
}

export function reluBackward(y: usize, dy: usize, dx: usize, count: i32): void {
  let zero = f32x4.splat(0)
  for (let i: usize = 0, n = padded(count); i < n; i += 16) v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero)))
}

/** Softmax of each row; `scratch` holds one row, padded. */
export function softmax(x: usize, y: usize, rows: i32, columns: i32, scratch: usize): void {
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++) {
    let sum = expRow(x, columns, rowMaximum(x, columns), scratch)
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(y + j, load<f32>(scratch + j) / sum)
    x += bytes
    y += bytes
  }
}

export function softmaxBackward(y: usize, dy: usize, dx: usize, rows: i32, columns: i32): void {
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++) {
    let inner: f32 = 0
    for (let j: usize = 0; j < bytes; j += 4) inner += load<f32>(y + j) * load<f32>(dy + j)
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(dx + j, load<f32>(y + j) * (load<f32>(dy + j) - inner))
    y += bytes
    dy += bytes
    dx += bytes
  }
}

export function rowMaximum(x: usize, columns: i32): f32 {
  let bytes = <usize>columns << 2
  let maximum = load<f32>(x)
  for (let j: usize = 4; j < bytes; j += 4) {
    let value = load<f32>(x + j)
    maximum = value > maximum ? value : maximum
  }
  return maximum
}

/** scratch = e^(x − maximum), returns the sum. Reads up to three numbers past the row; padding makes that safe. */
export function expRow(x: usize, columns: i32, maximum: f32, scratch: usize): f32 {
  let shift = f32x4.splat(maximum)
  for (let j: usize = 0, n = padded(columns); j < n; j += 16) v128.store(scratch + j, exp4(f32x4.sub(v128.load(x + j), shift)))
  let sum: f32 = 0
  for (let j: usize = 0, n = <usize>columns << 2; j < n; j += 4) sum += load<f32>(scratch + j)
  return sum
}
