import { activations, augmentations, batchesSchema, datasets, ensembles, layers, losses, metrics, optimizers, pretrainings, regularizers, schedules, splits, transforms, type BlockSpec, type EnsembleSpec, type ExperimentSpec, type Registry, type Schema } from '../../core/index.ts'
import { blockLabel, hyperparameterWords } from '../components/block-words.ts'
import { plannedChanges } from './change-words.ts'
import { lowered, monitorLabel, type ScoreSpeech } from './score-words.ts'

export interface ExperimentSpeech extends Omit<ScoreSpeech, 't' | 'value' | 'count'> {
  readonly t: (key: string, named?: Record<string, unknown>, plural?: number) => string
  readonly value: (value: number) => string
  readonly count: (value: number) => string
  /** The name of a stored data set. */
  readonly datasetName: string
}

/** One part of an experiment in words; `detail` numbers the layers. */
export interface PartWords { readonly part: string; readonly label: string; readonly words: string }

/** A whole experiment in words, part by part, in the order data flow through it. Layers have a part each: `layer.<id>`. */
export function experimentWords(spec: ExperimentSpec, speech: ExperimentSpeech): readonly PartWords[] {
  const { t, say, count } = speech
  const none = t('design.none')
  const said = (block: BlockSpec, registry: Registry): string => saidBlock(asBlock(block), registry, speech)
  const list = (blocks: readonly BlockSpec[], registry: Registry): string => (blocks.length === 0 ? none : blocks.map((block) => said(block, registry)).join(', '))
  const part = (name: string, words: string): PartWords => ({ part: name, label: t(`design.parts.${name}`), words })
  return [
    part('data', spec.dataset.kind === 'stored' ? speech.datasetName : said(spec.dataset, datasets)),
    part('split', said(spec.split, splits)),
    part('preprocessing', list(spec.preprocessing, transforms)),
    ...((spec.augmentation ?? []).length === 0 ? [] : [part('augmentation', list(spec.augmentation ?? [], augmentations))]),
    ...spec.network.layers.map((layer, index) => ({ part: `layer.${layer.id ?? index}`, label: `${t('design.layer')} ${layer.id ?? index + 1}`, words: layerWords(layer, speech) })),
    part('loss', spec.outputs.map(({ loss }) => blockLabel(asBlock(loss), losses, say)).join(', ')),
    part('metrics', spec.metrics.length === 0 ? none : spec.metrics.map((metric) => blockLabel(asBlock(metric), metrics, say)).join(', ')),
    ...(spec.pretraining == null ? [] : [part('pretraining', said(spec.pretraining, pretrainings))]),
    part('optimizer', said(spec.optimizer, optimizers)),
    part('schedule', said(spec.schedule, schedules)),
    part('regularizers', list(spec.regularizers, regularizers)),
    part('batches', [spec.batches.size === 'full' ? t('design.fullBatch') : t('design.batchOf', { n: count(spec.batches.size) }), say(batchesSchema.order.options[spec.batches.order])].join(' · ')),
    part('stop', stopWords(spec, speech)),
    ...(spec.changes === undefined || spec.changes.length === 0 ? [] : [{ part: 'changes', label: t('design.during.changes'), words: plannedChanges(spec, speech).map(({ step, words }) => t('design.during.afterStep', { step: count(step), change: words })).join('; ') }]),
    ...(spec.ensemble === null ? [] : [part('ensemble', ensembleWords(spec.ensemble, speech))]),
    part('seed', String(spec.seed)),
    ...(spec.initialWeights === null ? [] : [{ part: 'initialWeights', label: t('design.initialWeights'), words: spec.initialWeights }]),
  ]
}

/** With the networks beside the main one counted. */
function ensembleWords(ensemble: EnsembleSpec, speech: ExperimentSpeech): string {
  const { networks } = ensemble
  return [saidBlock(ensemble, ensembles, speech), ...(networks === undefined ? [] : [speech.t('design.variantCount', { n: speech.count(networks.length) }, networks.length)])].join(' · ')
}

