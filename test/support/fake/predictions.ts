import { createRandom, sampleBatch, type Dataset } from '../../../core/index.ts'
import type { Confusion, MistakesRequest, PredictedSamples } from '../../../electron/contract/api.ts'

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

export function mistakes(dataset: Dataset, { truth, predicted, offset, limit }: MistakesRequest): PredictedSamples {
  const anyCell = truth === undefined && predicted === undefined
  const all = predict(dataset).filter((sample) => (anyCell ? sample.truth !== sample.predicted : (truth ?? sample.truth) === sample.truth && (predicted ?? sample.predicted) === sample.predicted))
  const page = all.slice(offset, offset + limit)
  return {
    total: all.length,
    samples: sampleBatch(dataset, Int32Array.from(page, ({ index }) => index)),
    outputs: Float32Array.from(page.flatMap(({ outputs }) => outputs)),
    losses: Float32Array.from(page, (sample) => -Math.log(sample.outputs[sample.truth] ?? 1)),
    uncertainty: null,
  }
}
