import { describe, expect, it } from 'vitest'
import {
  createEngine, createPredictor, datasets, describeDataset, prepareData, readCheckpoint, readModel, resolveExperiment, sizeOf, splits, transforms, type Dataset, type TransformDefinition,
} from '../../core/index.ts'
import { prepare, runTraining } from '../support/experiments.ts'
import { issuesOf } from '../support/issues-of.ts'
import { resolved } from '../support/resolved.ts'

const given = resolved(splits, 'given')

/** 60 samples with three features, two target columns, and parts that the source fixes. */
const table = (change: (value: number, sample: number) => number = (value) => value): Dataset => ({
  name: 'table', sampleCount: 60, inputShape: [3], inputs: Float32Array.from({ length: 180 }, (_, i) => change(Math.sin(i * i), Math.floor(i / 3))), inputScale: 1, featureNames: ['a', 'b', 'c'],
  targets: { kind: 'values', names: ['u', 'v'], values: Float32Array.from({ length: 120 }, (_, i) => change(1000 + 50 * Math.cos(i), Math.floor(i / 2))) },
  givenParts: Uint8Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : i < 50 ? 1 : 2)),
})

describe('a transform', () => {
  // Standardizing on all data cannot be asked for: no transform has a field for it, and whatever it is, `fit` is given the training part alone.
  it.each(transforms.kinds)('%s learns nothing from validation and test samples', (kind) => {
    const fitted = (data: Dataset) => prepareData({ split: given, preprocessing: [resolved(transforms, kind)], seed: 1 }, data).transforms
    expect(fitted(table((value, sample) => (sample < 40 ? value : 1e6 * value + 7)))).toEqual(fitted(table()))
    expect(fitted(table((value, sample) => (sample === 39 ? 2 * value + 3 : value)))).not.toEqual(fitted(table()))
  })

  it.each(transforms.kinds)('%s is given the training part, whatever stands before it', (kind) => {
    const { definition, hyperparameters, ...rest } = resolved(transforms, kind)
    const seen: number[] = []
    const watched = { ...rest, hyperparameters, definition: { ...definition, fit(...args: Parameters<TransformDefinition['fit']>) { seen.push(args[0].sampleCount); return definition.fit(...args) } } }
    prepareData({ split: given, preprocessing: [resolved(transforms, 'standardize'), watched], seed: 1 }, table())
    expect(seen).toEqual([40])
  })

  it('that was fitted before is applied again as it is', () => {
    const preprocessing = [resolved(transforms, 'standardize'), resolved(transforms, 'pca')]
    const first = prepareData({ split: given, preprocessing, seed: 1 }, table())
    const again = prepareData({ split: given, preprocessing, seed: 1 }, table((value, sample) => (sample < 40 ? -value : value)), { fitted: first.transforms })
    expect(again.parts.test.inputs).toEqual(first.parts.test.inputs)
    expect(() => prepareData({ split: given, preprocessing, seed: 1 }, table(), { fitted: first.transforms.slice(1) })).toThrow(RangeError)
  })
})

describe('principal components in a spec', () => {
  const spec = { version: 1, dataset: { kind: 'blobs', samples: 120, features: 30 }, preprocessing: ['standardize', { kind: 'pca', components: 20, whiten: true }], network: { layers: [{ id: 'out', kind: 'dense', units: 3 }] }, stop: { epochs: 2 } }

  it('narrow the network, stand in checkpoints with every digit, and are applied at prediction', async () => {
    const prepared = prepare(spec)
    expect(prepared.experiment.inputShape).toEqual([20])
    const { checkpoints, finished } = await runTraining(prepared)
    const content = checkpoints.get('last')!
    expect(readCheckpoint(content).transforms).toEqual(prepared.data.transforms)
    expect(readModel(prepared.experiment, content).transforms).toEqual(prepared.data.transforms)
    const engine = await createEngine({ kind: 'wasm' })
    expect(createPredictor({ experiment: prepared.experiment, checkpoint: content, engine }).evaluate(prepared.data.parts.test).scores).toEqual(finished!.final.test)
    engine.dispose()
  })

  it('are refused where there are fewer features', () => {
    expect(issuesOf(() => resolveExperiment({ ...spec, preprocessing: [{ kind: 'pca', components: 31 }] }, describeDataset(blobs()))).map((issue) => issue.split(':')[0])).toEqual(['preprocessing[0].components'])
  })
  const blobs = (): Dataset => {
    const { definition, hyperparameters } = resolved(datasets, spec.dataset)
    if (definition.source !== 'generator') throw new Error()
    return definition.generate(hyperparameters, 1)
  }
})

