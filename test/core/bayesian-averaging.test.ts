import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { readModel, type RunEvent } from '../../core/index.ts'
import { leapfrog } from '../../core/ensembles/leapfrog.ts'
import { expectClose } from '../support/close.ts'
import { prepare, runTraining } from '../support/experiments.ts'

const restlessClock = (): (() => number) => {
  let time = 0
  return () => (time += 11_000)
}

/** A line through a noisy sine: Bayesian linear regression, whose posterior is normal and known. */
const NOISE = 20
const PRIOR = 3
const line = (ensemble: object, loss = 'sumOfSquares'): ReturnType<typeof prepare> => prepare({
  version: 1, name: 'line', seed: 7, dataset: { kind: 'noisySine', samples: 40 }, split: { kind: 'fraction', validation: 0, test: 0 }, preprocessing: [],
  network: { layers: [{ id: 'out', kind: 'dense', units: 1 }] }, outputs: [{ from: 'out', loss }], metrics: [], batches: { size: 'full' },
  ensemble: { priorPrecision: PRIOR, noisePrecision: NOISE, ...ensemble },
} as never)

type Matrix = readonly [number, number, number]
const inverse = ([a, b, d]: Matrix): Matrix => [d / (a * d - b * b), -b / (a * d - b * b), a / (a * d - b * b)]

/** Precision, covariance and mean of (w, b): A = λI + β XᵀX, m = A⁻¹ β Xᵀt. Bishop (2006), equations 3.53 and 3.54. */
function posterior({ data: { parts: { train } } }: ReturnType<typeof prepare>) {
  const precision: [number, number, number] = [PRIOR, 0, PRIOR]
  const right = [0, 0]
  train.inputs.forEach((x, i) => {
    precision[0] += NOISE * x * x
    precision[1] += NOISE * x
    precision[2] += NOISE
    right[0]! += NOISE * x * train.values[i]!
    right[1]! += NOISE * train.values[i]!
  })
  const covariance = inverse(precision)
  return { precision, covariance, mean: [covariance[0] * right[0]! + covariance[1] * right[1]!, covariance[1] * right[0]! + covariance[2] * right[1]!] as const }
}

async function draws(prepared: ReturnType<typeof prepare>) {
  const { checkpoints, events, finished } = await runTraining(prepared)
  const { members } = readModel(prepared.experiment, checkpoints.get('last')!)
  const points = members.map(({ tensors }) => [tensors.get('out.weight')!.data[0]!, tensors.get('out.bias')!.data[0]!] as const)
  const mean = [0, 1].map((i) => points.reduce((sum, point) => sum + point[i]!, 0) / points.length)
  const moment = (i: number, j: number): number => points.reduce((sum, point) => sum + (point[i]! - mean[i]!) * (point[j]! - mean[j]!), 0) / points.length
  return { points, mean, covariance: [moment(0, 0), moment(0, 1), moment(1, 1)] as const, events, finished }
}

/** Within five standard errors for `independent` draws: of a mean σ/√n, of a covariance √((σ₁₁σ₂₂ + σ₁₂²)/n). */
function expectPosterior(found: Awaited<ReturnType<typeof draws>>, mean: readonly number[], covariance: Matrix, independent: number): void {
  const variances = [covariance[0], covariance[2]]
  mean.forEach((value, i) => expect(Math.abs(found.mean[i]! - value) / Math.sqrt(variances[i]! / independent), `mean ${i}`).toBeLessThan(5))
  const errors = [Math.sqrt(2 * covariance[0] ** 2), Math.sqrt(covariance[0] * covariance[2] + covariance[1] ** 2), Math.sqrt(2 * covariance[2] ** 2)]
  covariance.forEach((value, i) => expect(Math.abs(found.covariance[i]! - value) / (errors[i]! / Math.sqrt(independent)), `covariance ${i}`).toBeLessThan(5))
}

describe('Hamiltonian Monte Carlo', () => {
  const kind = { kind: 'hamiltonianMonteCarlo', stepSize: 0.02, leapfrogSteps: 8, jitter: 0.3, burnIn: 100, thinning: 1, kept: 2500 }

  it.each([['sumOfSquares'], ['meanSquaredError']])('draws from the posterior of Bayesian linear regression (%s)', async (loss) => {
    const prepared = line(kind, loss)
    const found = await draws(prepared)
    expect(found.points).toHaveLength(2500)
    const { mean, covariance } = posterior(prepared)
    expectPosterior(found, mean, covariance, 1200)
    const { acceptance } = found.events.filter((event) => event.type === 'member').at(-1)!
    expect(acceptance).toBeGreaterThan(0.9)
    expect(acceptance).toBeLessThan(1)
  })

  it('accepts by the energy: steps too long are refused, and what is kept is right all the same', async () => {
    const found = await draws(line({ ...kind, stepSize: 0.06, leapfrogSteps: 4, kept: 4000 }))
    const { acceptance } = found.events.filter((event) => event.type === 'member').at(-1)!
    expect(acceptance).toBeLessThan(0.9)
    const { mean, covariance } = posterior(line(kind))
    expectPosterior(found, mean, covariance, 800)
  })
})

