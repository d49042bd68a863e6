import { describe, expect, it } from 'vitest'
import { HISTOGRAM_BINS, LAYER_SCALARS, resolveExperiment, trainExperiment, type DatasetDescription, type LayerMeasure, type PartData, type RunEvent } from '../../core/index.ts'
import { NO_SAMPLES } from '../../core/experiment/training-data.ts'
import { histogramOf } from '../../core/math/histogram.ts'
import { diagnosedRows } from '../../core/trainer/layer-diagnostics.ts'
import { measuredSteps } from '../../core/trainer/measured-steps.ts'
import golden from '../golden/layer-diagnostics.json' with { type: 'json' }
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'
import { prepare, runTraining, sha256, spiralsSpec } from '../support/experiments.ts'

type Measured = Extract<RunEvent, { type: 'layers' }>
const measuredIn = (events: readonly RunEvent[]): readonly Measured[] => events.filter((event) => event.type === 'layers')

const data: DatasetDescription = { name: 'golden', sampleCount: 12, inputShape: [5], task: 'classification', classes: ['a', 'b', 'c'], targetNames: ['class'], givenCounts: null }
const train: PartData = { sampleCount: 12, inputs: Float32Array.from(golden.inputs), labels: Int32Array.from(golden.labels), values: new Float32Array(0), indices: Int32Array.from({ length: 12 }, (_, i) => i), weights: null, targetScale: null }

describe.each(engines)('layers against PyTorch, $name', ({ create, name }) => {
  it('have its gradient and weight norms, update ratios, dead and saturated shares', async () => {
    const experiment = resolveExperiment({
      version: 1,
      dataset: { kind: 'stored', id: 'golden' },
      split: { kind: 'fraction', validation: 0, test: 0 },
      network: { layers: [{ id: 'h1', kind: 'dense', units: 6, activation: 'relu' }, { id: 'h2', kind: 'dense', units: 4, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 3 }] },
      optimizer: { kind: 'adam', learningRate: golden.learningRate },
      regularizers: [{ kind: 'l2', strength: golden.l2 }],
      batches: { size: 6, order: 'sequential' },
      stop: { epochs: 2 },
      diagnostics: { everySteps: 1 },
    }, data)
    const initialWeights = new Map(Object.entries(golden.start).map(([tensor, { shape, data: numbers }]) => [tensor, { shape, data: Float32Array.from(numbers) }]))
    const events: RunEvent[] = []
    const options = { data: { parts: { train, validation: NO_SAMPLES, test: NO_SAMPLES }, transforms: [], source: null as never, inputShape: [5], classes: data.classes, targetNames: data.targetNames }, resumeFrom: null, cancellation: { aborted: false }, hash: sha256, now: () => 0, saveCheckpoint: async () => ({ file: '', bytes: 0, sha256: '' }) }
    for await (const event of trainExperiment({ experiment, initialWeights, engine: await create(), ...options })) events.push(event)
    const tolerance = name === 'reference' ? { relative: 1e-6 } : { relative: 2e-4 }
    expect(measuredIn(events).map(({ step }) => step)).toEqual([1, 2, 3, 4])
    measuredIn(events).forEach(({ step, layers }, index) => {
      expect(layers.map(({ id }) => id)).toEqual(['h1', 'h2', 'out'])
      for (const layer of layers) {
        const expected = golden.steps[index]![layer.id as 'h1']
        for (const scalar of LAYER_SCALARS) {
          const what = `${layer.id}.${scalar} of step ${step}`
          if (expected[scalar] === null) expect(layer[scalar], what).toBeNull()
          else expectClose([layer[scalar]!], [expected[scalar]], { ...tolerance, what })
        }
      }
    })
  })
})