function layerWords(layer: BlockSpec, speech: ExperimentSpeech): string {
  if (!layers.has(layer.kind)) return layer.kind
  const { label, hyperparameters } = layers.get(layer.kind)
  const { activation, ...others } = layer as BlockSpec & { readonly activation?: unknown }
  const { activation: _, ...schema } = unusualSchema(hyperparameters, others)
  const shown = activation === undefined || activation === null || asBlock(activation).kind === hyperparameters['activation']?.default ? [] : [blockLabel(asBlock(activation), activations, speech.say)]
  return [speech.say(label), ...hyperparameterWords(schema, others, speech), ...shown].join(' · ')
}

const saidBlock = (block: BlockSpec, registry: Registry, speech: ExperimentSpeech): string =>
  [blockLabel(block, registry, speech.say), ...(registry.has(block.kind) ? hyperparameterWords(unusualSchema(registry.get(block.kind).hyperparameters, block), block, speech) : [])].join(' · ')

/** Without the choices, flags and inner blocks that are at their defaults: runs store their specs with every default written out. */
function unusualSchema(schema: Schema, values: Readonly<Record<string, unknown>>): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name, hyperparameter]) => {
    const given = values[name]
    if (hyperparameter.kind === 'block') return given != null && !isPlain(asBlock(given), hyperparameter.default, hyperparameter.registry)
    if (hyperparameter.kind === 'choice' || hyperparameter.kind === 'flag') return given !== undefined && given !== hyperparameter.default
    return true
  }))
}

/** True for a block of this kind with all its hyper-parameters at their defaults. */
function isPlain(block: BlockSpec, kind: string | null, registry: Registry): boolean {
  if (block.kind !== kind || !registry.has(block.kind)) return false
  return Object.entries(registry.get(block.kind).hyperparameters).every(([name, { default: standard }]) => block[name] === undefined || JSON.stringify(block[name]) === JSON.stringify(standard))
}

function stopWords({ stop }: ExperimentSpec, speech: ExperimentSpeech): string {
  const { t, count } = speech
  const epochs = (n: number): string => t('runs.epochs', { n: count(n) }, n)
  if (stop.early === null) return epochs(stop.epochs)
  const early = t('runs.earlyWords', { monitor: lowered(monitorLabel(stop.early.monitor, speech)), epochs: epochs(stop.early.patience) })
  return [epochs(stop.epochs), early, ...(stop.early.restoreBest ? [t('runs.restoresBest')] : [])].join(' · ')
}

/** Specs write blocks with defaults as their kind alone. */
const asBlock = (block: unknown): BlockSpec => (typeof block === 'string' ? { kind: block } : (block as BlockSpec))

/** A part that is not the same in all experiments; `null` where one lacks it. */
export interface PartDifference { readonly part: string; readonly label: string; readonly words: readonly (string | null)[] }

/** What differs between experiments, in words: one row per part, one column per experiment. */
export function experimentDifferences(all: readonly (readonly PartWords[])[]): readonly PartDifference[] {
  return mergedParts(all)
    .map(({ part, label }) => ({ part, label, words: all.map((parts) => parts.find((candidate) => candidate.part === part)?.words ?? null) }))
    .filter(({ words }) => new Set(words).size > 1)
}

/** Every part once. A part that the first experiment lacks stands after the one it follows in its own. */
function mergedParts(all: readonly (readonly PartWords[])[]): readonly Pick<PartWords, 'part' | 'label'>[] {
  const merged: PartWords[] = []
  for (const parts of all) parts.forEach((part, position) => {
    if (merged.some((known) => known.part === part.part)) return
    const before = parts[position - 1]?.part
    merged.splice(merged.findIndex((known) => known.part === before) + 1, 0, part)
  })
  return merged
}
