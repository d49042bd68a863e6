import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { StoredTensors } from './checkpoint.ts'
import type { Scores } from './events.ts'
import { passScores } from './pass-scores.ts'
import { sampleOrder } from './sample-order.ts'
import { scoreResult, totalLosses } from './scores.ts'
import type { BatchResult } from './session.ts'

/** Collects what the batches of one epoch gave, for the epoch's training scores. */
export interface EpochRecord {
  /** The order of this epoch's samples. */
  readonly order: Int32Array
  add(result: BatchResult, rows: number): void
  /** Loss and metrics over all batches, as they were trained. */
  score(): Scores
  /** The first output of all that was shown, with the targets beside it, both in that order. */
  shown(): { readonly outputs: Float32Array; readonly part: PartData }
  /** The loss of each training sample when it was last shown; null where the order of the next epoch does not depend on it. */
  lastLosses(): Float32Array | null
  /** What a checkpoint in the middle of the epoch must keep. */
  save(): StoredTensors
}

/** `before` is what the last epoch's record says of the losses. */
export function createEpochRecord(experiment: ResolvedExperiment, training: PartData, outputCounts: readonly number[], epoch: number, saved: StoredTensors, before: Float32Array | null): EpochRecord {
  const order = sampleOrder(experiment, { sampleCount: training.sampleCount, labels: training.labels, losses: before }, epoch)
  const heads = outputCounts.map((count) => ({ count, outputs: new Float32Array(training.sampleCount * count), losses: new Float32Array(training.sampleCount) }))
  let done = 0
  heads.forEach(({ outputs, losses }, index) => {
    const savedLosses = saved.get(savedName('losses', index))
    const savedOutputs = saved.get(savedName('outputs', index))
    if (savedLosses === undefined || savedOutputs === undefined) return
    losses.set(savedLosses.data)
    outputs.set(savedOutputs.data)
    done = savedLosses.data.length
  })
  return {
    order,
    add(result, rows) {
      heads.forEach(({ count, outputs, losses }, index) => {
        outputs.set(result.heads[index].outputs, done * count)
        losses.set(result.heads[index].losses, done)
      })
      done += rows
    },
    score() {
      const shown = reorder(training, order)
      return { ...(scoreResult(experiment, { heads }, shown) ?? { loss: NaN }), ...passScores(experiment, heads[0].outputs, shown.labels) }
    },
    shown: () => ({ outputs: heads[0].outputs, part: reorder(training, order) }),
    lastLosses() {
      if (experiment.batches.order !== 'emphasize') return null
      const losses = before?.slice() ?? new Float32Array(training.sampleCount)
      totalLosses(experiment, { heads }).forEach((loss, row) => { losses[order[row]] = loss })
      return losses
    },
    save: () => new Map(done === 0 ? [] : heads.flatMap(({ count, outputs, losses }, index) => [
      [savedName('losses', index), { shape: [done], data: losses.slice(0, done) }],
      [savedName('outputs', index), { shape: [done, count], data: outputs.slice(0, done * count) }],
    ])),
  }
}

const savedName = (what: 'losses' | 'outputs', index: number): string => (index === 0 ? what : `${what}/${index}`)

/** The targets in the order in which the samples were shown; inputs are left out, metrics do not read them. */
function reorder(part: PartData, order: Int32Array): PartData {
  const width = part.sampleCount === 0 ? 0 : part.values.length / part.sampleCount
  const values = new Float32Array(part.values.length)
  order.forEach((position, row) => values.set(part.values.subarray(position * width, (position + 1) * width), row * width))
  return {
    sampleCount: part.sampleCount,
    inputs: new Float32Array(0),
    labels: part.labels.length === 0 ? part.labels : order.map((position) => part.labels[position]),
    values,
    indices: order.map((position) => part.indices[position]),
    weights: null,
    targetScale: part.targetScale,
  }
}
