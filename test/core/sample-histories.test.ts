import { describe, expect, test } from 'vitest'
import { combineHistories, countFates, createReferenceEngine, datasets, describeDataset, errorLevel, errorOfLevel, findMistakes, historyOfSample, isTrueClass, learningOfSamples, prepareData, resolveExperiment, trainExperiment, UNSEEN, withinTolerance, worstResiduals, type EpochPredictions, type RunEvent, type SampleHistories } from '../../core/index.ts'

/** Samples of class 1 after epochs 1, 2, 3, 5: kept; forgotten twice; never right; learned last. */
const histories: SampleHistories = {
  epochs: Int32Array.of(1, 2, 3, 5), sampleCount: 4,
  predicted: Uint16Array.of(
    1, 1, 0, 0,
    1, 0, 2, 0,
    1, 1, 0, 0,
    1, 2, 0, 1,
  ),
}
const labels = Int32Array.of(1, 1, 1, 1)

describe('the lives of samples', () => {
  test('begin when they are first right; each turn from right to wrong is a forgetting', () => {
    const learning = learningOfSamples(histories, isTrueClass(labels))
    expect([...learning.firstLearned]).toEqual([1, 1, 0, 5])
    expect([...learning.forgotten]).toEqual([0, 2, 0, 0])
    expect(countFates(learning)).toEqual({ unforgettable: 2, forgotten: 1, neverLearned: 1 })
  })

  test('are told one by one', () => {
    expect(historyOfSample(histories, 1, isTrueClass(labels))).toEqual({ epochs: histories.epochs, predicted: Int32Array.of(1, 0, 1, 2), firstLearned: 1, forgottenAt: Int32Array.of(2, 5) })
    expect(historyOfSample(histories, 2, isTrueClass(labels)).firstLearned).toBe(0)
  })

  test('order samples, right ones among them', () => {
    const part = { labels, indices: Int32Array.of(10, 11, 12, 13), sampleCount: 4 }
    const outputs = Float32Array.of(0.1, 0.9, 0.6, 0.4, 0.9, 0.1, 0.2, 0.8)
    const learning = learningOfSamples(histories, isTrueClass(labels))
    const ordered = (order: 'forgotten' | 'learnedLast' | 'neverLearned', truth?: number) => [...findMistakes(outputs, part, { order, truth, offset: 0, limit: 10 }, null, learning).indices]
    expect(ordered('forgotten')).toEqual([11])
    expect(ordered('learnedLast')).toEqual([13, 10, 11])
    expect(ordered('neverLearned')).toEqual([12])
    expect(ordered('learnedLast', 0)).toEqual([])
  })

  test('skip the epochs that did not show a sample', () => {
    const partly: SampleHistories = { epochs: Int32Array.of(1, 2, 3, 4), sampleCount: 2, predicted: Uint16Array.of(1, UNSEEN, UNSEEN, 1, 0, UNSEEN, 1, 1) }
    const isRight = isTrueClass(Int32Array.of(1, 1))
    expect(learningOfSamples(partly, isRight)).toEqual({ firstLearned: Int32Array.of(1, 2), forgotten: Int32Array.of(1, 0) })
    expect(historyOfSample(partly, 0, isRight)).toEqual({ epochs: Int32Array.of(1, 3, 4), predicted: Int32Array.of(1, 0, 1), firstLearned: 1, forgottenAt: Int32Array.of(3) })
  })

  test('of an ensemble are what most members say, the first class of as many votes; members that stopped earlier say what they said last', () => {
    const of = (epochs: number[], ...predicted: number[]): SampleHistories => ({ epochs: Int32Array.from(epochs), sampleCount: 3, predicted: Uint16Array.from(predicted) })
    const members = [of([1, 2], 2, 5, 1, 2, 5, 4), of([1], 2, 3, UNSEEN), of([1, 2], 7, 5, UNSEEN, 0, 3, 3)]
    const voted = combineHistories(members, 'vote')
    expect(voted.epochs).toEqual(Int32Array.of(1, 2))
    expect([...voted.predicted]).toEqual([2, 5, 1, 2, 3, 3])
    expect([...combineHistories(members, 'median').predicted]).toEqual([2, 5, 1, 2, 3, 3])
    expect([...combineHistories([of([1], 9, 1, 4), of([1], 2, 8, 4)], 'median').predicted]).toEqual([2, 1, 4])
    expect(combineHistories([members[0]!], 'vote')).toBe(members[0])
    const nobody = of([1], UNSEEN, 0, 0)
    expect(combineHistories([nobody, nobody], 'vote').predicted[0]).toBe(UNSEEN)
  })

  test('of a regression are right within the least median error', () => {
    const levels = (...errors: number[]): number[] => errors.map(errorLevel)
    const told: SampleHistories = { epochs: Int32Array.of(1, 2, 3), sampleCount: 4, predicted: Uint16Array.from([...levels(4, 1, 2, 8), ...levels(0.5, 0.25, 2, 1), ...levels(0.25, 1, 4, 1)]) }
    const { isRight, tolerance } = withinTolerance(told)
    expect(tolerance).toBe(0.5)
    const learning = learningOfSamples(told, isRight)
    expect(learning).toEqual({ firstLearned: Int32Array.of(2, 2, 0, 0), forgotten: Int32Array.of(0, 1, 0, 0) })
    const page = (order: 'forgotten' | 'learnedLast' | 'neverLearned') => [...worstResiduals(Float32Array.of(0, 0, 1, 2), { values: new Float32Array(4), indices: Int32Array.of(10, 11, 12, 13), sampleCount: 4 }, { order, offset: 0, limit: 9 }, null, learning).indices]
    expect([page('forgotten'), page('learnedLast'), page('neverLearned')]).toEqual([[11], [10, 11], [13, 12]])
  })
})

