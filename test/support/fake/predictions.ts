import { classifierCurves, createRandom, findDisagreements, sampleBatch, sizeOf, type Dataset } from '../../../core/index.ts'
import type { ClassifierCurves, Confusion, DecisionMapRequest, EmbeddingMap, EmbeddingRequest, Disagreements, DisagreementsRequest, ErrorSurface, ErrorSurfaceRequest, ExplainRequest, LayerOutput, MistakesRequest, Neighbours, PlacedDecisionMap, PredictedSamples, PredictionList, PredictionsRequest, SampleStory, Saliency } from '../../../electron/contract/api.ts'

const EVALUATED = 400
/** Of ten predictions, about one is wrong. */
const ERROR_RATE = 0.1

interface Prediction { readonly index: number; readonly truth: number; readonly predicted: number; readonly outputs: readonly number[] }

function predict(dataset: Dataset): readonly Prediction[] {
  if (dataset.targets.kind !== 'classes') return []
  const { labels, classes } = dataset.targets
  const random = createRandom(5, 'predictions')
  return Array.from({ length: Math.min(EVALUATED, dataset.sampleCount) }, (_, index) => {
    const truth = labels[index] ?? 0
    const predicted = random.uniform() < ERROR_RATE ? random.integer(classes.length) : truth
    const certainty = 0.4 + 0.59 * random.uniform()
    return { index, truth, predicted, outputs: classes.map((_name, k) => (k === predicted ? certainty : (1 - certainty) / (classes.length - 1))) }
  })
}

export function confusion(dataset: Dataset): Confusion {
  const classes = dataset.targets.kind === 'classes' ? dataset.targets.classes : []
  const predictions = predict(dataset)
  const counts = new Int32Array(classes.length ** 2)
  for (const { truth, predicted } of predictions) counts[truth * classes.length + predicted]!++
  const errors = predictions.filter(({ truth, predicted }) => truth !== predicted).length
  return { classes, counts, sampleCount: predictions.length, errors, scores: { accuracy: 1 - errors / predictions.length, loss: 0.31 } }
}

/** What is asked for, in the order of the data set. */
function chosen(dataset: Dataset, { truth, predicted, scope }: PredictionsRequest, among: ReadonlySet<number> | null): readonly Prediction[] {
  const anyCell = truth === undefined && predicted === undefined
  const wantsAll = (scope ?? (among === null ? 'mistakes' : 'all')) === 'all'
  return predict(dataset).filter((sample) => (among === null || among.has(sample.index)) && (anyCell ? wantsAll || sample.truth !== sample.predicted : (truth ?? sample.truth) === sample.truth && (predicted ?? sample.predicted) === sample.predicted))
}

/** Learned at epoch 2, forgotten at 5. */
export function history(dataset: Dataset, sample: number): SampleStory {
  const label = dataset.targets.kind === 'classes' ? (dataset.targets.labels[sample] ?? 0) : 0
  const other = label === 0 ? 1 : 0
  return { kind: 'classes', label, epochs: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8), predicted: Int32Array.of(other, label, label, label, other, label, label, label), firstLearned: 2, forgottenAt: Int32Array.of(5) }
}

/** Samples on a circle, by class. */
export function embed(dataset: Dataset, { samples }: EmbeddingRequest): EmbeddingMap {
  const all = predict(dataset)
  const drawn = all.slice(0, samples)
  return {
    indices: Int32Array.from(drawn, ({ index }) => index), sampleCount: all.length, keptNeighbours: 0.5, variances: null,
    places: Float32Array.from(drawn.flatMap(({ truth, index }) => [Math.cos(truth) + 0.01 * (index % 7), Math.sin(truth) + 0.01 * (index % 5)])),
    targets: Float32Array.from(drawn, ({ truth }) => truth), outputs: outputsOf(drawn), losses: Float32Array.from(drawn, (sample) => -Math.log(sample.outputs[sample.truth] ?? 1)),
  }
}

export function predictionList(dataset: Dataset, request: PredictionsRequest, among: ReadonlySet<number> | null): PredictionList {
  const all = chosen(dataset, request, among)
  return {
    classes: dataset.targets.kind === 'classes' ? dataset.targets.classes : null,
    targetNames: [],
    indices: Int32Array.from(all, ({ index }) => index),
    targets: Float32Array.from(all, ({ truth }) => truth),
    outputs: Float32Array.from(all.flatMap(({ outputs }) => outputs)),
    losses: Float32Array.from(all, (sample) => -Math.log(sample.outputs[sample.truth] ?? 1)),
  }
}

