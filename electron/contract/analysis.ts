import type { BlockSpec, CheckpointTag, DecisionMap, Disagreement, EmbeddingMethod, McNemar, MistakeOrder, SampleBatch, Scores, Shape, SplitPart, Uncertainty } from '../../core/index.ts'
import type { RunId, TaskId } from './api.ts'

// What is asked of trained runs, and what comes back.

/** Which weights are asked: without a checkpoint those the run ended with; `member`: a network of an ensemble alone, from 1, else all together. */
export interface ConfusionRequest { readonly run: RunId; readonly part: SplitPart; readonly checkpoint?: CheckpointTag; readonly member?: number }

export interface Confusion {
  readonly classes: readonly string[]
  /** classes × classes, row = true class, column = predicted. */
  readonly counts: Int32Array
  readonly sampleCount: number
  readonly errors: number
  readonly scores: Scores
}

/** Which samples of a part are asked for: those with a tag, those with a note, or these positions in the data set. */
export type SampleChoice = { readonly tag: string } | { readonly noted: true } | { readonly samples: readonly number[] }

export interface PredictionsRequest extends ConfusionRequest {
  /** `all`: right ones too. Mistakes alone unless given; of `among` all. */
  readonly scope?: 'mistakes' | 'all'
  readonly among?: SampleChoice
  /** A cell, a row, a column, or all that `scope` takes when both are absent. */
  readonly truth?: number
  readonly predicted?: number
  readonly order: MistakeOrder
  /** Of a regression with several: whose differences order by loss. All together unless given. */
  readonly target?: number
}

export interface MistakesRequest extends PredictionsRequest {
  readonly offset: number
  readonly limit: number
}

export interface PredictionList {
  /** Null for regression. */
  readonly classes: readonly string[] | null
  readonly targetNames: readonly string[]
  /** Positions in the data set, in the order that was asked for. */
  readonly indices: Int32Array
  /** The true class of each, or its values: rows × targets. */
  readonly targets: Float32Array
  /** rows × outputs. */
  readonly outputs: Float32Array
  readonly losses: Float32Array
}

export interface PredictedSamples {
  readonly total: number
  readonly samples: SampleBatch
  /** rows × outputs: class probabilities, or predicted values for regression. */
  readonly outputs: Float32Array
  readonly losses: Float32Array
  /** Per sample what the members of an ensemble disagree on; null for a single network. */
  readonly uncertainty: Uncertainty | null
}

/** Two runs on the same part, with the weights they ended with. */
export interface DisagreementsRequest {
  readonly runs: readonly [RunId, RunId]
  readonly part: SplitPart
  readonly which: Disagreement
  readonly offset: number
  readonly limit: number
}

export interface Disagreements {
  readonly classes: readonly string[]
  /** McNemar's test over the whole part. */
  readonly test: McNemar
  /** A page of the samples that were asked for, with the first run's outputs. */
  readonly page: PredictedSamples
  /** The second run's outputs on the page's samples. */
  readonly otherOutputs: Float32Array
}

/** A sample by its position in the run's data set, and which weights are asked. Where only one network of an ensemble can be looked at it is the first unless given. */
export interface SampleRequest { readonly run: RunId; readonly sample: number; readonly checkpoint?: CheckpointTag; readonly member?: number }

/** Whose learning is asked for: the validation part, or the training part where the spec's `histories` say so; of an ensemble of trained networks one member, or what they say together after the same epoch of each. */
export interface LearningRequest { readonly run: RunId; readonly part: SplitPart; readonly member?: number }

/** How a run learned the samples of a part, from what it said of them after each epoch. The three counts add up to the part. */
export interface LearningSummary {
  /** How many epochs are kept. */
  readonly epochs: number
  /** Right from some epoch on and ever after. */
  readonly unforgettable: number
  /** Right at least once, and wrong after that. */
  readonly forgotten: number
  readonly neverLearned: number
  /** Of a regression: the error that counts as right, in standard deviations of the targets; null for classes. */
  readonly tolerance: number | null
}

