import { dot, norm, times } from '../math/vectors.ts'
import type { Evaluation, Iterate, MinimizerState, Objective } from './full-batch.ts'
import { lineSearch, type LinePoint } from './line-search.ts'

/** A line search with its outcome as a rule needs it. */
export interface Descent {
  readonly point: LinePoint
  /** What was followed: the wanted direction, or steepest descent where that led nowhere. */
  readonly direction: Float64Array
  /** The wanted direction failed, and with it what the rule remembered. */
  readonly restarted: boolean
}

/** The first step along a gradient of unknown scale. */
export const firstLength = ({ gradient }: Evaluation): number => Math.min(1, 1 / gradient.reduce((sum, g) => sum + Math.abs(g), 0))

/** Follows a direction, or steepest descent where it does not lead down; null where that fails too. */
export function descend(objective: Objective, theta: Float64Array, evaluation: Evaluation, direction: Float64Array, conditions: { curvature: number; first: number }): Descent | null {
  const wanted = dot(direction, evaluation.gradient) < 0 ? lineSearch(objective, theta, evaluation, direction, conditions) : null
  if (wanted !== null) return { point: wanted, direction, restarted: false }
  const steepest = times(-1, evaluation.gradient)
  const point = lineSearch(objective, theta, evaluation, steepest, { curvature: conditions.curvature, first: firstLength(evaluation) })
  return point === null ? null : { point, direction: steepest, restarted: true }
}

/** The norm of the gradient that the tolerance is relative to. */
export const initialNorm = (state: MinimizerState, { gradient }: Evaluation): Float64Array => state['initialNorm'] ?? Float64Array.of(norm(gradient))

/** The iterate after a descent. */
export function advance({ point }: Descent, state: MinimizerState, tolerance: number): Iterate {
  const converged = norm(point.evaluation.gradient) <= tolerance * state['initialNorm'][0]
  return { theta: point.theta, evaluation: point.evaluation, state, stepLength: point.t, converged }
}

/** The iterate where no direction leads further down. */
export const stay = (theta: Float64Array, evaluation: Evaluation, state: MinimizerState): Iterate => ({ theta, evaluation, state, stepLength: 0, converged: true })
