import { describe, expect, it } from 'vitest'
import { adviseOnDesign, adviseOnEvents, applyChanges, describeExperiment, type DatasetDescription, type ExperimentSpec, type RunEvent } from '../../core/index.ts'
import { designAdvice } from '../../core/advice/design/index.ts'
import { runAdvice } from '../../core/advice/run/index.ts'

const table = (sampleCount: number, more: Partial<DatasetDescription> = {}): DatasetDescription =>
  ({ name: 't', sampleCount, inputShape: [6], task: 'classification', classes: ['a', 'b', 'c'], targetNames: ['y'], givenCounts: null, ...more })
const pictures = (sampleCount: number): DatasetDescription => table(sampleCount, { inputShape: [1, 12, 12] })

const dense = (id: string, more: object = {}) => ({ id, kind: 'dense', units: 12, activation: 'relu', initializer: 'heNormal', ...more })
const out = { id: 'out', kind: 'dense', units: 3 }
/** Nothing to say about this one. */
const sound = {
  version: 1, name: 'sound', seed: 1, dataset: { kind: 'stored', id: 'x' }, split: { kind: 'fraction', validation: 0.2, test: 0.1 }, preprocessing: ['standardize'],
  network: { layers: [dense('h'), out] }, optimizer: { kind: 'adam' }, schedule: { kind: 'cosine' }, batches: { size: 64, order: 'shuffle' },
  stop: { epochs: 30, early: { monitor: 'validation.loss' } },
}
const layers = (...list: object[]) => ({ network: { layers: [...list, out] } })

const cases: readonly (readonly [advice: string, spec: object, data: DatasetDescription])[] = [
  ['smallData', {}, table(500)],
  ['largeData', { batches: { size: 'full' } }, table(50_000)],
  ['scaledInputs', { preprocessing: [] }, table(20_000)],
  ['classImbalance', {}, table(20_000, { classCounts: [18_000, 1500, 500] })],
  ['crossEntropyForClasses', { network: { layers: [dense('h'), { ...out, activation: 'logistic' }] }, outputs: [{ from: 'out', loss: 'meanSquaredError' }] }, table(20_000)],
  ['vanishingGradient', layers(dense('a', { activation: 'logistic' }), dense('b', { activation: 'logistic' }), dense('c', { activation: 'logistic' })), table(20_000)],
  ['matchingInitializer', layers(dense('a', { initializer: { kind: 'normal', standardDeviation: 1 } })), table(20_000)],
  ['symmetricWeights', layers(dense('a', { initializer: 'zeros' })), table(20_000)],
  ['shuffledSamples', { batches: { size: 64, order: 'sequential' } }, table(20_000)],
  ['guardAgainstOverfitting', { ...layers(dense('a', { units: 4000 }), dense('b', { units: 100 })), stop: { epochs: 30 } }, table(20_000)],
  ['moreSamples', layers({ id: 'c', kind: 'conv2d', channels: 4 }, { id: 'f', kind: 'flatten' }), pictures(15_000)],
  ['convolutionForPictures', layers({ id: 'f', kind: 'flatten' }, dense('h')), pictures(30_000)],
  ['momentum', { optimizer: { kind: 'sgd', learningRate: 0.05 } }, table(20_000)],
  ['fallingRate', { schedule: { kind: 'constant' } }, table(20_000)],
  ['validationPart', { split: { kind: 'fraction', validation: 0, test: 0.1 }, stop: { epochs: 30 } }, table(20_000)],
  ['groupedSamples', {}, table(20_000, { groupCount: 300 })],
  ['limitRecurrentGradients', layers({ id: 'r', kind: 'reshape', shape: [3, 2] }, { id: 'l', kind: 'lstm', units: 8 }), table(20_000)],
]

const named = (spec: object, data: DatasetDescription): string[] => adviseOnDesign(spec, data).map(({ advice }) => advice)

describe('advice on a design', () => {
  it('has nothing to say of a sound experiment', () => {
    expect(adviseOnDesign(sound, table(20_000))).toEqual([])
  })

  it('is tested one by one', () => {
    expect(cases.map(([advice]) => advice)).toEqual(Object.keys(designAdvice))
  })

  it.each(cases)('%s: says so, and what it changes makes a valid experiment of which it says it no longer', (advice, given, data) => {
    const spec = { ...sound, ...given } as unknown as ExperimentSpec
    expect(describeExperiment(spec, data).issues).toEqual([])
    const suggestion = adviseOnDesign(spec, data).find((found) => found.advice === advice)
    expect(suggestion, `${advice} among ${named(spec, data).join(', ')}`).toBeDefined()
    expect(suggestion!.source).not.toBe('')
    expect([suggestion!.reason.en, suggestion!.reason.es, suggestion!.suggestion.en, suggestion!.suggestion.es].every((words) => words.length > 10)).toBe(true)
    if (suggestion!.changes.length === 0) return
    const changed = applyChanges(spec, suggestion!.changes)
    expect(describeExperiment(changed, data).issues).toEqual([])
    expect(named(changed, data)).not.toContain(advice)
  })

  it('keeps quiet while there are problems', () => {
    expect(adviseOnDesign({ ...sound, preprocessing: [], optimizer: 'adm' }, table(20_000))).toEqual([])
  })

  it('changes fields by path, and nothing else', () => {
    const spec = { a: { b: [{ c: 1 }, { c: 2, d: 3 }] }, e: 4 }
    expect(applyChanges(spec, [{ path: 'a.b[1].c', value: 9 }, { path: 'e', value: { f: 0 } }])).toEqual({ a: { b: [{ c: 1 }, { c: 9, d: 3 }] }, e: { f: 0 } })
    expect(spec).toEqual({ a: { b: [{ c: 1 }, { c: 2, d: 3 }] }, e: 4 })
  })
})

