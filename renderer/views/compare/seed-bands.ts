import { summarizeScores } from '../../../core/index.ts'
import type { Curve } from '../../composables/join-curves.ts'

/** What the band around a group's mean shows: all runs, one standard deviation, or where the mean lies with 95 % confidence. */
export const BANDS = ['range', 'deviation', 'interval'] as const
export type Band = (typeof BANDS)[number]

/** The mean of several runs with a band around it, at the places that all of them have reached. */
export interface MeanCurve {
  readonly curve: Curve
  readonly low: Float64Array
  readonly high: Float64Array
  /** True where some of the runs go on: the mean ends before them. */
  readonly endsEarly: boolean
}

/** Null while any of the runs has no curve. A mean over fewer runs than before would jump, so it ends with the run that stopped first. */
export function meanCurve(curves: readonly (Curve | null)[], band: Band): MeanCurve | null {
  const known = curves.filter((curve) => curve !== null)
  if (known.length === 0 || known.length < curves.length) return null
  const [first] = known
  const valuesAt = known.map((curve) => new Map(Array.from(curve.epochs, (epoch, i) => [epoch, curve.values[i] ?? NaN])))
  const shared = Array.from(first!.epochs.keys()).filter((i) => valuesAt.every((values) => Number.isFinite(values.get(first!.epochs[i]!))))
  const summaries = shared.map((i) => summarizeScores(valuesAt.map((values) => values.get(first!.epochs[i]!)!)))
  const bounds = summaries.map((summary): readonly [number, number] => {
    if (summary.count === 1 || band === 'range') return [summary.minimum, summary.maximum]
    return band === 'deviation' ? [summary.mean - summary.deviation, summary.mean + summary.deviation] : summary.interval!
  })
  const isReduced = known.some(({ recorded, values }) => recorded > values.length)
  return {
    curve: {
      steps: Float64Array.from(shared, (i) => first!.steps[i] ?? NaN),
      epochs: Float64Array.from(shared, (i) => first!.epochs[i]!),
      values: Float64Array.from(summaries, ({ mean }) => mean),
      // A point of a mean stands for one of each run: nothing is left out.
      recorded: isReduced ? Math.max(...known.map(({ recorded }) => recorded)) : shared.length,
    },
    low: Float64Array.from(bounds, ([low]) => low),
    high: Float64Array.from(bounds, ([, high]) => high),
    endsEarly: known.some((curve) => (curve.epochs.at(-1) ?? 0) > (first!.epochs[shared.at(-1) ?? -1] ?? -Infinity)),
  }
}
