import { layers } from '../layers/registry.ts'
import type { OptimizerDefinition } from '../optimizers/definition.ts'
import { optimizers } from '../optimizers/registry.ts'
import type { RegularizerDefinition } from '../regularizers/definition.ts'
import { regularizers } from '../regularizers/registry.ts'
import type { ScheduleDefinition } from '../schedules/definition.ts'
import { schedules } from '../schedules/registry.ts'
import { completeValues } from '../schema/complete.ts'
import type { Hyperparameter, Schema } from '../schema/hyperparameter.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { nearest, type Resolved } from '../schema/registry.ts'
import { text, type Text } from '../schema/text.ts'
import { budgetSchema, earlyStopSchema, stopSchema } from './read-settings.ts'
import type { ChangeSpec, ExperimentSpec, StopSpec } from './spec.ts'

/** What of an experiment can change while it trains. */
export interface LiveParts {
  readonly optimizer: Resolved<OptimizerDefinition> | null
  readonly schedule: Resolved<ScheduleDefinition> | null
  readonly regularizers: readonly Resolved<RegularizerDefinition>[]
  readonly network: { readonly layers: readonly LiveLayer[] }
  readonly stop: StopSpec
  /** Null for a single network. */
  readonly ensemble: unknown
}

interface LiveLayer { readonly id: string; readonly index: number; readonly resolved: Resolved }

/** A value that may change while a run trains. */
export interface LiveField {
  /** Where it stands in the spec, `optimizer.learningRate`. */
  readonly path: string
  /** The block or the layer it belongs to. */
  readonly owner: Text
  readonly hyperparameter: Hyperparameter
  readonly value: unknown
}

/** The values of an experiment that may change while it trains; none for an ensemble. */
export function liveFields({ optimizer, schedule, regularizers: limiting, network, stop, ensemble }: LiveParts): readonly LiveField[] {
  if (ensemble !== null) return []
  const stopLabel = text('Stop', 'Parada')
  const early = stop.early === null ? [] : fieldsOf(earlyStopSchema, stop.early as unknown as Readonly<Record<string, unknown>>, 'stop.early', text('Early stopping', 'Parada temprana'))
  const limits = fieldsOf({ ...stopSchema, ...(stop.steps === undefined ? {} : { steps: budgetSchema.steps }) }, stop as unknown as Readonly<Record<string, unknown>>, 'stop', stopLabel)
  // What a full-batch method knows of its function would be that of another one.
  if (optimizer === null || optimizer.definition.sort === 'full-batch') return [...limits, ...early]
  return [
    ...blockFields(optimizer, 'optimizer'),
    ...(schedule === null ? [] : blockFields(schedule, 'schedule')),
    ...limiting.flatMap((regularizer, index) => blockFields(regularizer, `regularizers[${index}]`)),
    ...network.layers.flatMap(({ id, index, resolved }) => blockFields(resolved, `network.layers[${index}]`, text(id, id))),
    ...limits, ...early,
  ]
}

const blockFields = ({ definition, hyperparameters }: Resolved, path: string, owner = definition.label): readonly LiveField[] => fieldsOf(definition.hyperparameters, hyperparameters, path, owner)

const fieldsOf = (schema: Schema, values: Readonly<Record<string, unknown>>, path: string, owner: Text): readonly LiveField[] =>
  Object.entries(schema).flatMap(([name, hyperparameter]) => (hyperparameter.live === true ? [{ path: `${path}.${name}`, owner, hyperparameter, value: values[name] }] : []))

/** Reads `changes`: every entry names such a value and what it becomes. In the order of their steps. */
export function readChanges(given: unknown, parts: LiveParts, issues: Issue[]): readonly ChangeSpec[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) {
    issues.push({ path: 'changes', expected: text('a list of changes, each { "step", "path", "value" }', 'una lista de cambios, cada uno { "step", "path", "value" }'), received: describeValue(given) })
    return []
  }
  if (given.length === 0) return []
  const fields = liveFields(parts)
  if (parts.ensemble !== null) {
    issues.push({
      path: 'changes', expected: text('no changes for an ensemble: its networks train one after the other, each from its own first step', 'ningún cambio para un conjunto de redes: se entrenan una tras otra, cada una desde su primer paso'), received: describeValue(given),
      fix: text('leave them out, or train a single network', 'déjelos fuera, o entrene una sola red'),
    })
    return []
  }
  const changes = given.map((entry: unknown, index) => readChange(entry, `changes[${index}]`, fields, parts, issues)).filter((change) => change !== null)
  return changes.toSorted((a, b) => a.step - b.step)
}

