import { multiplyAdd } from './build/matmul-tiles'

// Parameters are padded to whole vectors; the gaps have gradient 0 and stay 0.
// @ts-ignore: decorator
@inline function coefficient(coefficients: usize, i: usize): v128 { return v128.load32_splat(coefficients + (i << 2)) }

/** Below this a moment is written as 0: WebAssembly has no flush-to-zero, and denormal numbers are slow. NaN is kept. */
const TINY: f32 = 1e-30

/** w + decay·w, `decay` being negative or 0; then it is w to the last bit. */
// @ts-ignore: decorator
@inline function decayed(w: v128, decay: v128): v128 { return multiplyAdd(w, decay, w) }

export function sgd(w: usize, g: usize, coefficients: usize, count: i32): void {
  let rate = f32x4.neg(coefficient(coefficients, 0)), decay = f32x4.neg(coefficient(coefficients, 1))
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16) v128.store(w, multiplyAdd(rate, v128.load(g), decayed(v128.load(w), decay)))
}

export function momentum(w: usize, g: usize, velocity: usize, coefficients: usize, nesterov: bool, count: i32): void {
  let rate = f32x4.neg(coefficient(coefficients, 0)), mu = coefficient(coefficients, 1), decay = f32x4.neg(coefficient(coefficients, 2)), tiny = f32x4.splat(TINY)
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, velocity += 16) {
    let gradient = v128.load(g)
    let v = multiplyAdd(mu, v128.load(velocity), gradient)
    v = v128.andnot(v, f32x4.lt(f32x4.abs(v), tiny))
    v128.store(velocity, v)
    v128.store(w, multiplyAdd(rate, nesterov ? multiplyAdd(mu, v, gradient) : v, decayed(v128.load(w), decay)))
  }
}

export function adam(w: usize, g: usize, m: usize, v: usize, coefficients: usize, count: i32): void {
  let one = f32x4.splat(1), tiny = f32x4.splat(TINY)
  let rate = f32x4.neg(coefficient(coefficients, 0))
  let gain1 = f32x4.sub(one, coefficient(coefficients, 1)), gain2 = f32x4.sub(one, coefficient(coefficients, 2))
  let epsilon = coefficient(coefficients, 3), decay = f32x4.neg(coefficient(coefficients, 4))
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, m += 16, v += 16) {
    let gradient = v128.load(g), first = v128.load(m), second = v128.load(v)
    first = multiplyAdd(f32x4.sub(gradient, first), gain1, first)
    second = multiplyAdd(f32x4.sub(f32x4.mul(gradient, gradient), second), gain2, second)
    first = v128.andnot(first, f32x4.lt(f32x4.abs(first), tiny))
    second = v128.andnot(second, f32x4.lt(second, tiny))
    v128.store(m, first)
    v128.store(v, second)
    v128.store(w, multiplyAdd(f32x4.div(first, f32x4.add(f32x4.sqrt(second), epsilon)), rate, decayed(v128.load(w), decay)))
  }
}
