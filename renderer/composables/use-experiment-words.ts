import type { ExperimentSpec } from '../../core/index.ts'
import type { RunSummary } from '../../electron/contract/api.ts'
import { experimentWords, type PartWords } from './experiment-words.ts'
import { useSettings } from '../stores/settings.ts'
import { useFormat } from './use-format.ts'
import { useLanguage } from './use-language.ts'
import { useScoreWords } from './use-score-words.ts'

/** Summaries of runs change with every epoch, their specs hardly ever. */
const known = new WeakMap<ExperimentSpec, { readonly of: string; readonly words: readonly PartWords[] }>()

/** Experiments of runs in words, in the window's language. */
export function useExperimentWords() {
  const { t } = useLanguage()
  const format = useFormat()
  const { speech } = useScoreWords()
  const settings = useSettings()
  return (run: Pick<RunSummary, 'datasetName'>, spec: ExperimentSpec): readonly PartWords[] => {
    const of = `${settings.language} ${run.datasetName}`
    const before = known.get(spec)
    if (before?.of === of) return before.words
    const words = experimentWords(spec, { ...speech, t: (key, named = {}, plural = 1) => t(key, named, plural), value: (value) => format.value(value), count: (value) => format.count(value), datasetName: run.datasetName })
    known.set(spec, { of, words })
    return words
  }
}
