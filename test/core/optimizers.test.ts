import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/index.ts'
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'
import { optimizerSteps } from '../support/optimizer-steps.ts'

const random = createRandom(5, 'optimizers')
const start = Array.from({ length: 6 }, () => random.normal())
const scales = [1, 0.1, 10, 1e-3, 1, 0]
const gradients = Array.from({ length: 60 }, () => scales.map((scale) => scale * random.normal()))

/** A rule as its paper writes it: the weights after a step, from weights, gradient and step number; it keeps its own state. */
type Rule = (w: readonly number[], g: readonly number[], t: number) => readonly number[]

const zeros = (): number[] => start.map(() => 0)
const norm = (x: readonly number[]): number => Math.hypot(...x)
const trajectory = (rule: Rule): number[][] => {
  const weights: number[][] = []
  gradients.forEach((g, index) => weights.push([...rule(weights.at(-1) ?? start, g, index + 1)]))
  return weights
}

/** Dozat (2016), algorithm 2, with the momentum of its section 2.2. */
function nadam(eta: number, beta1: number, beta2: number, psi: number): Rule {
  const m = zeros()
  const v = zeros()
  const mu = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * psi))
  let product = 1
  return (w, g, t) => {
    product *= mu(t)
    return w.map((weight, i) => {
      m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!
      v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! ** 2
      const ahead = (mu(t + 1) * m[i]!) / (1 - product * mu(t + 1)) + ((1 - mu(t)) * g[i]!) / (1 - product)
      return weight - (eta * ahead) / (Math.sqrt(v[i]! / (1 - beta2 ** t)) + 1e-8)
    })
  }
}

/** Chen et al. (2023), program 1. */
function lion(eta: number, beta1: number, beta2: number, lambda: number): Rule {
  const m = zeros()
  return (w, g) => w.map((weight, i) => {
    const update = Math.sign(beta1 * m[i]! + (1 - beta1) * g[i]!)
    m[i] = beta2 * m[i]! + (1 - beta2) * g[i]!
    return weight - eta * (update + lambda * weight)
  })
}

/** You et al. (2020), algorithm 2, for one layer. */
function lamb(eta: number, beta1: number, beta2: number, epsilon: number, lambda: number): Rule {
  const m = zeros()
  const v = zeros()
  return (w, g, t) => {
    const r = w.map((weight, i) => {
      m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!
      v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! ** 2
      return m[i]! / (1 - beta1 ** t) / (Math.sqrt(v[i]! / (1 - beta2 ** t)) + epsilon) + lambda * weight
    })
    return w.map((weight, i) => weight - eta * (norm(w) / norm(r)) * r[i]!)
  }
}

/** Loshchilov & Hutter (2019), algorithm 1: the decay stands beside the velocity. */
function sgdW(eta: number, mu: number, lambda: number): Rule {
  const velocity = zeros()
  return (w, g) => w.map((weight, i) => {
    velocity[i] = mu * velocity[i]! + g[i]!
    return weight - eta * velocity[i]! - eta * lambda * weight
  })
}

/** Lecture 000, with Jacobs' rule that a gradient of 0 changes no gain. */
function adaptiveGains(eta: number, mu: number, [least, most]: readonly [number, number], agreement: 'gradient' | 'velocity'): Rule {
  const gain = zeros().map(() => 1)
  const velocity = zeros()
  const previous = zeros()
  return (w, g) => w.map((weight, i) => {
    const sign = Math.sign(g[i]! * (agreement === 'gradient' ? previous[i]! : velocity[i]!))
    if (sign > 0) gain[i] = Math.min(gain[i]! + 0.05, most)
    if (sign < 0) gain[i] = Math.max(gain[i]! * 0.95, least)
    previous[i] = g[i]!
    velocity[i] = mu * velocity[i]! + gain[i]! * g[i]!
    return weight - eta * velocity[i]!
  })
}

