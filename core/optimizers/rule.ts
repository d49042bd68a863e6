import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition } from '../schema/registry.ts'

/** A layer as a rule judges whether it can train it. */
export interface RuleLayer {
  readonly id: string
  /** Its problems have the path `network.layers[index]…`. */
  readonly index: number
  readonly kind: string
  /** The kind of its activation, `linear` where it has none. */
  readonly activation: string
  /** Whether it has parameters that are trained. */
  readonly trained: boolean
}

/** What of an experiment a rule depends on. */
export interface RuleContext {
  readonly layers: readonly RuleLayer[]
  readonly outputs: readonly { readonly from: string; readonly loss: string }[]
  readonly batchSize: number | 'full'
  /** Whether every sample is shown once in an epoch. */
  readonly showsEachOnce: boolean
  /** The position of an augmentation that blends samples; null where there is none. */
  readonly mixing: number | null
  /** Their kinds. */
  readonly regularizers: readonly string[]
}

/** A forward pass over the batch of a step. */
export interface RulePass {
  /** The output of each layer, and `input`. */
  readonly outputs: ReadonlyMap<string, Tensor>
  /** The outputs' weighted losses added up, one number per sample. */
  readonly losses: Tensor
  /** The numbers that each output of the experiment should give, [rows, outputs]; null where its loss reads labels. */
  readonly targets: readonly (Tensor | null)[]
  /** How much each sample counts, [rows], as it does in `losses`; null where all count alike. */
  readonly weights: Tensor | null
  /** dL/d(output) of one layer into the gradients of its own parameters. */
  pullBack(layer: string, dy: Tensor): void
}

/** What a rule works with while its step is written down. */
export interface RuleBatch {
  readonly ops: Ops
  readonly seed: number
  readonly rows: number
  /** What is trained. */
  readonly parameters: readonly { readonly name: string; readonly value: Tensor; readonly gradient: Tensor }[]
  /** The layers that have such parameters, each with what it reads. */
  readonly layers: readonly { readonly id: string; readonly activation: string; readonly input: string }[]
  /** Masks and noise are the same in all passes of a step. `disturb` changes what a layer's readers see of it. */
  forward(disturb?: (layer: string, y: Tensor) => Tensor): RulePass
}

/** A rule that learns without back-propagation. */
export interface RuleDefinition<S extends Schema = Schema> extends Definition<S> {
  readonly sort: 'rule'
  /** Pushes every reason why it cannot train an experiment. */
  check(context: RuleContext, issues: Issue[]): void
  /** How often it passes each sample forward in an epoch. */
  evaluations(hyperparameters: Values<S>): number
  /** Writes minus the change that it wants, for a learning rate of 1, into every parameter's gradient. Returns the pass that is reported. */
  writeChange(batch: RuleBatch, hyperparameters: Values<S>): RulePass
  /** Reported of an epoch beside the loss and the metrics: `outputs` [samples × units] as they were when each sample was shown, `lowest` the lower value of the unit. */
  passScores?(outputs: Float32Array, labels: Int32Array, lowest: 0 | -1): Readonly<Record<string, number>>
  /** Whether a pass with these scores ends the training. */
  solved?(scores: Readonly<Record<string, number>>): boolean
  /** Whether gradients mean anything for what it trains. */
  readonly hasGradients: boolean
}

export const defineRule = <const S extends Schema>(definition: Omit<RuleDefinition<S>, 'sort'>): RuleDefinition<S> => ({ sort: 'rule', ...definition })
