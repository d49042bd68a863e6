import { SPLIT_PARTS, type SplitPart } from '../../../core/index.ts'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { isMinimized, scoreNames } from '../../composables/score-words.ts'

/** One score of one part for every run, and which runs have the best of it. */
export interface ScoreRow {
  readonly part: SplitPart
  readonly name: string
  readonly values: readonly (number | null)[]
  /** Positions of the best; empty where there is nothing to choose between. */
  readonly best: readonly number[]
}

const BROKEN: readonly RunSummary['status'][] = ['diverged', 'failed']

/** The runs' final scores (the latest where a run is not done), one row per part and score. */
export function finalScoreRows(runs: readonly RunSummary[]): readonly ScoreRow[] {
  const names = [...new Set(runs.flatMap((run) => scoreNames(run)))]
  return SPLIT_PARTS.flatMap((part) => names.map((name) => scoreRow(runs, part, name))).filter(({ values }) => values.some((value) => value !== null))
}

function scoreRow(runs: readonly RunSummary[], part: SplitPart, name: string): ScoreRow {
  const values = runs.map((run) => run.final[part]?.[name] ?? (part === 'test' ? null : (run.latest[part]?.[name] ?? null)))
  // What a run showed before it broke down is told, but wins nothing.
  const counts = (position: number): boolean => values[position] !== null && Number.isFinite(values[position]) && !BROKEN.includes(runs[position]!.status)
  const known = values.filter((_, position) => counts(position)) as readonly number[]
  const target = isMinimized(name) ? Math.min(...known) : Math.max(...known)
  const isChoice = known.length > 1 && known.some((value) => value !== target)
  return { part, name, values, best: isChoice ? values.flatMap((value, position) => (value === target && counts(position) ? [position] : [])) : [] }
}

/** How a run's score stands to the baseline's: value − baseline, and whether that is better by the score's own direction (null where they are equal). Null where one is missing, and for the baseline itself. */
export function differenceFrom({ name, values }: Pick<ScoreRow, 'name' | 'values'>, baseline: number, position: number): { readonly difference: number; readonly better: boolean | null } | null {
  const [value, from] = [values[position] ?? null, values[baseline] ?? null]
  if (position === baseline || value === null || from === null || !Number.isFinite(value - from)) return null
  const difference = value - from
  return { difference, better: difference === 0 ? null : isMinimized(name) === difference < 0 }
}