describe('measuring layers', () => {
  const specs: Readonly<Record<string, object>> = {
    'dropout, noise and running statistics': { network: { layers: [{ id: 'noise', kind: 'gaussianNoise' }, { id: 'h1', kind: 'dense', units: 9 }, { id: 'norm', kind: 'batchNormalization' }, { kind: 'activation', function: 'relu' }, { id: 'drop', kind: 'dropout', rate: 0.3 }, { id: 'out', kind: 'dense', units: 2 }] } },
    'a second gradient': { optimizer: { kind: 'vSgd' } },
    'augmentation': { augmentation: [{ kind: 'noise', deviation: 0.05 }] },
    'a full-batch method in float64': { optimizer: { kind: 'hessianFree' }, batches: { size: 'full' }, network: { layers: [{ id: 'h1', kind: 'dense', units: 5, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] } },
    'a full-batch method of the engine': { optimizer: { kind: 'lBfgs' }, batches: { size: 'full' }, network: { layers: [{ id: 'h1', kind: 'dense', units: 5, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] } },
    'a rule without back-propagation': { optimizer: { kind: 'weightPerturbation' } },
    'an ensemble': { ensemble: { kind: 'bagging', members: 2 } },
    'a chain': { ensemble: { kind: 'hamiltonianMonteCarlo', burnIn: 2, kept: 2, thinning: 1 }, batches: { size: 'full' }, regularizers: [], network: { layers: [{ id: 'h1', kind: 'dense', units: 4, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] } },
  }
  it.each(Object.keys(specs))('changes no bit of the weights: %s', async (name) => {
    const spec = { ...spiralsSpec, ...specs[name] }
    const [often, never] = await Promise.all([{ everySteps: 2 }, false as const].map((diagnostics) => runTraining(prepare({ ...spec, diagnostics } as never))))
    expect(often!.finished!.weightsSha256).toBe(never!.finished!.weightsSha256)
    expect(often!.finished!.final).toEqual(never!.finished!.final)
    expect(measuredIn(never!.events)).toEqual([])
    expect(measuredIn(often!.events).length).toBeGreaterThan(1)
    for (const { layers } of measuredIn(often!.events)) {
      for (const layer of layers.filter(({ weightNorm }) => weightNorm !== null)) expect([layer.gradientNorm, layer.updateRatio, layer.weightNorm].every((value) => Number.isFinite(value) && value! >= 0), layer.id).toBe(true)
    }
  })

  it('reports each network of an ensemble, one after the other, and each step once', async () => {
    const { events } = await runTraining(prepare({ ...spiralsSpec, ensemble: { kind: 'seeds', members: 2 }, diagnostics: { everySteps: 3 } } as never))
    const steps = measuredIn(events).map(({ step }) => step)
    expect(new Set(steps).size).toBe(steps.length)
    const { step } = events.find((event) => event.type === 'member')!
    const own = [steps.filter((at) => at <= step), steps.filter((at) => at > step).map((at) => at - step)]
    expect(own[0]!.length).toBeGreaterThan(3)
    expect(own[1]).toEqual(own[0])
  })

  it('gives the same in a run that is resumed', async () => {
    const prepared = prepare({ ...spiralsSpec, diagnostics: { everySteps: 4 } } as never)
    const whole = await runTraining(prepared)
    let time = 0
    const broken = await runTraining(prepared, { now: () => (time += 11_000), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step === 10 })
    const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
    expect(measuredIn(resumed.events)).toEqual(measuredIn(whole.events).filter(({ step }) => step > 10))
  })

  it('has what each layer has: no gradient without parameters, no dead units where an activation never gives 0', async () => {
    const layers = [{ id: 'a', kind: 'dense', units: 6 }, { id: 'act', kind: 'activation', function: 'relu' }, { id: 'b', kind: 'dense', units: 6, activation: 'logistic' }, { id: 'c', kind: 'dense', units: 6, activation: 'gelu', trainable: false }, { id: 'd', kind: 'dense', units: 6, activation: 'hardSigmoid' }, { id: 'out', kind: 'dense', units: 2 }]
    const { events } = await runTraining(prepare({ ...spiralsSpec, network: { layers } } as never))
    const has = Object.fromEntries(measuredIn(events)[0]!.layers.map((layer): [string, string[]] => [layer.id, LAYER_SCALARS.filter((scalar) => layer[scalar] !== null)]))
    const trained = ['gradientNorm', 'weightNorm', 'updateRatio']
    expect(has).toEqual({ a: trained, act: ['deadShare'], b: [...trained, 'saturatedShare'], c: [], d: [...trained, 'deadShare', 'saturatedShare'], out: trained })
    const [first] = measuredIn(events)[0]!.layers as [LayerMeasure]
    expect(first.histograms.weights!.counts.reduce((sum, count) => sum + count, 0)).toBe(2 * 6 + 6)
  })

  it('ends with the step before a divergence', async () => {
    const { events, finished } = await runTraining(prepare({ ...spiralsSpec, optimizer: { kind: 'sgd', learningRate: 1000 }, network: { layers: [{ kind: 'dense', units: 9, activation: 'relu' }, { kind: 'dense', units: 9, activation: 'relu' }, { id: 'out', kind: 'dense', units: 2 }] }, outputs: [{ from: 'out', loss: 'meanSquaredError' }], regularizers: [], diagnostics: { everySteps: 1 } } as never))
    expect(finished!.reason).toBe('diverged')
    expect(measuredIn(events).at(-1)!.step).toBe(finished!.step - 1)
  })
})

describe('which steps are measured', () => {
  const network = prepare(spiralsSpec).experiment.network
  const listed = (run: Partial<Parameters<typeof measuredSteps>[0]>): number[] => {
    const all = { experiment: { network, diagnostics: { everySteps: null } }, batchSize: 32, stepsPerEpoch: 10, totalSteps: 100, rows: 100, ...run }
    const isMeasured = measuredSteps(all)
    return Array.from({ length: all.totalSteps }, (_, i) => i + 1).filter(isMeasured)
  }

  it('is the first, then the last of epochs', () => {
    expect(listed({})).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100])
    expect(listed({ totalSteps: 1000 })[1]! % 10).toBe(0)
    expect(listed({ totalSteps: 1000 }).length).toBeLessThanOrEqual(26)
  })

  it('is a few hundred of a run without end, and the last of one that its epochs do not divide', () => {
    const long = listed({ totalSteps: 200_000 })
    expect(long.length).toBeGreaterThan(20)
    expect(long.length).toBeLessThanOrEqual(242)
    expect(listed({ totalSteps: 103 }).at(-1)).toBe(103)
  })

  it('is what the experiment says', () => {
    expect(listed({ experiment: { network, diagnostics: { everySteps: 30 } } })).toEqual([1, 30, 60, 90, 100])
  })

  it.each([['diagnostics: { everySteps: 0 }', { everySteps: 0 }, 'diagnostics.everySteps'], ['diagnostics: true', true, 'diagnostics'], ['a wrong field', { every: 3 }, 'diagnostics.every']])('is refused as %s', (_name, diagnostics, path) => {
    expect(() => prepare({ ...spiralsSpec, diagnostics } as never)).toThrow(`${path}: expected`)
  })

  it('is written out only where it was given', () => {
    const written = (diagnostics: unknown) => prepare({ ...spiralsSpec, ...(diagnostics === undefined ? {} : { diagnostics }) } as never).experiment.spec.diagnostics
    expect([written(undefined), written({}), written(false), written({ everySteps: 7 })]).toEqual([undefined, undefined, false, { everySteps: 7 }])
  })
})

describe('how many samples are looked at', () => {
  const rowsOf = (outputs: number, samples = 1000): number => diagnosedRows({ network: { inputShape: [1], layers: [{ outputShape: [outputs] }] } } as never, samples)
  it('is as many as cost little: some of a large network, one of a huge one, all of a small part', () => {
    expect([rowsOf(100), rowsOf(3000), rowsOf(100_000), rowsOf(50_000_000), rowsOf(100, 20)]).toEqual([128, 39, 8, 1, 20])
  })
})

describe('a histogram', () => {
  it('counts every value once, in bins of one width', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 3 + 1)
    const { low, high, counts } = histogramOf([values.subarray(0, 400), values.subarray(400)])!
    expect([low, high]).toEqual([Math.min(...values), Math.max(...values)])
    const expected = new Uint32Array(HISTOGRAM_BINS)
    for (const value of values) expected[Math.min(HISTOGRAM_BINS - 1, Math.floor((HISTOGRAM_BINS * (value - low)) / (high - low)))]!++
    expect(counts).toEqual(expected)
  })

  it('keeps its detail where one value is far away, which counts in the last bin', () => {
    const values = Float64Array.from({ length: 2000 }, (_, i) => (i === 7 ? 1e6 : Math.sin(i)))
    const { high, counts } = histogramOf([values])!
    expect(high).toBeLessThan(1e6)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2000)
    expect(counts[HISTOGRAM_BINS - 1]).toBe(1)
  })

  it('draws values that are all alike in the middle, and leaves out what is not finite', () => {
    expect(histogramOf([Float64Array.of(2, 2, NaN, Infinity)])).toMatchObject({ low: 1, high: 3 })
    expect(histogramOf([Float64Array.of(2, 2, NaN, Infinity)])!.counts[HISTOGRAM_BINS / 2]).toBe(2)
    expect(histogramOf([Float64Array.of(0, 0)])).toMatchObject({ low: -0.5, high: 0.5 })
    expect(histogramOf([Float64Array.of(NaN)])).toBeNull()
    expect(histogramOf([])).toBeNull()
  })

  it('of very many values is that of a regular sample', () => {
    const { counts } = histogramOf([Float64Array.from({ length: 100_000 }, (_, i) => i % 97)])!
    const total = counts.reduce((sum, count) => sum + count, 0)
    expect(total).toBeLessThanOrEqual(16_384)
    expect(total).toBeGreaterThan(10_000)
  })
})
