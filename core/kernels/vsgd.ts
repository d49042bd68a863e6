import { multiplyAdd } from './build/matmul-tiles'

// Coefficients: rate, step, watch, slowStart, most. Gaps have gradient 0: no signal, no step.

export function vsgdProbe(w: usize, g: usize, mean: usize, coefficients: usize, count: i32): void {
  let direction = load<f32>(coefficients, 4) == 1 ? g : mean
  for (let end = w + (<usize>count << 2); w < end; w += 16, direction += 16) v128.store(w, f32x4.add(v128.load(w), v128.load(direction)))
}

export function vsgdMoments(g: usize, probed: usize, mean: usize, square: usize, curvature: usize, memory: usize, coefficients: usize, count: i32): void {
  let step = load<f32>(coefficients, 4), watch = load<f32>(coefficients, 8)
  let exaggeration = f32x4.splat(step == watch ? load<f32>(coefficients, 12) : 1)
  let one = f32x4.splat(1), zero = f32x4.splat(0), watching = step <= watch, early = f32x4.splat(1 / step)
  for (let end = g + (<usize>count << 2); g < end; g += 16, probed += 16, mean += 16, square += 16, curvature += 16, memory += 16) {
    let gradient = v128.load(g), average = v128.load(mean), power = v128.load(square), bend = v128.load(curvature)
    let part = watching ? early : f32x4.div(one, v128.load(memory))
    let distance = f32x4.abs(step == 1 ? gradient : average)
    let seen = f32x4.div(f32x4.abs(f32x4.sub(v128.load(probed), gradient)), distance)
    seen = v128.bitselect(seen, bend, f32x4.gt(distance, zero))
    v128.store(mean, multiplyAdd(part, f32x4.sub(gradient, average), average))
    v128.store(square, f32x4.mul(exaggeration, multiplyAdd(part, f32x4.sub(f32x4.mul(gradient, gradient), power), power)))
    v128.store(curvature, f32x4.mul(exaggeration, multiplyAdd(part, f32x4.sub(seen, bend), bend)))
  }
}

/** `signal`, `power` and `greatestCurvature` are addresses of totals, or 0 where each weight has its own. */
export function vsgdStep(w: usize, g: usize, mean: usize, square: usize, curvature: usize, memory: usize, coefficients: usize, signal: usize, power: usize, greatestCurvature: usize, count: i32): void {
  if (load<f32>(coefficients, 4) <= load<f32>(coefficients, 8)) return
  let one = f32x4.splat(1), zero = f32x4.splat(0), rate = f32x4.neg(v128.load32_splat(coefficients)), most = v128.load32_splat(coefficients, 16)
  let shared = signal != 0
  for (let end = w + (<usize>count << 2); w < end; w += 16, g += 16, mean += 16, square += 16, curvature += 16, memory += 16) {
    let average = v128.load(mean)
    let up = shared ? v128.load32_splat(signal) : f32x4.mul(average, average)
    let down = shared ? v128.load32_splat(power) : v128.load(square)
    let bend = shared ? v128.load32_splat(greatestCurvature) : v128.load(curvature)
    let agreement = v128.and(f32x4.div(up, down), f32x4.gt(down, zero))
    v128.store(memory, multiplyAdd(f32x4.sub(one, agreement), v128.load(memory), one))
    let estimate = v128.bitselect(f32x4.pmin(f32x4.div(agreement, bend), most), most, f32x4.gt(bend, zero))
    v128.store(w, multiplyAdd(f32x4.mul(rate, estimate), v128.load(g), v128.load(w)))
  }
}

/** out[0] = max(out[0], greatest of x). */
export function greatest(x: usize, out: usize, count: i32): void {
  let most = load<f32>(out)
  for (let i = 0; i < count; i++) most = max<f32>(most, load<f32>(x + (<usize>i << 2)))
  store<f32>(out, most)
}
