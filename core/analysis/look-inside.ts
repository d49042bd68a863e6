import type { Dataset } from '../datasets/dataset.ts'
import { gatherInputs, gatherLabels, gatherValues } from '../datasets/gather.ts'
import { prepareData } from '../experiment/prepare-data.ts'
import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { MatrixProducts } from '../math/matrix-products.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { buildNetwork, type Network } from '../network/build-network.ts'
import { DATA_INPUT } from '../network/read-layer-names.ts'
import { engineProducts } from '../ops/matrix-products.ts'
import type { Engine } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { applyTransforms, type FittedTransform } from '../preprocessing/apply-transforms.ts'
import { targetScaleOf } from '../preprocessing/target-scale.ts'
import { copyParameters, mergeWeights, restoreParameters, type StoredTensors } from '../trainer/checkpoint.ts'
import { createPartLoader } from '../trainer/loaded-part.ts'
import { distributionOf, measureSignal, resolvedActivation, valueRangeOf, type Distribution, type LayerSignal } from '../network/layer-signal.ts'
import { shrinkPicture, type Picture } from './shrink-picture.ts'
import { findTroubles, type Trouble } from './signal-troubles.ts'

/** The gradient of the loss by what a layer gives. */
export interface LayerGradient {
  /** The length of the gradient by all outputs of a sample, root mean square over the samples. */
  readonly norm: number
  readonly distribution: Distribution
}

/** One layer before training: what it makes of the shown sample, and of a batch. */
export interface LayerLook {
  /** `input` for the data. */
  readonly layer: string
  readonly shape: Shape
  readonly picture: Picture
  readonly signal: LayerSignal
  /** Only of the layer whose details were asked for. */
  readonly details: { readonly picture: Picture; readonly distribution: Distribution } | null
  /** Null where nothing before the layer is trained, or where the rule that trains the network uses no gradients. */
  readonly gradient: LayerGradient | null
}

/** A network as its run would begin. */
export interface NetworkLook {
  /** Of the training part, where the sample stands in it and in the data set. */
  readonly sample: { readonly position: number; readonly count: number; readonly index: number; /** Class, or values. */ readonly targets: Float32Array }
  /** Samples behind the statistics; the shown one is the first of them. */
  readonly rows: number
  /** Mean over these samples, without penalties. */
  readonly loss: number
  /** The data first, then the layers in order. */
  readonly layers: readonly LayerLook[]
  readonly troubles: readonly Trouble[]
}

export interface LookRequest {
  /** Which sample of the training part is shown; counted round where there are fewer. */
  readonly sample: number
  /** The layer whose details are wanted. */
  readonly layer: string | null
}

/** What of the data a look needs; the same while data set, split, preprocessing and seed stay the same. */
export interface LookData {
  readonly dataset: Dataset
  /** Positions of the training part's samples. */
  readonly indices: Int32Array
  readonly transforms: readonly FittedTransform[]
}

const MOST_ROWS = 128
/** Of outputs, kept gradients and what is between them, over all rows: 200 MB. */
const MOST_NUMBERS = 50e6
/** Outputs are there, with their gradients, twice while they are computed. */
const COPIES = 4
/** About a second of arithmetic. */
const MOST_MULTIPLY_ADDS = 4e9
const THUMBNAIL = { channels: 8, side: 48 }
const DETAIL = { channels: 256, side: 96 }

/** Splits a data set and fits the preprocessing, as a run would. Throws SpecError. */
export function prepareLook(experiment: ResolvedExperiment, dataset: Dataset, products: MatrixProducts): LookData {
  const { parts, transforms } = prepareData(experiment, dataset, { products })
  return { dataset, indices: parts.train.indices, transforms }
}

/**
 * Passes a sample and a batch through the network as a run with this spec would begin, in training mode, and the gradient of the loss back.
 * What it needs of the engine's memory is given back. `weights` are those of `initialWeights`.
 */
export function lookInside(experiment: ResolvedExperiment, data: LookData, engine: Engine, { sample, layer: wanted }: LookRequest, weights: StoredTensors | null): NetworkLook {
  const free = engine.mark()
  try {
    const { count, positions } = choosePositions(experiment, data, sample)
    const part = gatherPart(experiment, data, positions, engine)
    const { outputs, gradients, loss } = pass(experiment, part, engine, weights)
    const heads = new Set(experiment.outputs.map(({ from }) => from))
    const looks = [{ id: DATA_INPUT, shape: experiment.inputShape, hyperparameters: {} }, ...experiment.network.layers.map(({ id, outputShape, resolved }) => ({ id, shape: outputShape, hyperparameters: resolved.hyperparameters }))].map(({ id, shape, hyperparameters }): LayerLook => {
      const values = outputs.get(id)!.data
      const activation = resolvedActivation(hyperparameters)
      const first = values.subarray(0, sizeOf(shape))
      const gradient = gradients.get(id)
      return {
        layer: id,
        shape,
        picture: shrinkPicture(first, shape, THUMBNAIL.channels, THUMBNAIL.side),
        signal: measureSignal(values, positions.length, shape, activation === null ? null : valueRangeOf(activation)),
        details: id === wanted ? { picture: shrinkPicture(first, shape, DETAIL.channels, DETAIL.side), distribution: distributionOf(values) } : null,
        gradient: gradient === undefined ? null : { norm: normPerRow(gradient), distribution: distributionOf(gradient.data) },
      }
    })
    return {
      sample: { position: ((sample % count) + count) % count, count, index: part.indices[0], targets: targetsOf(experiment, part) },
      rows: positions.length,
      loss,
      layers: looks,
      troubles: findTroubles(experiment, looks, positions.length, heads),
    }
  } finally {
    free()
  }
}

