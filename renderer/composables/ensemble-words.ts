import { ensembles, type EnsembleSpec } from '../../core/index.ts'

/** What stands before the curves that are not of the whole run: `member1`, `member2`, … or `chain`; none for a single network. */
export function curveOwners(ensemble: EnsembleSpec | null | undefined): readonly string[] {
  if (ensemble == null || !ensembles.has(ensemble.kind)) return []
  const definition = ensembles.get(ensemble.kind)
  switch (definition.sort) {
    case 'chain': return ['chain']
    case 'passes': return []
    case 'trained': {
      const given = Object.fromEntries(Object.entries(definition.hyperparameters).map(([name, { default: standard }]) => [name, ensemble[name] ?? standard]))
      const count = definition.members(given as Parameters<typeof definition.members>[0], ensemble.networks?.length ?? 0)
      return Array.from({ length: Number.isSafeInteger(count) ? Math.max(0, count) : 0 }, (_, index) => `member${index + 1}`)
    }
  }
}
