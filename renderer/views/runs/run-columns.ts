import { unitOf } from '../../composables/score-words.ts'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { scoreValue, type RunNames } from '../../composables/run-values.ts'
import { isMinimized, lowered, mainMetric, scoreLabel, scoreText, type ScoreSpeech } from '../../composables/score-words.ts'

export interface ColumnSpeech extends ScoreSpeech {
  readonly short: (value: number | null | undefined) => string
  readonly duration: (seconds: number | null | undefined) => string
  readonly time: (at: number | null | undefined) => string
}

export type CellValue = string | number | null | undefined
/** Where the chooser lists a column. */
export type ColumnPart = 'run' | 'scores' | 'hyperparameters'

/** A column of the runs table, which may also be an axis, a group or a part of an export. */
export interface RunColumn {
  readonly key: string
  readonly part: ColumnPart
  readonly label: string
  readonly help?: string
  /** CSS grid width. */
  readonly width: string
  readonly align: 'start' | 'end'
  readonly descendingFirst: boolean
  /** What is sorted by, averaged over a group and written to files. */
  readonly value: (run: RunSummary) => CellValue
  /** In words; without a run where the value is one of several runs. */
  readonly text: (value: CellValue, run: RunSummary | null) => string
  /** How a value is said in files, where it is not the value itself. */
  readonly written?: (run: RunSummary) => CellValue
  /** Times: of several runs the newest is said, as their mean means nothing. */
  readonly newest?: boolean
  /** Of scores, which one a run has there; less of it may be better. */
  readonly score?: (run: RunSummary) => string
}

/** The metric that all runs report first; null when they differ. */
export function sharedMetric(runs: readonly RunSummary[]): string | null {
  let shared: string | null = null
  for (const run of runs) {
    const name = mainMetric(run)
    if (name === null) continue
    if (shared !== null && shared !== name) return null
    shared = name
  }
  return shared
}

/** What the table shows until somebody chooses. */
export const standardColumns = (shared: string | null, hasTags: boolean): readonly string[] => [
  'star', 'name', 'status', ...(hasTags ? ['tags'] : []), 'epoch', 'trainLoss', 'validationLoss', 'metric', 'best', 'test', 'speed', 'time', ...(shared === null ? ['metricName'] : []), 'dataset', 'summary', 'started',
]

/** True where the first value is the better one; null where they are the same. */
export function isBetter(score: string, value: number, other: number): boolean | null {
  return value === other ? null : value < other === isMinimized(score)
}

/** A difference of scores with its sign: `+0.42 %`, `−0.013`. */
export const differenceText = (score: string, difference: number, speech: ScoreSpeech): string =>
  `${difference < 0 ? '−' : '+'}${scoreText(score, Number(Math.abs(difference).toPrecision(3)), speech)}`

/** Two digits say all that is known of a deviation. */
export const roundedDeviation = (deviation: number): number => Number(deviation.toPrecision(2))

