import { dot, plus } from '../math/vectors.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import type { Evaluation, Objective } from './full-batch.ts'

/** c₂ of the strong Wolfe conditions, as a choice of the rules that search along a line. */
export const curvature = (initial: number) => float({
  label: text('Accuracy of the line search c₂', 'Precisión de la búsqueda lineal c₂'),
  default: initial,
  above: 0,
  below: 1,
  scale: 'log',
  doc: text('The slope must fall to this part of what it was; smaller is more exact.', 'La pendiente debe bajar a esta parte de la que había; menor es más exacto.'),
})

/** A point on the line θ + t·direction. */
export interface LinePoint {
  readonly t: number
  readonly theta: Float64Array
  readonly evaluation: Evaluation
  /** dL/dt. */
  readonly slope: number
}

interface Conditions {
  /** c₂. */
  readonly curvature: number
  /** Where to look first. */
  readonly first: number
}

/** c₁: the part of the slope that a step must gain. */
const DECREASE = 1e-4
const MOST_EVALUATIONS = 30

/**
 * A point that satisfies the strong Wolfe conditions, or the best one seen; null where nothing lower was found.
 * Near the minimum losses differ by less than their rounding: then the slopes decide (Hager & Zhang 2005, the approximate conditions).
 * Nocedal & Wright (2006), algorithms 3.5 and 3.6, with cubic interpolation.
 */
export function lineSearch(objective: Objective, theta: Float64Array, start: Evaluation, direction: Float64Array, { curvature: c2, first }: Conditions): LinePoint | null {
  const slope = dot(direction, start.gradient)
  const origin: LinePoint = { t: 0, theta, evaluation: start, slope }
  const noise = 8 * objective.roundoff * Math.abs(start.loss)
  let left = MOST_EVALUATIONS

  const at = (t: number): LinePoint => {
    left--
    const point = plus(theta, t, direction)
    const evaluation = objective.evaluate(point)
    return { t, theta: point, evaluation, slope: dot(direction, evaluation.gradient) }
  }
  const loss = ({ evaluation }: LinePoint): number => (Number.isFinite(evaluation.loss) ? evaluation.loss : Infinity)
  const tooHigh = (point: LinePoint): boolean => loss(point) > start.loss + DECREASE * point.t * slope
  const flat = (point: LinePoint): boolean => Math.abs(point.slope) <= -c2 * slope
  const level = (point: LinePoint): boolean => loss(point) <= start.loss + noise && flat(point) && point.slope <= (2 * DECREASE - 1) * slope
  const accepted = (point: LinePoint): boolean => level(point) || (!tooHigh(point) && flat(point))

  /** Narrows down between two points, `low` the lower one. */
  const zoom = (low: LinePoint, high: LinePoint): LinePoint | null => {
    let width = Math.abs(high.t - low.t)
    for (let bisect = false; left > 0; ) {
      const point = at(bisect ? (low.t + high.t) / 2 : between(low, high, loss))
      if (accepted(point)) return point
      if (tooHigh(point) || loss(point) >= loss(low)) high = point
      else {
        if (point.slope * (high.t - low.t) >= 0) high = low
        low = point
      }
      const narrowed = Math.abs(high.t - low.t)
      if (narrowed <= 1e-15 * Math.abs(low.t)) break
      bisect = narrowed > 0.66 * width
      width = narrowed
    }
    return low.t > 0 && loss(low) < start.loss ? low : null
  }

  if (!(slope < 0)) return null
  let previous = origin
  for (let t = first; left > 0; ) {
    const point = at(t)
    if (accepted(point)) return point
    if (tooHigh(point) || (previous.t > 0 && loss(point) >= loss(previous))) return zoom(previous, point)
    if (point.slope >= 0) return zoom(point, previous)
    const next = cubicMinimum(previous, point, loss)
    t = Math.min(Math.max(Number.isFinite(next) ? next : Infinity, t + 0.01 * (t - previous.t)), 10 * t)
    previous = point
  }
  return loss(previous) < start.loss ? previous : null
}

/** The cubic's minimum, kept a little away from both ends; the middle where a value is not finite. */
function between(a: LinePoint, b: LinePoint, loss: (point: LinePoint) => number): number {
  const [least, most] = a.t < b.t ? [a.t, b.t] : [b.t, a.t]
  const t = cubicMinimum(a, b, loss)
  const margin = 1e-3 * (most - least)
  return Number.isFinite(t) ? Math.min(Math.max(t, least + margin), most - margin) : (least + most) / 2
}

/** Where the cubic through two values and slopes is lowest; NaN where it has no minimum. */
function cubicMinimum(a: LinePoint, b: LinePoint, loss: (point: LinePoint) => number): number {
  const d1 = a.slope + b.slope - (3 * (loss(a) - loss(b))) / (a.t - b.t)
  const d2 = Math.sign(b.t - a.t) * Math.sqrt(d1 ** 2 - a.slope * b.slope)
  return b.t - ((b.t - a.t) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2)
}
