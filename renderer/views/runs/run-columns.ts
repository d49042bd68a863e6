import type { RunSummary } from '../../../electron/contract/api.ts'
import type { TableColumn } from '../../components/table-column.ts'
import { mainMetric, scoreLabel, scoreText, type ScoreSpeech } from '../../composables/score-words.ts'

interface ColumnSpeech extends ScoreSpeech {
  readonly short: (value: number | null | undefined) => string
  readonly duration: (seconds: number | null | undefined) => string
  readonly time: (at: number | null | undefined) => string
}

/** The metric that all runs report first; null when they differ. */
export function sharedMetric(runs: readonly RunSummary[]): string | null {
  const names = new Set(runs.flatMap((run) => mainMetric(run) ?? []))
  return names.size === 1 ? ([...names][0] ?? null) : null
}

/** The columns of the runs table; `shared` is the metric of all runs. Cells of `star`, `name` and `status` are drawn by slots. */
export function runColumns(speech: ColumnSpeech, shared: string | null): readonly TableColumn<RunSummary>[] {
  const { t, value, short, duration, time } = speech
  const number = (key: string, width: string, of: (run: RunSummary) => number | null | undefined, format: (value: number | null | undefined, run: RunSummary) => string, descendingFirst = false): TableColumn<RunSummary> => ({
    key, label: t(`runs.columns.${key}`), help: t(`runs.columnHelp.${key}`), width, align: 'end', value: of, format: (shown, run) => format(typeof shown === 'number' ? shown : null, run), descendingFirst,
  })
  const metricOf = (scores: Readonly<Record<string, number>> | null, run: RunSummary): number | null | undefined => {
    const name = mainMetric(run)
    return name === null ? null : scores?.[name]
  }
  const metricText = (shown: number | null | undefined, run: RunSummary): string => scoreText(mainMetric(run) ?? 'loss', shown, speech)
  const named = (column: TableColumn<RunSummary>, part: 'validation' | 'test'): TableColumn<RunSummary> => (shared === null ? column : { ...column, label: t(`runs.columns.metricOf.${part}`, { metric: scoreLabel(shared, speech).toLowerCase() }) })
  return [
    { key: 'star', label: t('runs.columns.star'), width: '44px', frozen: true, value: (run) => (run.starred ? 1 : 0), descendingFirst: true },
    { key: 'name', label: t('runs.columns.name'), width: 'minmax(200px, 1.4fr)', frozen: true, value: (run) => run.name },
    { key: 'status', label: t('runs.columns.status'), width: '164px', value: (run) => t(`runs.status.${run.status}`) },
    number('epoch', '84px', (run) => run.epoch, (_, run) => `${speech.count(run.epoch)} / ${speech.count(run.epochs)}`, true),
    number('trainLoss', '104px', (run) => run.final.train?.['loss'] ?? run.latest.train?.['loss'], value),
    number('validationLoss', '104px', (run) => run.final.validation?.['loss'] ?? run.latest.validation?.['loss'], value),
    named(number('metric', '108px', (run) => metricOf(run.final.validation ?? run.latest.validation, run), metricText, true), 'validation'),
    number('best', '156px', (run) => run.best?.value, (shown, run) => (run.best === null ? '–' : `${scoreText(run.best.monitor.split('.')[1] ?? 'loss', shown, speech)} · ${t('runs.atEpoch', { epoch: speech.count(run.best.epoch) })}`)),
    named(number('test', '100px', (run) => metricOf(run.final.test, run) ?? run.final.test?.['loss'], metricText, true), 'test'),
    number('speed', '84px', (run) => run.samplesPerSecond, short, true),
    number('time', '88px', (run) => (run.startedAt === null ? null : run.seconds), duration, true),
    ...(shared === null ? [{ key: 'metricName', label: t('runs.columns.metricName'), width: '120px', value: (run: RunSummary) => scoreLabel(mainMetric(run) ?? 'loss', speech) }] : []),
    { key: 'dataset', label: t('runs.columns.dataset'), width: 'minmax(110px, 0.7fr)', value: (run) => run.datasetName },
    { key: 'summary', label: t('runs.columns.summary'), width: 'minmax(240px, 1.6fr)', value: (run) => run.summary },
    { key: 'started', label: t('runs.columns.started'), width: '104px', align: 'end', value: (run) => run.startedAt ?? run.createdAt, format: (at) => time(typeof at === 'number' ? at : null), descendingFirst: true },
  ]
}
