import { describe, expect, it } from 'vitest'
import { activationCurve } from '../../core/analysis/activation-curve.ts'
import { initialWeights } from '../../core/analysis/initial-weights.ts'
import { plannedRates } from '../../core/analysis/planned-rates.ts'
import { activations, createReferenceEngine, initializers, schedules, summarizeValues, type ParameterDeclaration } from '../../core/index.ts'
import { buildNetwork } from '../../core/network/build-network.ts'
import { planNetwork, type PlannedLayer } from '../../core/network/plan-network.ts'

const activation = (spec: object | string) => activations.resolve(spec, 'activation', [])!
const schedule = (spec: object) => schedules.resolve(spec, 'schedule', [])!

describe('activation curves', () => {
  /** Those whose derivative stands in for one that is 0 nearly everywhere. */
  const SURROGATES = new Set(['sign', 'step'])

  it.each(activations.kinds.filter((kind) => !SURROGATES.has(kind)))('%s: the derivative is the slope of the curve', (kind) => {
    const { z, y, derivative } = activationCurve(activation(kind), -3.0005, 2.9985, 6000)
    const step = z[1]! - z[0]!
    let worst = 0
    for (let i = 1; i < z.length - 1; i++) {
      const [before, at, after] = [y[i - 1]!, y[i]!, y[i + 1]!]
      const slope = (after - before) / (2 * step)
      // A difference across a kink is neither side's slope; some have a bend at 0.
      const isKink = Math.abs(z[i]!) < 2 * step || Math.abs((after - 2 * at + before) / step) > 0.01
      if (!isKink) worst = Math.max(worst, Math.abs(slope - derivative[i]!))
    }
    expect(worst).toBeLessThan(1e-5)
  })

  it('follow the hyper-parameters', () => {
    const curve = activationCurve(activation({ kind: 'leakyRelu', slope: 0.3 }), -2, 2, 5)
    expect([...curve.y].map((value) => Number(value.toFixed(12)))).toEqual([-0.6, -0.3, 0, 1, 2])
    expect([curve.derivative[0], curve.derivative[4]]).toEqual([0.3, 1])
  })

  it('show one of two units where outputs depend on each other: softmax is then the logistic function', () => {
    const soft = activationCurve(activation('softmax'), -4, 4, 9)
    const logistic = activationCurve(activation('logistic'), -4, 4, 9)
    soft.y.forEach((value, i) => expect(value).toBeCloseTo(logistic.y[i]!, 12))
    soft.derivative.forEach((value, i) => expect(value).toBeCloseTo(logistic.derivative[i]!, 12))
  })
})

