import type { ActivationDefinition } from '../activations/definition.ts'
import type { Ops } from '../ops/ops.ts'
import type { Tensor } from '../ops/tensor.ts'
import { int, type Schema, type Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition, Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

/** A hidden layer as pre-training sees it before there are numbers. */
export interface HiddenLayer {
  readonly id: string
  /** Its problems have the path `network.layers[index]…`. */
  readonly index: number
  readonly units: number
  readonly inputs: number
  readonly bias: boolean
  /** Its own, or that of the activation layer which alone reads it. */
  readonly activation: Resolved<ActivationDefinition>
}

/** What a layer reads of the training part. */
export interface InputStatistics {
  readonly minimum: number
  readonly maximum: number
  readonly means: Float64Array
}

/** A hidden layer with its numbers, on an engine. */
export interface LearnerContext {
  readonly ops: Ops
  readonly seed: number
  readonly layer: HiddenLayer
  /** [units, inputs], and [units] or null; what pre-training changes. */
  readonly weight: Tensor
  readonly bias: Tensor | null
  readonly statistics: InputStatistics
}

/** Where a layer's pre-training stands. */
export interface LearnerPosition {
  /** 1 on the layer's first step. */
  readonly step: number
  /** 1 in its first pass. */
  readonly epoch: number
}

/** The training of one layer on what it reads. */
export interface Learner {
  /** What the next step depends on beside the layer's own parameters; saved in checkpoints. */
  readonly state: Readonly<Record<string, Tensor>>
  /** Sets what changes from step to step, before the step runs. */
  begin(position: LearnerPosition): void
  /** Writes down one update from inputs [rows, inputs]; returns the loss as a tensor of one number. */
  writeStep(x: Tensor): Tensor
}

/** A way to train hidden layers without targets, one after the other. */
export interface PretrainingDefinition<S extends Schema = Schema> extends Definition<S & typeof pretrainingPasses> {
  /** Pushes why a layer cannot be trained in this way. */
  check(layer: HiddenLayer, hyperparameters: Values<S & typeof pretrainingPasses>, issues: Issue[]): void
  /** Throws SpecError where the inputs do not suit the hyper-parameters. */
  createLearner(context: LearnerContext, hyperparameters: Values<S & typeof pretrainingPasses>): Learner
}

/** The fields that every kind has. */
export const pretrainingPasses = {
  epochs: int({ label: text('Epochs per layer', 'Épocas por capa'), default: 10, min: 1, max: 100_000, scale: 'log', doc: text('Passes over the training part for each hidden layer.', 'Pasadas por la parte de entrenamiento para cada capa oculta.') }),
  batchSize: int({ label: text('Batch size', 'Tamaño del lote'), default: 100, min: 1, max: 100_000, scale: 'log', unit: text('samples', 'muestras'), doc: text('Samples per step of pre-training.', 'Muestras por paso del preentrenamiento.') }),
} as const satisfies Schema

export const definePretraining = <const S extends Schema>(definition: Omit<PretrainingDefinition<S>, 'hyperparameters'> & { readonly hyperparameters: S }): PretrainingDefinition<S> =>
  ({ ...definition, hyperparameters: { ...pretrainingPasses, ...definition.hyperparameters } }) as PretrainingDefinition<S>

/** y + the same row under each: the bias of units whose weights are multiplied from the other side. */
export const writeRows = (ops: Ops, row: Tensor, y: Tensor): void =>
  ops.copyStrided(row, y, { counts: [y.shape[0], 1], width: row.data.length, from: [0, 0, 0], to: [0, row.data.length, 0] })

/** Whether values can be read as probabilities. */
export const isWithinUnit = ({ minimum, maximum }: InputStatistics): boolean => minimum >= 0 && maximum <= 1
