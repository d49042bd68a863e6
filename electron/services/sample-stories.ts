import { combineHistories, countFates, ensembles, errorOfLevel, historyOfSample, isTrueClass, learningOfSamples, SpecError, text, withinTolerance, type IsRight, type LearningOfSamples, type SampleHistories, type SplitPart } from '../../core/index.ts'
import type { PartPredictions } from '../../core/worker/protocol.ts'
import type { Api, RunId } from '../contract/api.ts'
import type { PredictionRepository } from '../database/prediction-repository.ts'
import type { TrainedRuns } from './trained-runs.ts'

/** How samples were learned, from what runs said of them after each epoch. */
export interface SampleStories extends Pick<Api['analysis'], 'learning' | 'history'> {
  /** For an order of samples; throws SpecError where the run kept nothing of it. */
  learningOf(asked: Asked, predictions: PartPredictions): LearningOfSamples
}

interface Asked { readonly run: RunId; readonly part: SplitPart; readonly member?: number | undefined }
interface Kept {
  readonly histories: SampleHistories
  readonly isRight: IsRight
  /** Of a regression, in standard deviations of the targets; null for classes. */
  readonly tolerance: number | null
  readonly learning: LearningOfSamples
  readonly part: PartPredictions
}

export function createSampleStories(kept: PredictionRepository, trained: TrainedRuns): SampleStories {
  /** What was asked for last: its samples are walked through. */
  let last: (Kept & { readonly key: string }) | null = null

  function read({ run, part, member }: Asked, predictions: PartPredictions): Kept | null {
    if (part === 'test') return null
    const { epochs, lastStep } = kept.extent(run, part)
    const key = JSON.stringify([run, part, member ?? null, epochs, lastStep, member === undefined ? (predictions.members?.length ?? null) : null])
    if (last?.key === key) return last
    const { ensemble } = trained.request(run).spec
    const sort = ensemble == null ? null : ensembles.get(ensemble.kind).sort
    const done = predictions.members?.length ?? 1
    // A chain and passes are one training; of trained members those count that the model has.
    const members = kept.members(run, part).filter((number) => sort !== 'trained' || (member === undefined ? number <= done : number === member))
    const all = members.map((number) => kept.histories(run, part, number)).filter((histories) => histories !== null)
    if (all.length === 0) return null
    const hasClasses = predictions.labels.length > 0
    const histories = combineHistories(all, hasClasses ? 'vote' : 'median')
    if (histories.sampleCount !== predictions.sampleCount) return null
    const judged = hasClasses ? { isRight: isTrueClass(predictions.labels), tolerance: null } : withinTolerance(histories)
    last = { key, histories, ...judged, learning: learningOfSamples(histories, judged.isRight), part: predictions }
    return last
  }
  /** Null without asking the network where nothing was kept. */
  const open = async (asked: Asked): Promise<Kept | null> =>
    (asked.part === 'test' || kept.extent(asked.run, asked.part).epochs === 0 ? null : read(asked, await trained.predictions(asked.run, asked.part)))

  return {
    async learning(asked) {
      const found = await open(asked)
      return found === null ? null : { epochs: found.histories.epochs.length, tolerance: found.tolerance, ...countFates(found.learning) }
    },
    async history({ sample, ...asked }) {
      const found = await open(asked)
      const position = found?.part.indices.indexOf(sample) ?? -1
      if (found === null || position < 0) return null
      const { predicted, ...life } = historyOfSample(found.histories, position, found.isRight)
      return found.tolerance === null ? { ...life, kind: 'classes', predicted, label: found.part.labels[position]! } : { ...life, kind: 'values', errors: Float32Array.from(predicted, errorOfLevel), tolerance: found.tolerance }
    },
    learningOf(asked, predictions) {
      const found = read(asked, predictions)
      if (found !== null) return found.learning
      throw new SpecError([{
        path: 'order', expected: text('a part of which it was kept what the network said after each epoch: validation, or train where histories.train is on', 'una parte de la que se guardó lo que dijo la red tras cada época: validation, o train si histories.train está activado'), received: `nothing kept of ${asked.part}`,
        fix: asked.part === 'train' ? text('choose another order, or train the experiment again with histories.train on', 'elija otro orden, o entrene de nuevo el experimento con histories.train activado') : text('choose another order, or train the experiment again', 'elija otro orden, o entrene de nuevo el experimento'),
      }])
    },
  }
}
