import { describe, expect, it } from 'vitest'
import { createEngine, createPredictor, createReferenceEngine, optimizers, parameterBytes, readCheckpoint, type RunEvent } from '../../core/index.ts'
import { expectClose } from '../support/close.ts'
import { prepare, runTraining, sha256, spiralsSpec } from '../support/experiments.ts'

/** A clock that advances a second (or more) per look, so that reports come after every step and checkpoints often. */
const restlessClock = (stride = 1000): (() => number) => {
  let time = 0
  return () => (time += stride)
}
const epochsOf = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'epoch')

/** What rules for a single layer need in place of the usual network. */
const singleLayerRules: Readonly<Record<string, object>> = {
  perceptron: { network: { layers: [{ id: 'out', kind: 'dense', units: 2, activation: 'step' }] }, outputs: [{ from: 'out', loss: 'meanSquaredError' }], regularizers: [], batches: { size: 1, order: 'shuffle' } },
  deltaRule: { network: { layers: [{ id: 'out', kind: 'dense', units: 2 }] }, outputs: [{ from: 'out', loss: 'sumOfSquares' }], batches: { size: 16, order: 'shuffle' } },
}

describe('training', () => {
  it('is the same twice with one seed and another with another seed', async () => {
    const [a, b, c] = await Promise.all([runTraining(prepare(spiralsSpec)), runTraining(prepare(spiralsSpec)), runTraining(prepare({ ...spiralsSpec, seed: 4 }))])
    expect(a.finished!.weightsSha256).toBe(b.finished!.weightsSha256)
    expect(epochsOf(a.events).map(({ train, validation }) => [train, validation])).toEqual(epochsOf(b.events).map(({ train, validation }) => [train, validation]))
    expect(c.finished!.weightsSha256).not.toBe(a.finished!.weightsSha256)
  })

  it('does not depend on when it reports', async () => {
    const [quick, slow] = await Promise.all([runTraining(prepare(spiralsSpec)), runTraining(prepare(spiralsSpec), { now: restlessClock() })])
    expect(slow.finished!.weightsSha256).toBe(quick.finished!.weightsSha256)
    const losses = ({ events }: typeof quick): number[] => events.flatMap((event) => (event.type === 'steps' ? [...event.series['loss']!] : []))
    expect(losses(slow)).toEqual(losses(quick))
    expect(losses(slow)).toHaveLength(quick.finished!.step)
  })

  it('numbers steps without gaps', async () => {
    const { events } = await runTraining(prepare(spiralsSpec), { now: restlessClock() })
    let next = 1
    for (const event of events) {
      if (event.type !== 'steps') continue
      expect(event.from).toBe(next)
      next += event.series['loss']!.length
    }
  })

  it('ends with the same weights when it was resumed from any checkpoint', async () => {
    const prepared = prepare(spiralsSpec)
    const whole = await runTraining(prepared)
    for (let stopAt = 1; stopAt <= 30; stopAt += 4) {
      let seen = 0
      const broken = await runTraining(prepared, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && ++seen === stopAt })
      const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
      expect(resumed.events[0]).toMatchObject({ type: 'started', step: readCheckpoint(broken.checkpoints.get('last')!).position.step })
      expect(resumed.finished!.weightsSha256, `resumed after ${stopAt} checkpoints`).toBe(whole.finished!.weightsSha256)
      // The epoch under way is reported as if it had not been interrupted.
      const scores = ({ events }: typeof whole) => epochsOf(events).map(({ epoch, train }) => [epoch, train])
      expect(scores(resumed)).toEqual(scores(whole).slice(scores(whole).length - scores(resumed).length))
    }
  })

  it.each(optimizers.kinds)('ends with the same weights when a run with %s is resumed in the middle of an epoch', async (kind) => {
    const { sort } = optimizers.get(kind)
    const size = sort === 'full-batch' ? 'full' : 16
    const outputs = [{ from: 'out', loss: sort === 'full-batch' ? 'meanSquaredError' : 'softmaxCrossEntropy' }]
    const change = singleLayerRules[kind] ?? { outputs, batches: { size, order: 'shuffle' } }
    const prepared = prepare({ ...spiralsSpec, ...change, optimizer: { kind }, stop: { epochs: 4 } } as never)
    const whole = await runTraining(prepared)
    const stopAt = kind === 'perceptron' ? 100 : size === 16 ? 9 : 2
    const broken = await runTraining(prepared, { now: restlessClock(11_000), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step === stopAt })
    const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
    expect(resumed.events[0]).toMatchObject({ type: 'started', step: stopAt })
    const reported = ({ events }: typeof whole) => epochsOf(events).slice(-2).map(({ epoch, train, learningRate, evaluations }) => ({ epoch, train, learningRate, evaluations }))
    expect(reported(resumed)).toEqual(reported(whole))
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
  })

  it('carries running statistics through checkpoints, resumption and prediction', async () => {
    const prepared = prepare({ ...spiralsSpec, network: { layers: [{ id: 'h1', kind: 'dense', units: 9 }, { id: 'norm', kind: 'batchNormalization' }, { kind: 'activation', function: 'relu' }, { id: 'out', kind: 'dense', units: 2 }] } } as never)
    const whole = await runTraining(prepared)
    const last = readCheckpoint(whole.checkpoints.get('last')!)
    expect([...last.parameters.keys()]).toEqual(['h1.weight', 'h1.bias', 'norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var', 'out.weight', 'out.bias'])
    expect([...last.parameters.get('norm.running_mean')!.data].every((value) => value !== 0)).toBe(true)
    expect(sha256(parameterBytes(last.parameters.values()))).toBe(whole.finished!.weightsSha256)
    for (const stopAt of [2, 9, 17]) {
      let seen = 0
      const broken = await runTraining(prepared, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && ++seen === stopAt })
      const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
      expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
    }
    const predictor = createPredictor({ experiment: prepared.experiment, checkpoint: whole.checkpoints.get('last')!, engine: await createEngine({ kind: 'wasm' }) })
    expect(predictor.evaluate(prepared.data.parts.validation).scores!['loss']).toBeCloseTo(whole.finished!.final.validation!['loss']!, 6)
  })

  it('can be cancelled between batches and resumed to the same end', async () => {
    const prepared = prepare(spiralsSpec)
    const whole = await runTraining(prepared)
    const cancellation = { aborted: false }
    const cancelled = await runTraining(prepared, { cancellation, now: restlessClock(), stopAfter: (event) => { cancellation.aborted ||= event.type === 'steps' && event.from > 8; return false } })
    expect(cancelled.finished).toMatchObject({ reason: 'cancelled' })
    expect(cancelled.finished!.step).toBeLessThan(whole.finished!.step)
    const resumed = await runTraining(prepared, { resumeFrom: cancelled.checkpoints.get('last')! })
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
  })

  it('agrees between float64 and float32', async () => {
    const prepared = prepare(spiralsSpec)
    const [wasm, reference] = await Promise.all([runTraining(prepared), runTraining(prepared, { engine: createReferenceEngine() })])
    epochsOf(wasm.events).forEach((epoch, index) => {
      expectClose([epoch.train['loss']!, epoch.validation!['loss']!], [epochsOf(reference.events)[index]!.train['loss']!, epochsOf(reference.events)[index]!.validation!['loss']!], { relative: 1e-4 })
    })
  })

  it('learns XOR, which a network without a hidden layer cannot', async () => {
    const spec = { ...spiralsSpec, dataset: { kind: 'xor', samples: 200, noise: 0.1 }, regularizers: [], stop: { epochs: 60 } }
    const deep = await runTraining(prepare({ ...spec, network: { layers: [{ kind: 'dense', units: 8, activation: 'tanh' }, { kind: 'dense', units: 2 }] } } as never))
    const flat = await runTraining(prepare({ ...spec, network: { layers: [{ kind: 'dense', units: 2 }] } } as never))
    expect(deep.finished!.final.validation!['accuracy']).toBeGreaterThan(0.95)
    expect(flat.finished!.final.validation!['accuracy']).toBeLessThan(0.8)
  })
})