/** The life of a sample over the kept epochs that showed it. */
export type SampleStory = {
  readonly epochs: Int32Array
  /** The first epoch after which it was right; 0 where it never was. */
  readonly firstLearned: number
  /** The epochs after which it was wrong although it was right after the one before. */
  readonly forgottenAt: Int32Array
} & (
  /** What it was taken for; `label`: the true class. */
  | { readonly kind: 'classes'; readonly predicted: Int32Array; readonly label: number }
  /** How far off, and up to where it counts as right, in standard deviations of the targets. */
  | { readonly kind: 'values'; readonly errors: Float32Array; readonly tolerance: number }
)

/** `output`: a class, or a target of a regression; `method`: a block of the saliency registry. */
export interface ExplainRequest extends SampleRequest { readonly output: number; readonly method: BlockSpec }

export interface Saliency {
  readonly shape: Shape
  /** One number per input of the network; above zero what speaks for the output. */
  readonly values: Float32Array
  /** True where preprocessing changed the shape: the values belong to what the network reads, not to the sample as it is stored. */
  readonly isPreprocessedShape: boolean
}

/** `resolution`: cells along each feature; `layer`: whose units to map too. Without a checkpoint: the weights the run ended with. */
export interface DecisionMapRequest { readonly run: RunId; readonly checkpoint?: CheckpointTag; readonly member?: number; readonly part: SplitPart; readonly resolution: number; readonly layer: string | null }
/** With samples of the part, to draw on it. */
export type PlacedDecisionMap = DecisionMap & { readonly samples: SampleBatch }

/** Without a checkpoint: the weights the run ended with. */
export interface EmbeddingRequest {
  readonly run: RunId
  readonly checkpoint?: CheckpointTag
  /** Of an ensemble whose layer places the samples, and whose predictions come with them: without it the first's, and those of all together. */
  readonly member?: number
  readonly part: SplitPart
  /** Whose outputs place the samples; null for their inputs. */
  readonly layer: string | null
  readonly method: EmbeddingMethod
  /** At most so many, from all over the part. */
  readonly samples: number
  /** Of t-SNE: how many others a sample counts as near. */
  readonly perplexity: number
  /** Of UMAP: the same, as a whole number. */
  readonly neighbours: number
  /** The same seed draws the same map. */
  readonly seed: number
}

export interface EmbeddingMap {
  /** Positions in the data set of those that are drawn, of `sampleCount` in the part. */
  readonly indices: Int32Array
  readonly sampleCount: number
  /** Pairs x, y. */
  readonly places: Float32Array
  /** The share of the ten nearest others by the layer that are among the ten nearest on the map. */
  readonly keptNeighbours: number
  /** Of principal components, the share of the variance along each axis; null for others. */
  readonly variances: readonly number[] | null
  /** The true class of each, or its values: rows × targets. */
  readonly targets: Float32Array
  /** rows × outputs. */
  readonly outputs: Float32Array
  readonly losses: Float32Array
}

/** How far a map has come: what is done, the share of all of it, and how long the rest takes, null while nobody can tell. */
export interface EmbeddingProgress {
  readonly task: TaskId
  readonly step: 'layer' | 'components' | 'neighbours' | 'map'
  readonly share: number
  readonly remainingSeconds: number | null
}

/** `random`: two random directions with filters as long as the network's; `between`: from 0, this run, to 1, another of the same network; `path`: the two principal directions of the epochs that were kept. */
export interface ErrorSurfaceRequest {
  readonly run: RunId
  readonly plane: { readonly kind: 'random' | 'path' } | { readonly kind: 'between'; readonly other: RunId }
  readonly part: SplitPart
  /** At most so many samples of the part. */
  readonly samples: number
  /** Of random directions. */
  readonly seed: number
  /** Pairs a, b: the place is that of the run plus a times the first direction and b times the second. */
  readonly points: Float32Array
}

export interface ErrorSurface {
  /** Mean loss at each point, without penalties. */
  readonly losses: Float64Array
  /** Where the kept epochs lie, and the part of their distances that each direction accounts for; null for other planes. */
  readonly path: { readonly epochs: Int32Array; readonly x: Float64Array; readonly y: Float64Array; readonly shares: readonly [number, number] } | null
}

export interface Neighbours {
  /** The layer whose outputs were compared; null where the network decides from its input. */
  readonly layer: string | null
  /** Among how many training samples. */
  readonly searched: number
  readonly samples: SampleBatch
  /** Euclidean. */
  readonly distances: Float32Array
}
