import type { BlockSpec } from '../schema/registry.ts'

/** The newest version this build writes and reads. Older ones are migrated forward, unknown ones refused. */
export const SPEC_VERSION = 1

/** One experiment as plain JSON: what scripts write, the window edits and a run stores. */
export interface ExperimentSpec {
  readonly version: typeof SPEC_VERSION
  readonly name: string
  /** Whole number ≥ 0. Everything random derives from it. */
  readonly seed: number
  /** A file format, a generator, or `{ kind: 'stored', id }`. */
  readonly dataset: BlockSpec
  readonly split: BlockSpec
  /** Applied in order; fitted on the training part only. */
  readonly preprocessing: readonly BlockSpec[]
  /** Changes training samples anew in each epoch, in order, before preprocessing; absent in specs of earlier builds. */
  readonly augmentation?: readonly BlockSpec[]
  readonly network: NetworkSpec
  readonly outputs: readonly OutputSpec[]
  readonly metrics: readonly BlockSpec[]
  readonly optimizer: BlockSpec
  readonly schedule: BlockSpec
  readonly regularizers: readonly BlockSpec[]
  readonly batches: BatchesSpec
  readonly stop: StopSpec
  /** A safetensors or npz file, or a run's checkpoint, matched by tensor name. */
  readonly initialWeights: string | null
  /** Weights that are kept beside the last and the best; absent where none are. */
  readonly checkpoints?: CheckpointsSpec
  /** A phase before the first epoch that trains the hidden layers without targets. */
  readonly pretraining?: BlockSpec | null
  /** Several predictions averaged; null for a single network. */
  readonly ensemble: EnsembleSpec | null
  /** Values that change while the run trains; absent where none do. */
  readonly changes?: readonly ChangeSpec[]
  /** How often the layers are measured while it trains, or false for never; absent where the experiment decides. */
  readonly diagnostics?: DiagnosticsSpec | false
  /** Of which samples, beside those of the validation part, it is kept what they are taken for after each epoch; absent where of no others. */
  readonly histories?: HistoriesSpec
}

/** `networks` beside the main one, where the kind lists them. */
export interface EnsembleSpec extends BlockSpec {
  readonly networks?: readonly NetworkSpec[]
}

export interface NetworkSpec {
  readonly layers: readonly LayerSpec[]
}

/** A layer reads from the previous entry unless `inputs` names others (`input` is the data). */
export interface LayerSpec extends BlockSpec {
  readonly id?: string
  readonly inputs?: readonly string[]
  /** False keeps the layer's parameters and statistics as they are. */
  readonly trainable?: boolean
  /** An earlier layer whose parameters it uses. */
  readonly sharesWith?: string
  /** Multiplies the learning rate of its parameters. */
  readonly rateFactor?: number
}

export interface OutputSpec {
  /** The id of a layer. */
  readonly from: string
  readonly loss: BlockSpec
  readonly weight?: number
  /** The target columns that it predicts, by name; all of them when absent. */
  readonly targets?: readonly string[]
}

export type BatchOrder = 'shuffle' | 'sequential' | 'classAlternating' | 'balanced' | 'emphasize'

export interface BatchesSpec {
  /** Samples per step; 1 is online learning, `full` the whole training part. */
  readonly size: number | 'full'
  readonly order: BatchOrder
  /** Of the order `emphasize`: how much a sample's loss counts, from 0 to 1. */
  readonly emphasis?: number
  /** Of the order `emphasize`: how often a sample is shown in an epoch at most. */
  readonly mostRepeats?: number
}

export interface StopSpec {
  readonly epochs: number
  readonly early: EarlyStopSpec | null
  /** Ends the run after as many steps, in the middle of an epoch too; schedules end there. Absent for no such limit. */
  readonly steps?: number
  /** Ends the run after as many seconds of training and evaluation: the only field on which time decides. Absent for no such limit. */
  readonly seconds?: number
}

/** From the update after `step` on, the value at `path` is another. */
export interface ChangeSpec {
  /** The last step that has the old value; 0 for all updates. */
  readonly step: number
  /** `optimizer.learningRate`, `regularizers[0].strength`, `network.layers[2].rate`, `stop.epochs`. */
  readonly path: string
  readonly value: number | boolean | string
}

export interface DiagnosticsSpec {
  /** Steps from one measurement to the next. */
  readonly everySteps: number
}

export interface HistoriesSpec {
  /** The training samples, as they are shown in each epoch. */
  readonly train: boolean
}

export interface CheckpointsSpec {
  /** Weights of every so many epochs are kept, and those the run starts with; 0 keeps none. */
  readonly everyEpochs: number
}

export interface EarlyStopSpec {
  /** `validation.loss`, `train.accuracy`, … */
  readonly monitor: string
  /** Epochs without improvement after which the run stops. */
  readonly patience: number
  /** Smaller changes do not count as improvement. */
  readonly minDelta: number
  readonly restoreBest: boolean
}
