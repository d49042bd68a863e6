import type { LossTarget, Ops } from '../ops/ops.ts'
import type { IndexTensor, Tensor } from '../ops/tensor.ts'
import { choice, type Schema, type Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition } from '../schema/registry.ts'
import { text, type Text } from '../schema/text.ts'

/** The targets of a batch. */
export interface BatchTargets {
  /** Class indices [rows]; empty for regression. */
  readonly labels: IndexTensor
  /** Target values, or one-hot classes, [rows, outputs]; null where the loss reads labels. */
  readonly values: Tensor | null
  /** How much each class counts in training, [classes]; null where all count alike. */
  readonly classWeights: Tensor | null
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
  /** Whether it takes logits: what stands before it must be linear. */
  readonly fromLogits?: boolean
  /** What makes probabilities of its outputs, row by row or one by one; absent where outputs are values. */
  readonly link?: 'softmax' | 'logistic'
  /** What the loss is multiplied by to be the negative log-likelihood of a sample's targets, given 1/variance of their noise; absent where it is none. */
  likelihood?(outputs: number, noisePrecision: number): number
  /** Pushes what the bounds of single hyper-parameters cannot say. */
  check?(data: LossData, hyperparameters: Values<S>, path: string, issues: Issue[]): void
  /** One number per class, from how often each appears in the training part; null where all count alike. */
  classWeights?(counts: readonly number[], hyperparameters: Values<S>): readonly number[] | null
  /** What one-hot targets are written as; 0 and 1 where nothing is said. */
  classTargets?(hyperparameters: Values<S>): { readonly off: number; readonly on: number }
  /** Shown when no number of outputs fits. */
  readonly needs: Text
  /** Takes outputs as the network gives them; for cross-entropies these are logits. */
  apply(ops: Ops, outputs: Tensor, targets: BatchTargets, target: LossTarget, hyperparameters: Values<S>): void
  /** The loss of one sample, for outputs and targets as plain numbers; the definition that the op is checked against. */
  value(outputs: ArrayLike<number>, targets: ArrayLike<number>, hyperparameters: Values<S>): number
  /** Outputs [rows × outputs] as people read them: class probabilities [rows × classes], or values. */
  predict(outputs: Float32Array, rows: number, data: LossData, hyperparameters: Values<S>): Float32Array
}

export const defineLoss = <const S extends Schema>(definition: LossDefinition<S>) => definition

/** One-hot targets need one output per class, or a single one for two classes; values need one per target. */
export const outputCountsForValues = ({ classes, targetNames }: LossData): readonly number[] =>
  classes === null ? [targetNames.length] : classes.length === 2 ? [1, 2] : [classes.length]

const CLASS_TARGETS = {
  zeroOne: { off: 0, on: 1 },
  plusMinusOne: { off: -1, on: 1 },
  logisticBend: { off: (3 - Math.sqrt(3)) / 6, on: (3 + Math.sqrt(3)) / 6 },
  tanhBend: { off: -1 / Math.sqrt(3), on: 1 / Math.sqrt(3) },
} as const

/** Where a squared error wants the output of the right class and those of the others. */
export const classTargets = choice({
  label: text('Targets for classes', 'Objetivos para clases'),
  default: 'zeroOne',
  doc: text(
    'What an output shall give for another class and for its own. Targets at the asymptotes of a sigmoid drive weights to infinity; where its second derivative is greatest it still learns (±1 for LeCun’s tanh).',
    'Qué debe dar una salida para otra clase y para la suya. Los objetivos en las asíntotas de una sigmoide llevan los pesos al infinito; donde su segunda derivada es máxima aún aprende (±1 para la tanh de LeCun).',
  ),
  options: {
    zeroOne: text('0 and 1', '0 y 1'),
    plusMinusOne: text('−1 and 1: tanh, LeCun’s tanh', '−1 y 1: tanh, tanh de LeCun'),
    logisticBend: text('0.211 and 0.789: bends of the logistic', '0,211 y 0,789: codos de la logística'),
    tanhBend: text('−0.577 and 0.577: bends of tanh', '−0,577 y 0,577: codos de la tanh'),
  },
})

export const classTargetsOf = ({ classTargets: chosen }: { readonly classTargets: keyof typeof CLASS_TARGETS }): { readonly off: number; readonly on: number } => CLASS_TARGETS[chosen]

/** Outputs of classes between their targets as numbers from 0 to 1, so that a single one can stand for a probability; values as they are. */
export function predictBetweenTargets(outputs: Float32Array, rows: number, data: LossData, { off, on }: { readonly off: number; readonly on: number }): Float32Array {
  return predictValues(data.classes === null || (off === 0 && on === 1) ? outputs : outputs.map((y) => (y - off) / (on - off)), rows, data)
}

/** Logits [rows × classes] as probabilities. */
export function softmaxRows(logits: Float32Array, rows: number): Float32Array {
  const classes = logits.length / rows
  const probabilities = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    let maximum = -Infinity
    for (let i = start; i < start + classes; i++) maximum = Math.max(maximum, logits[i])
    let sum = 0
    for (let i = start; i < start + classes; i++) sum += Math.exp(logits[i] - maximum)
    for (let i = start; i < start + classes; i++) probabilities[i] = Math.exp(logits[i] - maximum) / sum
  }
  return probabilities
}

/** log Σ eˣ, the maximum subtracted first. */
export function logSum(x: ArrayLike<number>): number {
  const maximum = Math.max(...Array.from(x))
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += Math.exp(x[i] - maximum)
  return Math.log(sum) + maximum
}

/** Values as they are; a single output for two classes as the pair (1 − p, p). */
export const predictValues = (outputs: Float32Array, rows: number, { classes }: LossData): Float32Array => (classes !== null && outputs.length === rows ? spreadPair(outputs) : outputs)

/** A single output for two classes becomes the pair (1 − p, p). */
export function spreadPair(probabilities: Float32Array): Float32Array {
  const pairs = new Float32Array(2 * probabilities.length)
  probabilities.forEach((p, row) => {
    pairs[2 * row] = 1 - p
    pairs[2 * row + 1] = p
  })
  return pairs
}
