import type { PartData } from '../experiment/training-data.ts'
import type { Uncertainty } from '../trainer/combine-predictions.ts'
import { cutPage, type Paging, type PredictedPage } from './page.ts'
import { uncertaintyKeys } from './uncertainty-keys.ts'
import { hasFate, historyKeys, isHistoryOrder, type LearningOfSamples } from './sample-histories.ts'
import type { MistakeOrder } from './mistakes.ts'

/** `loss`: the worst first; `index`: the data set's order; `uncertainty`: the greatest deviation between members first; those of lives where they are known. Orders that only classes have count as `loss`. */
export interface ResidualsQuery extends Paging {
  readonly order: MistakeOrder
  /** By this target alone where `order` is by loss. */
  readonly target?: number | undefined
  /** These positions in the data set and no others. */
  readonly among?: ReadonlySet<number> | undefined
}

type ValuedPart = Pick<PartData, 'values' | 'indices' | 'sampleCount'>

/** Every sample of a regression with how far off it is. `outputs`: sampleCount × targets; losses are mean squared errors. */
export function worstResiduals(outputs: Float32Array, part: ValuedPart, query: ResidualsQuery, uncertainty: Uncertainty | null = null, learning: LearningOfSamples | null = null): PredictedPage {
  const losses = squaredErrors(outputs, part)
  const plainKeys = (query.order === 'uncertainty' || query.order === 'disagreement' ? uncertaintyKeys(query.order, uncertainty, part.sampleCount) : null) ?? (query.target === undefined ? losses : absoluteResiduals(outputs, part, query.target))
  const { among, order } = query
  const lives = learning !== null && isHistoryOrder(order) ? { learning, order } : null
  const keys = lives === null ? plainKeys : historyKeys(lives.order, lives.learning, losses)
  const positions = Array.from({ length: part.sampleCount }, (_, position) => position).filter((position) => (among === undefined || among.has(part.indices[position])) && (lives === null || hasFate(lives.order, lives.learning, position)))
  const ordered = query.order === 'index' ? positions : positions.sort((a, b) => keys[b] - keys[a] || a - b)
  return cutPage(ordered, { outputs, losses, uncertainty, part }, query)
}

/** Per sample how far one target is off. */
function absoluteResiduals(outputs: Float32Array, { values, sampleCount }: ValuedPart, target: number): Float32Array {
  const width = sampleCount === 0 ? 0 : values.length / sampleCount
  return Float32Array.from({ length: sampleCount }, (_, i) => Math.abs(outputs[i * width + target] - values[i * width + target]))
}

/** Per sample the mean over the targets of (prediction − target)². */
export function squaredErrors(outputs: Float32Array, { values, sampleCount }: ValuedPart): Float32Array {
  const width = sampleCount === 0 ? 0 : values.length / sampleCount
  return Float32Array.from({ length: sampleCount }, (_, i) => {
    let sum = 0
    for (let target = i * width; target < (i + 1) * width; target++) sum += (outputs[target] - values[target]) ** 2
    return sum / width
  })
}