/** Every column there is for these runs, by key. `shared` is the metric of all of them. */
export function runColumns(speech: ColumnSpeech, shared: string | null, { scores, hyperparameters }: Pick<RunNames, 'scores' | 'hyperparameters'>): ReadonlyMap<string, RunColumn> {
  const columns = [...ownColumns(speech, shared), ...scores.map((name) => scoreColumn(name, speech)), ...hyperparameters.map((name) => hyperparameterColumn(name, speech))]
  return new Map(columns.map((column) => [column.key, column]))
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
const numberOrNull = (value: CellValue): number | null => (typeof value === 'number' ? value : null)

function ownColumns(speech: ColumnSpeech, shared: string | null): readonly RunColumn[] {
  const { t, value, count, short, duration, time } = speech
  const own = (key: string, width: string, of: RunColumn['value'], more: Partial<RunColumn> = {}): RunColumn => ({
    key, part: 'run', label: more.label ?? t(`runs.columns.${key}`), width, align: 'start', descendingFirst: false, value: of, text: (shown) => String(shown ?? '–'), ...more,
  })
  const number = (key: string, width: string, of: RunColumn['value'], format: (value: number | null, run: RunSummary | null) => string, more: Partial<RunColumn> = {}): RunColumn =>
    own(key, width, of, { help: t(`runs.columnHelp.${key}`), align: 'end', text: (shown, run) => format(numberOrNull(shown), run), ...more })
  const added = (key: string, width: string, of: RunColumn['value'], format: (value: number | null) => string): RunColumn => ({
    key, part: 'run', label: t(`tables.columns.${key}`), width, align: 'end', descendingFirst: true, value: of, text: (shown) => format(numberOrNull(shown)),
  })
  const metricName = (run: RunSummary): string => mainMetric(run) ?? 'loss'
  const metric = (key: 'metric' | 'test', part: 'validation' | 'test'): RunColumn => ({
    ...number(key, '108px', (run) => {
      const name = mainMetric(run)
      return name === null ? (part === 'test' ? scoreValue(run, part, 'loss') : null) : scoreValue(run, part, name)
    }, (shown, run) => scoreText(run === null ? (shared ?? 'loss') : metricName(run), shown, speech), { part: 'scores', descendingFirst: true, score: metricName }),
    ...(shared === null ? {} : { label: capital(t(`runs.columns.metricOf.${part}`, { metric: lowered(scoreLabel(shared, speech)) })) }),
  })
  const loss = (key: string, part: 'train' | 'validation'): RunColumn => number(key, '104px', (run) => scoreValue(run, part, 'loss'), value, { part: 'scores', score: () => 'loss' })
  const watched = (run: RunSummary): string => run.best?.monitor.split('.')[1] ?? 'loss'
  return [
    own('star', '44px', (run) => (run.starred ? 1 : 0), { descendingFirst: true }),
    own('name', 'minmax(200px, 1.4fr)', (run) => run.name),
    own('status', '164px', (run) => t(`runs.status.${run.status}`), { written: (run) => run.status }),
    own('tags', 'minmax(160px, 0.8fr)', (run) => (run.tags.length === 0 ? null : run.tags.join(', ')), { label: t('tables.columns.tags'), help: t('tables.help.tags') }),
    number('epoch', '128px', (run) => run.epoch, (shown, run) => (run === null ? value(shown === null ? null : Number(shown.toPrecision(3))) : `${count(run.epoch)} / ${count(run.epochs)}`), { descendingFirst: true }),
    loss('trainLoss', 'train'),
    loss('validationLoss', 'validation'),
    metric('metric', 'validation'),
    number('best', '156px', (run) => run.best?.value, (shown, run) => {
      if (run === null) return value(shown)
      return run.best === null ? '–' : `${scoreText(watched(run), shown, speech)} · ${t('runs.atEpoch', { epoch: count(run.best.epoch) })}`
    }, { part: 'scores', score: watched }),
    metric('test', 'test'),
    number('speed', '84px', (run) => run.samplesPerSecond, short, { descendingFirst: true }),
    number('time', '88px', (run) => (run.startedAt === null ? null : run.seconds), duration, { descendingFirst: true }),
    own('metricName', '120px', (run) => scoreLabel(metricName(run), speech)),
    own('dataset', 'minmax(110px, 0.7fr)', (run) => run.datasetName),
    own('summary', 'minmax(240px, 1.6fr)', (run) => run.summary),
    own('started', '112px', (run) => run.startedAt ?? run.createdAt, { align: 'end', text: (at) => time(numberOrNull(at)), descendingFirst: true, newest: true, written: (run) => new Date(run.startedAt ?? run.createdAt).toISOString() }),
    added('parameters', '96px', (run) => run.parameterCount, count),
    added('step', '84px', (run) => run.step, count),
    added('bestEpoch', '84px', (run) => run.best?.epoch, value),
    { ...added('notes', 'minmax(160px, 1fr)', () => null, () => ''), align: 'start', descendingFirst: false, value: (run) => (run.notes === '' ? null : run.notes), text: (shown) => String(shown ?? '–') },
    { ...added('id', '92px', () => null, () => ''), align: 'start', descendingFirst: false, value: (run) => run.id, text: (shown) => String(shown ?? '–') },
  ]
}

function scoreColumn(name: string, speech: ColumnSpeech): RunColumn {
  const [part = 'validation', score = 'loss'] = name.split('.') as ['train' | 'validation' | 'test', string]
  return {
    key: name, part: 'scores', label: capital(speech.t(`tables.scoreOf.${part}`, { score: lowered(scoreLabel(score, speech)) })), help: speech.t('tables.help.score', { name }), width: '124px', align: 'end',
    descendingFirst: unitOf(score) !== 'loss', value: (run) => scoreValue(run, part, score), text: (shown) => scoreText(score, numberOrNull(shown), speech), score: () => score,
  }
}

function hyperparameterColumn(name: string, speech: ColumnSpeech): RunColumn {
  return {
    key: name, part: 'hyperparameters', label: name, help: speech.t('tables.help.hyperparameter', { name }), width: `${Math.min(200, 48 + 7 * name.length)}px`, align: 'end', descendingFirst: false,
    value: (run) => {
      const value = run.hyperparameters[name]
      return typeof value === 'boolean' ? String(value) : value
    },
    text: (shown) => (typeof shown === 'number' ? speech.value(shown) : (shown ?? '–')),
  }
}
