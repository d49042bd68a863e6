import type { Shape } from '../math/shape.ts'

/** What is to be predicted. */
export type Targets =
  | { readonly kind: 'classes'; readonly name: string; readonly classes: readonly string[]; /** One per sample, an index into `classes`. */ readonly labels: Int32Array }
  | { readonly kind: 'values'; readonly names: readonly string[]; /** samples × names.length, row-major. */ readonly values: Float32Array }

export type DatasetTask = 'classification' | 'regression'

/** The part a sample belongs to when the source fixes it. */
export const GIVEN_PARTS = ['train', 'validation', 'test'] as const

/**
 * A data set in memory, samples in the source's order.
 * Images are [channels, height, width]; tabular data [features].
 */
export interface Dataset {
  readonly name: string
  readonly sampleCount: number
  readonly inputShape: Shape
  /** sampleCount × sizeOf(inputShape), row-major. Bytes (images) stand for value × `inputScale`. */
  readonly inputs: Float32Array | Uint8Array
  /** 1 for floats; 1/255 for bytes. */
  readonly inputScale: number
  /** One per feature for tabular data, else null. A category becomes one feature per value (`colour=red`). */
  readonly featureNames: readonly string[] | null
  readonly targets: Targets
  /** Per sample an index into GIVEN_PARTS, when the source fixes the parts; else null. */
  readonly givenParts: Uint8Array | null
  /** Samples with the same index belong together (one patient, one writer) and should stay in one part. */
  readonly groups?: { readonly name: string; readonly indices: Int32Array } | null
  /** How much each sample counts, at least 0. */
  readonly weights?: { readonly name: string; readonly values: Float32Array } | null
}
