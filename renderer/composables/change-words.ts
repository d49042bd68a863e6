import { liveFields, livePartsOf, type ExperimentSpec, type LiveField, type Text } from '../../core/index.ts'

interface Speech {
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
}

/** What may change of a run's experiment, with the values that hold after a step. */
export const liveFieldsAt = (spec: ExperimentSpec, step: number): readonly LiveField[] => liveFields(livePartsOf(spec, step))

/** `Learning rate`, `L2: Strength λ`, `drop1: Rate p`. */
export function fieldName({ path, owner, hyperparameter }: LiveField, { say }: Pick<Speech, 'say'>): string {
  const label = say(hyperparameter.label)
  return /^(optimizer|stop)\.\w+$/.test(path) ? label : `${say(owner)}: ${label}`
}

/** A value as text, numbers with sensible digits. */
export const changedValue = (value: unknown, { value: format }: Pick<Speech, 'value'>): string => (typeof value === 'number' ? format(value) : String(value))

/** `Learning rate 0.01 → 0.002; Epochs 20 → 30`. What the experiment no longer has is called by its path. */
export function changesInWords(changes: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[], spec: ExperimentSpec, speech: Speech): string {
  const fields = new Map(liveFieldsAt(spec, 0).map((field) => [field.path, fieldName(field, speech)]))
  return changes.map(({ path, from, to }) => `${fields.get(path) ?? path} ${changedValue(from, speech)} → ${changedValue(to, speech)}`).join('; ')
}

/** The values that a number may have, `0 ≤ x < 1`; empty where there are no bounds. */
export function boundsInWords(hyperparameter: LiveField['hyperparameter'], { value }: Pick<Speech, 'value'>): string {
  if (hyperparameter.kind !== 'float' && hyperparameter.kind !== 'int') return ''
  const { min, above, max, below } = hyperparameter
  const low = above !== undefined ? `${value(above)} < ` : min !== undefined ? `${value(min)} ≤ ` : ''
  const high = below !== undefined ? ` < ${value(below)}` : max !== undefined ? ` ≤ ${value(max)}` : ''
  return low === '' && high === '' ? '' : `${low}x${high}`
}

/** The changes that a spec plans: after which step, and what becomes what. */
export function plannedChanges(spec: ExperimentSpec, speech: Speech): readonly { readonly step: number; readonly words: string }[] {
  const fields = new Map(liveFieldsAt(spec, -1).map((field) => [field.path, fieldName(field, speech)]))
  return (spec.changes ?? []).map(({ step, path, value }) => ({ step, words: `${fields.get(path) ?? path} → ${changedValue(value, speech)}` }))
}
