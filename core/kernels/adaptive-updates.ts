import { multiplyAdd } from './build/matmul-tiles'

// Formulas and the order of coefficients: core/ops/reference/adaptive-updates.ts. Parameters are padded to whole vectors;
// the gaps have gradient 0 and stay 0.
// @ts-ignore: decorator
@inline function coefficient(coefficients: usize, i: usize): v128 { return v128.load32_splat(coefficients + (i << 2)) }

/** Below this a running mean is written as 0: WebAssembly has no flush-to-zero, and denormal numbers are slow. NaN is kept. */
const TINY: f32 = 1e-30

// @ts-ignore: decorator
@inline function flushed(x: v128): v128 { return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(TINY))) }

/** −1, 0 or 1; NaN for what is not finite. */
// @ts-ignore: decorator
@inline function sign(x: v128): v128 {
  let one = f32x4.splat(1), zero = f32x4.splat(0)
  let positive = v128.and(f32x4.gt(x, zero), one), negative = v128.and(f32x4.lt(x, zero), one)
  return f32x4.add(f32x4.sub(positive, negative), f32x4.sub(x, x))
}

/** mean + gain·(x − mean). */
// @ts-ignore: decorator
@inline function towards(mean: v128, x: v128, gain: v128): v128 { return flushed(multiplyAdd(f32x4.sub(x, mean), gain, mean)) }

export function rmsprop(w: usize, g: usize, v: usize, coefficients: usize, count: i32): void {
  let rate = f32x4.neg(coefficient(coefficients, 0)), keep = coefficient(coefficients, 1), gain = coefficient(coefficients, 2), epsilon = coefficient(coefficients, 3)
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, v += 16) {
    let gradient = v128.load(g)
    let second = flushed(multiplyAdd(keep, v128.load(v), f32x4.mul(gain, f32x4.mul(gradient, gradient))))
    v128.store(v, second)
    v128.store(w, multiplyAdd(f32x4.div(gradient, f32x4.add(f32x4.sqrt(second), epsilon)), rate, v128.load(w)))
  }
}

export function adadelta(w: usize, g: usize, v: usize, d: usize, coefficients: usize, count: i32): void {
  let rate = f32x4.neg(coefficient(coefficients, 0)), gain = f32x4.sub(f32x4.splat(1), coefficient(coefficients, 1)), epsilon = coefficient(coefficients, 2)
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, v += 16, d += 16) {
    let gradient = v128.load(g), steps = v128.load(d)
    let second = towards(v128.load(v), f32x4.mul(gradient, gradient), gain)
    let step = f32x4.mul(f32x4.div(f32x4.sqrt(f32x4.add(steps, epsilon)), f32x4.sqrt(f32x4.add(second, epsilon))), gradient)
    v128.store(v, second)
    v128.store(d, towards(steps, f32x4.mul(step, step), gain))
    v128.store(w, multiplyAdd(step, rate, v128.load(w)))
  }
}

export function adamax(w: usize, g: usize, m: usize, u: usize, coefficients: usize, count: i32): void {
  let rate = f32x4.neg(coefficient(coefficients, 0)), gain = f32x4.sub(f32x4.splat(1), coefficient(coefficients, 1))
  let beta2 = coefficient(coefficients, 2), epsilon = coefficient(coefficients, 3)
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, m += 16, u += 16) {
    let gradient = v128.load(g)
    let first = towards(v128.load(m), gradient, gain)
    let greatest = f32x4.pmax(f32x4.add(f32x4.abs(gradient), epsilon), f32x4.mul(beta2, v128.load(u)))
    v128.store(m, first)
    v128.store(u, greatest)
    v128.store(w, multiplyAdd(f32x4.div(first, greatest), rate, v128.load(w)))
  }
}

export function amsgrad(w: usize, g: usize, m: usize, v: usize, top: usize, coefficients: usize, count: i32): void {
  let one = f32x4.splat(1), rate = f32x4.neg(coefficient(coefficients, 0)), epsilon = coefficient(coefficients, 3)
  let gain1 = f32x4.sub(one, coefficient(coefficients, 1)), gain2 = f32x4.sub(one, coefficient(coefficients, 2))
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, m += 16, v += 16, top += 16) {
    let gradient = v128.load(g)
    let first = towards(v128.load(m), gradient, gain1), second = towards(v128.load(v), f32x4.mul(gradient, gradient), gain2)
    let greatest = f32x4.pmax(second, v128.load(top))
    v128.store(m, first)
    v128.store(v, second)
    v128.store(top, greatest)
    v128.store(w, multiplyAdd(f32x4.div(first, f32x4.add(f32x4.sqrt(greatest), epsilon)), rate, v128.load(w)))
  }
}

