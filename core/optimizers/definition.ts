import type { Ops, UpdateTarget } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { float, type Schema, type Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'
import { text, type Text } from '../schema/text.ts'
import type { FullBatchDefinition } from './full-batch.ts'
import type { RuleDefinition } from './rule.ts'

/** Where a run stands when a step's coefficients are worked out. */
export interface StepPosition {
  /** 1 on the first step. */
  readonly step: number
  readonly stepsPerEpoch: number
  /** What the schedule made of the optimizer's learning rate. */
  readonly learningRate: number
}

/** What an optimizer may remark on before a run. */
export interface OptimizerContext<S extends Schema = Schema> {
  readonly hyperparameters: Values<S>
  /** Every step sees the whole training part. */
  readonly fullBatch: boolean
  /** The kind of the schedule. */
  readonly schedule: string
}

/** A first-order rule: one gradient in, one update out. */
export interface FirstOrderDefinition<S extends Schema = Schema, Slot extends string = string> extends Definition<S> {
  readonly sort?: 'first-order'
  /** Named tensors per parameter; saved in checkpoints. */
  readonly slots: readonly Slot[]
  /** What slots hold before the first step; 0 where nothing is said. */
  initialSlots?(hyperparameters: Values<S>): Readonly<Partial<Record<Slot, number>>>
  /** One update for all parameters at once, or, for rules with norms, one for each. */
  scope?(hyperparameters: Values<S>): 'all' | 'parameter'
  /** The numbers that change from step to step, in the order that `update` reads them; 16 at most. */
  coefficients(hyperparameters: Values<S>, position: StepPosition): readonly number[]
  /** Moves the target's values to where a second gradient is wanted: the update finds it in `target.probed`, and the values back in place. */
  probe?(ops: Ops, target: UpdateTarget, slots: Readonly<Record<Slot, Tensor>>, coefficients: Tensor): void
  /** Writes down the update of the target. */
  update(ops: Ops, target: UpdateTarget, slots: Readonly<Record<Slot, Tensor>>, coefficients: Tensor, hyperparameters: Values<S>): void
  /** What is allowed but seldom wise, for whoever designs the experiment. */
  notes?(context: OptimizerContext<S>): readonly Text[]
}

/** Rules that follow a batch's gradient, rules that minimise over all samples, and rules without back-propagation. */
export type OptimizerDefinition = FirstOrderDefinition | FullBatchDefinition | RuleDefinition

export const defineOptimizer = <const S extends Schema, const Slot extends string>(definition: FirstOrderDefinition<S, Slot>) => definition

/** The learning rate, as every optimizer has it. */
export const learningRate = (initial: number) => float({
  live: true,
  label: text('Learning rate', 'Tasa de aprendizaje'),
  default: initial,
  min: 0,
  max: 1000,
  scale: 'log',
  doc: text('Length of a step, before the schedule changes it.', 'Longitud de cada paso, antes de que el plan la cambie.'),
})
