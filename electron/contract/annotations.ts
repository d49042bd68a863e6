import type { DatasetId } from './api.ts'

/** What somebody wrote down about a sample of a data set, whatever run it was looked at with. */
export interface SampleAnnotation {
  /** Position in the data set. */
  readonly sample: number
  /** In the order they were given; each once. */
  readonly tags: readonly string[]
  readonly note: string
}

export interface AnnotationsChange { readonly dataset: DatasetId; readonly annotations: readonly SampleAnnotation[] }
