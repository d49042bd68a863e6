import { continueAverage, NOTHING_AVERAGED } from '../../../core/index.ts'
import type { RunId, Series, SmoothedSeries, SmoothRequest } from '../../../electron/contract/api.ts'

/** Invented curves as the backend smooths recorded ones, over epochs and without reducing them. */
export async function smoothed({ runs, names, range, weight, unit }: SmoothRequest, seriesOf: (run: RunId, name: string) => Series): Promise<readonly SmoothedSeries[]> {
  return runs.flatMap((run) => names.map((name) => {
    const whole = seriesOf(run, name)
    const end = range === undefined ? whole.steps.length : whole.steps.filter((step) => step <= range.to).length
    const values = new Float64Array(end)
    const state = continueAverage(NOTHING_AVERAGED, whole.epochs.subarray(0, end), whole.values.subarray(0, end), weight, unit, values)
    const start = range === undefined ? 0 : whole.steps.filter((step) => step < range.from).length
    return { ...whole, steps: whole.steps.slice(start, end), epochs: whole.epochs.slice(start, end), values: values.slice(start), recorded: end - start, state }
  }))
}
