import type { ExperimentSpec } from '../../core/index.ts'
import type { RunId, RunSummary } from '../../electron/contract/api.ts'

/** Runs of one experiment that differ in their seed alone. */
export interface SeedGroup {
  /** The first run, which lends the group its name and colour. */
  readonly first: RunSummary
  readonly runs: readonly RunSummary[]
}

/** In the order of their first runs. A run whose spec is not known yet stands alone. */
export function seedGroups(runs: readonly RunSummary[], specOf: (id: RunId) => ExperimentSpec | null): readonly SeedGroup[] {
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const key = experimentKey(specOf(run.id)) ?? run.id
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [run])
    else group.push(run)
  }
  return [...groups.values()].map((members) => ({ first: members[0]!, runs: members }))
}

/** The seed of a spec that is the same experiment, else null. */
export const seedIfSame = (spec: ExperimentSpec, other: ExperimentSpec): number | null => (experimentKey(spec) === experimentKey(other) ? other.seed : null)

/** The same for specs that differ in nothing but seed and name. */
function experimentKey(spec: ExperimentSpec | null): string | null {
  if (spec === null) return null
  const { seed: _seed, name: _name, ...experiment } = spec
  return JSON.stringify(experiment)
}
