import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { activations, createEngine, createReferenceEngine, describeExperiment, formatIssue, pretrainings, readCheckpoint, type Engine, type RunEvent } from '../../core/index.ts'
import type { Learner, LearnerContext } from '../../core/pretraining/definition.ts'
import type { Tensor } from '../../core/ops/tensor.ts'
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'
import { resolved } from '../support/resolved.ts'

const restlessClock = (stride = 1000): (() => number) => {
  let time = 0
  return () => (time += stride)
}
const pretrainedOf = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'pretrained')
const issuesOf = (spec: object): string[] => describeExperiment(spec, null).issues.map((issue) => formatIssue(issue))

/** A layer on its own, with what is known of its inputs. */
function layerOn(engine: Engine, { weight, bias, x, activation = 'logistic' }: { weight: readonly (readonly number[])[]; bias: readonly number[]; x: readonly (readonly number[])[]; activation?: string }) {
  const { ops } = engine
  const fill = (tensor: Tensor, values: readonly number[]): Tensor => {
    tensor.data.set(values)
    return tensor
  }
  const [units, inputs] = [weight.length, weight[0]!.length]
  const context: LearnerContext = {
    ops, seed: 7,
    layer: { id: 'h', index: 0, units, inputs, bias: true, activation: resolved(activations, { kind: activation }) },
    weight: fill(ops.create([units, inputs]), weight.flat()),
    bias: fill(ops.create([units]), bias),
    statistics: { minimum: Math.min(...x.flat()), maximum: Math.max(...x.flat()), means: Float64Array.from({ length: inputs }, (_, i) => x.reduce((sum, row) => sum + row[i]!, 0) / x.length) },
  }
  return { context, x: fill(ops.create([x.length, inputs]), x.flat()) }
}

function learn(context: LearnerContext, spec: { readonly kind: string }): Learner {
  const { definition, hyperparameters } = resolved(pretrainings, spec)
  return definition.createLearner(context, hyperparameters)
}

