import type { PartData } from '../experiment/training-data.ts'
import type { DatasetTask } from '../datasets/dataset.ts'
import type { Schema, Values } from '../schema/hyperparameter.ts'
import type { Definition } from '../schema/registry.ts'

/** What a metric's value counts: a fraction of 1, a plain number, samples, or the unit of the targets (squared). */
export type MetricUnit = 'fraction' | 'number' | 'samples' | 'target' | 'target squared'

/** A number reported about predictions; nothing is optimised by it. */
export interface MetricDefinition<S extends Schema = Schema> extends Definition<S> {
  readonly task: DatasetTask
  readonly goal: 'maximize' | 'minimize'
  readonly unit: MetricUnit
  /**
   * `outputs`: sampleCount × outputs, the class probabilities (a single one is that of class 1) or the predicted values.
   * NaN for a part without samples.
   */
  compute(outputs: Float32Array, part: PartData, hyperparameters: Values<S>): number
}

export const defineMetric = <const S extends Schema>(definition: MetricDefinition<S>) => definition
