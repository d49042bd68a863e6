import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'
import { layerRates } from './layer-rates.ts'
import { warmedUp, warmUp } from './warm-up.ts'

/** Where a run stands, from 0 to 1 of what is planned. */
export interface SchedulePosition {
  /** 1 on the first step. */
  readonly step: number
  readonly stepsPerEpoch: number
  readonly totalSteps: number
  /** The optimizer's own. */
  readonly learningRate: number
}

/** What a schedule that watches the run remembers between epochs; plain JSON, saved in checkpoints. */
export type ScheduleState = Readonly<Record<string, number | null>>

/** The losses that an epoch ended with. */
export interface EpochOutcome {
  readonly train: number
  /** Null without a validation part. */
  readonly validation: number | null
}

export interface ScheduleDefinition<S extends Schema = Schema> extends Definition<S> {
  /** What the optimizer's learning rate is multiplied by at a step; never negative. */
  factor(position: SchedulePosition, hyperparameters: Values<S>, state: ScheduleState): number
  /** For schedules that watch the run: what they remember before the first epoch, and after one. */
  readonly initialState?: ScheduleState
  observe?(state: ScheduleState, outcome: EpochOutcome, hyperparameters: Values<S>): ScheduleState
  /** The same after every step, from its loss. */
  observeStep?(state: ScheduleState, loss: number, hyperparameters: Values<S>): ScheduleState
  /** Whether the run has shown what it was for. */
  isOver?(state: ScheduleState, hyperparameters: Values<S>): boolean
}

/** The choices that every schedule offers beside its own. */
const common = { layers: layerRates }

/** A schedule that may begin with a linear warm-up. Its own course starts when that has ended. */
export function defineSchedule<const S extends Schema>(definition: ScheduleDefinition<S>): ScheduleDefinition<S & typeof common & { readonly warmUp: typeof warmUp }> {
  return {
    ...definition,
    hyperparameters: { ...definition.hyperparameters, warmUp, ...common },
    factor: (position, hyperparameters, state) =>
      warmedUp(position, hyperparameters.warmUp, (own) => definition.factor(own, hyperparameters, state)),
  }
}

/** A schedule with a beginning of its own. */
export const defineWholeSchedule = <const S extends Schema>(definition: ScheduleDefinition<S>): ScheduleDefinition<S & typeof common> =>
  ({ ...definition, hyperparameters: { ...definition.hyperparameters, ...common } })