/** The shown sample, then others from all over the training part; as many as memory and patience allow. */
function choosePositions({ network, inputShape }: ResolvedExperiment, { indices }: LookData, sample: number): { readonly count: number; readonly positions: Int32Array } {
  const count = indices.length
  const numbers = sizeOf(inputShape) + network.layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 0)
  const multiplyAdds = network.layers.reduce((sum, layer) => sum + layer.multiplyAdds, 1)
  const rows = Math.max(2, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / (COPIES * numbers)), Math.floor(MOST_MULTIPLY_ADDS / (3 * multiplyAdds))))
  const shown = ((sample % count) + count) % count
  const others = Array.from({ length: Math.min(rows, count) }, (_, i) => Math.floor((i * count) / Math.min(rows, count))).filter((position) => position !== shown)
  return { count, positions: Int32Array.from([shown, ...others].slice(0, rows)) }
}

function gatherPart({ preprocessing }: ResolvedExperiment, { dataset, indices, transforms }: LookData, positions: Int32Array, engine: Engine): PartData {
  const own = positions.map((position) => indices[position])
  const samples = applyTransforms(preprocessing, transforms, { sampleCount: own.length, shape: dataset.inputShape, data: gatherInputs(dataset, own) }, engineProducts(engine))
  return { sampleCount: own.length, inputs: samples.data, labels: gatherLabels(dataset, own), values: gatherValues(dataset, own), indices: own, weights: null, targetScale: targetScaleOf(transforms) }
}

const targetsOf = ({ data: { classes, targetNames } }: ResolvedExperiment, { labels, values }: PartData): Float32Array =>
  classes === null ? values.slice(0, targetNames.length) : Float32Array.of(labels[0])

interface Passed {
  readonly outputs: ReadonlyMap<string, Tensor>
  readonly gradients: ReadonlyMap<string, Tensor>
  readonly loss: number
}

/** The first step of a run, without an update. */
function pass(experiment: ResolvedExperiment, part: PartData, engine: Engine, weights: StoredTensors | null): Passed {
  const { ops } = engine
  const network = buildNetwork(experiment.network, engine, experiment.seed)
  if (weights !== null) beginWith(network, weights)
  const heads = experiment.outputs.map((output) => ({ ...output, count: sizeOf(experiment.network.layers.find(({ id }) => id === output.from)!.outputShape) }))
  const loader = createPartLoader(experiment, heads, ops)
  const batch = loader.create(part.sampleCount, false)
  loader.fill(batch, part, 0)
  const { definition } = experiment.optimizer
  const hasGradients = definition.sort !== 'rule' || definition.hasGradients
  const { run, result } = engine.record(() => {
    const forward = network.forward(batch.inputs, true)
    const incoming = new Map<string, Tensor>()
    const means = heads.map(({ from, loss, weight }, index) => {
      const outputs = forward.outputs.get(from)!
      const losses = ops.create([part.sampleCount])
      const gradient = ops.create(outputs.shape)
      const mean = ops.create([1])
      loss.definition.apply(ops, outputs, { labels: batch.labels, values: batch.values[index], classWeights: null }, { losses, gradient, scale: weight }, loss.hyperparameters)
      ops.mean(losses, mean)
      incoming.set(from, gradient)
      return mean
    })
    const gradients = new Map<string, Tensor>()
    if (hasGradients) {
      forward.backward(incoming, (layer, dy) => {
        const kept = ops.create(dy.shape)
        ops.copy(dy, kept)
        gradients.set(layer, kept)
      })
    }
    return { outputs: forward.outputs, gradients, means }
  })
  engine.setStep(1)
  run()
  return { ...result, loss: result.means.reduce((sum, { data }, index) => sum + heads[index].weight * data[0], 0) }
}

function beginWith(network: Network, weights: StoredTensors): void {
  restoreParameters({ network }, mergeWeights(copyParameters({ network }), weights).weights)
}

/** The gradient of the mean loss is that of each sample divided by their number. */
function normPerRow({ shape: [rows], data }: Tensor): number {
  let squares = 0
  for (const value of data) squares += value * value
  return Math.sqrt(squares * rows)
}
