import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGradients, createEngine, createReferenceEngine, describeExperiment, formatIssue, readCheckpoint, type RunEvent } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import { expectClose } from '../support/close.ts'
import { prepare, runTraining, spiralsSpec, type PreparedExperiment } from '../support/experiments.ts'

const epochsOf = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'epoch')
const issuesOf = (spec: object): string[] => describeExperiment(spec, null).issues.map((issue) => formatIssue(issue))

const zeroUnit = (units: number, activation: string) => ({ id: 'out', kind: 'dense', units, activation, initializer: 'zeros' })
const perceptronSpec = (change: object = {}) => ({
  version: 1, name: 'perceptron', seed: 2,
  dataset: { kind: 'gaussians', samples: 60, distance: 8, deviation: 0.6 },
  split: { kind: 'fraction', validation: 0, test: 0 },
  network: { layers: [zeroUnit(1, 'sign')] },
  outputs: [{ from: 'out', loss: 'hinge' }],
  optimizer: { kind: 'perceptron', learningRate: 0.5 },
  batches: { size: 1, order: 'sequential' },
  stop: { epochs: 500 },
  ...change,
} as const)

/** Table 1.1 as it stands: w(n + 1) = w(n) + η [d(n) − y(n)] x(n), from w = 0, until a pass without a mistake. */
function tableOneOne({ data }: PreparedExperiment, eta: number, passes: number): { readonly w: readonly number[]; readonly mistakes: readonly number[] } {
  const { inputs, labels, sampleCount } = data.parts.train
  const width = inputs.length / sampleCount
  const w = new Array<number>(width + 1).fill(0)
  const mistakes: number[] = []
  do {
    let count = 0
    for (let n = 0; n < sampleCount; n++) {
      const x = [1, ...inputs.subarray(n * width, (n + 1) * width)]
      const y = Math.sign(x.reduce((sum, value, i) => sum + w[i]! * value, 0))
      const d = labels[n] === 1 ? 1 : -1
      if (y !== d) count++
      x.forEach((value, i) => { w[i]! += eta * (d - y) * value })
    }
    mistakes.push(count)
  } while (mistakes.at(-1)! > 0 && mistakes.length < passes)
  return { w, mistakes }
}

describe('the perceptron', () => {
  it('follows table 1.1 to the same weights, mistake by mistake', async () => {
    // Clouds near each other: several passes, not one.
    const prepared = prepare(perceptronSpec({ seed: 9, dataset: { kind: 'gaussians', samples: 80, distance: 3.2, deviation: 0.6 } }))
    const { events, finished, checkpoints } = await runTraining(prepared, { engine: createReferenceEngine() })
    const expected = tableOneOne(prepared, 0.5, 500)
    expect(expected.mistakes.length).toBeGreaterThan(2)
    expect(epochsOf(events).map(({ train }) => train['mistakes'])).toEqual(expected.mistakes)
    const { parameters } = readCheckpoint(checkpoints.get('last')!)
    expectClose([...parameters.get('out.bias')!.data, ...parameters.get('out.weight')!.data], expected.w, { relative: 1e-6, absolute: 1e-7 })
    expect(finished).toMatchObject({ reason: 'stopped-early', cause: 'no-mistakes' })
  })

  it.each([['sign', 'hinge'], ['step', 'meanSquaredError'], ['step', 'sumOfSquares']])('ends after a pass without a mistake with %s units and %s', async (activation, loss) => {
    const { events, finished } = await runTraining(prepare(perceptronSpec({ network: { layers: [zeroUnit(1, activation)] }, outputs: [{ from: 'out', loss }] })))
    const passes = epochsOf(events).map(({ train }) => train['mistakes']!)
    expect(passes.at(-1)).toBe(0)
    expect(passes.slice(0, -1).every((count) => count > 0)).toBe(true)
    expect(finished).toMatchObject({ reason: 'stopped-early', cause: 'no-mistakes', final: { train: { accuracy: 1 } } })
  })

  it('never ends on XOR, which no line separates', async () => {
    const { events, finished } = await runTraining(prepare(perceptronSpec({ dataset: { kind: 'xor', samples: 8, noise: 0 }, stop: { epochs: 300 } })))
    expect(epochsOf(events)).toHaveLength(300)
    expect(epochsOf(events).every(({ train }) => train['mistakes']! > 0)).toBe(true)
    expect(finished).toMatchObject({ reason: 'completed' })
    expect(finished!.cause).toBeUndefined()
  })

  it('ends if and only if the classes are separable', async () => {
    // Four corners with any labels: 14 of the 16 ways are separable, XOR and EQ are not.
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 15 }), async (truth) => {
      const prepared = prepare(perceptronSpec({ dataset: { kind: 'xor', samples: 8, noise: 0 }, stop: { epochs: 100 } }))
      const { inputs, labels } = prepared.data.parts.train
      labels.forEach((_, n) => { labels[n] = (truth >> (2 * inputs[2 * n]! + inputs[2 * n + 1]!)) & 1 })
      const { finished } = await runTraining(prepared)
      expect(finished!.cause === 'no-mistakes').toBe(truth !== 0b0110 && truth !== 0b1001)
    }), { numRuns: 40 })
  })

  it('tells several classes apart, each from all others', async () => {
    const prepared = prepare(perceptronSpec({ dataset: { kind: 'strokeDigits', samples: 40, size: 12 }, network: { layers: [{ kind: 'flatten' }, zeroUnit(10, 'step')] }, outputs: [{ from: 'out', loss: 'meanSquaredError' }] }))
    const { finished } = await runTraining(prepared)
    expect(finished).toMatchObject({ cause: 'no-mistakes', final: { train: { accuracy: 1, loss: 0 } } })
  })

  it('says what it cannot train', () => {
    const problems = issuesOf(perceptronSpec({
      network: { layers: [{ id: 'h', kind: 'dense', units: 4, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] },
      batches: { size: 8 }, regularizers: ['l2'],
    }))
    expect(problems).toHaveLength(4)
    expect(problems[0]).toMatch(/^network\.layers\[0\]: expected a single dense layer.*got h \(dense\)/)
    expect(problems[1]).toMatch(/^network\.layers\[1\]\.activation: expected step \/ sign.*set the activation of "out" to step/)
    expect(problems[2]).toMatch(/^batches\.size: expected 1: .*got 8/)
    expect(problems[3]).toMatch(/^regularizers\[0\]\.kind/)
    expect(issuesOf(perceptronSpec({ network: { layers: [zeroUnit(1, 'step')] } }))).toEqual([expect.stringMatching(/^outputs\[0\]\.loss: expected meanSquaredError \/ sumOfSquares.*got "hinge"/)])
  })
})

