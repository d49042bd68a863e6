import type { Definition, Issue, Registry, Resolved } from '../../core/index.ts'

/** A block with its defaults filled in; fails on any problem. */
export function resolved<D extends Definition>(registry: Registry<D>, spec: unknown): Resolved<D> {
  const issues: Issue[] = []
  const block = registry.resolve(spec, registry.role, issues)
  if (block === null) throw new Error(JSON.stringify(issues))
  return block
}
