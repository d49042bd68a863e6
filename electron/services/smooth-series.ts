import { setImmediate as otherWork } from 'node:timers/promises'
import { continueAverage, NOTHING_AVERAGED, SpecError, text, type AverageState, type Issue } from '../../core/index.ts'
import type { RunId, SmoothedSeries, SmoothRequest } from '../contract/api.ts'
import { createStreamReducer } from '../database/reduce-stream.ts'
import { CHUNK_LENGTH } from '../database/series-chunk.ts'
import type { SeriesRepository } from '../database/series-repository.ts'

/** So long at a time; what else waits comes in between. */
const SLICE_MS = 8

/**
 * Curves of runs as a moving average of all their values, from the first one on and wherever the range begins; then reduced. Holds a few pieces at a
 * time. Throws SpecError for weights and units out of their bounds.
 */
export async function smoothSeries({ runs, names, range, maximumPoints, weight, unit }: SmoothRequest, stepsPerEpochOf: (run: RunId) => number | null, series: SeriesRepository): Promise<readonly SmoothedSeries[]> {
  refuse(weight, unit)
  const rest = createRest()
  const smoothed: SmoothedSeries[] = []
  for (const run of runs) {
    const stepsPerEpoch = stepsPerEpochOf(run)
    if (stepsPerEpoch === null) continue // nothing was recorded yet
    const stored = new Set(series.names(run))
    for (const name of names) {
      if (!stored.has(name)) continue
      const { steps, values, recorded, state } = await smoothOne({ run, name, range: range ?? { from: -Infinity, to: Infinity }, maximumPoints, weight, unit: unit * stepsPerEpoch }, series, rest)
      smoothed.push({ run, name, steps, epochs: steps.map((step) => step / stepsPerEpoch), values, recorded, state })
    }
  }
  return smoothed
}

function refuse(weight: number, unit: number): void {
  const issues: Issue[] = []
  if (!(weight >= 0 && weight < 1)) issues.push({ path: 'weight', expected: text('a number from 0 to below 1', 'un número desde 0 y menor que 1'), received: String(weight) })
  if (!(unit > 0 && Number.isFinite(unit))) issues.push({ path: 'unit', expected: text('a number of epochs above 0', 'un número de épocas mayor que 0'), received: String(unit) })
  if (issues.length > 0) throw new SpecError(issues)
}

interface One { readonly run: RunId; readonly name: string; readonly range: { readonly from: number; readonly to: number }; readonly maximumPoints: number; readonly weight: number; /** Steps. */ readonly unit: number }

async function smoothOne({ run, name, range, maximumPoints, weight, unit }: One, series: SeriesRepository, rest: () => Promise<void>) {
  const { from, to } = { from: Math.max(Number.MIN_SAFE_INTEGER, range.from), to: Math.min(Number.MAX_SAFE_INTEGER, range.to) }
  const recorded = series.count(run, name, { from, to })
  const reducer = createStreamReducer(recorded, maximumPoints)
  const [steps, averages] = [new Float64Array(CHUNK_LENGTH), new Float64Array(CHUNK_LENGTH)]
  let state: AverageState = NOTHING_AVERAGED
  let after = -1
  for (let pieces = series.pieces(run, name, after); pieces.length > 0; pieces = series.pieces(run, name, after)) {
    for (const { firstStep, stride, values, lastIndex } of pieces) {
      // Nothing after the range counts for it.
      const length = Math.max(0, Math.min(values.length, stride === 0 ? (firstStep <= to ? 1 : 0) : Math.floor((to - firstStep) / stride) + 1))
      for (let i = 0; i < length; i++) steps[i] = firstStep + stride * i
      state = continueAverage(state, steps, values.subarray(0, length), weight, unit, averages)
      const begin = stride === 0 ? (firstStep >= from ? 0 : 1) : Math.max(0, Math.ceil((from - firstStep) / stride))
      reducer.add(steps, averages, Math.min(begin, length), length)
      if (length < values.length) return { ...reducer.points(), recorded, state }
      after = lastIndex
    }
    await rest()
  }
  return { ...reducer.points(), recorded, state }
}

/** Lets other work be done where enough of this was. */
function createRest(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < SLICE_MS) return
    await otherWork()
    began = performance.now()
  }
}
