import { describe, expect, it } from 'vitest'
import { createRandom, createReferenceEngine, optimizers, type Engine } from '../../core/index.ts'
import type { FirstOrderDefinition } from '../../core/optimizers/definition.ts'
import { createSession } from '../../core/trainer/session.ts'
import { expectClose } from '../support/close.ts'
import { engines } from '../support/engines.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'
import { resolved } from '../support/resolved.ts'

const random = createRandom(8, 'vsgd')
const SIZE = 6
const STEPS = 40
const bends = [1, 10, 0.1, 3, 2, 5]
const noise = Array.from({ length: STEPS }, () => bends.map(() => random.normal()))
const start = bends.map(() => random.normal())
/** Of sample t, whose parabola ½ h (θ − noise)² has another minimum than the others, with a cubic part that bends it. */
const gradientOf = (theta: ArrayLike<number>, t: number): number[] => bends.map((h, i) => h * (theta[i]! - 0.3 * noise[t]![i]!) + 0.2 * theta[i]! ** 2)

const WATCH = 5
const SLOW_START = 2

/** Algorithm 1 with the finite-difference curvature, as the papers write it; `groups` share a rate. */
function paper(groups: readonly (readonly number[])[] | null): number[][] {
  let theta = [...start]
  const g = bends.map(() => 0)
  const v = bends.map(() => 0)
  const h = bends.map(() => 0)
  const tau = bends.map(() => WATCH)
  return noise.map((_, index) => {
    const t = index + 1
    const gradient = gradientOf(theta, index)
    const direction = t === 1 ? gradient : [...g]
    const probed = gradientOf(theta.map((value, i) => value + direction[i]!), index)
    for (let i = 0; i < SIZE; i++) {
      const part = t <= WATCH ? 1 / t : 1 / tau[i]!
      g[i] = (1 - part) * g[i]! + part * gradient[i]!
      v[i] = (1 - part) * v[i]! + part * gradient[i]! ** 2
      h[i] = (1 - part) * h[i]! + part * Math.abs((probed[i]! - gradient[i]!) / direction[i]!)
      if (t === WATCH) [v[i], h[i]] = [SLOW_START * v[i]!, SLOW_START * h[i]!]
    }
    if (t <= WATCH) return [...theta]
    for (const members of groups ?? bends.map((_, i) => [i])) {
      const total = (of: (i: number) => number): number => members.reduce((sum, i) => sum + of(i), 0)
      const agreement = total((i) => g[i]! ** 2) / total((i) => v[i]!)
      const eta = agreement / Math.max(...members.map((i) => h[i]!))
      for (const i of members) {
        tau[i] = (1 - agreement) * tau[i]! + 1
        theta = theta.with(i, theta[i]! - eta * gradient[i]!)
      }
    }
    return [...theta]
  })
}

function course(engine: Engine, rates: string): number[][] {
  const { definition, hyperparameters } = resolved(optimizers, { kind: 'vSgd', rates, watch: WATCH, slowStart: SLOW_START, most: 1e6 })
  const rule = definition as FirstOrderDefinition
  const { ops } = engine
  const [value, gradient, probed, coefficients] = [[SIZE], [SIZE], [SIZE], [16]].map((shape) => ops.create(shape))
  value!.data.set(start)
  const slots = Object.fromEntries(rule.slots.map((slot) => [slot, ops.create([SIZE])]))
  slots['memory']!.data.fill((rule.initialSlots!(hyperparameters) as { memory: number }).memory)
  return noise.map((_, index) => {
    coefficients!.data.set(rule.coefficients(hyperparameters, { step: index + 1, stepsPerEpoch: 10, learningRate: 1 }))
    const kept = [...value!.data]
    gradient!.data.set(gradientOf(value!.data, index))
    const target = { value: value!, gradient: gradient! }
    rule.probe!(ops, target, slots, coefficients!)
    probed!.data.set(gradientOf(value!.data, index))
    value!.data.set(kept)
    rule.update(ops, { ...target, probed: probed! }, slots, coefficients!, hyperparameters)
    return [...value!.data]
  })
}

describe.each(engines)('vSGD, $name', ({ create, name }) => {
  it.each([['element', null], ['block', [[0, 1, 2, 3, 4, 5]]], ['network', [[0, 1, 2, 3, 4, 5]]]] as const)('with a rate per %s follows the paper step by step', async (rates, groups) => {
    const seen = course(await create(), rates)
    // Differences of gradients lose digits in float32.
    const relative = name === 'reference' ? 1e-9 : 2e-3
    paper(groups).forEach((theta, index) => expectClose(seen[index]!, theta, { relative, absolute: relative, what: `weights after step ${index + 1}` }))
  })
})

describe('vSGD in a run', () => {
  const spec = { ...spiralsSpec, dataset: { kind: 'moons', samples: 200 }, network: { layers: [{ id: 'h1', kind: 'dense', units: 12, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }] }, regularizers: [{ kind: 'clipNorm', limit: 100 }] }

  // One rate for all is bound by the steepest direction there is, and soon creeps.
  it.each([['element', 0.6], ['block', 0.6], ['network', 0.75]] as const)('learns with a rate per %s that nobody chose', async (rates, share) => {
    const { finished, events } = await runTraining(prepare({ ...spec, optimizer: { kind: 'vSgd', rates }, batches: { size: 8 }, stop: { epochs: 40 } } as never))
    const losses = events.flatMap((event) => (event.type === 'epoch' ? [event.train['loss']!] : []))
    expect(finished!.reason).toBe('completed')
    expect(losses.at(-1)!).toBeLessThan(share * losses[0]!)
  })

  it('looks ahead without moving: while it only watches, weights stay and gradients are those of where it stands', () => {
    const { experiment, data } = prepare({ ...spec, regularizers: [], optimizer: 'vSgd' } as never)
    const [session, plain] = [0, 1].map(() => createSession(experiment, createReferenceEngine(), data.parts.train))
    const positions = Int32Array.of(3, 1, 4)
    for (let step = 1; step <= 10; step++) session!.trainStep(positions, { step, stepsPerEpoch: 1, learningRate: 1 })
    plain!.gradientStep(positions, 1)
    expect(session!.network.all.value.data).toEqual(plain!.network.all.value.data)
    expectClose(session!.network.all.gradient.data, plain!.network.all.gradient.data, { relative: 1e-12, absolute: 1e-14 })
    session!.trainStep(positions, { step: 11, stepsPerEpoch: 1, learningRate: 1 })
    expect(session!.network.all.value.data).not.toEqual(plain!.network.all.value.data)
  })
})
