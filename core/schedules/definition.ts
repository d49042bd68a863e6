import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** Where a run stands, from 0 to 1 of what is planned. */
export interface SchedulePosition {
  /** 1 on the first step. */
  readonly step: number
  readonly stepsPerEpoch: number
  readonly totalSteps: number
}

export interface ScheduleDefinition<S extends Schema = Schema> extends Definition<S> {
  /** What the optimizer's learning rate is multiplied by at a step. */
  factor(position: SchedulePosition, hyperparameters: Values<S>): number
}

export const defineSchedule = <const S extends Schema>(definition: ScheduleDefinition<S>) => definition
