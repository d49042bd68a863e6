import { countFates, historyOfSample, learningOfSamples, SpecError, text, type LearningOfSamples, type SampleHistories, type SplitPart } from '../../core/index.ts'
import type { PartPredictions } from '../../core/worker/protocol.ts'
import type { Api, RunId } from '../contract/api.ts'
import type { PredictionRepository } from '../database/prediction-repository.ts'
import type { TrainedRuns } from './trained-runs.ts'

/** How validation samples were learned, from what runs said of them after each epoch. */
export interface SampleStories extends Pick<Api['analysis'], 'learning' | 'history'> {
  /** For an order of samples; throws SpecError where the run kept nothing of it. */
  learningOf(run: RunId, part: SplitPart, predictions: PartPredictions): LearningOfSamples
}

interface Kept { readonly news: string; readonly histories: SampleHistories; readonly learning: LearningOfSamples; readonly part: PartPredictions }

export function createSampleStories(kept: PredictionRepository, trained: TrainedRuns): SampleStories {
  /** The run that was asked for last: its samples are walked through. */
  let last: (Kept & { readonly run: RunId }) | null = null

  function read(run: RunId, part: PartPredictions): Kept | null {
    const { epochs, last: newest } = kept.extent(run)
    const news = `${epochs} ${newest}`
    if (last?.run === run && last.news === news) return last
    const histories = kept.histories(run)
    if (histories === null || histories.sampleCount !== part.sampleCount) return null
    last = { run, news, histories, learning: learningOfSamples(histories, part.labels), part }
    return last
  }
  /** Null without asking the network where nothing was kept. */
  const open = async (run: RunId): Promise<Kept | null> => (kept.extent(run).epochs === 0 ? null : read(run, await trained.predictions(run, 'validation')))

  return {
    async learning(run) {
      const found = await open(run)
      return found === null ? null : { epochs: found.histories.epochs.length, ...countFates(found.learning) }
    },
    async history({ run, sample }) {
      const found = await open(run)
      const position = found?.part.indices.indexOf(sample) ?? -1
      if (found === null || position < 0) return null
      const label = found.part.labels[position]!
      return { ...historyOfSample(found.histories, position, label), label }
    },
    learningOf(run, part, predictions) {
      const found = part === 'validation' ? read(run, predictions) : null
      if (found !== null) return found.learning
      throw new SpecError([{
        path: 'order', expected: text('the validation part of a single network that kept what it said after each epoch', 'la parte de validación de una sola red que guardó lo que dijo tras cada época'), received: 'nothing kept',
        fix: text('choose another order, or train the experiment again', 'elija otro orden, o entrene de nuevo el experimento'),
      }])
    },
  }
}