describe('Langevin dynamics', () => {
  it('draws from the posterior, widened by what steps of this length widen it', async () => {
    const stepSize = 0.0005
    const prepared = line({ kind: 'stochasticGradientLangevin', stepSize, burnIn: 300, thinning: 12, kept: 1500 })
    const found = await draws(prepared)
    const { mean, precision } = posterior(prepared)
    // θ' = θ − ε/2 A(θ − m) + √ε ξ is stationary with covariance (A − ε/4 A²)⁻¹.
    const [a, b, d] = precision
    const widened = inverse([a - (stepSize / 4) * (a * a + b * b), b - (stepSize / 4) * (a * b + b * d), d - (stepSize / 4) * (b * b + d * d)])
    expectPosterior(found, mean, widened, 700)
  })

  it('follows the schedule down', async () => {
    const prepared = line({ kind: 'stochasticGradientLangevin', stepSize: 0.0005, burnIn: 10, thinning: 5, kept: 10 })
    const { events } = await runTraining({ ...prepared, experiment: prepare({ ...prepared.experiment.spec, dataset: { kind: 'noisySine', samples: 40 }, schedule: { kind: 'inverseTime', decay: 0.1 } } as never).experiment })
    const rates = events.filter((event) => event.type === 'epoch').map(({ learningRate }) => learningRate)
    expectClose([rates[0]!, rates[10]!, rates[50]!], [0.0005, 0.00025, 0.0005 / 6], { relative: 1e-6 })
  })
})

describe.each(['stochasticGradientLangevin', 'hamiltonianMonteCarlo'])('%s', (kind) => {
  const spec = {
    version: 1, name: 'sine', seed: 2, dataset: { kind: 'noisySine', samples: 60 }, split: { kind: 'fraction', validation: 0.25, test: 0 },
    network: { layers: [{ id: 'h', kind: 'dense', units: 5, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] }, metrics: [],
    batches: { size: kind === 'hamiltonianMonteCarlo' ? 'full' : 16 }, ensemble: { kind, burnIn: 4, thinning: 2, kept: 4, noisePrecision: 50 },
  }

  it('keeps vectors after burn-in, as far apart as thinning says, and lasts as long', async () => {
    const prepared = prepare(spec as never)
    expect(prepared.experiment.stop.epochs).toBe(12)
    const { events, finished } = await runTraining(prepared)
    expect(events.filter((event) => event.type === 'member').map(({ epoch }) => epoch)).toEqual([6, 8, 10, 12])
    expect(finished).toMatchObject({ epoch: 12, reason: 'completed', restoredEpoch: null })
    expect(events.filter((event) => event.type === 'epoch').every(({ of }) => of === 'chain')).toBe(true)
  })

  it('ends with the same vectors and scores when the run was interrupted', async () => {
    const prepared = prepare(spec as never)
    const whole = await runTraining(prepared)
    const reported = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'member')
    for (const stopAt of [2, 7, 9, 12]) {
      const broken = await runTraining(prepared, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.epoch === stopAt })
      const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
      expect(resumed.finished!.weightsSha256, `resumed after epoch ${stopAt}`).toBe(whole.finished!.weightsSha256)
      expect(resumed.finished!.final).toEqual(whole.finished!.final)
      expect(reported(resumed.events)).toEqual(reported(whole.events).slice(reported(whole.events).length - reported(resumed.events).length))
    }
  })
})

describe('leapfrog steps', () => {
  /** U = ½ Σ k q²: each coordinate is a spring. */
  const stiffness = [1, 4, 0.25]
  const gradient = (theta: Float64Array): Float64Array => theta.map((q, i) => stiffness[i]! * q)
  const energy = ({ theta, momentum }: { theta: Float64Array; momentum: Float64Array }): number => theta.reduce((sum, q, i) => sum + 0.5 * stiffness[i]! * q * q + 0.5 * momentum[i]! ** 2, 0)
  const point = fc.tuple(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }), fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }))
    .map(([theta, momentum]) => ({ theta: Float64Array.from(theta), momentum: Float64Array.from(momentum) }))

  it('lead back when the momentum is turned round', () => {
    fc.assert(fc.property(point, fc.integer({ min: 1, max: 50 }), (start, steps) => {
      const there = leapfrog(gradient, start, gradient(start.theta), 0.1, steps)
      const back = leapfrog(gradient, { theta: there.theta, momentum: there.momentum.map((p) => -p) }, gradient(there.theta), 0.1, steps)
      expectClose(back.theta, start.theta, { relative: 0, absolute: 1e-10 })
      expectClose(back.momentum, start.momentum.map((p) => -p), { relative: 0, absolute: 1e-10 })
    }))
  })

  it('follow the motion of a spring, with an energy error that falls as the square of the step', () => {
    const start = { theta: Float64Array.of(1, -0.5, 2), momentum: Float64Array.of(0.3, 1, -0.7) }
    const error = (steps: number): number => {
      const end = leapfrog(gradient, start, gradient(start.theta), 1.7 / steps, steps)
      const exact = start.theta.map((q, i) => {
        const omega = Math.sqrt(stiffness[i]!)
        return q * Math.cos(omega * 1.7) + (start.momentum[i]! / omega) * Math.sin(omega * 1.7)
      })
      expectClose(end.theta, exact, { relative: 0, absolute: 6 / steps ** 2 })
      return Math.abs(energy(end) - energy(start))
    }
    const [coarse, fine] = [error(50), error(100)]
    expect(coarse / fine).toBeGreaterThan(3.8)
    expect(coarse / fine).toBeLessThan(4.2)
  })
})
