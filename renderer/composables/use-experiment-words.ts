import type { ExperimentSpec } from '../../core/index.ts'
import type { RunSummary } from '../../electron/contract/api.ts'
import { experimentWords, type PartWords } from './experiment-words.ts'
import { useFormat } from './use-format.ts'
import { useLanguage } from './use-language.ts'
import { useScoreWords } from './use-score-words.ts'

/** Experiments of runs in words, in the window's language. */
export function useExperimentWords() {
  const { t } = useLanguage()
  const format = useFormat()
  const { speech } = useScoreWords()
  return (run: Pick<RunSummary, 'datasetName'>, spec: ExperimentSpec): readonly PartWords[] =>
    experimentWords(spec, { ...speech, t: (key, named = {}, plural = 1) => t(key, named, plural), value: (value) => format.value(value), count: (value) => format.count(value), datasetName: run.datasetName })
}
