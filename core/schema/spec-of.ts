import type { BlockSpec, Resolved } from './registry.ts'

/** A resolved block written out in full again: its kind and every hyper-parameter, nested blocks too. */
export function specOf({ kind, definition, hyperparameters }: Resolved): BlockSpec {
  const values = hyperparameters as Readonly<Record<string, unknown>>
  const entries = Object.entries(definition.hyperparameters).map(([name, { kind: valueKind }]) => {
    const value = values[name]
    return [name, valueKind === 'block' && value !== null ? specOf(value as Resolved) : value]
  })
  return { kind, ...Object.fromEntries(entries) as Record<string, unknown> }
}