describe('scaled targets', () => {
  const spec = (to: string, changes: Readonly<Record<string, unknown>> = {}) => ({
    version: 1, seed: 2, dataset: { kind: 'cafeteria', samples: 60 }, preprocessing: ['standardize', { kind: 'targetScaling', to }],
    network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] },
    outputs: [{ from: 'out', loss: 'meanSquaredError' }], metrics: ['rootMeanSquaredError', 'meanAbsoluteError'], optimizer: { kind: 'adam', learningRate: 0.02 }, stop: { epochs: 150 }, ...changes,
  })

  it.each(['standard', 'zeroToOne', 'minusOneToOne'])('%s: metrics are in the unit of the data, the loss in that of the network', async (to) => {
    const prepared = prepare(spec(to))
    const { finished, checkpoints } = await runTraining(prepared)
    const { scale } = prepared.data.transforms[1]!.state
    for (const part of ['train', 'validation', 'test'] as const) {
      const scores = finished!.final[part]!
      expect(scores['rootMeanSquaredError']! / (scale![0]! * Math.sqrt(scores['loss']!))).toBeCloseTo(1, 4)
    }
    // Bills are hundreds of cents; a network that learned them is off by far less than they vary.
    expect(finished!.final.train!['rootMeanSquaredError']!).toBeLessThan(60)
    const engine = await createEngine({ kind: 'wasm' })
    const predictor = createPredictor({ experiment: prepared.experiment, checkpoint: checkpoints.get('last')!, engine })
    const { validation } = prepared.data.parts
    const evaluated = predictor.evaluate(validation)
    expect(evaluated.scores).toEqual(finished!.final.validation)
    const off = evaluated.outputs.map((value, i) => Math.abs(value - validation.values[i]!))
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeCloseTo(evaluated.scores!['meanAbsoluteError']!, 2)
    expect(predictor.predict(validation.inputs, validation.sampleCount).outputs).toEqual(evaluated.outputs)
    engine.dispose()
  })

  it('learn the same whatever the unit: cents or thousands of them', async () => {
    const outputsOf = async (factor: number, shift: number): Promise<Float32Array> => {
      const { definition, hyperparameters } = resolved(datasets, { kind: 'cafeteria', samples: 60 })
      if (definition.source !== 'generator') throw new Error()
      const dataset = definition.generate(hyperparameters, 2)
      const values = dataset.targets.kind === 'values' ? dataset.targets.values.map((value) => factor * value + shift) : null
      const changed: Dataset = { ...dataset, targets: { kind: 'values', names: ['total'], values: values! } }
      const experiment = resolveExperiment(spec('standard'), describeDataset(changed))
      const data = prepareData(experiment, changed)
      const { checkpoints } = await runTraining({ experiment, data })
      const engine = await createEngine({ kind: 'wasm' })
      const { outputs } = createPredictor({ experiment, checkpoint: checkpoints.get('last')!, engine }).evaluate(data.parts.validation)
      engine.dispose()
      return outputs.map((value) => (value - shift) / factor)
    }
    const [cents, thousands] = [await outputsOf(1, 0), await outputsOf(0.001, -5)]
    cents!.forEach((value, i) => expect(Math.abs(thousands![i]! - value)).toBeLessThan(1))
  })

  it('of ensembles give averages and deviations in the unit of the data', async () => {
    const prepared = prepare(spec('standard', { ensemble: { kind: 'seeds', members: 3 } }))
    const { checkpoints, finished } = await runTraining(prepared)
    const engine = await createEngine({ kind: 'wasm' })
    const evaluated = createPredictor({ experiment: prepared.experiment, checkpoint: checkpoints.get('last')!, engine }).evaluate(prepared.data.parts.test)
    engine.dispose()
    expect(evaluated.scores).toEqual(finished!.final.test)
    const { scale } = prepared.data.transforms[1]!.state
    const scores = evaluated.scores!
    expect(scores['rootMeanSquaredError']! / (scale![0]! * Math.sqrt(scores['loss']!))).toBeCloseTo(1, 4)
    // Members differ by some cents: in the unit of the network that would be thousandths.
    const { deviation } = evaluated.uncertainty as { deviation: Float32Array }
    expect(Math.max(...deviation)).toBeGreaterThan(0.1)
  })

  it('are for regressions, once', () => {
    const classes = spec('standard', { dataset: { kind: 'moons' }, outputs: undefined, metrics: undefined, network: { layers: [{ id: 'out', kind: 'dense', units: 2 }] } })
    expect(() => prepare(classes)).toThrow(/preprocessing\[1\]: expected a regression/)
    expect(() => prepare(spec('standard', { preprocessing: ['targetScaling', 'targetScaling'] }))).toThrow(/preprocessing\[1\]: expected targets that are scaled once/)
  })
})

