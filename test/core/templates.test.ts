import { describe, expect, it } from 'vitest'
import { buildExperiment, datasets, describeExperiment, SpecError, templates, type BlockSpec, type DatasetDescription, type ExperimentSpec } from '../../core/index.ts'
import { prepare, runTraining } from '../support/experiments.ts'

const base = { name: 'from a template', seed: 3, split: { kind: 'fraction' }, preprocessing: [{ kind: 'standardize' }] }
const planar: BlockSpec = { kind: 'gaussians', samples: 200 }
const digits: BlockSpec = { kind: 'strokeDigits', samples: 200, size: 16 }
const values: BlockSpec = { kind: 'noisySine', samples: 200 }
const several: BlockSpec = { kind: 'sineContinuation', samples: 200, ahead: 3 }

/** Data that each template learns, and data that it refuses. */
const suited: Readonly<Record<string, readonly BlockSpec[]>> = {
  perceptron: [{ kind: 'linearlySeparable', samples: 100 }],
  logisticRegression: [{ kind: 'moons', samples: 200 }],
  softmaxRegression: [planar, digits],
  multiLayerPerceptron: [planar, digits, values, several],
  leNet5: [digits, { kind: 'strokeDigits', samples: 100, size: 12 }, { kind: 'strokeDigits', samples: 100, size: 28 }],
  smallVgg: [digits, { kind: 'strokeDigits', samples: 100, size: 12 }],
  smallResNet: [digits],
  autoencoder: [digits, values],
  multiTask: [several],
  lstmSequence: [several, digits, { kind: 'addingProblem', samples: 200, length: 10 }],
}
const refused: Readonly<Record<string, readonly (readonly [BlockSpec, RegExp])[]>> = {
  perceptron: [[digits, /two classes; these data have 10 classes/], [values, /numbers to predict/]],
  logisticRegression: [[digits, /10 classes/]],
  softmaxRegression: [[values, /numbers to predict/]],
  multiLayerPerceptron: [],
  leNet5: [[planar, /pictures; a sample here is 2/], [several, /a sample here is/]],
  smallVgg: [[planar, /pictures/]],
  smallResNet: [[planar, /pictures/]],
  autoencoder: [],
  multiTask: [[values, /have one/], [digits, /have one/]],
  lstmSequence: [[planar, /sequences/]],
}

function dataOf(dataset: BlockSpec): DatasetDescription {
  const { definition, hyperparameters } = datasets.resolve(dataset, 'dataset', [])!
  if (definition.source !== 'generator') throw new Error('a generator expected')
  return definition.describe(hyperparameters)
}
const built = (template: BlockSpec, dataset: BlockSpec): ExperimentSpec => buildExperiment(template, dataOf(dataset), { ...base, dataset })

/** Extremes of every number of a template: whatever the form allows must make a network. */
function variants(kind: string): readonly BlockSpec[] {
  const numbers = Object.entries(templates.get(kind).hyperparameters).flatMap(([name, hyperparameter]) => (hyperparameter.kind === 'int' || hyperparameter.kind === 'float' ? [[name, hyperparameter] as const] : []))
  return [{ kind }, ...numbers.flatMap(([name, { min, max, kind: type }]) => [min, max === undefined ? undefined : type === 'int' ? Math.min(max, 6) : max].flatMap((value) => (value === undefined ? [] : [{ kind, [name]: value }])))]
}

it('has data for every template', () => {
  expect(Object.keys(suited).sort()).toEqual(templates.kinds)
  expect(Object.keys(refused).sort()).toEqual(templates.kinds)
})

describe.each(templates.kinds)('%s', (kind) => {
  it('describes without problems on data that suit it, at the ends of its ranges too', () => {
    for (const dataset of suited[kind] ?? []) for (const template of variants(kind)) {
      expect(describeExperiment(built(template, dataset), null).issues, `${JSON.stringify(template)} on ${dataset.kind}`).toEqual([])
    }
  })

  it('refuses other data with one sentence', () => {
    for (const [dataset, sentence] of refused[kind] ?? []) {
      expect(templates.get(kind).refusal(dataOf(dataset))?.en).toMatch(sentence)
      expect(() => built({ kind }, dataset)).toThrow(SpecError)
    }
  })

  it('learns: a few epochs lower the loss', async () => {
    const dataset = suited[kind]![0]!
    const spec = built({ kind }, dataset)
    const rate = spec.optimizer['learningRate'] as number
    const quick: ExperimentSpec = { ...spec, dataset: { ...dataset, samples: 120 }, optimizer: { ...spec.optimizer, learningRate: spec.optimizer.kind === 'adam' ? 3 * rate : rate }, stop: { epochs: 4, early: null }, ...(spec.pretraining == null ? {} : { pretraining: { ...spec.pretraining, epochs: 1 } }) }
    const losses = await lossesOf(quick)
    expect(losses.at(-1)!).toBeLessThan(losses[0]!)
  })
})

/** The mean loss on the training part of each epoch. */
async function lossesOf(spec: ExperimentSpec): Promise<readonly number[]> {
  const { events } = await runTraining(prepare(spec))
  return events.flatMap((event) => (event.type === 'epoch' ? [event.train['loss']!] : []))
}

it('names every problem of a template’s own fields', () => {
  expect(() => built({ kind: 'multiLayerPerceptron', units: 0 }, planar)).toThrow(/template\.units: expected a whole number at least 1/)
  expect(() => built({ kind: 'perceptron2' }, planar)).toThrow(/did you mean "perceptron"/)
})
