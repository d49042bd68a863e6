import type { Database } from 'better-sqlite3'
import type { ExperimentSpec } from '../../core/index.ts'
import { createRunRepository } from '../../electron/database/run-repository.ts'

/** A spec that is complete as JSON; what is in its blocks does not matter to storage. */
export const storedSpec = (name: string): ExperimentSpec => ({
  version: 1, name, seed: 1,
  dataset: { kind: 'stored', id: 'none' },
  split: { kind: 'fraction' },
  preprocessing: [],
  network: { layers: [] },
  outputs: [],
  metrics: [],
  optimizer: { kind: 'sgd' },
  schedule: { kind: 'constant' },
  regularizers: [],
  batches: { size: 1, order: 'shuffle' },
  stop: { epochs: 10, early: null },
  initialWeights: null,
  ensemble: null,
})

/** A queued run without a stored data set. */
export function insertRun(database: Database, id: string, createdAt = 0): void {
  database.pragma('foreign_keys = off')
  createRunRepository(database).create({ id, spec: storedSpec(id), epochs: 10, summary: '4-2 · SGD', datasetId: 'none', datasetName: 'none', task: 'classification', createdAt })
  database.pragma('foreign_keys = on')
}
