import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReferenceEngine, regularizers, type Engine } from '../../core/index.ts'
import { createSession, type Session } from '../../core/trainer/session.ts'
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'
import { prepare, spiralsSpec } from '../support/experiments.ts'
import { resolved } from '../support/resolved.ts'

const weightsOf = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 70 })

/** The penalty and its gradient, added to a gradient of 1 and a penalty of 2. */
function penalize(engine: Engine, spec: object, weights: readonly number[]): { penalty: number; gradient: number[] } {
  const { definition, hyperparameters } = resolved(regularizers, spec)
  const target = { value: engine.ops.create([weights.length]), gradient: engine.ops.create([weights.length]) }
  const penalty = engine.ops.create([1])
  target.value.data.set(weights)
  target.gradient.data.fill(1)
  penalty.data[0] = 2
  definition.apply!(engine.ops, target, penalty, hyperparameters)
  return { penalty: penalty.data[0]! - 2, gradient: [...target.gradient.data].map((g) => g - 1) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const relativeSquare = (w: number, size: number): number => (w / size) ** 2

describe.each(engines)('penalties, $name', ({ create }) => {
  it.each<[object, value: (w: number) => number, slope: (w: number) => number]>([
    [{ kind: 'l2', strength: 0.3 }, (w) => 0.15 * w ** 2, (w) => 0.3 * w],
    [{ kind: 'l1', strength: 0.3 }, (w) => 0.3 * Math.abs(w), (w) => 0.3 * Math.sign(w)],
    [{ kind: 'elasticNet', strength: 0.2, ratio: 0.25 }, (w) => 0.05 * Math.abs(w) + 0.075 * w ** 2, (w) => 0.05 * Math.sign(w) + 0.15 * w],
    [{ kind: 'weightElimination', strength: 0.4, size: 0.5 }, (w) => (0.4 * relativeSquare(w, 0.5)) / (1 + relativeSquare(w, 0.5)), (w) => (0.4 * 2 * (w / 0.25)) / (1 + relativeSquare(w, 0.5)) ** 2],
  ])('%o has the value and the gradient of its formula', async (spec, value, slope) => {
    const engine = await create()
    fc.assert(fc.property(weightsOf, (weights) => {
      const { penalty, gradient } = penalize(engine, spec, weights)
      expectClose([penalty], [sum(weights.map(value))], { relative: 2e-5, absolute: 2e-6 })
      expectClose(gradient, weights.map(slope), { relative: 2e-5, absolute: 2e-6 })
    }))
  })
})

describe.each(engines)('limits, $name', ({ create }) => {
  it('clip gradients by value, and leave smaller ones as they are', async () => {
    const engine = await create()
    const { definition, hyperparameters } = resolved(regularizers, { kind: 'clipValue', limit: 0.5 })
    const gradient = engine.ops.create([7])
    gradient.data.set([-3, -0.5, -0.25, 0, 0.25, 4, NaN])
    definition.afterGradient!(engine.ops, gradient, hyperparameters)
    expect([...gradient.data]).toEqual([-0.5, -0.5, -0.25, 0, 0.25, 0.5, NaN])
  })

  it('clip gradients by norm: the direction stays, the length is at most the limit', async () => {
    const engine = await create()
    const { definition, hyperparameters } = resolved(regularizers, { kind: 'clipNorm', limit: 2 })
    fc.assert(fc.property(weightsOf, (numbers) => {
      const gradient = engine.ops.create([numbers.length])
      gradient.data.set(numbers)
      definition.afterGradient!(engine.ops, gradient, hyperparameters)
      const length = Math.hypot(...numbers)
      expectClose(gradient.data, numbers.map((g) => (length > 2 ? (2 * g) / length : g)), { relative: 1e-5, absolute: 1e-7 })
    }))
  })

  it('shorten each unit’s incoming weights, and only the long ones', async () => {
    const engine = await create()
    const { definition, hyperparameters } = resolved(regularizers, { kind: 'maxNorm', limit: 3 })
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 21 }), fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 200, maxLength: 200 }), (units, inputs, numbers) => {
      const weights = engine.ops.create([units, inputs])
      weights.data.set(numbers.slice(0, units * inputs))
      definition.afterUpdate!(engine.ops, weights, hyperparameters)
      for (let unit = 0; unit < units; unit++) {
        const before = numbers.slice(unit * inputs, (unit + 1) * inputs)
        const scale = Math.min(1, 3 / Math.hypot(...before))
        expectClose(weights.data.subarray(unit * inputs, (unit + 1) * inputs), before.map((w) => w * scale), { relative: 1e-5, absolute: 1e-7 })
      }
    }))
  })
})

describe('in a run', () => {
  function trained(regularizer: object, steps: number, learningRate = 5): Session {
    const { experiment, data } = prepare({ ...spiralsSpec, optimizer: 'sgd', regularizers: [regularizer] } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    for (let step = 1; step <= steps; step++) session.trainStep(Int32Array.from({ length: 84 }, (_, i) => i), { step, stepsPerEpoch: 1, learningRate })
    return session
  }

  it('the max-norm limits weights after the update, and no biases', () => {
    const session = trained({ kind: 'maxNorm', limit: 0.5 }, 20)
    const lengths = session.network.parameters.filter(({ penalized }) => penalized).flatMap(({ value: { shape, data } }) =>
      Array.from({ length: shape[0]! }, (_, unit) => Math.hypot(...data.subarray((unit * data.length) / shape[0]!, ((unit + 1) * data.length) / shape[0]!))))
    expect(Math.max(...lengths)).toBeCloseTo(0.5, 12)
    expect(Math.max(...session.network.parameters.filter(({ penalized }) => !penalized).map(({ value }) => Math.hypot(...value.data)))).toBeGreaterThan(0.5)
  })

  it('a clipped gradient moves the weights by at most rate × limit', () => {
    const distance = (regularizer: object): number => {
      const [before, after] = [trained(regularizer, 0), trained(regularizer, 1)].map(({ network }) => network.all.value.data)
      return Math.hypot(...after!.map((w, i) => w - before![i]!))
    }
    expect(distance({ kind: 'clipNorm', limit: 1e-3 })).toBeCloseTo(5e-3, 12)
    expect(distance({ kind: 'clipNorm', limit: 1e9 })).toBeGreaterThan(0.1)
  })

  it('clips after the penalties: they count as part of the gradient', () => {
    const { experiment, data } = prepare({ ...spiralsSpec, optimizer: 'sgd', regularizers: [{ kind: 'clipValue', limit: 1e-3 }, { kind: 'l2', strength: 100 }] } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    session.trainStep(Int32Array.of(0, 1), { step: 1, stepsPerEpoch: 1, learningRate: 1 })
    expect(Math.max(...session.network.all.gradient.data.map(Math.abs))).toBeCloseTo(1e-3, 12)
  })

  it('L1 makes more weights vanish than L2 does, and weight elimination spares the large ones', () => {
    const weights = (regularizer: object): number[] => trained(regularizer, 400, 0.05).network.parameters.filter(({ penalized }) => penalized).flatMap(({ value }) => [...value.data].map(Math.abs))
    const small = (list: readonly number[]): number => list.filter((w) => w < 0.01).length
    expect(small(weights({ kind: 'l1', strength: 0.02 }))).toBeGreaterThan(3 * small(weights({ kind: 'l2', strength: 0.02 })))
    const pull = (w: number): number => penalize(createReferenceEngine(), { kind: 'weightElimination', strength: 1, size: 0.5 }, [w]).gradient[0]!
    expect(pull(5)).toBeLessThan(0.02 * pull(0.3))
  })
})
