import type { Random } from './random.ts'

/**
 * A gamma variate of shape `shape` > 0 and scale 1: Marsaglia & Tsang (2000), "A simple method for generating gamma variables";
 * below shape 1 by their remark in section 6, X(shape) = X(shape + 1)·U^(1/shape).
 */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random.uniform() ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