/** The events of a run with these losses. */
function ended(train: readonly number[], validation: readonly number[] | null, reason: 'completed' | 'stopped-early' | 'diverged' = 'completed'): RunEvent[] {
  const epochs = train.map((loss, i): RunEvent => ({
    type: 'epoch', epoch: i + 1, step: 10 * (i + 1), train: { loss }, validation: validation === null ? null : { loss: validation[i]! }, learningRate: 0.01, trainSeconds: 1, evaluationSeconds: 1, samplesPerSecond: 1, best: false,
  }))
  const last = { train: { loss: train.at(-1)! }, validation: validation === null ? null : { loss: validation.at(-1)! }, test: null }
  return [...epochs, { type: 'finished', reason, epoch: train.length, step: 10 * train.length, restoredEpoch: null, best: null, final: reason === 'diverged' ? { train: null, validation: null, test: null } : last, divergedAt: null, weightsSha256: '' }]
}

const runCases: readonly (readonly [advice: string, spec: object, events: readonly RunEvent[]])[] = [
  ['divergedRate', {}, ended([2, 5, 40], [2, 6, 50], 'diverged')],
  ['overfitting', { stop: { epochs: 6 } }, ended([1, 0.7, 0.4, 0.2, 0.1, 0.05], [1, 0.8, 0.7, 0.8, 0.9, 1.1])],
  ['biggerNetwork', {}, ended([1, 0.8, 0.71, 0.7, 0.7, 0.7], [1, 0.8, 0.71, 0.7, 0.7, 0.7])],
  ['longerTraining', {}, ended([1, 0.9, 0.8, 0.7, 0.6, 0.5], [1, 0.95, 0.9, 0.85, 0.8, 0.75])],
  ['smallerRate', {}, ended([1, 0.5, 0.8, 0.4, 0.9, 0.5, 0.8], [1, 0.6, 0.9, 0.5, 1, 0.6, 0.9])],
]

describe('advice on a run', () => {
  const advised = (spec: object, events: readonly RunEvent[]) => adviseOnEvents({ ...sound, ...spec }, table(20_000), events)

  it('is tested one by one', () => {
    expect(runCases.map(([advice]) => advice)).toEqual(Object.keys(runAdvice))
  })

  it.each(runCases)('%s: says so, and what it changes makes a valid experiment', (advice, spec, events) => {
    const suggestion = advised(spec, events).find((found) => found.advice === advice)
    expect(suggestion).toBeDefined()
    expect(describeExperiment(applyChanges({ ...sound, ...spec }, suggestion!.changes), table(20_000)).issues).toEqual([])
  })

  it('is silent about a run that went well, and one that goes on', () => {
    const well = ended([1, 0.5, 0.3, 0.2, 0.16, 0.15, 0.149, 0.1489], [1.1, 0.6, 0.4, 0.3, 0.27, 0.265, 0.2649, 0.265], 'stopped-early')
    expect(advised({}, well)).toEqual([])
    expect(advised({}, well.slice(0, -1))).toEqual([])
  })
})

describe('an ensemble', () => {
  const chain = { ...sound, ensemble: { kind: 'stochasticGradientLangevin' }, schedule: { kind: 'constant' }, stop: { epochs: 30 }, preprocessing: [] }
  const epoch = (number: number, of: string, train: number, validation: number): RunEvent =>
    ({ type: 'epoch', of, epoch: number, step: number, train: { loss: train }, validation: { loss: validation }, learningRate: 0.1, trainSeconds: 1, evaluationSeconds: 1, samplesPerSecond: 1, best: true })

  it('by a chain is not told to change what the chain does in its own way', () => {
    expect(adviseOnDesign({ ...chain, ensemble: null }, table(20_000)).map(({ path }) => path)).toContain('schedule')
    const given = adviseOnDesign(chain, table(20_000))
    expect(given.map(({ path }) => path)).toContain('preprocessing')
    expect(given.filter(({ path }) => /^(optimizer|schedule|regularizers|stop)/.test(path))).toEqual([])
  })

  it('is judged by its last member, not by all of them in a row', () => {
    const finished: RunEvent = { type: 'finished', reason: 'completed', epoch: 40, step: 40, restoredEpoch: null, best: null, final: { train: { loss: 0.3 }, validation: { loss: 0.31 }, test: null }, divergedAt: null, weightsSha256: '' }
    // Each member ends well; from the end of one to the start of the next the loss jumps.
    const member = (from: number, of: string): RunEvent[] => Array.from({ length: 20 }, (_, i) => epoch(from + i, of, 1 / (1 + i) + 0.3, 1 / (1 + i) + 0.31))
    const single = adviseOnEvents({ ...sound, stop: { epochs: 20 } }, table(20_000), [...member(1, 'member1'), finished])
    expect(adviseOnEvents({ ...sound, stop: { epochs: 20 }, ensemble: { kind: 'seeds', members: 2 } }, table(20_000), [...member(1, 'member1'), ...member(21, 'member2'), finished])).toEqual(single)
  })
})
