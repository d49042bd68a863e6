import type { RunSummary } from '../../electron/contract/api.ts'

/** Runs of one experiment that differ in their seed alone. */
export interface SeedGroup {
  /** The first run, which lends the group its name and colour. */
  readonly first: RunSummary
  readonly runs: readonly RunSummary[]
}

/** In the order of their first runs. */
export function seedGroups(runs: readonly RunSummary[]): readonly SeedGroup[] {
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const group = groups.get(run.experiment)
    if (group === undefined) groups.set(run.experiment, [run])
    else group.push(run)
  }
  return [...groups.values()].map((members) => ({ first: members[0]!, runs: members }))
}