it('rules for one layer refuse blended samples, and the perceptron orders that repeat some', () => {
  const images = { dataset: { kind: 'strokeDigits', samples: 40, size: 12 }, network: { layers: [{ kind: 'flatten' }, zeroUnit(10, 'step')] }, outputs: [{ from: 'out', loss: 'meanSquaredError' }] }
  expect(issuesOf(perceptronSpec({ ...images, augmentation: ['mixup'] }))).toEqual([expect.stringMatching(/^augmentation\[0\]\.kind: .*got mixup/)])
  expect(issuesOf(perceptronSpec({ ...images, batches: { size: 1, order: 'balanced' } }))).toEqual([expect.stringMatching(/^batches\.order: .*set batches\.order to shuffle/)])
  expect(issuesOf(perceptronSpec({ ...images, batches: { size: 1, order: 'classAlternating' } }))).toEqual([])
})

const cafeteriaSpec = (change: object = {}) => ({
  version: 1, name: 'cafeteria', seed: 1,
  dataset: { kind: 'cafeteria' },
  split: { kind: 'fraction', validation: 0, test: 0 },
  network: { layers: [{ id: 'prices', kind: 'dense', units: 1, bias: false, initializer: { kind: 'constant', value: 50 } }] },
  outputs: [{ from: 'prices', loss: 'sumOfSquares' }],
  optimizer: { kind: 'deltaRule', learningRate: 1 / 35 },
  batches: { size: 1, order: 'sequential' },
  stop: { epochs: 1 },
  ...change,
} as const)

