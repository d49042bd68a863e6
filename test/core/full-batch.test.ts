import { describe, expect, it } from 'vitest'
import { createRandom, describeExperiment, formatIssue, optimizers, type RunEvent } from '../../core/index.ts'
import type { Evaluation, FullBatchDefinition, Iterate, Objective } from '../../core/optimizers/full-batch.ts'
import { lineSearch } from '../../core/optimizers/line-search.ts'
import golden from '../golden/scipy.json' with { type: 'json' }
import { expectClose } from '../support/close.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'
import { resolved } from '../support/resolved.ts'

type LossAndGradient = (theta: Float64Array) => Evaluation

interface Counted extends Objective { readonly count: () => number }

/** A function to be minimised, which counts how often it is asked. Its Gauss–Newton products are those of its Hessian, by differences. */
function objectiveOf(size: number, evaluate: LossAndGradient): Counted {
  let count = 0
  const counted: LossAndGradient = (theta) => {
    count++
    return evaluate(theta)
  }
  return {
    size,
    roundoff: 2 ** -52,
    evaluate: counted,
    gaussNewtonProduct(theta, v) {
      const h = 1e-5 / Math.hypot(...v, 1e-300)
      const [above, below] = [h, -h].map((step) => evaluate(theta.map((value, i) => value + step * v[i]!)).gradient)
      return above!.map((value, i) => (value - below![i]!) / (2 * h))
    },
    gaussNewtonMatrix: () => { throw new Error('no residuals') },
    count: () => count,
  }
}

/** Runs a rule from `start` for at most `steps` steps; the iterates, the first one after one step. */
function minimize(spec: { readonly kind: string }, objective: Objective, start: readonly number[], steps: number): Iterate[] {
  const { definition, hyperparameters } = resolved(optimizers, spec)
  const rule = definition as FullBatchDefinition
  const theta = Float64Array.from(start)
  const iterates: Iterate[] = []
  let last: Iterate = { theta, evaluation: objective.evaluate(theta), state: {}, stepLength: 0, converged: false }
  while (iterates.length < steps && !last.converged) {
    last = rule.step(objective, last.theta, last.evaluation, last.state, hyperparameters)
    iterates.push(last)
  }
  return iterates
}

const SIZE = 6
/** ½ θᵀAθ − bᵀθ with a dense positive definite A whose eigenvalues differ. */
const quadratic = (() => {
  const random = createRandom(2, 'quadratic')
  const root = Array.from({ length: SIZE }, (_, i) => Array.from({ length: SIZE }, (_, j) => random.normal() + (i === j ? 1 + i : 0)))
  const matrix = root.map((row) => root.map((other) => row.reduce((sum, value, k) => sum + value * other[k]!, 0)))
  const minimum = Array.from({ length: SIZE }, () => random.normal())
  const evaluate: LossAndGradient = (theta) => {
    const gradient = Float64Array.from(matrix, (row) => row.reduce((sum, value, j) => sum + value * (theta[j]! - minimum[j]!), 0))
    return { loss: 0.5 * gradient.reduce((sum, g, i) => sum + g * (theta[i]! - minimum[i]!), 0), gradient }
  }
  return { minimum, objective: () => objectiveOf(SIZE, evaluate) }
})()

const rosenbrock = (): Counted => objectiveOf(2, ([x, y]) => ({
  loss: (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
  gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * (y! - x! ** 2), 200 * (y! - x! ** 2)),
}))

/** Mean log-loss of a logistic regression with ½ λ ‖w‖², as the golden file's author computed it. */
function logisticRegression(): Counted {
  const { inputs, labels, lambda } = golden.logistic
  return objectiveOf(inputs[0]!.length, (theta) => {
    let loss = 0
    const gradient = theta.map((w) => lambda * w)
    inputs.forEach((x, row) => {
      const z = x.reduce((sum, value, j) => sum + value * theta[j]!, 0)
      const label = labels[row]!
      loss += (Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)))) / inputs.length
      const slope = (1 / (1 + Math.exp(-z)) - label) / inputs.length
      x.forEach((value, j) => { gradient[j]! += slope * value })
    })
    return { loss: loss + (lambda / 2) * theta.reduce((sum, w) => sum + w * w, 0), gradient }
  })
}

const fullBatchKinds = optimizers.kinds.filter((kind) => optimizers.get(kind).sort === 'full-batch')
const withoutResiduals = fullBatchKinds.filter((kind) => kind !== 'levenbergMarquardt')

