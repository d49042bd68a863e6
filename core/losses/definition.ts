import type { LossTarget, Ops } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'
import type { Text } from '../schema/text.ts'

/** The targets of a batch. */
export interface BatchTargets {
  /** Class indices [rows]; empty for regression. */
  readonly labels: IndexTensor
  /** Target values, or one-hot classes, [rows, outputs]; null where the loss reads labels. */
  readonly values: Tensor | null
}

/** What a loss must know of the data to say which outputs it needs. */
export interface LossData {
  /** Class names, or null for regression. */
  readonly classes: readonly string[] | null
  readonly targetNames: readonly string[]
}

export interface LossDefinition<S extends Schema = Schema> extends Definition<S> {
  /** Class indices, or a number per output (classes are then written one-hot). */
  readonly targets: 'labels' | 'values'
  /** The numbers of outputs that fit the data, best first, and how to say so; empty when the data have the wrong kind of target. */
  outputCounts(data: LossData): readonly number[]
  /** Shown when no number of outputs fits. */
  readonly needs: Text
  /** Takes outputs as the network gives them; for cross-entropies these are logits. */
  apply(ops: Ops, outputs: Tensor, targets: BatchTargets, target: LossTarget, hyperparameters: Values<S>): void
  /** The loss of one sample, for outputs and targets as plain numbers; the definition that the op is checked against. */
  value(outputs: ArrayLike<number>, targets: ArrayLike<number>, hyperparameters: Values<S>): number
  /** Outputs [rows × outputs] as people read them: class probabilities [rows × classes], or values. */
  predict(outputs: Float32Array, rows: number, data: LossData): Float32Array
}

export const defineLoss = <const S extends Schema>(definition: LossDefinition<S>) => definition

/** One-hot targets need one output per class, or a single one for two classes; values need one per target. */
export const outputCountsForValues = ({ classes, targetNames }: LossData): readonly number[] =>
  classes === null ? [targetNames.length] : classes.length === 2 ? [1, 2] : [classes.length]

/** A single output for two classes becomes the pair (1 − p, p). */
export function spreadPair(probabilities: Float32Array): Float32Array {
  const pairs = new Float32Array(2 * probabilities.length)
  probabilities.forEach((p, row) => {
    pairs[2 * row] = 1 - p
    pairs[2 * row + 1] = p
  })
  return pairs
}