export function nadam(w: usize, g: usize, m: usize, v: usize, coefficients: usize, count: i32): void {
  let one = f32x4.splat(1), gradientRate = coefficient(coefficients, 0), momentRate = coefficient(coefficients, 1), epsilon = coefficient(coefficients, 4)
  let gain1 = f32x4.sub(one, coefficient(coefficients, 2)), gain2 = f32x4.sub(one, coefficient(coefficients, 3))
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, m += 16, v += 16) {
    let gradient = v128.load(g)
    let first = towards(v128.load(m), gradient, gain1), second = towards(v128.load(v), f32x4.mul(gradient, gradient), gain2)
    v128.store(m, first)
    v128.store(v, second)
    let step = f32x4.div(multiplyAdd(momentRate, first, f32x4.mul(gradientRate, gradient)), f32x4.add(f32x4.sqrt(second), epsilon))
    v128.store(w, f32x4.sub(v128.load(w), step))
  }
}

export function lion(w: usize, g: usize, m: usize, coefficients: usize, count: i32): void {
  let one = f32x4.splat(1), rate = f32x4.neg(coefficient(coefficients, 0)), decay = f32x4.neg(coefficient(coefficients, 3))
  let gain1 = f32x4.sub(one, coefficient(coefficients, 1)), gain2 = f32x4.sub(one, coefficient(coefficients, 2))
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, m += 16) {
    let gradient = v128.load(g), first = v128.load(m), weight = v128.load(w)
    let direction = sign(multiplyAdd(f32x4.sub(gradient, first), gain1, first))
    v128.store(m, towards(first, gradient, gain2))
    v128.store(w, multiplyAdd(direction, rate, multiplyAdd(weight, decay, weight)))
  }
}

export function rprop(w: usize, g: usize, steps: usize, previous: usize, coefficients: usize, count: i32): void {
  let zero = f32x4.splat(0), one = f32x4.splat(1)
  let increase = coefficient(coefficients, 0), decrease = coefficient(coefficients, 1), least = coefficient(coefficients, 2), most = coefficient(coefficients, 3)
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, steps += 16, previous += 16) {
    // Signs are multiplied, not gradients: the product of small gradients would vanish.
    let direction = sign(v128.load(g))
    let agreement = f32x4.mul(direction, v128.load(previous))
    let turned = f32x4.lt(agreement, zero)
    let factor = v128.bitselect(increase, v128.bitselect(decrease, one, turned), f32x4.gt(agreement, zero))
    let step = f32x4.pmin(f32x4.pmax(f32x4.mul(v128.load(steps), factor), least), most)
    direction = v128.andnot(direction, turned)
    v128.store(steps, step)
    v128.store(previous, direction)
    v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(direction, step)))
  }
}

export function adaptiveGains(w: usize, g: usize, gains: usize, velocity: usize, previous: usize, coefficients: usize, agreeWithVelocity: bool, count: i32): void {
  let zero = f32x4.splat(0), rate = f32x4.neg(coefficient(coefficients, 0)), mu = coefficient(coefficients, 1)
  let increase = coefficient(coefficients, 2), decrease = coefficient(coefficients, 3), least = coefficient(coefficients, 4), most = coefficient(coefficients, 5)
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, gains += 16, velocity += 16, previous += 16) {
    let gradient = v128.load(g), gain = v128.load(gains), v = v128.load(velocity), before = v128.load(previous)
    let agreement = f32x4.mul(sign(gradient), agreeWithVelocity ? sign(v) : before)
    let changed = v128.bitselect(f32x4.add(gain, increase), v128.bitselect(f32x4.mul(gain, decrease), gain, f32x4.lt(agreement, zero)), f32x4.gt(agreement, zero))
    gain = f32x4.pmin(f32x4.pmax(changed, least), most)
    v = flushed(multiplyAdd(mu, v, f32x4.mul(gain, gradient)))
    v128.store(gains, gain)
    v128.store(velocity, v)
    v128.store(previous, sign(gradient))
    v128.store(w, multiplyAdd(rate, v, v128.load(w)))
  }
}

export function lambDirection(w: usize, g: usize, m: usize, v: usize, direction: usize, coefficients: usize, count: i32): void {
  let one = f32x4.splat(1), epsilon = coefficient(coefficients, 3), scale = coefficient(coefficients, 4), decay = coefficient(coefficients, 5)
  let gain1 = f32x4.sub(one, coefficient(coefficients, 1)), gain2 = f32x4.sub(one, coefficient(coefficients, 2))
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, m += 16, v += 16, direction += 16) {
    let gradient = v128.load(g)
    let first = towards(v128.load(m), gradient, gain1), second = towards(v128.load(v), f32x4.mul(gradient, gradient), gain2)
    v128.store(m, first)
    v128.store(v, second)
    v128.store(direction, multiplyAdd(decay, v128.load(w), f32x4.div(f32x4.mul(scale, first), f32x4.add(f32x4.sqrt(second), epsilon))))
  }
}

export function trustStep(w: usize, direction: usize, valueNorm: usize, directionNorm: usize, coefficients: usize, count: i32): void {
  let weights = load<f32>(valueNorm), steps = load<f32>(directionNorm)
  let trust: f32 = weights > 0 && steps > 0 ? sqrt<f32>(weights / steps) : 1
  let rate = f32x4.neg(f32x4.mul(coefficient(coefficients, 0), f32x4.splat(trust)))
  for (let end = w + (<usize>count << 2); w < end; w += 16, direction += 16) v128.store(w, multiplyAdd(v128.load(direction), rate, v128.load(w)))
}
