import { metrics, type ExperimentSpec, type Scores, type SplitPart, type Text } from '../../core/index.ts'
import type { RunSummary } from '../../electron/contract/api.ts'

/** What scores are said with: the window's words and numbers. */
export interface ScoreSpeech {
  readonly t: (key: string, named?: Record<string, unknown>) => string
  readonly say: (words: Text) => string
  readonly value: (value: number | null | undefined) => string
  readonly count: (value: number | null | undefined) => string
  readonly percent: (value: number | null | undefined) => string
}

/** `loss` and the metrics by their names in the window. */
export const scoreLabel = (name: string, { t, say }: Pick<ScoreSpeech, 't' | 'say'>): string => (name === 'loss' ? t('runs.loss') : name === 'mistakes' ? t('runs.mistakesPerPass') : metrics.has(name) ? say(metrics.get(name).label) : name)

/** `validation.loss` → `Validation loss`. */
export function monitorLabel(monitor: string, speech: Pick<ScoreSpeech, 't' | 'say'>): string {
  const [part = '', name = ''] = monitor.split('.')
  return partScore(part === 'train' || part === 'test' ? part : 'validation', name, speech)
}

/** `Validation accuracy`, `Exactitud de validación`. */
export const partScore = (part: SplitPart, name: string, speech: Pick<ScoreSpeech, 't' | 'say'>): string => {
  const words = speech.t(`runs.partScore.${part}`, { score: lowered(scoreLabel(name, speech)) })
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Names that begin with an abbreviation (`F1`, `RMSE`, `R²`) keep their capitals. */
export const lowered = (words: string): string => (/^\p{Lu}\p{Ll}/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words)

/** A score with the digits that suit it: fractions as percentages, samples as counts. */
export function scoreText(name: string, value: number | null | undefined, { value: plain, count, percent }: Pick<ScoreSpeech, 'value' | 'count' | 'percent'>): string {
  switch (unitOf(name)) {
    case 'fraction':
      return percent(value)
    case 'samples':
      return count(value)
    default:
      return plain(value)
  }
}

/** How much of a score there is between two: fractions differ by percentage points, not by per cent of each other. */
export function scoreDifference(name: string, difference: number, speech: Pick<ScoreSpeech, 't' | 'value' | 'count'>): string {
  const size = Math.abs(difference)
  const sign = difference < 0 ? '−' : difference > 0 ? '+' : '±'
  return unitOf(name) === 'fraction' ? speech.t('runs.points', { value: `${sign}${pointsOf(size, speech)}` }) : `${sign}${scoreText(name, size, { ...speech, percent: speech.value })}`
}
/** Two decimals of a percentage, as scores have them. */
const pointsOf = (size: number, { value }: Pick<ScoreSpeech, 'value'>): string => value(Math.round(size * 1e4) / 100)

export const unitOf = (name: string): string => (metrics.has(name) ? metrics.get(name).unit : name === 'mistakes' ? 'samples' : 'loss')

/** True where less is better. */
export const isMinimized = (name: string): boolean => !metrics.has(name) || metrics.get(name).goal === 'minimize'

/** The scores a run reports, the loss first. */
export function scoreNames(run: Pick<RunSummary, 'latest' | 'final'>): readonly string[] {
  const all: readonly (Scores | null)[] = [run.latest.train, run.latest.validation, run.final.train, run.final.validation, run.final.test]
  const names = new Set(all.flatMap((scores) => Object.keys(scores ?? {})))
  names.delete('loss')
  return ['loss', ...names]
}

/** Whether a logarithmic axis suits a score. Fractions and counts have ends; their interesting differences are near them, where a logarithm hides them. */
export const takesLog = (name: string): boolean => !['fraction', 'samples'].includes(unitOf(name))

/** What a run of an experiment will score, as far as its spec says so: of further outputs it is known with the first epoch. */
export const plannedScores = ({ metrics }: Pick<ExperimentSpec, 'metrics'>): readonly string[] => ['loss', ...metrics.map(({ kind }) => kind)]

/** The first metric beside the loss, which tables show; null when the loss is all there is. */
export function mainMetric(run: Pick<RunSummary, 'latest' | 'final'>): string | null {
  // Asked for each of thousands of runs, so nothing is collected.
  for (const scores of [run.latest.train, run.latest.validation, run.final.train, run.final.validation, run.final.test]) for (const name in scores) if (name !== 'loss') return name
  return null
}
