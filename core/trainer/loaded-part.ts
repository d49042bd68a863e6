import type { ResolvedOutput } from '../experiment/read-outputs.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { sizeOf } from '../math/shape.ts'
import { scaleValues } from '../preprocessing/target-scale.ts'
import type { Ops } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import { selectColumns } from './scores.ts'

/** Targets where the engine can read them. */
export interface LoadedTargets {
  readonly labels: IndexTensor
  /** For each output values, or one-hot classes, where its loss reads values. */
  readonly values: readonly (Tensor | null)[]
}

/** Samples where the engine can read them. */
export interface LoadedPart extends LoadedTargets {
  readonly sampleCount: number
  readonly inputs: Tensor
  /** How much each sample counts in training, [sampleCount]; null where all count alike. */
  readonly weights: Tensor | null
}

/** Target numbers as a data set has them: labels [rows], or values [rows × target columns]. */
export type PlainTargets = Pick<PartData, 'labels' | 'values'>

/** Makes and fills parts for the outputs of an experiment, each with its number of outputs per sample. */
export interface PartLoader {
  createTargets(sampleCount: number): LoadedTargets
  create(sampleCount: number, weighted: boolean): LoadedPart
  /** Values are written as the network learns them. */
  fillTargets(targets: LoadedTargets, plain: PlainTargets, targetScale: PartData['targetScale']): void
  /** The samples of `data` from `start` on, as many as the part has. */
  fill(part: LoadedPart, data: PartData, start: number): void
  /** Copies the samples at `positions` of a part to a batch of its own; recorded or at once, as ops are. */
  gather(part: LoadedPart, positions: IndexTensor): LoadedPart
}

export function createPartLoader(experiment: ResolvedExperiment, outputs: readonly (ResolvedOutput & { readonly count: number })[], ops: Ops): PartLoader {
  const { classes, targetNames } = experiment.data

  const createTargets = (sampleCount: number): LoadedTargets => ({
    labels: ops.createIndices([classes === null ? 0 : sampleCount]),
    values: outputs.map(({ loss, count }) => (loss.definition.targets === 'values' ? ops.create([sampleCount, count]) : null)),
  })

  const create = (sampleCount: number, weighted: boolean): LoadedPart => ({
    ...createTargets(sampleCount),
    sampleCount,
    inputs: ops.create([sampleCount, ...experiment.inputShape]),
    weights: weighted ? ops.create([sampleCount]) : null,
  })

  function fillTargets(targets: LoadedTargets, { labels, values: plain }: PlainTargets, targetScale: PartData['targetScale']): void {
    if (classes === null) {
      const values = targetScale === null ? plain : scaleValues(plain, targetScale)
      const rows = values.length / targetNames.length
      outputs.forEach(({ columns }, index) => targets.values[index]?.data.set(columns === null ? values : selectColumns(values, rows, columns)))
      return
    }
    targets.labels.data.set(labels)
    outputs.forEach(({ loss: { definition, hyperparameters }, count }, index) => {
      const oneHot = targets.values[index]
      if (oneHot !== null) writeOneHot(targets.labels, count, definition.classTargets?.(hyperparameters) ?? PLAIN, oneHot)
    })
  }

  return {
    createTargets,
    create,
    fillTargets,

    fill(part, data, start) {
      const end = start + part.sampleCount
      const width = sizeOf(experiment.inputShape)
      part.inputs.data.set(data.inputs.subarray(start * width, end * width))
      part.weights?.data.set(data.weights!.subarray(start, end))
      fillTargets(part, { labels: data.labels.subarray(start, end), values: data.values.subarray(start * targetNames.length, end * targetNames.length) }, data.targetScale)
    },

    gather(part, positions) {
      const [rows] = positions.shape
      const batch = create(rows, part.weights !== null)
      ops.gather(part.inputs, positions, batch.inputs)
      if (classes !== null) ops.gatherIndices(part.labels, positions, batch.labels)
      batch.values.forEach((values, index) => {
        if (values !== null) ops.gather(part.values[index]!, positions, values)
      })
      if (batch.weights !== null) ops.gather(asColumn(part.weights!), positions, asColumn(batch.weights))
      return batch
    },
  }
}

const asColumn = ({ data }: Tensor): Tensor => ({ shape: [data.length, 1], data })

const PLAIN = { off: 0, on: 1 }

/** Classes as [rows × count]: on for the label, off for the others; where one output stands for two classes, off or on. */
function writeOneHot(labels: IndexTensor, count: number, { off, on }: typeof PLAIN, values: Tensor): void {
  values.data.fill(off)
  labels.data.forEach((label, row) => {
    if (count > 1) values.data[row * count + label] = on
    else if (label === 1) values.data[row] = on
  })
}
