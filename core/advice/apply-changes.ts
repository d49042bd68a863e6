import type { SpecChange } from './definition.ts'

/** A copy of a spec with the changes made, in order. A path names fields and list positions: `network.layers[2].activation`. */
export function applyChanges<T>(spec: T, changes: readonly SpecChange[]): T {
  return changes.reduce((changed, { path, value }) => setAt(changed, stepsOf(path), value) as T, spec)
}

const stepsOf = (path: string): readonly (string | number)[] =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, position]) => (name === undefined ? Number(position) : name))

function setAt(node: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value
  if (typeof step === 'number') return Array.isArray(node) ? node.with(step, setAt(node[step], rest, value)) : node
  const record = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {}
  return { ...record, [step]: setAt(record[step], rest, value) }
}
