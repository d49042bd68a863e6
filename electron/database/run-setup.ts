import { createHash } from 'node:crypto'
import type { ExperimentSpec } from '../../core/index.ts'
import type { RunSummary } from '../contract/api.ts'
import { hyperparametersOf } from './hyperparameters.ts'

/** What lists of runs say of a spec. */
export type RunSetup = Pick<RunSummary, 'experiment' | 'hyperparameters'>

/** Enough that two experiments of one workspace never share it. */
const EXPERIMENT_LETTERS = 16

export function describeSetup(spec: ExperimentSpec): RunSetup {
  const { seed: _seed, name: _name, ...experiment } = spec
  return { experiment: createHash('sha256').update(JSON.stringify(experiment)).digest('hex').slice(0, EXPERIMENT_LETTERS), hyperparameters: hyperparametersOf(spec) }
}
