import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { ExperimentSketch } from '../experiment/read-experiment.ts'
import type { SplitPart } from '../experiment/parts.ts'
import type { Text } from '../schema/text.ts'
import type { FinishReason, Scores } from '../trainer/events.ts'

/** One field of a spec and what it should become; `batches.size` is the field `size` of `batches`. */
export interface SpecChange {
  readonly path: string
  readonly value: unknown
}

/** Something that probably makes an experiment better. It never stands in the way. */
export interface Suggestion {
  /** The advice it comes from. */
  readonly advice: string
  /** The part of the spec it is about. */
  readonly path: string
  /** What to do, in one sentence. */
  readonly suggestion: Text
  /** Why, with the numbers it rests on. */
  readonly reason: Text
  /** The lecture or paper that says so. */
  readonly source: string
  /** What does it at a click; empty where there is a choice to be made. */
  readonly changes: readonly SpecChange[]
}

type Given = Omit<Suggestion, 'advice' | 'source'>

/** Looks at an experiment before it is trained. */
export interface DesignAdvice {
  readonly source: string
  /** Null where it does not apply. */
  advise(design: Design): Given | null
}

/** Looks at what a run gave. */
export interface RunAdvice {
  readonly source: string
  advise(run: TrainedRun): Given | null
}

/** A hidden layer as advice sees it. */
export interface HiddenLayer {
  readonly id: string
  readonly kind: string
  /** Where it stands in `network.layers`. */
  readonly index: number
  /** `linear` where the layer names none. */
  readonly activation: string
  readonly initializer: string | null
  readonly initializerDeviation: number | null
}

/** An experiment whose spec has no problems, with what advice asks about it. */
export interface Design {
  readonly sketch: ExperimentSketch
  readonly trainingSamples: number
  readonly parameterCount: number
  /** Samples per step. */
  readonly batchSize: number
  readonly fullBatch: boolean
  readonly classes: readonly string[] | null
  /** Samples of each class, where the data are at hand. */
  readonly classCounts: readonly number[] | null
  /** Layers with weights before the output. */
  readonly hidden: readonly HiddenLayer[]
  /** Kinds of all layers. */
  readonly layerKinds: readonly string[]
  /** Samples are pictures [channels, height, width]. */
  readonly pictures: boolean
}

/** What an epoch gave. */
export interface EpochScores {
  readonly epoch: number
  readonly train: Scores
  readonly validation: Scores | null
}

/** A run that has ended. */
export interface TrainedRun {
  readonly experiment: ResolvedExperiment
  readonly parameterCount: number
  readonly epochs: readonly EpochScores[]
  readonly reason: FinishReason
  readonly final: Readonly<Record<SplitPart, Scores | null>>
}

/** Whether the weights follow gradients step by step: neither a full-batch method nor a rule without back-propagation. */
export const followsGradients = (optimizer: Pick<ResolvedExperiment['optimizer'], 'definition'> | null): boolean => optimizer !== null && (optimizer.definition.sort ?? 'first-order') === 'first-order'

export const defineDesignAdvice = (advice: DesignAdvice): DesignAdvice => advice
export const defineRunAdvice = (advice: RunAdvice): RunAdvice => advice
