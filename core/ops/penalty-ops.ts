import type { Tensor } from './tensor.ts'

/** Penalties on weights, and limits on weights and gradients. */
export interface PenaltyOps {
  /** y += scale·sign(x). */
  addScaledSign(scale: number, x: Tensor, y: Tensor): void
  /** out[0] += scale·Σ |x|. */
  addAbsoluteSum(x: Tensor, scale: number, out: Tensor): void
  /** y += the gradient of scale·Σ r/(1 + r) with r = (x/size)². */
  addEliminationGradient(scale: number, size: number, x: Tensor, y: Tensor): void
  /** out[0] += scale·Σ r/(1 + r) with r = (x/size)². */
  addElimination(x: Tensor, scale: number, size: number, out: Tensor): void
  /** Every number is brought between −limit and limit. */
  clamp(x: Tensor, limit: number): void
  /** x is shortened to length `limit` where √squaredNorm[0] is longer. */
  limitNorm(x: Tensor, squaredNorm: Tensor, limit: number): void
  /** Each row of x [rows, …] longer than `limit` is shortened to it. */
  limitRowNorms(x: Tensor, limit: number): void
}
