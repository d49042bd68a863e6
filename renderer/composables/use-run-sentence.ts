import { shallowReactive } from 'vue'
import { describeExperiment } from '../../core/index.ts'
import type { RunId, RunSummary } from '../../electron/contract/api.ts'
import { useDatasets } from '../stores/datasets.ts'
import { useRunDetails } from '../stores/run-details.ts'
import { summarySentence } from './summary-sentence.ts'
import { useFormat } from './use-format.ts'
import { useLanguage } from './use-language.ts'

/** Runs in a sentence, for the tooltips of their names. `want` asks for a run's spec; until it is there its one line must do. */
export function useRunSentence() {
  const { t, say } = useLanguage()
  const format = useFormat()
  const datasets = useDatasets()
  const details = useRunDetails()
  const wanted = shallowReactive(new Set<RunId>())

  function sentenceOf(run: RunSummary): string {
    const spec = wanted.has(run.id) ? details.recordOf(run.id).value?.spec : undefined
    const dataset = run.datasetId === null ? undefined : datasets.get(run.datasetId)
    if (spec === undefined || dataset === undefined) return `${run.name}\n${run.summary}`
    const { name, sampleCount, inputShape, task, classes, targetNames } = dataset
    const description = describeExperiment(spec, { name, sampleCount, inputShape, task, classes, targetNames, givenCounts: null })
    const time = run.epoch === 0 || run.seconds === 0 ? null : t('inspect.summary.took', { time: format.duration(run.seconds / run.epoch) })
    return `${run.name}\n${summarySentence(spec, description, time, { t: (key, named = {}, plural = 1) => t(key, named, plural), say, value: (value) => format.value(value), count: (value) => format.count(value) })}`
  }

  return { want: (id: RunId) => void wanted.add(id), sentenceOf }
}