describe('initial weights', () => {
  const declare = (kind: string | object, shape: readonly number[], fanIn: number, fanOut: number): ParameterDeclaration =>
    ({ name: 'weight', shape, fanIn, fanOut, initializer: initializers.resolve(typeof kind === 'string' ? { kind } : kind, 'initializer', [])!, penalized: true })

  const build = (layer: object, inputShape: readonly number[], seed: number): { planned: PlannedLayer; weight: Float64Array } => {
    const planned = planNetwork([layer], inputShape, 'network.layers', []).map((sketched) => sketched.planned!)
    const network = buildNetwork({ inputShape, layers: planned }, createReferenceEngine(), seed)
    return { planned: planned[0]!, weight: Float64Array.from(network.parameters[0]!.value.data) }
  }

  it('are those of the run', () => {
    const { planned, weight } = build({ id: 'h1', kind: 'conv2d', channels: 4, kernel: 3, initializer: 'heNormal' }, [2, 8, 8], 7)
    expect([...initialWeights('h1', planned.parameters[0]!, 7).values]).toEqual([...weight])
    expect([...initialWeights('h1', planned.parameters[0]!, 8).values]).not.toEqual([...weight])
  })

  it.each([['heNormal', 400, 200], ['orthogonal', 300, 220], ['orthogonal', 220, 300], ['glorotUniform', 200, 400]])('of a large layer are a part of the run’s: %s %i × %i', (initializer, units, inputs) => {
    const { planned, weight } = build({ id: 'h1', kind: 'dense', units, initializer }, [inputs], 3)
    const drawn = initialWeights('h1', planned.parameters[0]!, 3)
    expect(drawn.size).toBe(units * inputs)
    expect(drawn.values.length).toBeLessThan(drawn.size)
    const all = new Set(weight)
    expect(drawn.values.every((value) => all.has(value))).toBe(true)
  })

  it.each([
    ['heNormal', Math.sqrt(2 / 300)], ['heUniform', Math.sqrt(2 / 300)], ['glorotNormal', Math.sqrt(2 / 500)], ['glorotUniform', Math.sqrt(2 / 500)], ['leCunNormal', Math.sqrt(1 / 300)], ['leCunUniform', Math.sqrt(1 / 300)], ['orthogonal', Math.sqrt(1 / 300)],
  ])('%s spreads as its paper says', (kind, deviation) => {
    const { values } = initialWeights('h', declare(kind, [200, 300], 300, 200), 1)
    const { mean, standardDeviation } = summarizeValues('', values)
    expect(Math.abs(mean)).toBeLessThan(5 * deviation / Math.sqrt(values.length))
    expect(Math.abs(standardDeviation / deviation - 1)).toBeLessThan(0.03)
  })
})

describe('planned rates', () => {
  it('equal the schedule at every step, in epochs', () => {
    const cosine = schedule({ kind: 'cosine' })
    const { epochs, rates, marks } = plannedRates(cosine, { learningRate: 0.1, stepsPerEpoch: 10, epochs: 4 })
    expect(rates).toHaveLength(40)
    expect([epochs[0], epochs[39]]).toEqual([0, 3.9])
    rates.forEach((rate, i) => expect(rate).toBe(0.1 * cosine.definition.factor({ step: i + 1, stepsPerEpoch: 10, totalSteps: 40, learningRate: 0.1 }, cosine.hyperparameters, {})))
    expect(marks).toEqual([])
  })

  it('mark the end of a warm-up and each restart', () => {
    const { marks } = plannedRates(schedule({ kind: 'cosineRestarts', period: 2, growth: 2, warmUp: 1 }), { learningRate: 0.1, stepsPerEpoch: 50, epochs: 10 })
    expect(marks).toEqual([{ epoch: 1, event: 'warm-up-ends' }, { epoch: 3, event: 'restart' }, { epoch: 7, event: 'restart' }])
  })

  it('mark the peak of one cycle', () => {
    const { marks, rates } = plannedRates(schedule({ kind: 'oneCycle', rise: 0.25 }), { learningRate: 1, stepsPerEpoch: 101, epochs: 4 })
    expect(marks).toEqual([{ epoch: 100 / 101, event: 'peak' }])
    expect(Math.max(...rates)).toBe(1)
  })

  it('of a schedule that watches the run are those of a run whose loss falls', () => {
    const bold = plannedRates(schedule({ kind: 'boldDriver', growth: 1.5 }), { learningRate: 2, stepsPerEpoch: 1, epochs: 4 })
    expect(bold.watches).toBe(true)
    expect([...bold.rates]).toEqual([2, 2, 3, 4.5])
    expect([...plannedRates(schedule({ kind: 'reduceOnPlateau', patience: 1 }), { learningRate: 2, stepsPerEpoch: 1, epochs: 60 }).rates].every((rate) => rate === 2)).toBe(true)
  })

  it('of a long run are taken in even strides from its first step to its last', () => {
    const { epochs, rates } = plannedRates(schedule({ kind: 'exponential' }), { learningRate: 1, stepsPerEpoch: 1000, epochs: 100 })
    expect(rates).toHaveLength(4000)
    expect([epochs[0], epochs.at(-1)]).toEqual([0, 99.999])
  })
})