function readChange(entry: unknown, path: string, fields: readonly LiveField[], parts: LiveParts, issues: Issue[]): ChangeSpec | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    issues.push({ path, expected: text('an object with step, path and value', 'un objeto con step, path y value'), received: describeValue(entry) })
    return null
  }
  const { step, path: place, value, ...others } = entry as Readonly<Record<string, unknown>>
  const before = issues.length
  for (const field of Object.keys(others)) issues.push({ path: `${path}.${field}`, expected: text('only the fields step, path and value', 'solo los campos step, path y value'), received: describeValue(field) })
  if (!Number.isSafeInteger(step) || (step as number) < 0) issues.push({ path: `${path}.step`, expected: text('a whole number of at least 0: the last step that has the old value', 'un número entero de al menos 0: el último paso con el valor anterior'), received: describeValue(step) })
  checkValue(place, value, path, fields, parts, issues)
  return issues.length > before ? null : { step, path: place, value } as ChangeSpec
}

/** Whether a value may become another while the experiment trains; pushes the problem if not. */
function checkValue(place: unknown, value: unknown, path: string, fields: readonly LiveField[], { optimizer }: LiveParts, issues: Issue[]): void {
  const field = fields.find((candidate) => candidate.path === place)
  if (field !== undefined) {
    if (value === undefined) issues.push({ path: `${path}.value`, expected: text('a value', 'un valor'), received: describeValue(value) })
    else completeValues({ value: field.hyperparameter }, { value }, path, issues)
    return
  }
  const paths = fields.map((candidate) => candidate.path)
  const near = typeof place === 'string' ? nearest(place, paths) : null
  const label = optimizer?.definition.sort === 'full-batch' ? optimizer.definition.label : null
  issues.push({
    path: `${path}.path`,
    expected: label === null
      ? text(`a value that may change while a run trains: ${paths.join(', ')}`, `un valor que pueda cambiar durante el entrenamiento: ${paths.join(', ')}`)
      : text(`${paths.join(', ')}: ${label.en} minimises one function, which must stay the same`, `${paths.join(', ')}: ${label.es} minimiza una función, que no debe cambiar`),
    received: describeValue(place),
    fix: near === null ? text('start a new run for other values', 'inicie otro entrenamiento para otros valores') : text(`did you mean "${near}"?`, `¿quería decir "${near}"?`),
  })
}

/** Every problem of values that are to change in a run that trains; empty when all may. */
export function checkChanges(changes: readonly Pick<ChangeSpec, 'path' | 'value'>[], parts: LiveParts): readonly Issue[] {
  const issues: Issue[] = []
  readChanges(changes.map(({ path, value }) => ({ step: 0, path, value })), parts, issues)
  return issues
}

/** The experiment with a value changed. Only for changes without problems. */
export function withChange<E extends LiveParts>(experiment: E, { path, value }: Pick<ChangeSpec, 'path' | 'value'>): E {
  const [part, ...rest] = path.split('.')
  const name = path.slice(path.lastIndexOf('.') + 1)
  const index = Number(/\[(\d+)\]/.exec(path)?.[1])
  const changed = <R extends Resolved>(block: R): R => ({ ...block, hyperparameters: { ...block.hyperparameters, [name]: value } })
  if (part === 'optimizer' || part === 'schedule') return { ...experiment, [part]: changed(experiment[part]!) }
  if (part === 'network') {
    const layers = experiment.network.layers.map((layer) => (layer.index === index ? { ...layer, resolved: changed(layer.resolved) } : layer))
    return { ...experiment, network: { ...experiment.network, layers } }
  }
  if (part !== 'stop') return { ...experiment, regularizers: experiment.regularizers.map((regularizer, position) => (position === index ? changed(regularizer) : regularizer)) }
  const { stop } = experiment
  return { ...experiment, stop: rest.length > 1 ? { ...stop, early: { ...stop.early!, [name]: value } } : { ...stop, [name]: value } }
}

/** A list of changes with one more in its place; it takes that of an equal path and step. */
export const addChange = (changes: readonly ChangeSpec[], added: ChangeSpec): readonly ChangeSpec[] =>
  [...changes.filter(({ step, path }) => step !== added.step || path !== added.path), added].toSorted((a, b) => a.step - b.step)

/** The fields of a layer that are not its definition's. */
const LAYER_FIELDS = ['id', 'inputs', 'trainable', 'sharesWith', 'rateFactor']

/** What of a spec can change, with the values that it has after a step; its data are not needed for that. */
export function livePartsOf(spec: ExperimentSpec, step: number): LiveParts {
  const regularizerList = spec.regularizers.map((regularizer, index) => regularizers.resolve(regularizer, `regularizers[${index}]`, []))
  const layerList = spec.network.layers.map((layer, index) => ({ id: layer.id ?? layer.kind, index, resolved: layers.resolve(layer, `network.layers[${index}]`, [], LAYER_FIELDS) }))
  const parts: LiveParts = {
    optimizer: optimizers.resolve(spec.optimizer, 'optimizer', []),
    schedule: schedules.resolve(spec.schedule, 'schedule', []),
    regularizers: regularizerList.filter((regularizer) => regularizer !== null),
    network: { layers: layerList.flatMap(({ resolved, ...layer }) => (resolved === null ? [] : [{ ...layer, resolved }])) },
    stop: { ...spec.stop, early: spec.stop.early ?? null },
    ensemble: spec.ensemble ?? null,
  }
  return (spec.changes ?? []).filter((change) => change.step <= step).reduce(withChange, parts)
}