test('a level of an error is within 4.5 % of it, in order, and ends where bytes do', () => {
  for (let error = 1e-4; error < 1e4; error *= 1.037) expect(Math.abs(errorOfLevel(errorLevel(error)) / error - 1)).toBeLessThan(0.045)
  expect([0, 1e-9, 1e-4, 1, 1e4, 1e9, NaN, Infinity].map(errorLevel)).toEqual([0, 1, 22, 128, 234, 255, 255, 255])
  expect(errorOfLevel(0)).toBe(0)
})

describe('a training', () => {
  const spec = (changes: object = {}) => ({
    version: 1, name: 'rings', seed: 2, dataset: { kind: 'spirals', samples: 120 }, network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] },
    outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }], metrics: ['accuracy'], optimizer: { kind: 'adam', learningRate: 0.05 }, batches: { size: 20 }, stop: { epochs: 5, early: null }, ...changes,
  })
  async function run(changes: object = {}) {
    const resolvedBlock = datasets.resolve(spec(changes).dataset, 'dataset', [])!
    if (resolvedBlock.definition.source !== 'generator') throw new Error('A generator was meant')
    const dataset = resolvedBlock.definition.generate(resolvedBlock.hyperparameters, 2)
    const experiment = resolveExperiment(spec(changes), describeDataset(dataset))
    const data = prepareData(experiment, dataset)
    const told: EpochPredictions[] = []
    const events: RunEvent[] = []
    for await (const event of trainExperiment({ experiment, data, engine: createReferenceEngine(), saveCheckpoint: async () => ({ file: '', bytes: 0, sha256: '' }), resumeFrom: null, initialWeights: null, cancellation: { aborted: false }, hash: () => '', now: () => 0, predicted: (found) => told.push(found) })) events.push(event)
    return { told, data, labels: data.parts.validation.labels, epochs: events.filter((event) => event.type === 'epoch') }
  }

  test('tells what each validation sample was taken for after each epoch: as many right as its accuracy says', async () => {
    const { told, labels: truth, epochs } = await run()
    expect(told.map(({ epoch, step }) => [epoch, step])).toEqual(epochs.map(({ epoch, step }) => [epoch, step]))
    told.forEach(({ predicted }, i) => expect(predicted.filter((value, sample) => value === truth[sample]).length / truth.length).toBeCloseTo(epochs[i]!.validation!['accuracy']!, 10))
  })

  test('has nothing to tell without validation samples', async () => {
    expect((await run({ split: { kind: 'fraction', validation: 0, test: 0.2 } })).told).toEqual([])
  })

  const share = (predicted: Uint16Array, truth: Int32Array): number => predicted.filter((value, sample) => value === truth[sample]).length / truth.length

  test('tells what each training sample was taken for as it was shown, where that is asked for: as many right as the epoch says', async () => {
    const { told, data, epochs } = await run({ histories: { train: true }, regularizers: [], network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'drop', kind: 'dropout', rate: 0.3 }, { id: 'out', kind: 'dense', units: 2 }] } })
    const training = told.filter(({ part }) => part === 'train')
    expect(training.map(({ epoch, step }) => [epoch, step])).toEqual(epochs.map(({ epoch, step }) => [epoch, step]))
    training.forEach(({ predicted }, i) => expect(share(predicted, data.parts.train.labels)).toBeCloseTo(epochs[i]!.train['accuracy']!, 10))
    expect(told.filter(({ part }) => part === 'validation')).toHaveLength(5)
  })

  test('leaves out what an order did not show', async () => {
    const { told, data } = await run({ histories: { train: true }, batches: { size: 20, order: 'emphasize', emphasis: 0.9, mostRepeats: 5 } })
    const late = told.findLast(({ part }) => part === 'train')!.predicted
    expect(late).toHaveLength(data.parts.train.sampleCount)
    expect(late.filter((value) => value === UNSEEN).length).toBeGreaterThan(0)
    expect(late.every((value) => value < 2 || value === UNSEEN)).toBe(true)
  })

  test('of members of an ensemble is told for each, in the steps of the whole, with the samples it learned from at their places', async () => {
    const { told, data, epochs } = await run({ histories: { train: true }, ensemble: { kind: 'bagging', members: 2 } })
    const own = (member: number, part: 'train' | 'validation') => told.filter((found) => found.member === member && found.part === part)
    expect([1, 2].map((member) => own(member, 'validation').map(({ epoch }) => epoch))).toEqual([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]])
    expect(told.filter(({ part }) => part === 'validation').map(({ step }) => step)).toEqual(epochs.map(({ step }) => step))
    const [first] = own(2, 'train')
    expect(first!.predicted).toHaveLength(data.parts.train.sampleCount)
    const unseen = first!.predicted.filter((value) => value === UNSEEN).length / data.parts.train.sampleCount
    expect(Math.abs(unseen - Math.exp(-1))).toBeLessThan(0.12) // bootstrap samples leave out 1/e of all
    const seen = [...first!.predicted.entries()].filter(([, value]) => value !== UNSEEN)
    const { predicted } = own(2, 'train').at(-1)!
    expect(seen.filter(([place]) => predicted[place] === data.parts.train.labels[place]).length / seen.length).toBeGreaterThan(0.5)
  })

  test('of a regression is how far off each sample is, in standard deviations of the training targets', async () => {
    const { told, data, epochs } = await run({
      dataset: { kind: 'noisySine', samples: 80 }, network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] },
      outputs: [{ from: 'out', loss: 'meanSquaredError' }], metrics: [],
    })
    const { values } = data.parts.train
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    told.forEach(({ predicted }, i) => {
      const squares = Array.from(predicted, (level) => (deviation * errorOfLevel(level)) ** 2)
      expect(Math.abs(squares.reduce((sum, square) => sum + square, 0) / squares.length / epochs[i]!.validation!['loss']! - 1)).toBeLessThan(0.05)
    })
  })
})
