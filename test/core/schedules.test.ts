import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReferenceEngine, schedules, type RunEvent } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import type { EpochOutcome } from '../../core/schedules/definition.ts'
import { expectClose } from '../support/close.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'
import { resolved } from '../support/resolved.ts'

const EPOCHS = 20
const STEPS_PER_EPOCH = 5

/** The factors of all steps of a run whose epochs end with the given losses. */
function course(spec: { readonly kind: string }, { epochs = EPOCHS, stepsPerEpoch = STEPS_PER_EPOCH, outcomes = [] as readonly EpochOutcome[] } = {}): number[] {
  const { definition, hyperparameters } = resolved(schedules, spec)
  let state = definition.initialState ?? {}
  return Array.from({ length: epochs * stepsPerEpoch }, (_, index) => {
    const outcome = outcomes[index / stepsPerEpoch - 1]
    if (outcome !== undefined) state = definition.observe?.(state, outcome, hyperparameters) ?? state
    return definition.factor({ step: index + 1, stepsPerEpoch, totalSteps: epochs * stepsPerEpoch, learningRate: 1 }, hyperparameters, state)
  })
}

/** The factor of the first step of each epoch. */
const perEpoch = (factors: readonly number[]): number[] => factors.filter((_, index) => index % STEPS_PER_EPOCH === 0)

describe('start, middle and end', () => {
  const middle = (EPOCHS * STEPS_PER_EPOCH) / 2
  const progress = middle / (EPOCHS * STEPS_PER_EPOCH - 1)
  it.each<[{ readonly kind: string }, start: number, middle: number, end: number]>([
    [{ kind: 'constant' }, 1, 1, 1],
    [{ kind: 'step', every: 5, factor: 0.5 } as never, 1, 0.25, 0.125],
    [{ kind: 'exponential', gamma: 0.9 } as never, 1, 0.9 ** 10, 0.9 ** 19.8],
    [{ kind: 'inverseTime', decay: 0.1 } as never, 1, 1 / 2, 1 / 2.98],
    [{ kind: 'polynomial' }, 1, 1 - progress, 0],
    [{ kind: 'polynomial', power: 2, final: 0.2 } as never, 1, 0.2 + 0.8 * (1 - progress) ** 2, 0.2],
    [{ kind: 'cosine', final: 0.1 } as never, 1, 0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)), 0.1],
    [{ kind: 'cosineRestarts', period: 10, growth: 1 } as never, 1, 1, 0.5 * (1 + Math.cos(0.98 * Math.PI))],
    [{ kind: 'oneCycle' }, 0.04, 4e-6 + (1 - 4e-6) * 0.5 * (1 + Math.cos((Math.PI * (middle - 29)) / 70)), 4e-6],
  ])('of %o', (spec, start, halfway, end) => {
    const factors = course(spec)
    expectClose([factors[0]!, factors[middle]!, factors.at(-1)!], [start, halfway, end], { relative: 1e-9, absolute: 1e-12 })
  })

  it('of periods that double: restarts after 3, 9 and 21 epochs', () => {
    const factors = perEpoch(course({ kind: 'cosineRestarts', period: 3, growth: 2 } as never, { epochs: 24 }))
    expect(factors.flatMap((factor, epoch) => (Math.abs(factor - 1) < 1e-9 ? [epoch] : []))).toEqual([0, 3, 9, 21])
    expect(factors[6]).toBeCloseTo(0.5, 9)
    expect(factors[15]).toBeCloseTo(0.5, 9)
  })

  it('of one cycle: the peak is the learning rate itself', () => {
    const factors = course({ kind: 'oneCycle' })
    expect(Math.max(...factors)).toBeCloseTo(1, 12)
    expect(factors.indexOf(Math.max(...factors))).toBe(29)
  })
})

describe('linear warm-up', () => {
  it('rises evenly, and the schedule then runs its whole course', () => {
    const factors = course({ kind: 'cosine', warmUp: 2, final: 0.1 } as never)
    expectClose(factors.slice(0, 11), Array.from({ length: 11 }, (_, i) => (i + 1) / 11), { relative: 1e-12 })
    expect(factors.at(-1)).toBeCloseTo(0.1, 12)
    expectClose(factors.slice(10), course({ kind: 'cosine', final: 0.1 } as never, { epochs: 18 }), { relative: 1e-12 })
  })

  it('may last a part of an epoch, or longer than the run', () => {
    expectClose(course({ kind: 'constant', warmUp: 0.4 } as never).slice(0, 4), [1 / 3, 2 / 3, 1, 1], { relative: 1e-12 })
    const short = course({ kind: 'cosine', warmUp: 100 } as never, { epochs: 2 })
    expect(short.every((factor, i) => factor > (short[i - 1] ?? 0) && factor < 1)).toBe(true)
  })
})

