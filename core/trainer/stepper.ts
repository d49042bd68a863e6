import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { NamedParameter } from '../network/build-network.ts'
import type { Engine } from '../ops/ops.ts'
import type { Numbers } from '../ops/tensor.ts'
import type { MinimizerState } from '../optimizers/full-batch.ts'
import type { SchedulePosition, ScheduleState } from '../schedules/definition.ts'
import type { Evaluations } from './events.ts'
import { createMinimizer } from './minimizer.ts'
import type { PreparedBatch } from './prepared-batch.ts'
import type { BatchResult, Session } from './session.ts'

/** What is reported of the last step. */
export interface StepReport {
  /** The rate, or how far a full-batch optimizer went along its direction. */
  readonly learningRate: number
  readonly evaluations?: Evaluations
  /** The fraction of its proposals that a sampler accepted so far. */
  readonly acceptance?: number
  /** A full-batch optimizer found nothing more to gain. */
  readonly converged?: boolean
}

/** Where the run stands, for schedules. */
export type TrainingPosition = Omit<SchedulePosition, 'learningRate'>

/** A session's optimizer, of whatever sort. */
export interface Stepper {
  step(positions: Int32Array, position: TrainingPosition, schedule: ScheduleState, prepared?: PreparedBatch): BatchResult
  /** Of the step that led to a position. */
  report(position: TrainingPosition, schedule: ScheduleState): StepReport
  /** The gradient of a parameter that the last step followed (or reached, for a full-batch optimizer), given its position among the network's. */
  gradientOf(parameter: NamedParameter, index: number): Numbers
  /** The state of a full-batch optimizer; empty for others, whose state are the session's slots. */
  save(): MinimizerState
  /** Goes on with other values of what may change while it trains. */
  change(experiment: ResolvedExperiment): void
}

export function createStepper(initial: ResolvedExperiment, session: Session, training: PartData, engine: Engine, saved: MinimizerState | null): Stepper {
  let experiment = initial
  if (experiment.optimizer.definition.sort === 'full-batch') {
    const minimizer = createMinimizer(experiment, session, training, engine.ops.precision, saved)
    return { step: (_positions, { step }) => minimizer.step(step), report: () => minimizer.report(), gradientOf: (_parameter, index) => minimizer.gradientOf(index), save: () => minimizer.save(), change: () => {} }
  }
  return {
    step: (positions, position, schedule, prepared) => {
      const { step, stepsPerEpoch } = position
      return session.trainStep(positions, { step, stepsPerEpoch, learningRate: rateAt(experiment, position, schedule) }, prepared)
    },
    report: (position, schedule) => ({ learningRate: rateAt(experiment, position, schedule), ...ruleEvaluations(experiment) }),
    gradientOf: ({ gradient }) => gradient.data,
    save: () => ({}),
    change(next) {
      experiment = next
      session.change(next)
    },
  }
}

/** A rule without back-propagation computes losses alone. */
function ruleEvaluations({ optimizer: { definition, hyperparameters } }: ResolvedExperiment): Pick<StepReport, 'evaluations'> {
  return definition.sort === 'rule' ? { evaluations: { functions: definition.evaluations(hyperparameters), gradients: 0, products: 0 } } : {}
}

function rateAt({ optimizer, schedule }: ResolvedExperiment, position: TrainingPosition, state: ScheduleState): number {
  const { learningRate } = optimizer.hyperparameters as { learningRate: number }
  return learningRate * schedule.definition.factor({ ...position, learningRate }, schedule.hyperparameters, state)
}
