import {
  augmentations, batchesSchema, DATA_INPUT, datasets, earlyStopSchema, emphasisSchema, ensembles, layers, losses, metrics, optimizers, pretrainings, regularizers, schedules, splits, stopSchema, transforms,
  type Definition, type Hyperparameter, type Registry, type Text,
} from '../../../core/index.ts'
import type { PathStep } from './json-tree.ts'

/** What may stand at a place of a spec; forms and the text editor know the same of it. */
export type Expectation =
  | { readonly sort: 'object'; readonly fields: Readonly<Record<string, Field>> }
  | { readonly sort: 'block'; readonly registry: Registry<Definition>; readonly extra: Readonly<Record<string, Field>>; readonly nullable: boolean }
  | { readonly sort: 'list'; readonly of: Expectation }
  | { readonly sort: 'number'; readonly hyperparameter: Extract<Hyperparameter, { kind: 'int' | 'float' }> | null; readonly words: readonly string[] }
  | { readonly sort: 'words'; readonly options: Readonly<Record<string, Text | null>> }
  | { readonly sort: 'flag' }
  | { readonly sort: 'text' }

/** A named place. The label and sentence of a hyper-parameter are the core's; those of the spec's own parts are the window's. */
export interface Field {
  readonly holds: Expectation
  readonly label: string
  readonly doc: string
  /** What is written when the field is completed, as JSON. */
  readonly start: string
}

interface Speech {
  readonly t: (key: string) => string
  readonly say: (words: Text) => string
}

/** What is known of the spec that is being written: names that may be used in it. */
export interface SpecNames {
  readonly layers: readonly string[]
  readonly monitors: readonly string[]
  readonly targets: readonly string[]
}

/** The fields of a whole spec. */
export function specFields({ t, say }: Speech, names: SpecNames): Expectation {
  const own = (label: string, doc: string, holds: Expectation, start: string): Field => ({ label, doc, holds, start })
  const block = (registry: Registry<Definition>, nullable = false, extra: Readonly<Record<string, Field>> = {}): Expectation => ({ sort: 'block', registry, nullable, extra })
  const part = (name: string, holds: Expectation, start: string): Field => own(t(`design.parts.${name}`), t(`design.partHelp.${name}`), holds, start)
  const names_ = (options: readonly string[]): Expectation => ({ sort: 'words', options: Object.fromEntries(options.map((name) => [name, null])) })
  const fields = (schema: Readonly<Record<string, Hyperparameter>>): Readonly<Record<string, Field>> => Object.fromEntries(Object.entries(schema).map(([name, hyperparameter]) => [name, fieldOf(hyperparameter, say)]))
  const layer: Readonly<Record<string, Field>> = {
    id: own(t('design.inspector.name'), t('specEditor.doc.id'), { sort: 'text' }, '""'),
    inputs: own(t('design.inspector.readsFrom'), t('specEditor.doc.inputs'), { sort: 'list', of: names_([DATA_INPUT, ...names.layers]) }, '[""]'),
    trainable: own(t('design.inspector.trainable'), t('design.inspector.trainableHelp'), { sort: 'flag' }, 'false'),
    sharesWith: own(t('design.inspector.sharesWith'), t('design.inspector.sharesWithHelp'), names_(names.layers), '""'),
    rateFactor: own(t('design.inspector.rateFactor'), t('design.inspector.rateFactorHelp'), { sort: 'number', hyperparameter: null, words: [] }, '1'),
  }
  const network: Expectation = { sort: 'object', fields: { layers: own(t('design.palette.label'), t('design.partHelp.network'), { sort: 'list', of: block(layers, false, layer) }, '[]') } }
  const output: Expectation = {
    sort: 'object',
    fields: {
      from: own(t('design.outputLayer'), t('specEditor.doc.from'), names_(names.layers), '""'),
      loss: part('loss', block(losses), '{ "kind": "softmaxCrossEntropy" }'),
      weight: own(t('design.outputs.weight'), t('design.outputs.weightHelp'), { sort: 'number', hyperparameter: null, words: [] }, '1'),
      targets: own(t('design.outputs.targets'), t('specEditor.doc.targets'), { sort: 'list', of: names_(names.targets) }, '[]'),
    },
  }
  const early = fields(earlyStopSchema)
  const change: Expectation = {
    sort: 'object',
    fields: {
      step: own(t('specEditor.changeStep'), t('specEditor.doc.changeStep'), { sort: 'number', hyperparameter: null, words: [] }, '100'),
      path: own(t('specEditor.changePath'), t('specEditor.doc.changePath'), { sort: 'text' }, '"optimizer.learningRate"'),
      value: own(t('specEditor.changeValue'), t('specEditor.doc.changeValue'), { sort: 'number', hyperparameter: null, words: [] }, '0.001'),
    },
  }
  const batches = { ...fields(batchesSchema), ...fields(emphasisSchema) }
  return {
    sort: 'object',
    fields: {
      version: own(t('specEditor.version'), t('specEditor.doc.version'), { sort: 'number', hyperparameter: null, words: [] }, '1'),
      name: own(t('design.inspector.name'), t('design.name'), { sort: 'text' }, '""'),
      seed: part('seed', { sort: 'number', hyperparameter: null, words: [] }, '1'),
      dataset: part('data', block(datasets), '{ "kind": "" }'),
      split: part('split', block(splits), '{ "kind": "fraction" }'),
      preprocessing: part('preprocessing', { sort: 'list', of: block(transforms) }, '[]'),
      augmentation: part('augmentation', { sort: 'list', of: block(augmentations) }, '[]'),
      network: part('network', network, '{ "layers": [] }'),
      outputs: part('loss', { sort: 'list', of: output }, '[]'),
      metrics: part('metrics', { sort: 'list', of: block(metrics) }, '[]'),
      optimizer: part('optimizer', block(optimizers), '{ "kind": "adam" }'),
      schedule: part('schedule', block(schedules), '{ "kind": "constant" }'),
      regularizers: part('regularizers', { sort: 'list', of: block(regularizers) }, '[]'),
      batches: part('batches', { sort: 'object', fields: { ...batches, size: { ...batches['size'] as Field, holds: { sort: 'number', hyperparameter: batchesSchema.size, words: ['full'] } } } }, '{ "size": 32, "order": "shuffle" }'),
      stop: part('stop', { sort: 'object', fields: { ...fields(stopSchema), early: own(t('design.early'), t('design.earlyHelp'), { sort: 'object', fields: { ...early, monitor: { ...early['monitor'] as Field, holds: names_(names.monitors) } } }, '{ "monitor": "validation.loss", "patience": 5, "minDelta": 0, "restoreBest": true }') } }, '{ "epochs": 10 }'),
      initialWeights: own(t('design.initialWeights'), t('design.initialWeightsHelp'), { sort: 'text' }, 'null'),
      pretraining: part('pretraining', block(pretrainings, true), 'null'),
      ensemble: part('ensemble', block(ensembles, true, { networks: own(t('design.variants'), t('specEditor.doc.networks'), { sort: 'list', of: network }, '[]') }), 'null'),
      changes: own(t('specEditor.changes'), t('specEditor.doc.changes'), { sort: 'list', of: change }, '[]'),
    },
  }
}