describe('on a quadratic of 6 parameters', () => {
  it.each(['polakRibiere', 'fletcherReeves', 'hestenesStiefel'])('conjugate gradients (%s) reach the minimum in 6 steps, and not in 5', (formula) => {
    const iterates = minimize({ kind: 'conjugateGradients', formula, curvature: 1e-9, tolerance: 0 } as never, quadratic.objective(), [3, -2, 1, 0, -1, 2], SIZE)
    const distance = (index: number): number => Math.hypot(...iterates[index]!.theta.map((value, i) => value - quadratic.minimum[i]!))
    expect(distance(SIZE - 1)).toBeLessThan(1e-6)
    expect(distance(SIZE - 2)).toBeGreaterThan(1e-3)
  })

  it('Newton reaches the minimum in one', () => {
    const [first] = minimize({ kind: 'newton' }, quadratic.objective(), [3, -2, 1, 0, -1, 2], 1)
    expectClose(first!.theta, quadratic.minimum, { relative: 1e-6, absolute: 1e-6 })
    expect(first!.stepLength).toBe(1)
  })

  it('BFGS has learned the inverse Hessian when it arrives', () => {
    const last = minimize({ kind: 'bfgs', curvature: 1e-9, tolerance: 1e-10 } as never, quadratic.objective(), [3, -2, 1, 0, -1, 2], 20).at(-1)!
    expectClose(last.theta, quadratic.minimum, { relative: 1e-6, absolute: 1e-6 })
    const probe = quadratic.objective().evaluate(Float64Array.from(quadratic.minimum, (value, i) => value + i + 1)).gradient
    const inverse = last.state['inverse']!
    expectClose(probe.map((_, i) => probe.reduce((sum, g, j) => sum + inverse[i * SIZE + j]! * g, 0)), [1, 2, 3, 4, 5, 6], { relative: 1e-4 })
  })
})

describe('against SciPy', () => {
  it.each(withoutResiduals)('%s ends at the minimum of Rosenbrock’s valley', (kind) => {
    const objective = rosenbrock()
    const last = minimize({ kind, tolerance: 1e-10, ...(kind === 'hessianFree' ? { damping: 0.1 } : {}) } as never, objective, golden.rosenbrock.start, 500).at(-1)!
    expectClose(last.theta, golden.rosenbrock.minimum, { relative: 1e-6, absolute: 1e-6 })
    // A line search that wastes evaluations shows beside SciPy's.
    if (kind === 'lBfgs' || kind === 'bfgs') expect(objective.count()).toBeLessThan(2 * golden.rosenbrock.evaluations.lBfgs)
    if (kind === 'conjugateGradients') expect(objective.count()).toBeLessThan(3 * golden.rosenbrock.evaluations.conjugateGradients)
  })

  it.each(withoutResiduals)('%s finds the same logistic regression', (kind) => {
    const last = minimize({ kind, tolerance: 1e-9 } as never, logisticRegression(), golden.logistic.inputs[0]!.map(() => 0), 300).at(-1)!
    expectClose(last.theta, golden.logistic.minimum, { relative: 1e-6, absolute: 1e-6 })
    expect(last.evaluation.loss).toBeCloseTo(golden.logistic.loss, 10)
    expect(last.converged).toBe(true)
  })
})

describe('the line search', () => {
  it('satisfies the strong Wolfe conditions', () => {
    for (const curvature of [0.9, 0.1, 1e-3]) {
      for (const first of [1e-4, 0.01, 1, 100]) {
        const objective = rosenbrock()
        const theta = Float64Array.of(-1.2, 1)
        const start = objective.evaluate(theta)
        const direction = start.gradient.map((g) => -g)
        const slope = -start.gradient.reduce((sum, g) => sum + g * g, 0)
        const point = lineSearch(objective, theta, start, direction, { curvature, first })!
        expect(point.evaluation.loss).toBeLessThanOrEqual(start.loss + 1e-4 * point.t * slope)
        expect(Math.abs(point.slope)).toBeLessThanOrEqual(-curvature * slope)
      }
    }
  })

  it('refuses a direction that leads up', () => {
    const objective = rosenbrock()
    const theta = Float64Array.of(-1.2, 1)
    const start = objective.evaluate(theta)
    expect(lineSearch(objective, theta, start, start.gradient, { curvature: 0.1, first: 1 })).toBeNull()
  })

  it('comes back from where the loss is not a number', () => {
    const objective = objectiveOf(1, ([x]) => ({ loss: x! < 1 ? -Math.log(1 - x!) - 3 * x! : NaN, gradient: Float64Array.of(1 / (1 - x!) - 3) }))
    const theta = Float64Array.of(0)
    const point = lineSearch(objective, theta, objective.evaluate(theta), Float64Array.of(1), { curvature: 0.1, first: 5 })!
    expect(Math.abs(point.theta[0]! - 2 / 3)).toBeLessThan(0.1)
  })
})

