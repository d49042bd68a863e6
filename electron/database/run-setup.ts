import { createHash } from 'node:crypto'
import type { ExperimentSpec } from '../../core/index.ts'
import type { Hyperparameters, RunSummary } from '../contract/api.ts'
import { hyperparametersOf } from './hyperparameters.ts'

/** What lists of runs say of a spec. */
export type RunSetup = Pick<RunSummary, 'experiment' | 'hyperparameters'>

/** Enough that two experiments of one workspace never share it. */
const EXPERIMENT_LETTERS = 16
/** Seeds of one experiment mostly stand side by side; a sweep may take them in turn. */
const MOST_REMEMBERED = 512

/** Describes specs that come as JSON without seed and name: an experiment that was described lately is not read again. */
export function createSetupReader(): (experiment: string, seed: number) => RunSetup {
  const known = new Map<string, RunSetup>()
  return (text, seed) => {
    let setup = known.get(text)
    if (setup === undefined) {
      const hyperparameters = { seed, ...hyperparametersOf(JSON.parse(text) as ExperimentSpec) }
      // Through JSON, since objects that grew key by key are copied five times as slowly, and each run of the experiment gets a copy.
      setup = { experiment: createHash('sha256').update(text).digest('hex').slice(0, EXPERIMENT_LETTERS), hyperparameters: JSON.parse(JSON.stringify(hyperparameters)) as Hyperparameters }
      known.set(text, setup)
      const [oldest] = known.keys()
      if (known.size > MOST_REMEMBERED) known.delete(oldest!)
    }
    return { experiment: setup.experiment, hyperparameters: { ...setup.hyperparameters, seed } }
  }
}