export function mistakes(dataset: Dataset, { offset, limit, ...request }: MistakesRequest, among: ReadonlySet<number> | null): PredictedSamples {
  const all = chosen(dataset, request, among)
  const page = all.slice(offset, offset + limit)
  return {
    total: all.length,
    samples: sampleBatch(dataset, Int32Array.from(page, ({ index }) => index)),
    outputs: Float32Array.from(page.flatMap(({ outputs }) => outputs)),
    losses: Float32Array.from(page, (sample) => -Math.log(sample.outputs[sample.truth] ?? 1)),
    uncertainty: null,
  }
}

const partOf = (predictions: readonly Prediction[]) => ({ sampleCount: predictions.length, labels: Int32Array.from(predictions, ({ truth }) => truth), indices: Int32Array.from(predictions, ({ index }) => index) })
const outputsOf = (predictions: readonly Prediction[]): Float32Array => Float32Array.from(predictions.flatMap(({ outputs }) => outputs))

export function curves(dataset: Dataset): ClassifierCurves {
  const predictions = predict(dataset)
  return classifierCurves(outputsOf(predictions), partOf(predictions), dataset.targets.kind === 'classes' ? dataset.targets.classes.length : 0)
}

/** The second run says of each sample what the first says of the one after it. */
export function disagreements(dataset: Dataset, { which, offset, limit }: DisagreementsRequest): Disagreements {
  const predictions = predict(dataset)
  const classes = dataset.targets.kind === 'classes' ? dataset.targets.classes : []
  const others = [...predictions.slice(1), ...predictions.slice(0, 1)]
  const { test, page, otherOutputs } = findDisagreements(outputsOf(predictions), outputsOf(others), partOf(predictions), { which, offset, limit })
  return { classes, test, otherOutputs, page: { total: page.total, samples: sampleBatch(dataset, page.indices), outputs: page.outputs, losses: page.losses, uncertainty: null } }
}

export function explain(dataset: Dataset, { sample, output }: ExplainRequest): Saliency {
  const { inputs } = sampleBatch(dataset, Int32Array.of(sample))
  return { shape: dataset.inputShape, values: inputs.map((value, i) => value * Math.sin(i + output)), isPreprocessedShape: false }
}

export function decisionMap(dataset: Dataset, { resolution, layer }: DecisionMapRequest): PlacedDecisionMap {
  const outputs = Float32Array.from({ length: 2 * resolution ** 2 }, (_, i) => (i % 2 === 0 ? (i / 2 % resolution) / resolution : 1 - (i / 2 % resolution) / resolution))
  return { x: { from: -1, to: 1 }, y: { from: -1, to: 1 }, columns: resolution, rows: resolution, outputs, units: layer === null ? null : { layer, count: 2, values: outputs.map((value) => 2 * value - 1) }, samples: sampleBatch(dataset, Int32Array.of(0, 1, 2)) }
}

export const errorSurface = ({ points }: ErrorSurfaceRequest): ErrorSurface => ({ losses: Float64Array.from({ length: points.length / 2 }, (_, i) => 0.1 + points[2 * i]! ** 2 + 3 * points[2 * i + 1]! ** 2), path: null })

export const layerOutputs = (dataset: Dataset): readonly LayerOutput[] => [
  { layer: 'h1', kind: 'dense', shape: [16], values: Float32Array.from({ length: 16 }, (_, i) => Math.max(0, Math.sin(3 * i))) },
  { layer: 'out', kind: 'dense', shape: [10], values: Float32Array.from({ length: 10 }, (_, i) => Math.cos(i) * sizeOf(dataset.inputShape) / 100) },
]

export function neighbours(dataset: Dataset, sample: number, count: number): Neighbours {
  const indices = Int32Array.from({ length: count }, (_, i) => (sample + 1 + i) % dataset.sampleCount)
  return { layer: 'h1', searched: dataset.sampleCount, samples: sampleBatch(dataset, indices), distances: Float32Array.from({ length: count }, (_, i) => 1 + i / 4) }
}