describe('batches', () => {
  it.each([[1, 84], [16, 6], ['full', 1], [1000, 1], [83, 2]])('of size %s make %i steps per epoch and show every sample once', async (size, stepsPerEpoch) => {
    const { events, finished } = await runTraining(prepare({ ...spiralsSpec, batches: { size, order: 'shuffle' }, stop: { epochs: 2 } } as never))
    expect(events[0]).toMatchObject({ stepsPerEpoch, samples: { train: 84, validation: 24, test: 12 } })
    expect(finished!.step).toBe(2 * stepsPerEpoch)
  })
})

describe('early stopping', () => {
  // A validation accuracy that soon reaches its best: patience runs out before the epochs do.
  const spec = { ...spiralsSpec, optimizer: { kind: 'adam', learningRate: 0.05 }, stop: { epochs: 200, early: { monitor: 'validation.loss', patience: 4, restoreBest: true } } }

  it('stops after the patience and restores the best epoch’s weights', async () => {
    const prepared = prepare(spec)
    const { events, finished, checkpoints } = await runTraining(prepared)
    const losses = epochsOf(events).map(({ validation }) => validation!['loss']!)
    const best = losses.indexOf(Math.min(...losses)) + 1
    expect(finished).toMatchObject({ reason: 'stopped-early', epoch: best + 4, restoredEpoch: best, best: { epoch: best, monitor: 'validation.loss' } })
    expect(finished!.final.validation!['loss']).toBeCloseTo(Math.min(...losses), 6)
    const bestParameters = readCheckpoint(checkpoints.get('best')!).parameters
    expect(sha256(parameterBytes(bestParameters.values()))).toBe(finished!.weightsSha256)
    const predictor = createPredictor({ experiment: prepared.experiment, checkpoint: checkpoints.get('best')!, engine: await createEngine({ kind: 'wasm' }) })
    expect(predictor.evaluate(prepared.data.parts.validation).scores!['loss']).toBeCloseTo(finished!.final.validation!['loss']!, 6)
  })

  it('survives an interruption with its memory of the best epoch', async () => {
    const prepared = prepare(spec)
    const whole = await runTraining(prepared)
    const total = epochsOf(whole.events).length
    const broken = await runTraining(prepared, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.epoch === total - 2 })
    const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
    expect(resumed.finished).toMatchObject({ epoch: whole.finished!.epoch, restoredEpoch: whole.finished!.restoredEpoch, weightsSha256: whole.finished!.weightsSha256 })
  })
})

