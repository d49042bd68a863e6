import type { RunId, RunSummary } from '../../electron/contract/api.ts'

/** What tells runs apart that stand beside each other under one name: their seeds, or where these are equal too their ids. Runs whose name is theirs alone are left out. */
export function tellingApart(runs: readonly Pick<RunSummary, 'id' | 'name' | 'hyperparameters'>[], seedWords: (seed: string) => string): ReadonlyMap<RunId, string> {
  const told = new Map<RunId, string>()
  const seedOf = ({ hyperparameters }: (typeof runs)[number]): string => String(hyperparameters['seed'] ?? '')
  for (const alike of Map.groupBy(runs, ({ name }) => name).values()) {
    if (alike.length === 1) continue
    const bySeed = Map.groupBy(alike, seedOf)
    for (const run of alike) told.set(run.id, seedOf(run) === '' || bySeed.get(seedOf(run))!.length > 1 ? run.id : seedWords(seedOf(run)))
  }
  return told
}