const rules: readonly (readonly [spec: { readonly kind: string; readonly learningRate: number }, rule: () => Rule])[] = [
  [{ kind: 'nadam', learningRate: 0.002 }, () => nadam(0.002, 0.9, 0.999, 0.004)],
  [{ kind: 'nadam', learningRate: 0.05, beta1: 0.7, beta2: 0.9, momentumDecay: 1 }, () => nadam(0.05, 0.7, 0.9, 1)],
  [{ kind: 'lion', learningRate: 0.01 }, () => lion(0.01, 0.9, 0.99, 0)],
  [{ kind: 'lion', learningRate: 0.02, beta1: 0.5, weightDecay: 0.3 }, () => lion(0.02, 0.5, 0.99, 0.3)],
  [{ kind: 'lamb', learningRate: 0.001 }, () => lamb(0.001, 0.9, 0.999, 1e-6, 0.01)],
  [{ kind: 'lamb', learningRate: 0.05, beta2: 0.9, weightDecay: 0.5 }, () => lamb(0.05, 0.9, 0.9, 1e-6, 0.5)],
  [{ kind: 'sgdW', learningRate: 0.05 }, () => sgdW(0.05, 0.9, 0.01)],
  [{ kind: 'sgdW', learningRate: 0.02, momentum: 0.5, weightDecay: 0.7 }, () => sgdW(0.02, 0.5, 0.7)],
  [{ kind: 'adaptiveGains', learningRate: 0.05 }, () => adaptiveGains(0.05, 0, [0.1, 10], 'gradient')],
  [{ kind: 'adaptiveGains', learningRate: 0.02, momentum: 0.8, limits: 'wide', agreement: 'velocity' }, () => adaptiveGains(0.02, 0.8, [0.01, 100], 'velocity')],
] as never

describe.each(engines)('against the formulas of the papers, $name', ({ create, relative }) => {
  it.each(rules)('%o', async (spec, rule) => {
    const seen = optimizerSteps(await create(), spec, { start, gradients, learningRate: spec.learningRate })
    trajectory(rule()).forEach((expected, index) => expectClose(seen[index]!, expected, { relative, absolute: relative, what: `weights after step ${index + 1}` }))
  })
})

describe('rules by themselves', () => {
  const steady = Array.from({ length: 400 }, () => [1, -1])
  const course = async (spec: { readonly kind: string; readonly learningRate: number }, given = steady) => {
    const seen = optimizerSteps(await engines[0]!.create(), spec, { start: [0, 0], gradients: given, learningRate: spec.learningRate, stepsPerEpoch: 10 })
    return seen.map((weights, index) => weights.map((w, i) => w - (seen[index - 1]?.[i] ?? 0)))
  }

  it('adaptive gains grow up to their limit, and no further', async () => {
    const steps = await course({ kind: 'adaptiveGains', learningRate: 0.1 })
    expect(steps[0]![0]).toBeCloseTo(-0.1, 12)
    expect(steps[10]![0]).toBeCloseTo(-0.15, 12)
    expect(steps.at(-1)![0]).toBeCloseTo(-1, 12)
  })

  it('Rprop grows its steps by 1.2 up to 50, halves them and waits when the sign turns', async () => {
    const steps = await course({ kind: 'rprop', learningRate: 1 })
    expect(steps[3]![0]).toBeCloseTo(-(1.2 ** 3), 12)
    expect(steps.at(-1)![0]).toBeCloseTo(-50, 9)
    const turned = await course({ kind: 'rprop', learningRate: 1 }, [[1, 1], [1, 1], [-1, 1], [-1, 1]])
    expect(turned.map(([first]) => first)).toEqual([-1, expect.closeTo(-1.2, 12), 0, expect.closeTo(0.6, 12)])
  })

  it('the momentum ramps from 0.5 over 0.9 to 0.99, in steps or gradually', async () => {
    // With gradients of 1 the velocity is v ← μ v + 1, so μ can be read off the steps.
    const momenta = async (ramp: string): Promise<number[]> => {
      const velocities = (await course({ kind: 'momentum', learningRate: 1, ramp, rampEpochs: 2 } as never)).map(([first]) => -first!)
      return velocities.map((v, index) => (index === 0 ? NaN : (v - 1) / velocities[index - 1]!))
    }
    const steps = await momenta('steps')
    for (const [index, mu] of [[1, 0.5], [19, 0.5], [20, 0.9], [39, 0.9], [40, 0.99], [399, 0.99]] as const) expect(steps[index], `step ${index + 1}`).toBeCloseTo(mu, 9)
    const gradual = await momenta('linear')
    for (const [index, mu] of [[10, 0.7], [20, 0.9], [30, 0.945], [40, 0.99], [399, 0.99]] as const) expect(gradual[index], `step ${index + 1}`).toBeCloseTo(mu, 9)
    expect((await momenta('none'))[5]).toBeCloseTo(0.9, 9)
  })

  it.each(['adam', 'adamW', 'amsGrad', 'adamax', 'nadam', 'rmsprop', 'adagrad', 'adadelta', 'lion', 'lamb', 'rprop', 'adaptiveGains', 'sgd', 'sgdW', 'momentum', 'nesterov'])('%s keeps NaN, so that divergence is noticed', async (kind) => {
    for (const { create } of engines) {
      const [weights] = optimizerSteps(await create(), { kind }, { start: [1, 1, 1, 1], gradients: [[0.5, NaN, 0.5, 0.5]], learningRate: 0.1 })
      expect(weights![1]).toBeNaN()
    }
  })
})
