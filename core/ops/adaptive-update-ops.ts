import type { UpdateTarget } from './ops.ts'
import type { Tensor } from './tensor.ts'

/** The running averages of vSGD, per weight. */
export interface VsgdMoments {
  /** Of g, of g² and of the curvature's absolute value. */
  readonly mean: Tensor
  readonly square: Tensor
  readonly curvature: Tensor
  /** Over how many steps they run, τ. */
  readonly memory: Tensor
}

/** The same for a group of weights: Σ mean², Σ square, the greatest curvature. */
export interface VsgdTotals {
  readonly signal: Tensor
  readonly power: Tensor
  readonly curvature: Tensor
}

/** Updates that give each weight a step of its own, in place. Bias corrections are folded into the coefficients. */
export interface AdaptiveUpdateOps {
  /** v = keep·v + gain·g²; w −= rate·g/(√v + ε), coefficients [rate, keep, gain, ε]: a mean of squares, or with keep = gain = 1 their sum. */
  rmsprop(target: UpdateTarget, v: Tensor, coefficients: Tensor): void
  /** v, d: running means of g² and of squared steps; step = √(d + ε)/√(v + ε)·g; w −= rate·step, coefficients [rate, ρ, ε]. */
  adadelta(target: UpdateTarget, v: Tensor, d: Tensor, coefficients: Tensor): void
  /** m: running mean of g; u = max(β₂·u, |g| + ε); w −= rate·m/u, coefficients [rate, β₁, β₂, ε]. */
  adamax(target: UpdateTarget, m: Tensor, u: Tensor, coefficients: Tensor): void
  /** As adam without decay, but divided by the root of the greatest v so far. */
  amsgrad(target: UpdateTarget, m: Tensor, v: Tensor, greatest: Tensor, coefficients: Tensor): void
  /** w −= (gradientRate·g + momentRate·m)/(√v + ε), coefficients [gradientRate, momentRate, β₁, β₂, ε]. */
  nadam(target: UpdateTarget, m: Tensor, v: Tensor, coefficients: Tensor): void
  /** w −= rate·sign(β₁·m + (1 − β₁)·g) + decay·w; m = β₂·m + (1 − β₂)·g, coefficients [rate, β₁, β₂, decay]. */
  lion(target: UpdateTarget, m: Tensor, coefficients: Tensor): void
  /** Steps grow while a gradient keeps its sign, shrink (and wait one step) when it turns; coefficients [increase, decrease, least, most]. `previous` holds signs. */
  rprop(target: UpdateTarget, steps: Tensor, previous: Tensor, coefficients: Tensor): void
  /** gain += increase on agreement, ×= decrease on disagreement; v = μ·v + gain·g; w −= rate·v, coefficients [rate, μ, increase, decrease, least, most]. `previous` holds signs. */
  adaptiveGains(target: UpdateTarget, gains: Tensor, velocity: Tensor, previous: Tensor, coefficients: Tensor, agreeWithVelocity: boolean): void
  /** m, v: running moments; direction = scale·m/(√v + ε) + decay·w, coefficients [rate, β₁, β₂, ε, scale, decay]. The weights stay. */
  lambDirection(target: UpdateTarget, m: Tensor, v: Tensor, direction: Tensor, coefficients: Tensor): void
  /** value −= coefficients[0]·‖value‖/‖direction‖·direction, from squared norms; the ratio is 1 where one is 0. */
  trustStep(value: Tensor, direction: Tensor, valueNorm: Tensor, directionNorm: Tensor, coefficients: Tensor): void
  /** Coefficients of all vsgd ops: [rate, step, watch, slowStart, most]. w += mean; in step 1, when there is none, w += g. */
  vsgdProbe(target: UpdateTarget, mean: Tensor, coefficients: Tensor): void
  /** The averages move by 1/step up to step `watch` (then square and curvature grow by `slowStart`), by 1/memory after it; curvature |probed − g|/|where it was probed|. */
  vsgdMoments(target: UpdateTarget, probed: Tensor, moments: VsgdMoments, coefficients: Tensor): void
  /** After step `watch`: w −= rate·min(most, agreement/curvature)·g with agreement = mean²/square; memory = (1 − agreement)·memory + 1. */
  vsgdStep(target: UpdateTarget, moments: VsgdMoments, coefficients: Tensor, totals: VsgdTotals | null): void
  /** out[0] = max(out[0], greatest of x). */
  greatest(x: Tensor, out: Tensor): void
}