describe('divergence', () => {
  it('ends the run at the step, with the layer where it began', async () => {
    const linear = [{ id: 'h1', kind: 'dense', units: 8 }, { id: 'out', kind: 'dense', units: 1 }]
    const { finished, events } = await runTraining(prepare({ ...spiralsSpec, dataset: { kind: 'noisySine' }, optimizer: { kind: 'sgd', learningRate: 1000 }, regularizers: [], network: { layers: linear }, stop: { epochs: 100 } } as never))
    expect(finished!.reason).toBe('diverged')
    expect(['h1', 'out', 'loss']).toContain(finished!.divergedAt)
    expect(finished!.final).toEqual({ train: null, validation: null, test: null })
    const last = events.filter((event) => event.type === 'steps').at(-1)!
    expect(last.from + last.series['loss']!.length - 1).toBe(finished!.step)
  })
})

describe('schedules', () => {
  it('change the rate of every step and are recorded', async () => {
    const { events } = await runTraining(prepare({ ...spiralsSpec, schedule: { kind: 'cosine', final: 0.1 }, stop: { epochs: 3 } } as never))
    const rates = events.flatMap((event) => (event.type === 'steps' ? [...event.series['learningRate']!] : []))
    expect(rates[0]).toBeCloseTo(0.01, 6)
    expect(rates.at(-1)).toBeCloseTo(0.001, 6)
    expect(rates.every((rate, i) => i === 0 || rate <= rates[i - 1]!)).toBe(true)
  })
})

