import type { PartData } from '../experiment/training-data.ts'
import { predictedClasses } from '../math/predicted-class.ts'
import type { Uncertainty } from '../trainer/combine-predictions.ts'
import { hasFate, historyKeys, isHistoryOrder, type HistoryOrder, type LearningOfSamples } from './sample-histories.ts'
import { cutPage, type Paging, type PredictedPage } from './page.ts'
import { labelSuspicions } from './label-suspects.ts'
import { uncertaintyKeys } from './uncertainty-keys.ts'

/** `confidence`: the surest first; `margin`: the predicted class furthest ahead of the true one first; `loss`: the highest first; `uncertainty` and `disagreement`: the most uncertain first, in all and between the members; `label`: those whose label is likely wrong, and no others. */
export type MistakeOrder = 'confidence' | 'margin' | 'loss' | 'index' | 'uncertainty' | 'disagreement' | 'label' | HistoryOrder

export interface MistakesQuery extends Paging {
  /** Both: that cell of the confusion matrix, be it right or wrong. One: the mistakes of that row or column. None: all mistakes. With `scope: 'all'` right ones count too. */
  readonly truth?: number | undefined
  readonly predicted?: number | undefined
  /** `all`: right ones too; of `among` that is meant unless said otherwise. */
  readonly scope?: 'mistakes' | 'all' | undefined
  /** These positions in the data set and no others. */
  readonly among?: ReadonlySet<number> | undefined
  readonly order: MistakeOrder
}

type LabelledPart = Pick<PartData, 'labels' | 'indices' | 'sampleCount'>

/** Keeps the logarithm finite. */
const LEAST_PROBABILITY = 1e-12

/** What a network gets wrong. `outputs`: sampleCount × classes, probabilities; a single one is that of class 1. */
export function findMistakes(outputs: Float32Array, part: LabelledPart, query: MistakesQuery, uncertainty: Uncertainty | null = null, learning: LearningOfSamples | null = null): PredictedPage {
  const judgement = judged(outputs, part)
  const { losses } = judgement
  const { offset: _offset, limit: _limit, among, ...question } = query
  // The pages of one list are asked for one after the other; what it is chosen among and learned by may change.
  const key = among === undefined && learning === null ? JSON.stringify(question) : null
  const ordered = key !== null && judgement.asked?.key === key ? judgement.asked.ordered : orderedMistakes(outputs, part, query, judgement, uncertainty, learning)
  if (key !== null) judgement.asked = { key, ordered }
  return cutPage(ordered, { outputs, losses, uncertainty, part }, query)
}

/** Positions in the part of what is asked for, in its order. */
function orderedMistakes(outputs: Float32Array, part: LabelledPart, query: MistakesQuery, { predicted, losses }: Judgement, uncertainty: Uncertainty | null, learning: LearningOfSamples | null): readonly number[] {
  const { truth, predicted: column, among, order } = query
  const byHistory = isHistoryOrder(order)
  const { scope = among === undefined && !byHistory ? 'mistakes' : 'all' } = query
  const wanted = (position: number): boolean =>
    (truth === undefined || part.labels[position] === truth) &&
    (column === undefined || predicted[position] === column) &&
    (scope === 'all' || (truth !== undefined && column !== undefined) || part.labels[position] !== predicted[position]) &&
    (among === undefined || among.has(part.indices[position]))
  const suspicions = order === 'label' ? labelSuspicions(outputs, part.labels) : null
  const positions: number[] = []
  for (let position = 0; position < part.sampleCount; position++) {
    if (wanted(position) && suspicions?.[position] !== -Infinity && (!byHistory || learning === null || hasFate(order, learning, position))) positions.push(position)
  }
  const lives = byHistory && learning !== null ? historyKeys(order, learning, losses) : null
  const keys = suspicions ?? lives ?? (positions.length === 0 ? null : keysOf(order, outputs, part, predicted, losses, uncertainty))
  // Equal ones keep the data set's order, so that pages do not overlap.
  return keys === null ? positions : positions.sort((a, b) => keys[b] - keys[a] || a - b)
}

/** What is the same for every question about the same predictions: they are asked page by page and cell by cell. */
interface Judgement {
  readonly labels: Int32Array
  readonly predicted: Int32Array
  readonly losses: Float32Array
  /** The last list that was asked for. */
  asked: { readonly key: string; readonly ordered: readonly number[] } | null
}
const judgements = new WeakMap<Float32Array, Judgement>()

function judged(outputs: Float32Array, part: LabelledPart): Judgement {
  const known = judgements.get(outputs)
  if (known?.labels === part.labels) return known
  const found: Judgement = { labels: part.labels, predicted: predictedClasses(outputs, part.sampleCount), losses: crossEntropies(outputs, part), asked: null }
  judgements.set(outputs, found)
  return found
}

/** −ln of the probability given to the true class, per sample. */
export function crossEntropies(outputs: Float32Array, { labels, sampleCount }: LabelledPart): Float32Array {
  return Float32Array.from({ length: sampleCount }, (_, i) => 0 - Math.log(Math.max(LEAST_PROBABILITY, probabilityOf(outputs, sampleCount, i, labels[i]))))
}

/** What to sort by, largest first; null keeps the order of the data set. */
function keysOf(order: MistakeOrder, outputs: Float32Array, { labels, sampleCount }: LabelledPart, predicted: Int32Array, losses: Float32Array, uncertainty: Uncertainty | null): Float32Array | null {
  if (order === 'index') return null
  if (order === 'loss') return losses
  if (order === 'uncertainty' || order === 'disagreement') return uncertaintyKeys(order, uncertainty, sampleCount) ?? losses
  return Float32Array.from({ length: sampleCount }, (_, i) => {
    const confidence = probabilityOf(outputs, sampleCount, i, predicted[i])
    return order === 'confidence' ? confidence : confidence - probabilityOf(outputs, sampleCount, i, labels[i])
  })
}

function probabilityOf(outputs: Float32Array, sampleCount: number, sample: number, index: number): number {
  const width = outputs.length / sampleCount
  if (width === 1) return index === 1 ? outputs[sample] : 1 - outputs[sample]
  return outputs[sample * width + index]
}
