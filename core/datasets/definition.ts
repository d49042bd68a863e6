import type { SourceFile } from '../formats/source-file.ts'
import type { Shape } from '../math/shape.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Issue } from '../schema/issue.ts'
import type { Definition } from '../schema/registry.ts'
import type { Dataset, DatasetTask } from './dataset.ts'

/** What is known of a data set without its samples; enough to infer shapes and check a spec. */
export interface DatasetDescription {
  readonly name: string
  readonly sampleCount: number
  readonly inputShape: Shape
  readonly task: DatasetTask
  /** Class names, or null for regression. */
  readonly classes: readonly string[] | null
  /** Samples of each class, where they were counted. */
  readonly classCounts?: readonly number[]
  /** How many groups of samples there are; absent in data sets without groups. */
  readonly groupCount?: number
  /** Names of the target values; the one target column's name for classification. */
  readonly targetNames: readonly string[]
  /** How many samples the source puts in each part, or null when it fixes none. */
  readonly givenCounts: { readonly train: number; readonly validation: number; readonly test: number } | null
}

/** How file-based data sets get at bytes; core itself touches no disk. */
export interface FileAccess {
  /** Throws SpecError when the file cannot be read. Relative paths are relative to the spec file. */
  open(path: string): Promise<SourceFile>
}

/** Makes samples from hyper-parameters and a seed alone. */
export interface GeneratorDefinition<S extends Schema = Schema> extends Definition<S> {
  readonly source: 'generator'
  /** Choices that do not go together, e.g. a pattern longer than its row. What is made is defined for others only. */
  check?(hyperparameters: Values<S>, path: string): readonly Issue[]
  describe(hyperparameters: Values<S>): DatasetDescription
  generate(hyperparameters: Values<S>, seed: number): Dataset
}

/** Reads samples from files named by its hyper-parameters. */
export interface FileDatasetDefinition<S extends Schema = Schema> extends Definition<S> {
  readonly source: 'files'
  /** Throws SpecError with every problem found in the files. */
  load(hyperparameters: Values<S>, files: FileAccess): Promise<Dataset>
}

/** Refers to a data set of the workspace by its id; the host loads it. */
export interface StoredDatasetDefinition<S extends Schema = Schema> extends Definition<S> {
  readonly source: 'stored'
}

export type DatasetDefinition = GeneratorDefinition<Schema> | FileDatasetDefinition<Schema> | StoredDatasetDefinition<Schema>

export const defineGenerator = <const S extends Schema>(definition: Omit<GeneratorDefinition<S>, 'source'>) => ({ source: 'generator', ...definition }) as const
export const defineFileDataset = <const S extends Schema>(definition: Omit<FileDatasetDefinition<S>, 'source'>) => ({ source: 'files', ...definition }) as const
