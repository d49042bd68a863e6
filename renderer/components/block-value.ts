import type { BlockSpec, Registry } from '../../core/index.ts'

/** A block as a spec may write it: `{ kind, … }`, the kind alone, or null. */
export function asBlockSpec(value: unknown): BlockSpec | null {
  if (typeof value === 'string') return { kind: value }
  return typeof value === 'object' && value !== null && 'kind' in value ? (value as BlockSpec) : null
}

/** The block with one hyper-parameter changed; `undefined` or the default leaves it out, so that specs stay short. */
export function withHyperparameter<B extends BlockSpec>(block: B, registry: Registry, name: string, value: unknown): B {
  const schema = registry.has(block.kind) ? registry.get(block.kind).hyperparameters : {}
  const standard = schema[name]?.default
  const { [name]: _old, ...others } = block as Record<string, unknown>
  const same = value === undefined || JSON.stringify(value) === JSON.stringify(standard)
  return (same ? others : { ...block, [name]: value }) as B
}

/** Another kind, keeping the hyper-parameters that both know by the same name, e.g. the learning rate. `kept` names fields that are no hyper-parameters. */
export function withKind<B extends BlockSpec>(block: B, registry: Registry, kind: string, kept: readonly string[] = []): B {
  const schema = registry.get(kind).hyperparameters
  const shared = Object.entries(block).filter(([name, value]) => kept.includes(name) || (name in schema && fits(schema[name], value)))
  return { ...Object.fromEntries(shared), kind } as B
}

function fits(hyperparameter: { readonly kind: string; readonly options?: Readonly<Record<string, unknown>> } | undefined, value: unknown): boolean {
  if (hyperparameter === undefined) return false
  if (hyperparameter.kind === 'choice') return typeof value === 'string' && value in (hyperparameter.options ?? {})
  if (hyperparameter.kind === 'float' || hyperparameter.kind === 'int') return typeof value === 'number'
  return hyperparameter.kind === 'flag' ? typeof value === 'boolean' : hyperparameter.kind === 'block' ? false : true
}
