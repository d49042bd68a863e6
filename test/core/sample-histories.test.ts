import { describe, expect, test } from 'vitest'
import { countFates, createReferenceEngine, datasets, describeDataset, findMistakes, historyOfSample, learningOfSamples, prepareData, resolveExperiment, train, type EpochPredictions, type RunEvent, type SampleHistories } from '../../core/index.ts'

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
    const learning = learningOfSamples(histories, labels)
    expect([...learning.firstLearned]).toEqual([1, 1, 0, 5])
    expect([...learning.forgotten]).toEqual([0, 2, 0, 0])
    expect(countFates(learning)).toEqual({ unforgettable: 2, forgotten: 1, neverLearned: 1 })
  })

  test('are told one by one', () => {
    expect(historyOfSample(histories, 1, 1)).toEqual({ epochs: histories.epochs, predicted: Int32Array.of(1, 0, 1, 2), firstLearned: 1, forgottenAt: Int32Array.of(2, 5) })
    expect(historyOfSample(histories, 2, 1).firstLearned).toBe(0)
  })

  test('order samples, right ones among them', () => {
    const part = { labels, indices: Int32Array.of(10, 11, 12, 13), sampleCount: 4 }
    const outputs = Float32Array.of(0.1, 0.9, 0.6, 0.4, 0.9, 0.1, 0.2, 0.8)
    const learning = learningOfSamples(histories, labels)
    const ordered = (order: 'forgotten' | 'learnedLast' | 'neverLearned', truth?: number) => [...findMistakes(outputs, part, { order, truth, offset: 0, limit: 10 }, null, learning).indices]
    expect(ordered('forgotten')).toEqual([11])
    expect(ordered('learnedLast')).toEqual([13, 10, 11])
    expect(ordered('neverLearned')).toEqual([12])
    expect(ordered('learnedLast', 0)).toEqual([])
  })
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
    for await (const event of train({ experiment, data, engine: createReferenceEngine(), saveCheckpoint: async () => ({ file: '', bytes: 0, sha256: '' }), resumeFrom: null, initialWeights: null, cancellation: { aborted: false }, hash: () => '', now: () => 0, predicted: (found) => told.push(found) })) events.push(event)
    return { told, labels: data.parts.validation.labels, epochs: events.filter((event) => event.type === 'epoch') }
  }

  test('tells what each validation sample was taken for after each epoch: as many right as its accuracy says', async () => {
    const { told, labels: truth, epochs } = await run()
    expect(told.map(({ epoch, step }) => [epoch, step])).toEqual(epochs.map(({ epoch, step }) => [epoch, step]))
    told.forEach(({ predicted }, i) => expect(predicted.filter((value, sample) => value === truth[sample]).length / truth.length).toBeCloseTo(epochs[i]!.validation!['accuracy']!, 10))
  })

  test('has nothing to tell without validation samples', async () => {
    expect((await run({ split: { kind: 'fraction', validation: 0, test: 0.2 } })).told).toEqual([])
  })
})
