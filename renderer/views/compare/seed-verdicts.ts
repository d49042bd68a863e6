import { compareSeeds, summarizeScores, type ScoreSummary, type SeedVerdict } from '../../../core/index.ts'
import type { RunId } from '../../../electron/contract/api.ts'
import { isMinimized } from '../../composables/score-words.ts'
import type { SeedGroup } from '../../composables/seed-groups.ts'
import { bestFirst, commonScore, validationScore } from './common-score.ts'

/** How an experiment stands to the one that it is compared with. `few`: not enough runs to say anything. */
export type Standing = 'reference' | 'better' | 'worse' | 'open' | 'same' | 'few'

export interface VerdictRow {
  readonly group: SeedGroup
  /** Of the runs that have the score; null where none has. */
  readonly summary: ScoreSummary | null
  readonly standing: Standing
  /** Against the reference; null for the reference itself, and where there are too few runs. */
  readonly verdict: SeedVerdict | null
}

export interface SeedVerdicts {
  /** The score that is told: what most of the runs report. */
  readonly score: string
  readonly reference: SeedGroup
  /** Best first. */
  readonly rows: readonly VerdictRow[]
}

const SURE = 0.05
/** More runs than this will not be made for a difference that small. */
const MANY_RUNS = 1000

/** What the seeds say: each experiment's mean and spread on the validation part, and how sure it is that it differs from the baseline's (else from the first). */
export function seedVerdicts(groups: readonly SeedGroup[], baseline: RunId | null): SeedVerdicts {
  const score = commonScore(groups.flatMap(({ runs }) => runs))
  const reference = groups.find(({ runs }) => runs.some(({ id }) => id === baseline)) ?? groups[0]!
  const valuesOf = ({ runs }: SeedGroup): readonly number[] => runs.map((run) => validationScore(run, score)).filter((value) => value !== null)
  const base = valuesOf(reference)
  const rows = groups.map((group): VerdictRow => {
    const values = valuesOf(group)
    const summary = values.length === 0 ? null : summarizeScores(values)
    if (group === reference) return { group, summary, standing: 'reference', verdict: null }
    const verdict = compareSeeds(values, base)
    return { group, summary, verdict, standing: verdict === null ? 'few' : standingOf(verdict, score) }
  })
  return { score, reference, rows: bestFirst(rows, ({ summary }) => summary?.mean ?? null, score) }
}

function standingOf({ difference, pValue, moreRuns }: SeedVerdict, score: string): Standing {
  if (pValue < SURE) return isMinimized(score) === difference < 0 ? 'better' : 'worse'
  return moreRuns >= MANY_RUNS ? 'same' : 'open'
}
