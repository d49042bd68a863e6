import { countBelow } from '../charts/reduce-points.ts'
import type { LiveSeries } from '../stores/live-series.ts'

/** A curve of a run: what was stored when it was asked for, then what was reported since. */
export interface Curve {
  readonly steps: Float64Array
  readonly epochs: Float64Array
  readonly values: Float64Array
  /** How many values the run recorded; more than there are here when they were reduced. */
  readonly recorded: number
}

/** Live values replace stored ones from their first step on: a resumed run does some steps again. */
export function joinCurves(stored: Curve | null, live: Pick<LiveSeries, 'steps' | 'epochs' | 'values' | 'length' | 'recorded' | 'firstStep'> | null): Curve | null {
  if (live === null || live.length === 0) return stored
  const firstLive = live.firstStep ?? 0
  const kept = stored === null ? 0 : countBelow(stored.steps, firstLive)
  const join = (before: Float64Array | undefined, after: Float64Array): Float64Array => {
    if (kept === 0) return after
    const joined = new Float64Array(kept + after.length)
    if (before !== undefined) joined.set(before.subarray(0, kept))
    joined.set(after, kept)
    return joined
  }
  return { steps: join(stored?.steps, live.steps), epochs: join(stored?.epochs, live.epochs), values: join(stored?.values, live.values), recorded: (stored === null ? 0 : recordedBefore(stored, firstLive)) + live.recorded }
}

/** How many values were recorded before a step; of reduced curves, whose values are evenly far apart, by their share of the steps. */
function recordedBefore({ steps, recorded }: Curve, step: number): number {
  const [first = 0, last = 0] = [steps[0], steps.at(-1)]
  if (step > last) return recorded
  if (step <= first || recorded <= steps.length) return countBelow(steps, step)
  return Math.round(((step - first) / (last - first)) * (recorded - 1))
}

/** Joins one curve again and again; the same parts give the same curve, so that what is drawn of it may stay. */
export function createJoiner(): (stored: Curve | null, live: LiveSeries | null) => Curve | null {
  let last: { readonly stored: Curve | null; readonly live: LiveSeries | null; readonly changes: number; readonly joined: Curve | null } | null = null
  return (stored, live) => {
    const changes = live?.changes ?? 0
    if (last === null || last.stored !== stored || last.live !== live || last.changes !== changes) last = { stored, live, changes, joined: joinCurves(stored, live) }
    return last.joined
  }
}

/** A curve with a part of it in more detail, as it was asked for again; `finer` covers `range`, in steps. */
export function refineCurve(curve: Curve, finer: Curve, range: { readonly from: number; readonly to: number }): Curve {
  const start = countBelow(curve.steps, range.from)
  const end = countBelow(curve.steps, range.to + 1)
  const mix = (coarse: Float64Array, fine: Float64Array): Float64Array => {
    const mixed = new Float64Array(start + fine.length + coarse.length - end)
    mixed.set(coarse.subarray(0, start))
    mixed.set(fine, start)
    mixed.set(coarse.subarray(end), start + fine.length)
    return mixed
  }
  return { steps: mix(curve.steps, finer.steps), epochs: mix(curve.epochs, finer.epochs), values: mix(curve.values, finer.values), recorded: curve.recorded }
}
