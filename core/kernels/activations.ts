import { multiplyAdd } from './build/matmul-tiles'
import { sumOf } from './normalization'
import { erf4, exp4, expm4, log1p4, logistic4 } from './vector-math'

// Functions of one number over whole vectors; NaN stays NaN. Constants come from memory, as in vector-math.
const CONSTANTS = memory.data<f32>([0.0, 1.0, 0.5, 0.16666667, 0.70710678, 0.39894228, 1.5957691, 0.071354816, 20.0, 2.0, 4.0, 0.21406445], 64)
// @ts-ignore: decorator
@inline function c(i: usize): v128 { return v128.load32_splat(CONSTANTS + (i << 2)) }
// @ts-ignore: decorator
@inline function zero(): v128 { return c(0) }
// @ts-ignore: decorator
@inline function one(): v128 { return c(1) }
// @ts-ignore: decorator
@inline function bytesOf(count: i32): usize { return <usize>((count + 3) & ~3) << 2 }

export function scale(x: usize, y: usize, factor: f32, count: i32): void {
  let a = f32x4.splat(factor)
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) v128.store(y + i, f32x4.mul(a, v128.load(x + i)))
}

export function leakyRelu(x: usize, y: usize, slope: f32, count: i32): void {
  let a = f32x4.splat(slope)
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, v128.bitselect(v, f32x4.mul(a, v), f32x4.gt(v, zero())))
  }
}

export function leakyReluBackward(y: usize, dy: usize, dx: usize, slope: f32, count: i32): void {
  let a = f32x4.splat(slope)
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let g = v128.load(dy + i)
    v128.store(dx + i, v128.bitselect(g, f32x4.mul(a, g), f32x4.gt(v128.load(y + i), zero())))
  }
}

/** x, or a(eˣ − 1) below 0. */
export function elu(x: usize, y: usize, alpha: f32, count: i32): void {
  let a = f32x4.splat(alpha)
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, v128.bitselect(v, f32x4.mul(a, expm4(f32x4.pmin(v, zero()))), f32x4.gt(v, zero())))
  }
}

export function eluBackward(y: usize, dy: usize, dx: usize, alpha: f32, count: i32): void {
  let a = f32x4.splat(alpha)
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let g = v128.load(dy + i), v = v128.load(y + i)
    v128.store(dx + i, v128.bitselect(g, f32x4.mul(g, f32x4.add(v, a)), f32x4.gt(v, zero())))
  }
}

export function softsign(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, f32x4.div(v, f32x4.add(one(), f32x4.abs(v))))
  }
}

export function softsignBackward(y: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let rest = f32x4.sub(one(), f32x4.abs(v128.load(y + i)))
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.mul(rest, rest)))
  }
}

export function hardSigmoid(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    v128.store(y + i, f32x4.pmin(f32x4.pmax(multiplyAdd(c(3), v128.load(x + i), c(2)), zero()), one()))
  }
}

export function hardSigmoidBackward(y: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(y + i)
    v128.store(dx + i, v128.and(f32x4.mul(c(3), v128.load(dy + i)), v128.and(f32x4.gt(v, zero()), f32x4.lt(v, one()))))
  }
}

export function step(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, v128.bitselect(v128.and(one(), f32x4.ge(v, zero())), v, f32x4.eq(v, v)))
  }
}

export function sign(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let s = f32x4.sub(v128.and(one(), f32x4.gt(v, zero())), v128.and(one(), f32x4.lt(v, zero())))
    v128.store(y + i, v128.bitselect(s, v, f32x4.eq(v, v)))
  }
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^(−|x|)). */
export function softplus(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, f32x4.add(f32x4.pmax(v, zero()), log1p4(exp4(f32x4.neg(f32x4.abs(v))))))
  }
}

export function softplusBackward(x: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) v128.store(dx + i, f32x4.mul(v128.load(dy + i), logistic4(v128.load(x + i))))
}

export function silu(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, f32x4.mul(v, logistic4(v)))
  }
}

export function siluBackward(x: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let s = logistic4(v)
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), multiplyAdd(f32x4.mul(v, s), f32x4.sub(one(), s), s)))
  }
}

/** Φ(x), the normal distribution function. */
// @ts-ignore: decorator
@inline function normal4(x: v128): v128 { return multiplyAdd(c(2), erf4(f32x4.mul(x, c(4))), c(2)) }

export function gelu(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, f32x4.mul(v, normal4(v)))
  }
}

export function geluBackward(x: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let density = f32x4.mul(c(5), exp4(f32x4.neg(f32x4.mul(c(2), f32x4.mul(v, v)))))
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), multiplyAdd(v, density, normal4(v))))
  }
}

/** x·σ(2u), u = √(2/π)(x + 0.044715x³). */
export function geluTanh(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    v128.store(y + i, f32x4.mul(v, logistic4(f32x4.mul(v, multiplyAdd(c(7), f32x4.mul(v, v), c(6))))))
  }
}

export function geluTanhBackward(x: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let square = f32x4.mul(v, v)
    let s = logistic4(f32x4.mul(v, multiplyAdd(c(7), square, c(6))))
    let slope = f32x4.mul(f32x4.mul(v, multiplyAdd(c(11), square, c(6))), f32x4.mul(s, f32x4.sub(one(), s)))
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.add(s, slope)))
  }
}

/** x·tanh(softplus x) = x·n/(n + 2) with n = e(e + 2), e = eˣ; beyond 20 the quotient is 1. */
export function mish(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let e = exp4(f32x4.pmin(v, c(8)))
    let m = f32x4.mul(e, f32x4.add(e, c(9)))
    v128.store(y + i, f32x4.mul(v, f32x4.div(m, f32x4.add(m, c(9)))))
  }
}

export function mishBackward(x: usize, dy: usize, dx: usize, count: i32): void {
  for (let i: usize = 0, n = bytesOf(count); i < n; i += 16) {
    let v = v128.load(x + i)
    let e = exp4(f32x4.pmin(v, c(8)))
    let m = f32x4.mul(e, f32x4.add(e, c(9))), rest = f32x4.add(m, c(9))
    let slope = f32x4.div(f32x4.mul(c(10), f32x4.mul(e, f32x4.add(one(), e))), f32x4.mul(rest, rest))
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), multiplyAdd(v, slope, f32x4.div(m, rest))))
  }
}

/** log softmax of each row: x − max − log Σ e^(x − max). */
export function logSoftmax(x: usize, y: usize, rows: i32, columns: i32): void {
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++, x += bytes, y += bytes) {
    let maximum = load<f32>(x)
    for (let j: usize = 4; j < bytes; j += 4) maximum = load<f32>(x + j) > maximum ? load<f32>(x + j) : maximum
    let sum: f64 = 0
    for (let j: usize = 0; j < bytes; j += 4) sum += Math.exp(<f64>(load<f32>(x + j) - maximum))
    let shift = <f64>maximum + Math.log(sum)
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(y + j, <f32>(<f64>load<f32>(x + j) - shift))
  }
}

/** dx = dy − e^y·Σ dy of each row; dx may be dy. */
export function logSoftmaxBackward(y: usize, dy: usize, dx: usize, rows: i32, columns: i32): void {
  let bytes = <usize>columns << 2
  for (let r = 0; r < rows; r++, y += bytes, dy += bytes, dx += bytes) {
    let sum = sumOf(dy, columns)
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(dx + j, <f32>(<f64>load<f32>(dy + j) - Math.exp(<f64>load<f32>(y + j)) * sum))
  }
}