describe('initial weights', () => {
  it('start the run from given numbers and refuse other shapes', async () => {
    const prepared = prepare(spiralsSpec)
    const first = await runTraining(prepared)
    const { parameters } = readCheckpoint(first.checkpoints.get('last')!)
    const second = await runTraining({ ...prepared, experiment: { ...prepared.experiment, stop: { epochs: 1, early: null }, optimizer: { ...prepared.experiment.optimizer, hyperparameters: { ...prepared.experiment.optimizer.hyperparameters, learningRate: 0 } } } }, { initialWeights: parameters })
    expect(second.finished!.weightsSha256).toBe(first.finished!.weightsSha256)
    await expect(runTraining(prepared, { initialWeights: new Map([['h1.weight', { shape: [3, 3], data: new Float32Array(9) }]]) })).rejects.toThrow('h1.weight: expected a tensor of shape 12 × 2, got 3 × 3')
  })
})

describe('kept epochs', () => {
  it('are the weights at the start and after every so many epochs, and change nothing else', async () => {
    const kept = await runTraining(prepare({ ...spiralsSpec, checkpoints: { everyEpochs: 2 } } as never))
    expect([...kept.checkpoints.keys()].filter((tag) => tag.startsWith('epoch-'))).toEqual(['epoch-0', 'epoch-2', 'epoch-4', 'epoch-6'])
    expect(kept.finished!.weightsSha256).toBe((await runTraining(prepare(spiralsSpec))).finished!.weightsSha256)
    const weights = (tag: string) => readCheckpoint(kept.checkpoints.get(tag)!)
    expect(weights('epoch-4').position).toMatchObject({ epoch: 4, stepInEpoch: 0 })
    expect(weights('epoch-6').parameters).toEqual(weights('last').parameters)
    expect(weights('epoch-0').parameters).not.toEqual(weights('epoch-2').parameters)
    expect(weights('epoch-2').slots.size).toBe(0)
  })

  it('of a resumed run are those of one that was never interrupted', async () => {
    const spec = { ...spiralsSpec, checkpoints: { everyEpochs: 1 } } as never
    const whole = await runTraining(prepare(spec))
    const cut = await runTraining(prepare(spec), { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.epoch === 3 })
    const resumed = await runTraining(prepare(spec), { resumeFrom: cut.checkpoints.get('last')! })
    expect(resumed.checkpoints.get('epoch-5')).toEqual(whole.checkpoints.get('epoch-5'))
    expect(resumed.checkpoints.has('epoch-0')).toBe(false)
  })

  it.each([
    [{ checkpoints: { everyEpochs: 1 }, stop: { epochs: 5000 } }, 'keep every 5 epochs'],
    [{ checkpoints: { everyEpochs: -1 } }, 'checkpoints.everyEpochs'],
    [{ checkpoints: { everyEpochs: 2 }, ensemble: { kind: 'seeds', members: 2 } }, 'leave it out'],
  ])('are refused where they cannot be: %o', (changes, words) => {
    expect(() => prepare({ ...spiralsSpec, ...changes } as never)).toThrow(words)
  })
})

describe('the gradient of an online step', () => {
  it('averages to the full-batch gradient', async () => {
    const { createSession } = await import('../../core/trainer/session.ts')
    const { experiment, data } = prepare({ ...spiralsSpec, regularizers: [], network: { layers: [{ id: 'h1', kind: 'dense', units: 5, activation: 'logistic' }, { id: 'out', kind: 'dense', units: 2 }] } } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const { sampleCount } = data.parts.train
    const sum = session.network.parameters.map(({ gradient }) => new Float64Array(gradient.data.length))
    for (let sample = 0; sample < sampleCount; sample++) {
      session.gradientStep(Int32Array.of(sample), 1)
      session.network.parameters.forEach(({ gradient }, index) => gradient.data.forEach((g, i) => { sum[index]![i]! += g / sampleCount }))
    }
    session.gradientStep(Int32Array.from({ length: sampleCount }, (_, i) => i), 1)
    session.network.parameters.forEach(({ gradient, name }, index) => expectClose(gradient.data, sum[index]!, { relative: 1e-9, absolute: 1e-12, what: name }))
  })
})
