import { multiplyAdd } from './build/matmul-tiles'

// Constants come from memory: a splat of a literal is rematerialised at every use, a broadcast load is one instruction.
const EXP = memory.data<f32>([-87.33654, 88.02, 1.44269504088896341, 12582912.0, -0.693359375, 2.12194440e-4, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1.0], 64)
const EXPONENT_BIAS = memory.data<i32>([127], 16)
const TANH = memory.data<f32>([7.90531110763549805, -7.90531110763549805, -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08, 1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03, 1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03], 64)

// @ts-ignore: decorator
@inline function e(i: usize): v128 { return v128.load32_splat(EXP + (i << 2)) }
// @ts-ignore: decorator
@inline function t(i: usize): v128 { return v128.load32_splat(TANH + (i << 2)) }

/** eˣ: range reduction by ln 2 in two parts and a degree-6 polynomial (Cephes expf). Relative error < 2e-7; saturates at 1.7e38 and 1.2e-38; NaN stays NaN. */
// @ts-ignore: decorator
@inline export function exp4(x: v128): v128 {
  let v = f32x4.pmin(f32x4.pmax(x, e(0)), e(1))
  let shifted = multiplyAdd(v, e(2), e(3))
  let n = f32x4.sub(shifted, e(3))
  let r = multiplyAdd(n, e(5), multiplyAdd(n, e(4), v))
  let p = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(e(6), r, e(7)), r, e(8)), r, e(9)), r, e(10)), r, e(11))
  p = multiplyAdd(p, f32x4.mul(r, r), f32x4.add(r, e(12)))
  return f32x4.mul(p, i32x4.shl(i32x4.add(shifted, v128.load32_splat(EXPONENT_BIAS)), 23))
}

/** 1/(1 + e^(−x)). Relative error < 3e-7. */
// @ts-ignore: decorator
@inline export function logistic4(x: v128): v128 {
  return f32x4.div(e(12), f32x4.add(e(12), exp4(f32x4.neg(x))))
}

/** tanh x: a rational approximation of degrees 13 and 6 (as in Eigen). Relative error < 5e-7; clamps to ±1 within one ulp. */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  let v = f32x4.pmin(f32x4.pmax(x, t(1)), t(0))
  let q = f32x4.mul(v, v)
  let p = f32x4.mul(v, multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(t(2), q, t(3)), q, t(4)), q, t(5)), q, t(6)), q, t(7)), q, t(8)))
  return f32x4.div(p, multiplyAdd(multiplyAdd(multiplyAdd(t(9), q, t(10)), q, t(11)), q, t(12)))
}

/** eˣ − 1 without cancellation near 0: 2ⁿ(eʳ − 1) + (2ⁿ − 1). Relative error < 3e-7 for x ≤ 0. */
// @ts-ignore: decorator
@inline export function expm4(x: v128): v128 {
  let v = f32x4.pmin(f32x4.pmax(x, e(0)), e(1))
  let shifted = multiplyAdd(v, e(2), e(3))
  let n = f32x4.sub(shifted, e(3))
  let r = multiplyAdd(n, e(5), multiplyAdd(n, e(4), v))
  let p = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(e(6), r, e(7)), r, e(8)), r, e(9)), r, e(10)), r, e(11))
  p = multiplyAdd(p, f32x4.mul(r, r), r)
  let power = i32x4.shl(i32x4.add(shifted, v128.load32_splat(EXPONENT_BIAS)), 23)
  return multiplyAdd(p, power, f32x4.sub(power, e(12)))
}

const LOG1P = memory.data<f32>([2.0, 0.15384615, 0.18181818, 0.22222222, 0.28571429, 0.4, 0.66666667], 32)
// @ts-ignore: decorator
@inline function l(i: usize): v128 { return v128.load32_splat(LOG1P + (i << 2)) }

/** log(1 + x) for 0 ≤ x ≤ 1 as 2·artanh(x/(2 + x)), a series up to the 13th power. Relative error < 3e-7. */
// @ts-ignore: decorator
@inline export function log1p4(x: v128): v128 {
  let s = f32x4.div(x, f32x4.add(l(0), x))
  let q = f32x4.mul(s, s)
  let p = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(l(1), q, l(2)), q, l(3)), q, l(4)), q, l(5)), q, l(6)), q, l(0))
  return f32x4.mul(s, p)
}

const ERF = memory.data<f32>([4.0, -4.0, -2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05, -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02, -1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02], 64)
// @ts-ignore: decorator
@inline function r(i: usize): v128 { return v128.load32_splat(ERF + (i << 2)) }

/** The error function: a rational approximation of degrees 13 and 8 (as in Eigen). Absolute error < 3e-7. */
// @ts-ignore: decorator
@inline export function erf4(x: v128): v128 {
  let v = f32x4.pmin(f32x4.pmax(x, r(1)), r(0))
  let q = f32x4.mul(v, v)
  let p = f32x4.mul(v, multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(r(2), q, r(3)), q, r(4)), q, r(5)), q, r(6)), q, r(7)), q, r(8)))
  return f32x4.div(p, multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(r(9), q, r(10)), q, r(11)), q, r(12)), q, r(13)))
}
