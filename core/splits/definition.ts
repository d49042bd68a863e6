import type { Dataset } from '../datasets/dataset.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition } from '../schema/registry.ts'

/** Positions in the data set, ascending. Every sample is in exactly one part. */
export interface SplitIndices {
  readonly train: Int32Array
  readonly validation: Int32Array
  readonly test: Int32Array
}

export interface PartCounts {
  readonly train: number
  readonly validation: number
  readonly test: number
  /** Where whole groups or the samples' content decide, sizes are exact only once the samples are there. */
  readonly approximate?: true
}

/**
 * Shares samples out to the parts. Samples whose part the source fixes keep it; the split shares out the rest.
 * The same seed gives the same parts on every machine.
 */
export interface SplitDefinition<S extends Schema = Schema> extends Definition<S> {
  /** What cannot be split so, e.g. fractions that leave no training samples. */
  check(hyperparameters: Values<S>, dataset: DatasetDescription, path: string): readonly Issue[]
  /** The sizes of the parts, without the samples. */
  count(hyperparameters: Values<S>, dataset: DatasetDescription): PartCounts
  split(hyperparameters: Values<S>, dataset: Dataset, seed: number): SplitIndices
}

export const defineSplit = <const S extends Schema>(definition: SplitDefinition<S>) => definition