interface Golden {
  readonly weight: number[][]
  readonly bias: number[]
  readonly visibleBias: number[]
  readonly data: number[][]
  readonly cases: readonly { readonly visible: 'bernoulli' | 'gaussian'; readonly k: number; readonly uniforms: number[][][]; readonly weightStep: number[][]; readonly biasStep: number[]; readonly visibleBiasStep: number[]; readonly error: number }[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/rbm.json', import.meta.url), 'utf8')) as Golden

/** An engine that draws what it is told to. */
function scripted(engine: Engine, uniforms: readonly number[][][]): Engine {
  let turn = 0
  return { ...engine, ops: { ...engine.ops, uniformNoise: (out) => void out.data.set(uniforms[turn++]!.flat()) } }
}

describe.each(engines)('contrastive divergence on $name', ({ create }) => {
  it.each(golden.cases)('has the statistics of NumPy with $visible units and k = $k', async ({ visible, k, uniforms, weightStep, biasStep, visibleBiasStep, error }) => {
    const engine = scripted(await create(), uniforms)
    const { context, x } = layerOn(engine, { weight: golden.weight, bias: golden.bias, x: golden.data })
    const learner = learn(context, { kind: 'rbm', visible, steps: k, learningRate: 1, momentum: 0, weightDecay: 0 } as never)
    learner.state['visibleBias']!.data.set(golden.visibleBias)
    const before = [context.weight, context.bias!, learner.state['visibleBias']!].map(({ data }) => [...data])
    learner.begin({ step: 1, epoch: 1 })
    const loss = learner.writeStep(x)
    const steps = [context.weight, context.bias!, learner.state['visibleBias']!].map(({ data }, index) => [...data].map((value, i) => value - before[index]![i]!))
    const tolerance = { relative: 1e-4, absolute: engine.ops.precision === 'float64' ? 1e-9 : 2e-6 }
    expectClose(steps[0]!, weightStep.flat(), { ...tolerance, what: 'weight' })
    expectClose(steps[1]!, biasStep, { ...tolerance, what: 'bias' })
    expectClose(steps[2]!, visibleBiasStep, { ...tolerance, what: 'visible bias' })
    expect(loss.data[0]).toBeCloseTo(error, 5)
  })
})

/** Every vector of n bits. */
const bits = (n: number): number[][] => Array.from({ length: 2 ** n }, (_, code) => Array.from({ length: n }, (_unused, i) => (code >> i) & 1))

/** The exact gradient of the mean log-likelihood by the weights, summed over all states. */
function exactGradient(weight: readonly (readonly number[])[], hidden: readonly number[], visible: readonly number[], data: readonly (readonly number[])[]): number[] {
  const sigma = (z: number): number => 1 / (1 + Math.exp(-z))
  const field = (v: readonly number[]): number[] => weight.map((row, j) => hidden[j]! + row.reduce((sum, w, i) => sum + w * v[i]!, 0))
  const statistics = (v: readonly number[]): number[] => field(v).flatMap((z) => v.map((value) => sigma(z) * value))
  const freeWeight = (v: readonly number[]): number => Math.exp(v.reduce((sum, value, i) => sum + visible[i]! * value, 0)) * field(v).reduce((product, z) => product * (1 + Math.exp(z)), 1)
  const states = bits(visible.length)
  const partition = states.reduce((sum, v) => sum + freeWeight(v), 0)
  const mean = (terms: readonly (readonly [number, readonly number[]])[]): number[] => terms[0]![1].map((_, i) => terms.reduce((sum, [p, values]) => sum + p * values[i]!, 0))
  const positive = mean(data.map((v) => [1 / data.length, statistics(v)] as const))
  const negative = mean(states.map((v) => [freeWeight(v) / partition, statistics(v)] as const))
  return positive.map((value, i) => value - negative[i]!)
}

const cosine = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0) / Math.hypot(...a) / Math.hypot(...b)

describe('CD-k with many steps', () => {
  it('goes along the gradient of the log-likelihood, which one step does less well', () => {
    const weight = [[1.2, -0.8, 0.5, 1.5], [-1, 0.9, 1.1, -0.4], [0.3, 1.4, -1.2, 0.7]]
    const hidden = [-0.3, 0.2, 0.1]
    const visible = [0.2, -0.1, 0.4, -0.5]
    const patterns = [[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0]]
    const data = Array.from({ length: 9000 }, (_, i) => patterns[i % 3]!)
    const exact = exactGradient(weight, hidden, visible, patterns)
    const stepOf = (k: number): number[] => {
      const engine = createReferenceEngine()
      engine.setStep(3)
      const { context, x } = layerOn(engine, { weight, bias: hidden, x: data })
      const learner = learn(context, { kind: 'rbm', visible: 'bernoulli', sampleVisible: true, steps: k, learningRate: 1, momentum: 0, weightDecay: 0 } as never)
      learner.state['visibleBias']!.data.set(visible)
      learner.begin({ step: 1, epoch: 1 })
      learner.writeStep(x)
      return [...context.weight.data].map((value, i) => value - weight.flat()[i]!)
    }
    const many = stepOf(60)
    expect(cosine(many, exact)).toBeGreaterThan(0.995)
    expectClose(many, exact, { absolute: 0.02 })
    const distance = (step: readonly number[]): number => Math.hypot(...step.map((value, i) => value - exact[i]!))
    expect(distance(stepOf(1))).toBeGreaterThan(2 * distance(many))
  })
})

describe('the autoencoder', () => {
  const x = [[0.2, 0.9, 0.4, 0.7], [0.6, 0.1, 0.8, 0.3], [0.5, 0.5, 0.05, 0.95]]
  const weight = [[0.3, -0.6, 0.8, 0.1], [-0.2, 0.7, 0.4, -0.9], [0.5, 0.2, -0.3, 0.6]]
  const options = ['crossEntropy', 'squaredError'].flatMap((loss) => [true, false].flatMap((tiedWeights) => ['none', 'masking', 'gaussian'].map((corruption) => ({ loss, tiedWeights, corruption }))))

  it.each(options)('follows the gradient of its loss with %o', (option) => {
    // Adam's first step is the sign of the gradient; the moment m that it keeps is a tenth of the gradient itself.
    const lossWith = (change: (tensors: Record<string, Tensor>) => void): { loss: number; m: Record<string, number[]> } => {
      const engine = createReferenceEngine()
      engine.setStep(2)
      const { context, x: inputs } = layerOn(engine, { weight, bias: [0.1, -0.2, 0.05], x, activation: 'tanh' })
      const learner = learn(context, { kind: 'autoencoder', ...option, amount: 0.3 } as never)
      const tensors: Record<string, Tensor> = { weight: context.weight, bias: context.bias!, decoderBias: learner.state['decoderBias']!, ...(option.tiedWeights ? {} : { decoderWeight: learner.state['decoderWeight']! }) }
      change(tensors)
      learner.begin({ step: 1, epoch: 1 })
      const loss = learner.writeStep(inputs).data[0]!
      return { loss, m: Object.fromEntries(Object.keys(tensors).map((name) => [name, [...learner.state[`m/${name}`]!.data]])) }
    }
    const { m } = lossWith(() => {})
    for (const [name, values] of Object.entries(m)) {
      const numeric = values.map((_, i) => {
        const at = (distance: number): number => lossWith((tensors) => { tensors[name]!.data[i]! += distance }).loss
        return (at(1e-5) - at(-1e-5)) / 2e-5
      })
      expectClose(values.map((value) => 10 * value), numeric, { relative: 1e-6, absolute: 1e-9, what: name })
    }
  })
})

const deepSpec = (pretraining: object | string, change: object = {}) => ({
  ...spiralsSpec,
  dataset: { kind: 'strokeDigits', samples: 90, size: 10 },
  network: { layers: [
    { kind: 'flatten' },
    { id: 'h1', kind: 'dense', units: 20, activation: 'logistic' },
    { id: 'drop', kind: 'dropout', rate: 0.1 },
    { id: 'h2', kind: 'dense', units: 12, activation: 'logistic' },
    { id: 'out', kind: 'dense', units: 10 },
  ] },
  regularizers: [],
  stop: { epochs: 2 },
  pretraining,
  ...change,
}) as never

describe.each([{ kind: 'rbm', epochs: 7, batchSize: 20 }, { kind: 'rbm', epochs: 2, batchSize: 20, visible: 'gaussian', steps: 2, sampleVisible: true, learningRate: 0.001 }, { kind: 'autoencoder', epochs: 3, batchSize: 20 }, { kind: 'autoencoder', epochs: 3, batchSize: 20, corruption: 'gaussian', tiedWeights: false }])('a run with %o', (pretraining) => {
  const stepsPerEpoch = 4
  const steps = 2 * pretraining.epochs * stepsPerEpoch

  it('trains its hidden layers in turn, then the whole network', async () => {
    const { events, finished } = await runTraining(prepare(deepSpec(pretraining)))
    expect(events[0]).toMatchObject({ type: 'started', step: -steps, pretraining: { layers: ['h1', 'h2'], epochs: pretraining.epochs, stepsPerEpoch, steps } })
    expect(pretrainedOf(events).map(({ layer, epoch, step }) => [layer, epoch, step])).toEqual(['h1', 'h2'].flatMap((layer, index) => Array.from({ length: pretraining.epochs }, (_, epoch) => [layer, epoch + 1, (index * pretraining.epochs + epoch + 1) * stepsPerEpoch - steps])))
    const losses = events.flatMap((event) => (event.type === 'steps' && event.pretraining !== undefined ? [...event.series['loss']!] : []))
    expect(losses).toHaveLength(steps)
    expect(finished).toMatchObject({ reason: 'completed', epoch: 2 })
    // Where reconstructions are drawn, most of their error is the noise that was drawn.
    const course = pretrainedOf(events).filter(({ layer }) => layer === 'h1').map(({ loss }) => loss)
    if (!('sampleVisible' in pretraining)) expect(course.at(-1)).toBeLessThan(course[0]!)
  })

  it('ends with the same weights when it was killed in any place and resumed', async () => {
    const prepared = prepare(deepSpec(pretraining))
    const whole = await runTraining(prepared)
    const reported = (events: readonly RunEvent[]) => pretrainedOf(events).map(({ layer, epoch, loss }) => [layer, epoch, loss])
    for (let stopAt = 1; stopAt <= steps; stopAt += 3) {
      let seen = 0
      const broken = await runTraining(prepared, { now: restlessClock(11_000), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && ++seen === stopAt })
      const last = broken.checkpoints.get('last')!
      expect(readCheckpoint(last).position.step).toBe(stopAt - steps)
      const resumed = await runTraining(prepared, { resumeFrom: last })
      expect(resumed.events[0]).toMatchObject({ step: stopAt - steps })
      expect(resumed.finished!.weightsSha256, `after step ${stopAt}`).toBe(whole.finished!.weightsSha256)
      expect(reported(resumed.events)).toEqual(reported(whole.events).slice(reported(whole.events).length - reported(resumed.events).length))
    }
  })

  it('can be stopped in the middle', async () => {
    const prepared = prepare(deepSpec(pretraining))
    const cancellation = { aborted: false }
    const stopped = await runTraining(prepared, { cancellation, now: restlessClock(), stopAfter: (event) => { cancellation.aborted ||= event.type === 'pretrained'; return false } })
    expect(stopped.finished).toMatchObject({ reason: 'cancelled', epoch: 0, step: stepsPerEpoch - steps })
    const whole = await runTraining(prepared)
    const resumed = await runTraining(prepared, { resumeFrom: stopped.checkpoints.get('last')! })
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
  })
})

describe('pre-training', () => {
  it('gives float64 and float32 the same course', async () => {
    for (const pretraining of [{ kind: 'autoencoder', epochs: 2, batchSize: 20 }, { kind: 'rbm', epochs: 1, batchSize: 60, momentum: 0 }]) {
      const prepared = prepare(deepSpec(pretraining))
      const [wasm, reference] = [await runTraining(prepared, { engine: await createEngine({ kind: 'wasm' }) }), await runTraining(prepared, { engine: createReferenceEngine() })]
      expectClose(pretrainedOf(wasm.events).map(({ loss }) => loss), pretrainedOf(reference.events).map(({ loss }) => loss), { relative: 2e-3 })
    }
  })

  it('ends as diverged, with the layer, where its values are no longer finite', async () => {
    const { finished } = await runTraining(prepare(deepSpec({ kind: 'rbm', visible: 'gaussian', learningRate: 10, epochs: 60 })))
    expect(finished).toMatchObject({ reason: 'diverged', divergedAt: 'h1', epoch: 0 })
  })

  it('says what it cannot train', () => {
    const network = (...layers: object[]) => ({ ...(deepSpec('rbm') as object), network: { layers } })
    const out = { id: 'out', kind: 'dense', units: 10 }
    expect(issuesOf(network({ kind: 'flatten' }, out))).toEqual([expect.stringMatching(/^pretraining: expected a network with a dense hidden layer/)])
    expect(issuesOf(network({ kind: 'flatten' }, { id: 'h', kind: 'dense', units: 4, activation: 'relu' }, out))).toEqual([expect.stringMatching(/^network\.layers\[1\]\.activation: expected logistic with slope 1.*"relu".*autoencoder/)])
    expect(issuesOf(network({ kind: 'flatten' }, { id: 'h', kind: 'dense', units: 4, activation: 'logistic', bias: false }, out))).toEqual([expect.stringMatching(/^network\.layers\[1\]\.bias/)])
    expect(issuesOf(network({ id: 'c', kind: 'conv2d', channels: 2 }, { kind: 'flatten' }, { id: 'h', kind: 'dense', units: 4, activation: 'logistic' }, out))).toEqual([expect.stringMatching(/^network\.layers\[0\]: expected no such layer.*c \(conv2d\)/)])
    expect(issuesOf({ ...(deepSpec({ kind: 'rbn' }) as object) })).toEqual([expect.stringMatching(/^pretraining\.kind: .*did you mean "rbm"/)])
    expect(issuesOf({ ...(deepSpec('rbm') as object), ensemble: { kind: 'seeds' } })).toEqual([expect.stringMatching(/^pretraining: expected null: an ensemble/)])
    expect(issuesOf({ ...(deepSpec('rbm') as object), ensemble: { kind: 'monteCarloDropout' } })).toEqual([])
    // The logistic function may stand in a layer of its own.
    expect(issuesOf(network({ kind: 'flatten' }, { id: 'h', kind: 'dense', units: 4 }, { kind: 'activation', function: 'logistic' }, out))).toEqual([])
  })

  it('sees samples as they are while training sees them augmented', async () => {
    const pretraining = { kind: 'autoencoder', epochs: 2, batchSize: 20 }
    const [plain, augmented] = await Promise.all([deepSpec(pretraining), deepSpec(pretraining, { augmentation: [{ kind: 'shift' }] })].map((spec) => runTraining(prepare(spec))))
    expect(pretrainedOf(augmented!.events).map(({ loss }) => loss)).toEqual(pretrainedOf(plain!.events).map(({ loss }) => loss))
    expect(augmented!.finished!.weightsSha256).not.toBe(plain!.finished!.weightsSha256)
  })

  it('refuses data that its units cannot be', async () => {
    const spec = { ...(deepSpec({ kind: 'rbm', visible: 'bernoulli' }) as object), preprocessing: ['standardize'] } as never
    await expect(runTraining(prepare(spec))).rejects.toThrow(/^pretraining\.visible: expected inputs of "h1" between 0 and 1/)
  })

  it('is written out in the completed spec, null where there is none', () => {
    expect(prepare(deepSpec('rbm')).experiment.spec.pretraining).toMatchObject({ kind: 'rbm', epochs: 10, batchSize: 100, steps: 1 })
    expect(prepare(spiralsSpec).experiment.spec.pretraining).toBeNull()
  })
})
