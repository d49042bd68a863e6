import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { createReferenceEngine } from '../ops/reference/engine.ts'
import type { FullBatchDefinition, Iterate, MinimizerState } from '../optimizers/full-batch.ts'
import type { Evaluations } from './events.ts'
import { createObjective } from './objective.ts'
import { createSession, type BatchResult, type Session } from './session.ts'

/** A full-batch rule at work on a session. */
export interface Minimizer {
  /** Returns what the point reached gives. */
  step(step: number): BatchResult
  /** Of the last step. */
  report(): { learningRate: number; evaluations: Evaluations; converged: boolean; acceptance?: number }
  /** Of the parameter at this position, at the point reached. */
  gradientOf(index: number): Float64Array
  /** Everything the next step depends on, beside the spec and the data. */
  save(): MinimizerState
}

/** The rule goes on from `saved`, or begins where the session's parameters stand. */
export function createMinimizer(experiment: ResolvedExperiment, session: Session, training: PartData, precision: 'float64' | 'float32', saved: MinimizerState | null): Minimizer {
  const definition = experiment.optimizer.definition as FullBatchDefinition
  const { hyperparameters } = experiment.optimizer
  const apart = definition.precision === 'float64' && precision === 'float32'
  const own = apart ? createSession(experiment, createReferenceEngine(), training) : session
  const objective = createObjective(experiment, own, training, apart ? 'float64' : precision)
  // Where layers draw masks or noise, the function changes from step to step, and what was known of it with it.
  const changing = experiment.network.layers.some(({ resolved }) => resolved.definition.family === 'regularization')
  let iterate: Iterate | null = saved === null ? null : restore(saved)
  let counts = { evaluations: saved?.['report']?.[2] ?? 0, products: saved?.['report']?.[3] ?? 0 }

  return {
    step(step) {
      objective.setStep(step)
      const theta = iterate?.theta ?? createObjective(experiment, session, training, precision).parameters()
      const evaluation = iterate === null || changing ? objective.evaluate(theta) : iterate.evaluation
      iterate = definition.step(objective, theta, evaluation, iterate?.state ?? {}, hyperparameters)
      const result = objective.resultAt(iterate.theta)
      if (apart) copyParameters(own, session)
      counts = objective.takeCounts()
      return result
    },
    report: () => ({
      learningRate: iterate?.stepLength ?? 0,
      evaluations: { functions: counts.evaluations, gradients: counts.evaluations, products: counts.products },
      converged: iterate?.converged ?? false,
      ...(iterate?.acceptance === undefined ? {} : { acceptance: iterate.acceptance }),
    }),
    gradientOf(index) {
      const start = session.network.parameters.slice(0, index).reduce((sum, { value }) => sum + value.data.length, 0)
      const { length } = session.network.parameters[index].value.data
      return iterate === null ? new Float64Array(length) : iterate.evaluation.gradient.subarray(start, start + length)
    },
    save() {
      if (iterate === null) return {}
      const { theta, evaluation: { loss, gradient }, state, stepLength, converged } = iterate
      const report = Float64Array.of(stepLength, Number(converged), counts.evaluations, counts.products)
      return { theta, report, loss: Float64Array.of(loss), gradient, ...Object.fromEntries(Object.entries(state).map(([name, vector]) => [`state/${name}`, vector])) }
    },
  }
}

function restore(saved: MinimizerState): Iterate | null {
  if (saved['theta'] === undefined) return null
  const state = Object.fromEntries(Object.entries(saved).filter(([name]) => name.startsWith('state/')).map(([name, vector]) => [name.slice('state/'.length), vector]))
  return { theta: saved['theta'], evaluation: { loss: saved['loss'][0], gradient: saved['gradient'] }, state, stepLength: saved['report'][0], converged: saved['report'][1] === 1 }
}

const copyParameters = (from: Session, to: Session): void =>
  to.network.parameters.forEach(({ value }, index) => value.data.set(from.network.parameters[index].value.data))
