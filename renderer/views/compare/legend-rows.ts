import type { RunId } from '../../../electron/contract/api.ts'
import { folded } from '../../composables/fuzzy-match.ts'
import type { SeedGroup } from '../../composables/seed-groups.ts'
import { bestFirst, commonScore, validationScore } from './common-score.ts'

export type LegendOrder = 'added' | 'score'

/** A line of the charts in their legend: a run, or the seeds of an experiment. */
export interface LegendRow extends SeedGroup {
  readonly id: RunId
  /** How many of its runs are drawn. */
  readonly drawn: number
  /** Its score on the validation part; of several runs the mean. */
  readonly score: number | null
}

/** The rows whose name, summary or tags have every word of a query. */
export function legendRows(groups: readonly SeedGroup[], hidden: readonly RunId[], query: string, order: LegendOrder): readonly LegendRow[] {
  const words = folded(query).split(/\s+/).filter((word) => word !== '')
  const name = commonScore(groups.flatMap(({ runs }) => runs))
  const away = new Set(hidden)
  const rows = groups.flatMap(({ first, runs }): LegendRow[] => {
    const text = folded([first.name, first.summary, ...first.tags].join(' '))
    if (!words.every((word) => text.includes(word))) return []
    const scores = runs.map((run) => validationScore(run, name)).filter((score) => score !== null)
    return [{ id: first.id, first, runs, drawn: runs.filter(({ id }) => !away.has(id)).length, score: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length }]
  })
  return order === 'score' ? bestFirst(rows, ({ score }) => score, name) : rows
}
