import type { Shape } from '../math/shape.ts'
import type { ReceptiveField } from '../network/receptive-field.ts'
import type { Issue } from '../schema/issue.ts'
import type { Text } from '../schema/text.ts'
import type { SplitPart } from './parts.ts'

/** One layer as `describe` and the Design view show it. */
export interface LayerDescription {
  readonly id: string
  readonly kind: string
  /** The position in `network.layers`; its problems have the path `network.layers[index]…`. */
  readonly index: number
  readonly inputs: readonly string[]
  /** Without the batch axis; null when it could not be inferred. */
  readonly inputShape: Shape | null
  readonly outputShape: Shape | null
  readonly parameters: readonly { readonly name: string; readonly shape: Shape }[]
  readonly parameterCount: number
  /** Per sample, forward. */
  readonly multiplyAdds: number
  /** Numbers kept per sample for the backward pass. */
  readonly activationCount: number
  /** Places of the data along a side that one of its outputs depends on. */
  readonly receptiveField: ReceptiveField
}

/** What is known of an experiment before it runs. With issues, the counts cover what could be inferred. */
export interface ExperimentDescription {
  readonly issues: readonly Issue[]
  /** What is allowed but seldom wise. */
  readonly notes: readonly Text[]
  /** `784-128-10 · ReLU · Adam 0.001 · batch 128`. */
  readonly summary: string
  readonly inputShape: Shape | null
  readonly layers: readonly LayerDescription[]
  /** Of all networks that the run keeps. */
  readonly parameterCount: number
  /** Of one prediction: all members or passes. */
  readonly multiplyAdds: number
  /** Networks whose weights the run keeps, and forward passes of a prediction; 1 for a single network. */
  readonly members: number
  readonly passes: number
  /** At most, over all members. */
  readonly epochs: number
  readonly memoryBytes: { readonly parameters: number; readonly optimizer: number; readonly activations: number }
  readonly samples: Readonly<Record<SplitPart, number>> | null
  readonly batchSize: number | null
  readonly stepsPerEpoch: number | null
}