describe('the delta rule', () => {
  it('corrects the cafeteria’s prices as on the slide: +50, +20, +30', () => {
    const { experiment, data } = prepare(cafeteriaSpec())
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const [prices] = session.network.parameters
    expect([...prices!.value.data]).toEqual([50, 50, 50])
    const { heads, loss } = session.trainStep(Int32Array.of(0), { step: 1, stepsPerEpoch: 40, learningRate: 1 / 35 })
    expect(heads[0]!.outputs[0]).toBe(500)
    expect(loss).toBe(0.5 * 350 ** 2)
    expectClose(prices!.value.data, [100, 70, 80], { relative: 1e-14 })
    // The new estimate, 8.80 € against 8.50 €.
    expect(session.trainStep(Int32Array.of(0), { step: 2, stepsPerEpoch: 40, learningRate: 0 }).heads[0]!.outputs[0]).toBeCloseTo(880, 9)
  })

  it.each([1, 7, 'full'])('sums Δw = η Σ x (t − y) over batches of %s', (size) => {
    const { experiment, data } = prepare(cafeteriaSpec({ network: { layers: [{ id: 'prices', kind: 'dense', units: 1, initializer: { kind: 'constant', value: 50 } }] } }))
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const { inputs, values, sampleCount } = data.parts.train
    const positions = Int32Array.from({ length: size === 'full' ? sampleCount : Number(size) }, (_, i) => i)
    const change = [0, 0, 0, 0]
    positions.forEach((n) => {
      const x = [...inputs.subarray(3 * n, 3 * n + 3), 1]
      const error = values[n]! - (50 * (x[0]! + x[1]! + x[2]!) + session.network.parameters[1]!.value.data[0]!)
      x.forEach((value, i) => { change[i]! += 0.001 * error * value })
    })
    const before = session.network.parameters.flatMap(({ value }) => [...value.data])
    session.trainStep(positions, { step: 1, stepsPerEpoch: 1, learningRate: 0.001 })
    expectClose(session.network.parameters.flatMap(({ value }) => [...value.data]), before.map((value, i) => value + change[i]!), { relative: 1e-12 })
  })

  it('finds the prices', async () => {
    const { finished, checkpoints } = await runTraining(prepare(cafeteriaSpec({ optimizer: { kind: 'deltaRule', learningRate: 0.01 }, stop: { epochs: 60 } })))
    expect(finished!.final.train!['rootMeanSquaredError']).toBeLessThan(0.5)
    expectClose(readCheckpoint(checkpoints.get('last')!).parameters.get('prices.weight')!.data, [50, 150, 100], { absolute: 0.5 })
  })

  it('refuses other units and losses', () => {
    expect(issuesOf(cafeteriaSpec({ network: { layers: [{ id: 'prices', kind: 'dense', units: 1, activation: 'logistic' }] } }))).toEqual([expect.stringMatching(/^network\.layers\[0\]\.activation: expected linear/)])
    expect(issuesOf(cafeteriaSpec({ outputs: [{ from: 'prices', loss: 'huber' }] }))).toEqual([expect.stringMatching(/^outputs\[0\]\.loss: expected sumOfSquares \/ meanSquaredError/)])
  })
})

const cosine = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0) / Math.hypot(...a) / Math.hypot(...b)

