import { describe, expect, it } from 'vitest'
import { createEngine, describeExperiment, estimateSeconds, kindOfWork, measureSpeed, secondsByBenchmark, workOf, type DatasetDescription, type EngineSpeed, type ExperimentSpec, type TimedRun } from '../../core/index.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const data: DatasetDescription = { name: 'digits', sampleCount: 1000, inputShape: [1, 28, 28], task: 'classification', classes: [...'0123456789'], targetNames: ['digit'], givenCounts: null }
const speed: EngineSpeed = { perLayer: 1e-3, perDense: 1e-6, perConvolution: 3e-6, perElement: 1e-5, perUpdate: 1e-4 }

function given(layers: readonly object[], more: Partial<ExperimentSpec> = {}): { spec: ExperimentSpec; description: ReturnType<typeof describeExperiment> } {
  const spec = { ...digitsSpec, dataset: { kind: 'stored', id: 'digits' }, split: { kind: 'fraction', validation: 0.1, test: 0.1 }, network: { layers }, outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }], optimizer: { kind: 'adam' }, batches: { size: 100, order: 'shuffle' }, ensemble: null, ...more } as ExperimentSpec
  return { spec, description: describeExperiment(spec, data) }
}
const dense = [{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }]
const timed = (name: string, actual: number, estimated: number, { spec, description }: ReturnType<typeof given>): TimedRun => ({ run: name, name, work: workOf(spec, description), kind: kindOfWork(description), estimated, actual })

describe('seconds per epoch', () => {
  it('add up steps, samples, updates and the evaluation', () => {
    const { spec, description } = given(dense)
    // 800 training samples in 8 steps, 100 validation samples in one call.
    const perSample = 7840 * speed.perDense + (784 + 10) * speed.perElement
    const perCall = 2 * speed.perLayer
    expect(secondsByBenchmark(spec, description, speed)).toBeCloseTo(8 * (perCall + 7850 * 3 * speed.perUpdate) + 800 * perSample + (perCall + 100 * perSample) / 3, 10)
  })

  it('count convolutions and the steps of sequences as what they are', () => {
    const convolution = given([{ id: 'c', kind: 'conv2d', channels: 2, kernel: 7 }, { id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }])
    const cheap = secondsByBenchmark(convolution.spec, convolution.description, { ...speed, perConvolution: 0 })!
    const macs = convolution.description.layers[0]!.multiplyAdds
    expect(secondsByBenchmark(convolution.spec, convolution.description, speed)! - cheap).toBeCloseTo(macs * speed.perConvolution * (800 + 100 / 3), 8)
    expect(kindOfWork(convolution.description)).toBe('convolution')
    const sequence = given([{ id: 'rows', kind: 'reshape', shape: [28, 28] }, { id: 'l', kind: 'lstm', units: 4 }, { id: 'out', kind: 'dense', units: 10 }])
    expect(kindOfWork(sequence.description)).toBe('recurrent')
    const quick = secondsByBenchmark(sequence.spec, sequence.description, { ...speed, perLayer: 0 })!
    expect(secondsByBenchmark(sequence.spec, sequence.description, speed)! - quick).toBeCloseTo((8 + 1 / 3) * 30 * speed.perLayer, 8)
  })

  it('are unknown where a step has no fixed length, where something is wrong, and where nothing was measured', () => {
    const search = given(dense, { optimizer: { kind: 'lBfgs' }, batches: { size: 'full', order: 'shuffle' } })
    expect(estimateSeconds(search.spec, search.description, speed, [])).toBeNull()
    const wrong = given([{ id: 'out', kind: 'dense', units: 10 }])
    expect(estimateSeconds(wrong.spec, wrong.description, speed, [])).toBeNull()
    const fine = given(dense)
    expect(estimateSeconds(fine.spec, fine.description, null, [])).toBeNull()
  })

  it('are corrected by what runs of the same kind took, and taken from runs of the same work', () => {
    const plain = given(dense)
    const measured = secondsByBenchmark(plain.spec, plain.description, speed)!
    expect(estimateSeconds(plain.spec, plain.description, speed, [])).toEqual({ secondsPerEpoch: measured, basis: 'benchmark', runs: 0, newest: null })
    const other = given([dense[0]!, { id: 'h', kind: 'dense', units: 3 }, dense[1]!])
    const history = [timed('a', 2, 1, other), timed('b', 8, 1, other), timed('c', 4, 1, other)]
    const corrected = estimateSeconds(plain.spec, plain.description, speed, history)!
    expect(corrected).toMatchObject({ basis: 'similar-runs', runs: 3, newest: 'a' })
    expect(corrected.secondsPerEpoch).toBeCloseTo(4 * measured, 10)
    const same = given(dense, { seed: 99, stop: { epochs: 77, early: null }, optimizer: { kind: 'adam', learningRate: 0.5 } })
    expect(estimateSeconds(plain.spec, plain.description, speed, [timed('d', 7, 1, same), ...history])).toEqual({ secondsPerEpoch: 7, basis: 'same-work', runs: 1, newest: 'd' })
  })

  it('are not corrected by runs of quite another size, which take all their time between their epochs', () => {
    const plain = given(dense)
    const measured = secondsByBenchmark(plain.spec, plain.description, speed)!
    const tiny = given([dense[0]!, { id: 'h', kind: 'dense', units: 3 }, dense[1]!])
    const history = [timed('tiny', 0.004, measured / 20_000, tiny)]
    expect(estimateSeconds(plain.spec, plain.description, speed, history)).toEqual({ secondsPerEpoch: measured, basis: 'benchmark', runs: 0, newest: null })
    expect(estimateSeconds(plain.spec, plain.description, speed, [...history, timed('alike', 2 * measured, measured, tiny)])).toMatchObject({ secondsPerEpoch: expect.closeTo(2 * measured, 6), runs: 1, newest: 'alike' })
  })

  it('rest on a measurement whose parts are all numbers of this machine', async () => {
    const engine = await createEngine({ kind: 'wasm' })
    let clock = 0
    // A clock that ticks only when it is read: what is measured is how often it is read, not how busy this machine is.
    const measured = measureSpeed(engine, () => (clock += 1))
    expect(Object.keys(measured)).toEqual(['perLayer', 'perDense', 'perConvolution', 'perElement', 'perUpdate'])
    expect(Object.values(measured).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
    expect(measured.perLayer).toBeGreaterThan(0)
  })
})