describe('weights of samples', () => {
  const weighted = (weightOf: (sample: number) => number): Dataset => ({ ...table(), weights: { name: 'w', values: Float32Array.from({ length: 60 }, (_, i) => weightOf(i)) } })
  const weightsOf = (data: Dataset) => prepareData({ split: given, preprocessing: [], seed: 1 }, data).parts

  it('count 1 on average in the training part, and nowhere else', () => {
    const { train, validation, test } = weightsOf(weighted((i) => (i < 40 ? 1 + (i % 2) : 100)))
    expect(train.weights!.reduce((sum, weight) => sum + weight, 0) / 40).toBeCloseTo(1, 6)
    expect(train.weights![1]! / train.weights![0]!).toBeCloseTo(2, 6)
    expect([validation.weights, test.weights, weightsOf(table()).train.weights]).toEqual([null, null, null])
  })

  it('are refused when none of the training part counts', () => {
    expect(issuesOf(() => weightsOf(weighted((i) => (i < 40 ? 0 : 1))))[0]).toContain('dataset w: expected a weight greater than 0')
  })

  it('decide what is learned: samples of weight 0 are not', async () => {
    // Two groups that contradict each other; the weights say which is right.
    const contradictory = (heavy: number): Dataset => ({
      name: 'c', sampleCount: 40, inputShape: [1], inputs: new Float32Array(40).fill(1), inputScale: 1, featureNames: ['x'],
      targets: { kind: 'values', names: ['y'], values: Float32Array.from({ length: 40 }, (_, i) => i % 2) }, givenParts: null,
      weights: { name: 'w', values: Float32Array.from({ length: 40 }, (_, i) => (i % 2 === heavy ? 3 : 0)) },
    })
    const spec = { version: 1, dataset: { kind: 'stored', id: 'x' }, split: { kind: 'fraction', validation: 0, test: 0 }, network: { layers: [{ id: 'out', kind: 'dense', units: 1 }] }, optimizer: { kind: 'adam', learningRate: 0.1 }, stop: { epochs: 200 } }
    for (const heavy of [0, 1]) {
      const dataset = contradictory(heavy)
      const experiment = resolveExperiment(spec, describeDataset(dataset))
      const data = prepareData(experiment, dataset)
      const { checkpoints } = await runTraining({ experiment, data })
      const engine = await createEngine({ kind: 'wasm' })
      const { outputs } = createPredictor({ experiment, checkpoint: checkpoints.get('last')!, engine }).predict(Float32Array.of(1), 1)
      engine.dispose()
      expect(outputs[0]).toBeCloseTo(heavy, 1)
    }
  })
})

it('the size of what the network reads is known before the data are', () => {
  for (const kind of transforms.kinds) {
    const { definition, hyperparameters } = resolved(transforms, kind)
    const { parts } = prepareData({ split: given, preprocessing: [resolved(transforms, kind)], seed: 1 }, table())
    expect(parts.test.inputs).toHaveLength(10 * sizeOf(definition.outputShape([3], hyperparameters)))
  }
})