function fieldOf(hyperparameter: Hyperparameter, say: (words: Text) => string): Field {
  return { label: say(hyperparameter.label), doc: say(hyperparameter.doc), holds: expectationOf(hyperparameter), start: JSON.stringify(hyperparameter.default) }
}

function expectationOf(hyperparameter: Hyperparameter): Expectation {
  switch (hyperparameter.kind) {
    case 'int':
    case 'float':
      return { sort: 'number', hyperparameter, words: [] }
    case 'choice':
      return { sort: 'words', options: hyperparameter.options }
    case 'flag':
      return { sort: 'flag' }
    case 'shape':
      return { sort: 'list', of: { sort: 'number', hyperparameter: null, words: [] } }
    case 'block':
      return { sort: 'block', registry: hyperparameter.registry, nullable: hyperparameter.default === null, extra: {} }
    default:
      return { sort: 'text' }
  }
}

/** The fields that an object may have at a place; `value` is what stands there, whose `kind` decides for blocks. */
export function fieldsOf(holds: Expectation, value: unknown, say: (words: Text) => string): Readonly<Record<string, Field>> {
  if (holds.sort === 'object') return holds.fields
  if (holds.sort !== 'block') return {}
  const kind = kindOf(value)
  const definition = kind !== null && holds.registry.has(kind) ? holds.registry.get(kind) : null
  const options = Object.fromEntries(holds.registry.kinds.map((name) => [name, holds.registry.get(name).doc]))
  return {
    kind: { label: 'kind', doc: definition === null ? holds.registry.kinds.join(', ') : say(definition.doc), holds: { sort: 'words', options }, start: '""' },
    ...(definition === null ? {} : Object.fromEntries(Object.entries(definition.hyperparameters).map(([name, hyperparameter]) => [name, fieldOf(hyperparameter, say)]))),
    ...holds.extra,
  }
}

/** What may stand at a path, and the field that it is; null where the spec has no such place. */
export function expectationAt(root: Expectation, path: readonly PathStep[], spec: unknown, say: (words: Text) => string): { readonly holds: Expectation; readonly field: Field | null } | null {
  let found: { holds: Expectation; field: Field | null } = { holds: root, field: null }
  let value = spec
  for (const step of path) {
    if (typeof step === 'number') {
      if (found.holds.sort !== 'list') return null
      found = { holds: found.holds.of, field: found.field }
      value = Array.isArray(value) ? (value as readonly unknown[])[step] : undefined
    } else {
      const fields = fieldsOf(found.holds, value, say)
      const field = Object.hasOwn(fields, step) ? fields[step] : undefined
      if (field === undefined) return null
      found = { holds: field.holds, field }
      value = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[step] : undefined
    }
  }
  return found
}

export function kindOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  const kind = typeof value === 'object' && value !== null ? (value as { readonly kind?: unknown }).kind : null
  return typeof kind === 'string' ? kind : null
}