const curveSpec = {
  ...spiralsSpec, dataset: { kind: 'noisySine', samples: 80 }, regularizers: [], metrics: [], batches: { size: 'full' },
  network: { layers: [{ kind: 'dense', units: 6, activation: 'tanh' }, { kind: 'dense', units: 1 }] },
}
const lossesOf = (events: readonly RunEvent[]): number[] => events.flatMap((event) => (event.type === 'epoch' ? [event.train['loss']!] : []))

describe('in a run', () => {
  it.each(fullBatchKinds)('%s never raises the training loss by more than rounding, and beats gradient descent', async (kind) => {
    const { events } = await runTraining(prepare({ ...curveSpec, optimizer: kind, stop: { epochs: 30 } } as never))
    const losses = lossesOf(events)
    losses.forEach((loss, index) => expect(loss).toBeLessThanOrEqual((losses[index - 1] ?? Infinity) * (1 + 1e-5)))
    const plain = lossesOf((await runTraining(prepare({ ...curveSpec, optimizer: { kind: 'sgd', learningRate: 0.05 }, stop: { epochs: 30 } } as never))).events)
    expect(losses.at(-1)!).toBeLessThan(0.8 * plain.at(-1)!)
  })

  it.each(fullBatchKinds)('%s reports how often it looked at the data, and its step lengths', async (kind) => {
    const { events } = await runTraining(prepare({ ...curveSpec, optimizer: kind, stop: { epochs: 5 } } as never))
    for (const event of events) {
      if (event.type !== 'epoch') continue
      expect(event.evaluations!.functions).toBeGreaterThanOrEqual(1)
      expect(event.evaluations!.gradients).toBe(event.evaluations!.functions)
      expect(event.evaluations!.products > 0).toBe(kind === 'hessianFree' || kind === 'levenbergMarquardt')
      expect(event.learningRate).toBeGreaterThan(0)
    }
  })

  it('ends when there is nothing more to gain', async () => {
    // A linear regression: Newton is there at once.
    const { finished } = await runTraining(prepare({ ...curveSpec, network: { layers: [{ kind: 'dense', units: 1 }] }, optimizer: 'newton', stop: { epochs: 50 } } as never))
    expect(finished!.reason).toBe('stopped-early')
    expect(finished!.epoch).toBeLessThanOrEqual(3)
  })

  it('Gauss–Newton of a linear regression is its Hessian: Levenberg–Marquardt without damping is Newton', async () => {
    const linear = { ...curveSpec, network: { layers: [{ kind: 'dense', units: 1 }] }, stop: { epochs: 1 } }
    const [newton, marquardt] = await Promise.all([{ kind: 'newton' }, { kind: 'levenbergMarquardt', damping: 1e-12 }].map((optimizer) => runTraining(prepare({ ...linear, optimizer } as never))))
    expect(lossesOf(marquardt!.events)[0]).toBeCloseTo(lossesOf(newton!.events)[0]!, 6)
  })

  it('goes on where layers drop units at random', async () => {
    const { finished, events } = await runTraining(prepare({ ...spiralsSpec, optimizer: 'lBfgs', batches: { size: 'full' }, stop: { epochs: 8 } } as never))
    expect(finished!.reason).toBe('completed')
    expect(lossesOf(events).at(-1)!).toBeLessThan(0.8)
  })
})

describe('what full-batch optimizers refuse', () => {
  const problems = (change: object): string[] => describeExperiment({ ...curveSpec, ...change }, null).issues.map((issue) => formatIssue(issue))

  it.each(fullBatchKinds)('%s refuses mini-batches and says what to change', (optimizer) => {
    expect(problems({ optimizer })).toEqual([])
    expect(problems({ optimizer, batches: { size: 16 } })).toEqual([expect.stringMatching(/^batches\.size: expected "full": .* needs the whole training part in every step, got 16 \(set batches\.size to "full", or use adam\)$/)])
  })

  it('networks that are too large, losses it cannot work with, limits on gradients and weights', () => {
    const large = { layers: [{ kind: 'dense', units: 600 }, { kind: 'dense', units: 1 }] }
    expect(problems({ optimizer: 'newton', network: large })).toEqual(['optimizer.kind: expected a network of at most 500 parameters for Newton (damped), got 1801 parameters (use lBfgs or conjugateGradients)'])
    expect(problems({ optimizer: 'lBfgs', regularizers: ['l2', 'maxNorm'] })).toEqual([expect.stringContaining('regularizers[1].kind: expected a penalty')])
    expect(problems({ ...spiralsSpec, optimizer: 'levenbergMarquardt', batches: { size: 'full' } })).toEqual([expect.stringContaining('outputs[0].loss: expected meanSquaredError')])
  })

  it('a schedule is only remarked on', () => {
    expect(describeExperiment({ ...curveSpec, optimizer: 'lBfgs', schedule: 'cosine' }, null)).toMatchObject({ issues: [], notes: [{ en: expect.stringContaining('the schedule does not change them') }] })
  })
})