describe('schedules that watch the run', () => {
  const outcomes = (losses: readonly number[]): EpochOutcome[] => losses.map((loss) => ({ train: 1 / loss, validation: loss }))

  it('reduce on plateau after epochs without improvement, with a pause and a floor', () => {
    const losses = [1, 0.5, 0.5, 0.6, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
    const factors = perEpoch(course({ kind: 'reduceOnPlateau', patience: 3, factor: 0.1, cooldown: 1, least: 0.05 } as never, { epochs: 14, outcomes: outcomes(losses) }))
    expectClose(factors, [1, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05], { relative: 1e-12 })
  })

  it('reduce on plateau by the training loss where there is no validation part', () => {
    const factors = perEpoch(course({ kind: 'reduceOnPlateau', patience: 1 } as never, { epochs: 4, outcomes: [1, 2, 0.5].map((train) => ({ train, validation: null })) }))
    expectClose(factors, [1, 1, 0.1, 0.1], { relative: 1e-12 })
  })

  it('drive boldly: grow while the training loss falls, cut when it rises', () => {
    const trains = [1, 0.9, 0.8, 0.85, 0.7]
    const factors = perEpoch(course({ kind: 'boldDriver' }, { epochs: 6, outcomes: trains.map((train) => ({ train, validation: 1 })) }))
    expectClose(factors, [1, 1, 1.05, 1.05 ** 2, 1.05 ** 2 * 0.5, 1.05 ** 3 * 0.5], { relative: 1e-12 })
  })

  it.each([{ kind: 'reduceOnPlateau', patience: 1, factor: 0.5 }, { kind: 'boldDriver', growth: 1.3 }])('resume $kind as if nothing had happened', async (schedule) => {
    const prepared = prepare({ ...spiralsSpec, optimizer: { kind: 'adam', learningRate: 0.05 }, schedule: { ...schedule, warmUp: 1.5 }, stop: { epochs: 10 } } as never)
    const whole = await runTraining(prepared)
    const rates = (events: readonly RunEvent[]): number[] => events.flatMap((event) => (event.type === 'epoch' ? [event.learningRate] : []))
    expect(new Set(rates(whole.events)).size).toBeGreaterThan(3)
    let time = 0
    for (const stopAt of [2, 9, 25]) {
      let seen = 0
      const broken = await runTraining(prepared, { now: () => (time += 1000), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && ++seen === stopAt })
      const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
      expect(resumed.finished!.weightsSha256, `after ${stopAt} checkpoints`).toBe(whole.finished!.weightsSha256)
      expect(rates(resumed.events)).toEqual(rates(whole.events).slice(rates(whole.events).length - rates(resumed.events).length))
    }
  })
})

describe('every schedule', () => {
  it.each(schedules.kinds)('%s is finite and never negative', (kind) => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 5, noNaN: true }), fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { maxLength: 12 }), (epochs, stepsPerEpoch, warmUp, losses) => {
      const outcomes = losses.map((loss) => ({ train: loss, validation: 9 - loss }))
      const factors = course({ kind, ...(kind === 'oneCycle' || kind === 'rangeTest' ? {} : { warmUp }) }, { epochs, stepsPerEpoch, outcomes })
      expect(factors.every((factor) => Number.isFinite(factor) && factor >= 0)).toBe(true)
      // Two go beyond the optimizer's rate: one when all is well, one by what it is for.
      if (kind !== 'boldDriver' && kind !== 'rangeTest') expect(Math.max(...factors)).toBeLessThanOrEqual(1 + 1e-12)
    }))
  })
})

describe('rates of the layers', () => {
  /** How far each parameter moves in the first step, in units of its gradient. */
  function moves(layers: string): Record<string, number> {
    const { experiment, data } = prepare({ ...spiralsSpec, regularizers: [], optimizer: { kind: 'sgd' }, schedule: { kind: 'constant', layers } } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const before = session.network.parameters.map(({ value }) => Float64Array.from(value.data))
    session.trainStep(Int32Array.of(0, 1, 2), { step: 1, stepsPerEpoch: 1, learningRate: 0.1 })
    return Object.fromEntries(session.network.parameters.map(({ name, value, gradient }, index) => {
      const i = gradient.data.findIndex((g) => Math.abs(g) > 1e-9)
      return [name, (before[index]![i]! - value.data[i]!) / gradient.data[i]!]
    }))
  }

  it.each([['same', () => 0.1], ['rootFanIn', (n: number) => 0.1 * Math.sqrt(n)], ['inverseRootFanIn', (n: number) => 0.1 / Math.sqrt(n)]] as const)('%s, of weights and biases', (layers, rate) => {
    const seen = moves(layers)
    for (const [layer, fanIn] of [['h1', 2], ['h2', 12], ['out', 8]] as const) {
      for (const name of ['weight', 'bias']) expect(seen[`${layer}.${name}`], `${layer}.${name}`).toBeCloseTo(rate(fanIn), 9)
    }
  })
})
