import type { RunSummary } from '../../../electron/contract/api.ts'
import { isMinimized, mainMetric } from '../../composables/score-words.ts'

type Scored = Pick<RunSummary, 'latest' | 'final'>

/** The score that runs are told apart by: the metric that most of them report first; the loss where there is none. */
export function commonScore(runs: readonly Scored[]): string {
  const counts = new Map<string, number>()
  for (const run of runs) {
    const name = mainMetric(run)
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'loss'
}

/** A run's score on the validation part, final or latest; null where it has none, or none that is finite. */
export function validationScore(run: Scored, name: string): number | null {
  const value = run.final.validation?.[name] ?? run.latest.validation?.[name] ?? null
  return value !== null && Number.isFinite(value) ? value : null
}

/** Best first, whatever better means for the score; those without one last, otherwise in their order. */
export function bestFirst<T>(items: readonly T[], valueOf: (item: T) => number | null, name: string): readonly T[] {
  const sign = isMinimized(name) ? 1 : -1
  return items.map((item) => ({ item, value: valueOf(item) })).toSorted((a, b) => (a.value === null || b.value === null ? Number(a.value === null) - Number(b.value === null) : sign * (a.value - b.value))).map(({ item }) => item)
}
