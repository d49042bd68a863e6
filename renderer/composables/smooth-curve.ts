import { continueAverage, movingAverage, type AverageState } from '../../core/index.ts'
import { countBelow } from '../charts/reduce-points.ts'
import type { Curve } from './join-curves.ts'

/** How a curve is smoothed: towards weight 1 the past counts more; it falls by that factor over `unit` epochs. */
export interface Smoothing { readonly weight: number; readonly unit: number }

/** A part of a curve as the backend smoothed it, and where the average stands at its end. */
export interface SmoothedPart extends Curve { readonly state: AverageState; readonly smoothing: Smoothing }

/** Only what is whole may be smoothed here: of a reduced curve the extremes are left, which would count for all that lay between them. */
export const isWhole = (curve: Curve): boolean => curve.recorded <= curve.values.length

/** The average of a whole curve; over its steps where their number in an epoch is known, as the backend does. */
export function smoothCurve(curve: Curve, { weight, unit }: Smoothing, stepsPerEpoch: number | null): Curve {
  const values = stepsPerEpoch === null ? movingAverage(curve.epochs, curve.values, weight, unit) : movingAverage(curve.steps, curve.values, weight, unit * stepsPerEpoch)
  return { ...curve, values }
}

/** A smoothed stored part, gone on with over what `curve` has from `liveFrom` on (null: nothing). */
export function continueCurve(part: SmoothedPart, curve: Curve, liveFrom: number | null, stepsPerEpoch: number): Curve {
  if (liveFrom === null) return part
  const start = countBelow(curve.steps, liveFrom)
  const values = new Float64Array(curve.values.length - start)
  continueAverage(part.state, curve.steps.subarray(start), curve.values.subarray(start), part.smoothing.weight, part.smoothing.unit * stepsPerEpoch, values)
  const kept = countBelow(part.steps, liveFrom)
  const join = (before: Float64Array, after: Float64Array): Float64Array => {
    const joined = new Float64Array(kept + after.length)
    joined.set(before.subarray(0, kept))
    joined.set(after, kept)
    return joined
  }
  return { steps: join(part.steps, curve.steps.subarray(start)), epochs: join(part.epochs, curve.epochs.subarray(start)), values: join(part.values, values), recorded: curve.recorded }
}

/**
 * Goes on with the smoothed parts of one curve, each smoothed up to `to` (null: to its end). While a run reports, old live values are reduced: until the part
 * is there that ends where every value begins (`exactFrom`), what was smoothed last stays.
 */
export function createContinuation(): (part: SmoothedPart, to: number | null, curve: Curve, exactFrom: number | null, stepsPerEpoch: number) => Curve {
  let last: Curve | null = null
  return (part, to, curve, exactFrom, stepsPerEpoch) => {
    if (to !== (exactFrom === null ? null : exactFrom - 1)) return last ?? part
    last = continueCurve(part, curve, exactFrom, stepsPerEpoch)
    return last
  }
}
