import type { BlockSpec, CheckpointTag, DecisionMap, Disagreement, McNemar, SampleBatch, SplitPart } from '../../core/index.ts'
import type { RunId, PredictedSamples } from './api.ts'

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

/** A sample by its position in the run's data set. Without a checkpoint: the weights the run ended with. */
export interface SampleRequest { readonly run: RunId; readonly sample: number; readonly checkpoint?: CheckpointTag }

/** `output`: a class, or a target of a regression; `method`: a block of the saliency registry. */
export interface ExplainRequest extends SampleRequest { readonly output: number; readonly method: BlockSpec }

/** `resolution`: cells along each feature; `layer`: whose units to map too. Without a checkpoint: the weights the run ended with. */
export interface DecisionMapRequest { readonly run: RunId; readonly checkpoint?: CheckpointTag; readonly part: SplitPart; readonly resolution: number; readonly layer: string | null }
/** With samples of the part, to draw on it. */
export type PlacedDecisionMap = DecisionMap & { readonly samples: SampleBatch }

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
