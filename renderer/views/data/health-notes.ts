import type { DatasetDetails } from '../../../electron/contract/api.ts'

/** Something to know of data before anything is trained on them; `kind` names its words. */
export interface HealthNote {
  readonly kind: 'trainTest' | 'trainValidation' | 'validationTest' | 'leak' | 'contradictions' | 'duplicates' | 'missing' | 'constant' | 'unbalanced' | 'redundant' | 'scales'
  readonly tone: 'danger' | 'warning' | 'info'
  /** How many: samples, columns, pairs, or a ratio. */
  readonly count: number
  /** The columns or classes it is about, worst first. */
  readonly names: readonly string[]
}

/** Two columns that say the same. */
export const REDUNDANT_CORRELATION = 0.98
/** Standard deviations that differ by more than this leave gradient descent a narrow valley. */
const MOST_SCALE_RATIO = 30
/** Above this ratio between classes, accuracy alone begins to mislead. */
const BALANCED = 1.5

/** What is wrong with a data set, or looks so, the worst first; empty when nothing is. */
export function healthNotes({ dataset, quality, features, classCounts }: DatasetDetails): readonly HealthNote[] {
  const notes: HealthNote[] = []
  const add = (kind: HealthNote['kind'], tone: HealthNote['tone'], count: number, names: readonly string[] = []): void => void (count > 0 && notes.push({ kind, tone, count, names }))
  if (quality.overlap !== null) {
    add('trainTest', 'danger', quality.overlap.trainTest)
    add('trainValidation', 'danger', quality.overlap.trainValidation)
    add('validationTest', 'warning', quality.overlap.validationTest)
  }
  add('leak', 'danger', quality.leaks.length, quality.leaks.map(({ name }) => name))
  add('contradictions', 'warning', quality.contradictions)
  add('duplicates', quality.duplicates > 0.01 * dataset.sampleCount ? 'warning' : 'info', quality.duplicates)
  const missing = [...features].filter((feature) => feature.missing > 0).sort((a, b) => b.missing - a.missing)
  add('missing', 'warning', missing.length, missing.map(({ name }) => name))
  add('constant', 'warning', quality.constantFeatures.length, quality.constantFeatures)
  const totals = (classCounts ?? []).map((row) => ({ name: row.name, total: row.train + row.validation + row.test })).sort((a, b) => a.total - b.total)
  const ratio = totals.length < 2 ? 1 : (totals.at(-1)?.total ?? 1) / Math.max(1, totals[0]?.total ?? 1)
  if (ratio > BALANCED) notes.push({ kind: 'unbalanced', tone: ratio > 5 ? 'warning' : 'info', count: ratio, names: totals.slice(0, 1).map(({ name }) => name) })
  const twins = strongestPairs(quality.correlations).filter(({ r, column }) => Math.abs(r) >= REDUNDANT_CORRELATION && column < features.length)
  add('redundant', 'info', twins.length, twins.map(({ a, b }) => `${a} – ${b}`))
  const spread = features.map(({ standardDeviation }) => standardDeviation).filter((deviation) => deviation > 0)
  const scales = spread.length < 2 ? 1 : Math.max(...spread) / Math.min(...spread)
  if (scales > MOST_SCALE_RATIO) notes.push({ kind: 'scales', tone: 'info', count: scales, names: [] })
  return notes.sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone))
}

const TONES: readonly HealthNote['tone'][] = ['danger', 'warning', 'info']

export interface CorrelatedPair { readonly a: string; readonly b: string; readonly row: number; readonly column: number; readonly r: number }

/** Pairs of columns by |r|, strongest first; the target, where it is a number, is one of them. */
export function strongestPairs(correlations: DatasetDetails['quality']['correlations']): readonly CorrelatedPair[] {
  if (correlations === null) return []
  const { names, values } = correlations
  const pairs: CorrelatedPair[] = []
  for (let row = 0; row < names.length; row++) for (let column = row + 1; column < names.length; column++) {
    const r = values[row * names.length + column] ?? NaN
    if (!Number.isNaN(r)) pairs.push({ a: names[row] ?? '', b: names[column] ?? '', row, column, r })
  }
  return pairs.sort((a, b) => Math.abs(b.r) - Math.abs(a.r))
}
