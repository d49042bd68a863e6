import type { Shape } from '../math/shape.ts'
import type { SplitPart } from '../experiment/parts.ts'
import type { LayerMeasure } from './layer-diagnostics.ts'
import type { ChangeSpec } from '../experiment/spec.ts'

/** Values by name: `loss`, `accuracy`, … */
export type Scores = Readonly<Record<string, number>>

export type FinishReason = 'completed' | 'stopped-early' | 'cancelled' | 'diverged'

/** What ended a run before its last epoch: no improvement for so long; an optimizer that finds nothing more to gain; a pass without a mistake; a loss that has risen too far in a range test; the most steps or seconds that it was given. */
export type StopCause = 'patience' | 'converged' | 'no-mistakes' | 'loss-rose' | 'steps' | 'seconds'

/** How often an optimizer that looks at the loss several times did so, for each sample of an epoch. */
export interface Evaluations {
  readonly functions: number
  readonly gradients: number
  /** Products with the Gauss–Newton matrix, or rows of its factor. */
  readonly products: number
}

export interface LayerSummary {
  readonly id: string
  readonly kind: string
  readonly outputShape: Shape
  readonly parameterCount: number
}

/** Everything a run reports, in the order it happens: logged, announced, replayed as it is. Steps and epochs count from 1. */
export type RunEvent =
  | {
      readonly type: 'started'
      /** The step and epoch already done: 0 and 0 (with pre-training, minus the number of its steps), or where the checkpoint stood when a run is resumed. */
      readonly step: number
      readonly epoch: number
      readonly parameterCount: number
      readonly stepsPerEpoch: number
      readonly samples: Readonly<Record<SplitPart, number>>
      readonly layers: readonly LayerSummary[]
      /** `simd`, `relaxed`, … and the number of threads. */
      readonly engine: string
      /** Of runs with pre-training: the layers it trains in turn, and how long. Its steps have the numbers up to 0. */
      readonly pretraining?: { readonly layers: readonly string[]; readonly epochs: number; readonly stepsPerEpoch: number; readonly steps: number }
    }
  /** Which tensors of the file that a run starts from it took, and which it could not. */
  | { readonly type: 'initialized'; readonly step: number; readonly matched: readonly string[]; readonly missing: readonly string[]; readonly unused: readonly string[] }
  /** The steps `from … from + loss.length - 1`, each with its batch's values; of pre-training where it names the layer. */
  | { readonly type: 'steps'; readonly from: number; readonly epoch: number; readonly series: Readonly<Record<string, Float32Array>>; readonly pretraining?: string }
  /** A pass of pre-training over the training part; `loss` is its mean, `epoch` counts the passes for this layer. */
  | { readonly type: 'pretrained'; readonly layer: string; readonly epoch: number; readonly step: number; readonly loss: number; readonly seconds: number; readonly samplesPerSecond: number }
  | {
      readonly type: 'epoch'
      readonly epoch: number
      readonly step: number
      /** In an ensemble, whose scores these are: `member1`, `member2`, …, or `chain`; absent where the network is all there is. */
      readonly of?: string
      /** `train` averages over the batches as they were trained (with dropout on). */
      readonly train: Scores
      readonly validation: Scores | null
      /** Of a full-batch optimizer, how far along its direction the step went. */
      readonly learningRate: number
      /** Of full-batch optimizers and of rules without back-propagation. */
      readonly evaluations?: Evaluations
      /** Of Hamiltonian Monte Carlo alone: the fraction of trajectories accepted so far. */
      readonly acceptance?: number
      /** Time this epoch took, training only and evaluation only. */
      readonly trainSeconds: number
      readonly evaluationSeconds: number
      readonly samplesPerSecond: number
      /** True when this epoch is the best so far by the monitored value. */
      readonly best: boolean
    }
  /** A member of an ensemble is done: its own scores beside those of all members so far. */
  | {
      readonly type: 'member'
      /** From 1. */
      readonly member: number
      readonly members: number
      readonly epoch: number
      readonly step: number
      /** Of the member alone; for Monte-Carlo dropout, of the network with dropout off. */
      readonly scores: Readonly<Record<SplitPart, Scores | null>>
      readonly ensemble: Readonly<Record<SplitPart, Scores | null>>
      /** Of the training part, each sample judged by the members that did not learn from it. */
      readonly outOfBag: Scores | null
      /** For Hamiltonian Monte Carlo: the fraction of trajectories accepted so far. */
      readonly acceptance: number | null
    }
  /** The layers after a step, of an ensemble those of its first network. */
  | { readonly type: 'layers'; readonly step: number; readonly epoch: number; readonly layers: readonly LayerMeasure[] }
  /** Values that are others from the update after `step` on. */
  | { readonly type: 'changed'; readonly step: number; readonly epoch: number; readonly changes: readonly { readonly path: string; readonly from: ChangeSpec['value']; readonly to: ChangeSpec['value'] }[] }
  /** Whoever runs the training held it there, and let it go on; the training itself knows nothing of it. */
  | { readonly type: 'paused' | 'resumed'; readonly step: number; readonly epoch: number }
  | { readonly type: 'checkpoint'; readonly tag: CheckpointTag; readonly epoch: number; readonly step: number; readonly file: string; readonly bytes: number; readonly sha256: string }
  | {
      readonly type: 'finished'
      readonly reason: FinishReason
      /** Of `stopped-early`. */
      readonly cause?: StopCause
      readonly epoch: number
      readonly step: number
      /** The epoch whose weights the run ends with, when early stopping restored them. */
      readonly restoredEpoch: number | null
      readonly best: { readonly epoch: number; readonly monitor: string; readonly value: number } | null
      /** Evaluated with the final weights, dropout off. */
      readonly final: Readonly<Record<SplitPart, Scores | null>>
      /** For `diverged`: the first layer or value that was no longer finite. */
      readonly divergedAt: string | null
      /** SHA-256 of all parameters and buffers as little-endian float32, in network order; of all members, one after the other. */
      readonly weightsSha256: string
    }

/** The name of a part's curves; those of a member stand behind its own name, `member1/validation`. */
export const scoreSeries = (part: string, of: string | undefined): string => (of === undefined ? part : `${of}/${part}`)

/** The name of a curve of a layer, `layer/h1/gradientNorm`. */
export const layerSeries = (layer: string, scalar: string): string => `layer/${layer}/${scalar}`

/** `epoch-3`: the weights after that epoch alone, where the experiment keeps them. */
export type CheckpointTag = 'last' | 'best' | EpochTag
export type EpochTag = `epoch-${number}`
