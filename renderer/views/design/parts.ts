import { augmentations, datasets, ensembles, losses, metrics, optimizers, pretrainings, regularizers, schedules, transforms, type ExperimentDescription, type ExperimentSpec, type Text } from '../../../core/index.ts'
import type { DatasetSummary } from '../../../electron/contract/api.ts'
import { blockLabel, blockWords } from '../../components/block-words.ts'

/** The parts of an experiment in the order data flow through them. */
export const parts = ['data', 'split', 'preprocessing', 'augmentation', 'network', 'loss', 'pretraining', 'optimizer', 'schedule', 'regularizers', 'batches', 'stop', 'ensemble', 'seed'] as const
export type PartName = (typeof parts)[number]

/** Where a part's problems have their path. */
export const partPaths: Readonly<Record<PartName, readonly string[]>> = {
  data: ['dataset'], split: ['split'], preprocessing: ['preprocessing'], augmentation: ['augmentation'], network: ['network'], loss: ['outputs', 'metrics'], pretraining: ['pretraining'], optimizer: ['optimizer'], schedule: ['schedule'], regularizers: ['regularizers'], batches: ['batches'], stop: ['stop', 'checkpoints', 'changes', 'diagnostics', 'histories'], ensemble: ['ensemble'], seed: ['seed', 'initialWeights', 'name', 'version'],
}

/** `network.layers[3].units` → 3; null for other paths. */
export const layerIndexOf = (path: string): number | null => {
  const index = /^network\.layers\[(\d+)\]/.exec(path)?.[1]
  return index === undefined ? null : Number(index)
}

export const partOf = (path: string): PartName | null => parts.find((part) => partPaths[part].some((root) => path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`))) ?? null

interface Speech {
  readonly t: (key: string, named?: Record<string, unknown>, plural?: number) => string
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
  readonly count: (value: number) => string
  readonly short: (value: number) => string
}

/** Each part's value in words, as its chip shows it. */
export function partWords(part: PartName, spec: ExperimentSpec, description: ExperimentDescription | null, dataset: DatasetSummary | undefined, speech: Speech): string {
  const { t, say, count, short } = speech
  const list = (words: readonly string[]): string => (words.length === 0 ? t('design.none') : words.join(', '))
  switch (part) {
    case 'data':
      return spec.dataset.kind === 'stored' ? (dataset?.name ?? t('design.missingDataset')) : blockLabel(spec.dataset, datasets, say)
    case 'split': {
      const samples = description?.samples
      return samples == null ? spec.split.kind : [samples.train, samples.validation, samples.test].map((n) => count(n)).join(' / ')
    }
    case 'preprocessing':
      return list(spec.preprocessing.map((block) => blockLabel(block, transforms, say)))
    case 'augmentation':
      return list((spec.augmentation ?? []).map((block) => blockLabel(block, augmentations, say)))
    case 'network':
      return `${t('design.layersCount', { n: spec.network.layers.length }, spec.network.layers.length)} · ${t('design.parametersCount', { n: short(description?.layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0) ?? 0) })}`
    case 'loss': {
      const loss = spec.outputs[0]?.loss
      return [...(loss === undefined ? [] : [blockLabel(loss, losses, say)]), ...spec.metrics.map((metric) => blockLabel(metric, metrics, say))].join(' · ')
    }
    case 'pretraining':
      return spec.pretraining == null ? t('design.none') : blockWords(spec.pretraining, pretrainings, speech)
    case 'optimizer':
      return blockWords(spec.optimizer, optimizers, speech)
    case 'schedule':
      return blockWords(spec.schedule, schedules, speech)
    case 'regularizers':
      return list(spec.regularizers.map((block) => blockWords(block, regularizers, speech)))
    case 'batches':
      return spec.batches.size === 'full' ? t('design.fullBatch') : t('design.batchOf', { n: count(spec.batches.size) })
    case 'stop':
      return [epochs(isChain(spec) ? (description?.epochs ?? spec.stop.epochs) : spec.stop.epochs, speech), ...(spec.stop.early === null ? [] : [t('design.patience', { n: epochs(spec.stop.early.patience, speech) })]), ...(spec.stop.steps == null ? [] : [t('inspect.budget.stepsWords', { n: count(spec.stop.steps) })]), ...(spec.stop.seconds == null ? [] : [t('inspect.budget.secondsWords', { n: speech.value(spec.stop.seconds) })]), ...((spec.changes ?? []).length === 0 ? [] : [t('design.during.count', { n: count(spec.changes?.length ?? 0) }, spec.changes?.length ?? 0)])].join(', ')
    case 'ensemble':
      return spec.ensemble === null ? t('design.singleNetwork') : blockWords(spec.ensemble, ensembles, speech)
    case 'seed':
      return String(spec.seed)
  }
}

/** A chain lasts as long as its own fields say. */
const isChain = ({ ensemble }: ExperimentSpec): boolean => ensemble !== null && ensembles.has(ensemble.kind) && ensembles.get(ensemble.kind).sort === 'chain'

const epochs = (n: number, { t, count }: Speech): string => t('design.epochs', { n: count(n) }, n)
