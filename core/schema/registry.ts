import { completeValues } from './complete.ts'
import type { Schema, Values } from './hyperparameter.ts'
import { describeValue, type Issue } from './issue.ts'
import { nearest } from './nearest.ts'
import { text, type Text } from './text.ts'

export { nearest }

/** What every registered building block says about itself. */
export interface Definition<S extends Schema = Schema> {
  readonly label: Text
  readonly doc: Text
  /** The paper or lecture it comes from. */
  readonly reference?: string
  readonly hyperparameters: S
}

/** Plain JSON: the kind and the hyper-parameters that differ from their defaults. */
export interface BlockSpec {
  readonly kind: string
  readonly [hyperparameter: string]: unknown
}

/** A block named by a spec, with every hyper-parameter filled in and checked. */
export interface Resolved<D extends Definition = Definition> {
  readonly kind: string
  readonly definition: D
  readonly hyperparameters: Values<D['hyperparameters']>
}

/** The building blocks of one role, by kind. */
export interface Registry<D extends Definition = Definition> {
  /** `layer`, `optimizer`, …: how messages call one of them. */
  readonly role: string
  readonly kinds: readonly string[]
  has(kind: string): boolean
  get(kind: string): D
  /** The block a spec names; pushes every problem to `issues` and returns null if there is any. `extra` names fields that the caller reads itself. */
  resolve(spec: unknown, path: string, issues: Issue[], extra?: readonly string[]): Resolved<D> | null
}

/** Collects a folder's exports: `createRegistry('optimizer', import * as definitions)`. The export's name is the kind. */
export function createRegistry<D extends Definition>(role: string, definitions: Readonly<Record<string, D>>): Registry<D> {
  // Sorted: bundlers and test runners list a module's exports in other orders than the language does.
  const kinds = Object.keys(definitions).sort()
  const has = (kind: string): boolean => Object.hasOwn(definitions, kind)
  const get = (kind: string): D => {
    const definition = has(kind) ? definitions[kind] : undefined
    if (definition === undefined) throw new RangeError(`No ${role} is called ${kind}`)
    return definition
  }
  return {
    role,
    kinds,
    has,
    get,
    resolve(spec, path, issues, extra = []) {
      const given = typeof spec === 'string' ? { kind: spec } : spec
      if (typeof given !== 'object' || given === null || Array.isArray(given)) {
        issues.push({ path, expected: text(`an object with a "kind" (${kinds.join(', ')})`, `un objeto con "kind" (${kinds.join(', ')})`), received: describeValue(spec) })
        return null
      }
      const kind = (given as { kind?: unknown }).kind
      if (typeof kind !== 'string' || !has(kind)) {
        const near = typeof kind === 'string' ? nearest(kind, kinds) : null
        issues.push({
          path: `${path}.kind`,
          expected: text(`one of ${kinds.join(', ')}`, `uno de ${kinds.join(', ')}`),
          received: describeValue(kind),
          ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
        })
        return null
      }
      const definition = get(kind)
      const before = issues.length
      const hyperparameters = completeValues(definition.hyperparameters, given as Record<string, unknown>, path, issues, ['kind', ...extra])
      return issues.length > before ? null : { kind, definition, hyperparameters: hyperparameters as Values<D['hyperparameters']> }
    },
  }
}