describe.each(['weightPerturbation', 'nodePerturbation'])('%s', (kind) => {
  const layers = [
    { id: 'h1', kind: 'dense', units: 6, activation: 'tanh' },
    { id: 'h2', kind: 'dense', units: 4, activation: 'logistic' },
    { id: 'out', kind: 'dense', units: 2 },
  ]
  const spec = (hyperparameters: object, network: object = { layers }) => ({ ...spiralsSpec, network, regularizers: [], optimizer: { kind, ...hyperparameters } }) as never

  it.each(['central', 'forward'])('goes along the gradient on average, with %s differences', (difference) => {
    const { experiment, data } = prepare(spec({ difference, perturbations: 4000, deviation: 0.001 }))
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    // Of one class: gradients that almost cancel would drown in the noise of their estimates.
    const positions = Int32Array.from([...data.parts.train.labels.keys()].filter((i) => data.parts.train.labels[i] === 1).slice(0, 8))
    session.gradientStep(positions, 1)
    const gradient = session.network.parameters.flatMap((parameter) => [...parameter.gradient.data])
    const before = session.network.parameters.map(({ value }) => [...value.data])
    session.trainStep(positions, { step: 1, stepsPerEpoch: 1, learningRate: 1 })
    const change = session.network.parameters.flatMap(({ value }, index) => [...value.data].map((weight, i) => before[index]![i]! - weight))
    expect(cosine(change, gradient)).toBeGreaterThan(0.98)
    expect(Math.hypot(...change) / Math.hypot(...gradient)).toBeGreaterThan(0.9)
    expect(Math.hypot(...change) / Math.hypot(...gradient)).toBeLessThan(1.15)
  })

  it('counts shared weights, and several outputs with their weights', () => {
    const shared = { layers: [{ id: 'h1', kind: 'dense', units: 3, activation: 'tanh' }, { id: 'h2', kind: 'dense', units: 3, activation: 'tanh' }, { id: 'h3', kind: 'dense', units: 3, activation: 'tanh', sharesWith: 'h2' }, { id: 'out', kind: 'dense', units: 2 }, { id: 'other', kind: 'dense', units: 2, inputs: ['h2'] }] }
    const { experiment, data } = prepare({ ...(spec({ perturbations: 3000 }, shared) as object), outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }, { from: 'other', loss: 'softmaxCrossEntropy', weight: 3 }] } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const positions = Int32Array.from([...data.parts.train.labels.keys()].filter((i) => data.parts.train.labels[i] === 1).slice(0, 5))
    session.gradientStep(positions, 1)
    const gradient = session.network.parameters.flatMap((parameter) => [...parameter.gradient.data])
    const before = session.network.parameters.map(({ value }) => [...value.data])
    session.trainStep(positions, { step: 1, stepsPerEpoch: 1, learningRate: 1 })
    const change = session.network.parameters.flatMap(({ value }, index) => [...value.data].map((weight, i) => before[index]![i]! - weight))
    expect(cosine(change, gradient)).toBeGreaterThan(0.97)
  })

  it('takes the same step in float32', async () => {
    const { experiment, data } = prepare(spec({ perturbations: 3, deviation: 0.05 }))
    const steps = [createReferenceEngine(), await createEngine({ kind: 'wasm' })].map((engine) => {
      const session = createSession(experiment, engine, data.parts.train)
      const before = session.network.parameters.map(({ value }) => [...value.data])
      session.trainStep(Int32Array.of(3, 1, 4, 15, 9), { step: 7, stepsPerEpoch: 1, learningRate: 1 })
      return session.network.parameters.flatMap(({ value }, index) => [...value.data].map((weight, i) => weight - before[index]![i]!))
    })
    expectClose(steps[1]!, steps[0]!, { absolute: 2e-4 * Math.max(...steps[0]!.map(Math.abs)) + 1e-6 })
  })

  it('learns, and says how often it looked', async () => {
    const { events, finished } = await runTraining(prepare({ ...(spec({ perturbations: 8, learningRate: 0.3 }) as object), dataset: { kind: 'gaussians', samples: 120 }, stop: { epochs: 30 } } as never))
    const losses = epochsOf(events).map(({ train }) => train['loss']!)
    expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]!)
    expect(finished!.reason).toBe('completed')
    expect(epochsOf(events)[0]!.evaluations).toEqual({ functions: 17, gradients: 0, products: 0 })
  })
})

it('node perturbation refuses layers that mix samples', () => {
  const layers = [{ id: 'h', kind: 'dense', units: 4 }, { id: 'norm', kind: 'batchNormalization' }, { id: 'out', kind: 'dense', units: 2 }]
  expect(issuesOf({ ...spiralsSpec, network: { layers }, optimizer: 'nodePerturbation' })).toEqual([expect.stringMatching(/^network\.layers\[1\]: .*got norm \(batchNormalization\).*layerNormalization/)])
  expect(issuesOf({ ...spiralsSpec, network: { layers }, optimizer: 'weightPerturbation' })).toEqual([])
})

describe('the gradient check', () => {
  it('says that gradients do not apply to threshold units, and checks what has some', () => {
    const checked = (spec: object) => {
      const { experiment, data } = prepare(spec as never)
      return checkGradients(experiment, data)
    }
    expect(checked(perceptronSpec())).toMatchObject({ layers: [], note: { en: expect.stringMatching(/do not apply/) as unknown } })
    expect(checked(cafeteriaSpec())).toMatchObject({ layers: [{ parameter: 'prices.weight' }], note: null })
    expect(checked(cafeteriaSpec()).maxRelativeError).toBeLessThan(1e-6)
    expect(checked({ ...spiralsSpec, optimizer: 'nodePerturbation' }).maxRelativeError).toBeLessThan(1e-6)
  })
})

it('a rule for one layer learns from a sample as much as that counts', () => {
  const { experiment, data } = prepare(cafeteriaSpec())
  const training = data.parts.train
  const weights = new Float32Array(training.sampleCount).fill(1)
  weights[0] = 0.5
  const session = createSession(experiment, createReferenceEngine(), { ...training, weights })
  session.trainStep(Int32Array.of(0), { step: 1, stepsPerEpoch: 40, learningRate: 1 / 35 })
  // Half of the slide's +50, +20, +30.
  expectClose(session.network.parameters[0]!.value.data, [75, 60, 65], { relative: 1e-14 })
})
