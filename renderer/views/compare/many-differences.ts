import type { SplitPart } from '../../../core/index.ts'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { isMinimized } from '../../composables/score-words.ts'
import { finalScoreRows } from './final-scores.ts'

/** A hyper-parameter that is not the same in all runs. */
export interface SpreadValue {
  readonly path: string
  /** Most frequent first; numbers in ascending order. */
  readonly values: readonly { readonly value: string | number | boolean | null; readonly runs: number }[]
}

/** A score over many runs. */
export interface SpreadScore {
  readonly part: SplitPart
  readonly name: string
  readonly best: { readonly run: RunSummary; readonly value: number }
  readonly median: number
  readonly worst: number
  /** Runs that have it. */
  readonly count: number
}

/** What differs between many runs: each hyper-parameter with its values and how many runs have each; null stands for runs without it. */
export function spreadValues(runs: readonly Pick<RunSummary, 'hyperparameters'>[]): readonly SpreadValue[] {
  const paths = [...new Set(runs.flatMap(({ hyperparameters }) => Object.keys(hyperparameters)))]
  return paths.flatMap((path): SpreadValue[] => {
    const counts = new Map<string | number | boolean | null, number>()
    for (const { hyperparameters } of runs) {
      const value = hyperparameters[path] ?? null
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    if (counts.size < 2) return []
    const values = [...counts].map(([value, count]) => ({ value, runs: count }))
    const areNumbers = values.every(({ value }) => value === null || typeof value === 'number')
    return [{ path, values: values.toSorted((a, b) => (areNumbers ? Number(a.value ?? -Infinity) - Number(b.value ?? -Infinity) : b.runs - a.runs)) }]
  })
}

/** Each score of each part: the best run, the middle and the worst. */
export function spreadScores(runs: readonly RunSummary[]): readonly SpreadScore[] {
  return finalScoreRows(runs).flatMap(({ part, name, values }): SpreadScore[] => {
    const known = values.flatMap((value, position) => (value === null || !Number.isFinite(value) ? [] : [{ run: runs[position]!, value }]))
    if (known.length === 0) return []
    const sorted = known.toSorted((a, b) => (isMinimized(name) ? a.value - b.value : b.value - a.value))
    const middle = (sorted.length - 1) / 2
    return [{ part, name, best: sorted[0]!, median: (sorted[Math.floor(middle)]!.value + sorted[Math.ceil(middle)]!.value) / 2, worst: sorted.at(-1)!.value, count: known.length }]
  })
}
