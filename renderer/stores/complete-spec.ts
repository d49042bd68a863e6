import { datasets, metrics, SPEC_VERSION, type BlockSpec, type ExperimentSpec, type LayerSpec, type OutputSpec } from '../../core/index.ts'

/** A spec with every part in place, so that forms have something to show. Values are kept as they are, also wrong ones: the description says what is wrong with them. */
export function completeSpec(given: unknown): ExperimentSpec {
  const spec = asRecord(given)
  const layers = asEntries(asRecord(spec['network'])['layers']) as LayerSpec[]
  const named = layers.map((layer, index) => (typeof layer['id'] === 'string' ? layer : { ...layer, id: freshId(layers, layer.kind, index) }))
  const outputs = (asList(spec['outputs']) as OutputSpec[]).map((output) => ({ ...output, loss: asBlock(output.loss, '') }))
  return {
    ...spec,
    version: SPEC_VERSION,
    name: typeof spec['name'] === 'string' ? spec['name'] : 'experiment',
    seed: typeof spec['seed'] === 'number' ? spec['seed'] : 1,
    dataset: asBlock(spec['dataset'], 'spirals'),
    split: asBlock(spec['split'], 'fraction'),
    preprocessing: asBlocks(spec['preprocessing']),
    ...(spec['augmentation'] === undefined ? {} : { augmentation: asBlocks(spec['augmentation']) }),
    network: { ...asRecord(spec['network']), layers: named },
    outputs: outputs.length > 0 ? outputs : [{ from: named.at(-1)?.id ?? '', loss: { kind: predictsValues(spec) ? 'meanSquaredError' : 'softmaxCrossEntropy' } }],
    metrics: asBlocks(spec['metrics'] ?? [predictsValues(spec) ? 'rootMeanSquaredError' : 'accuracy']),
    optimizer: asBlock(spec['optimizer'], 'adam'),
    schedule: asBlock(spec['schedule'], 'constant'),
    regularizers: asBlocks(spec['regularizers']),
    batches: { size: 32, order: 'shuffle', ...asRecord(spec['batches']) },
    stop: { epochs: 10, early: null, ...asRecord(spec['stop']) },
    pretraining: spec['pretraining'] == null ? null : asBlock(spec['pretraining'], ''),
    initialWeights: typeof spec['initialWeights'] === 'string' ? spec['initialWeights'] : null,
    ensemble: spec['ensemble'] == null ? null : asBlock(spec['ensemble'], ''),
  }
}

/** A name for a layer that no other has: `dense1`, `dense2`, … */
export function freshId(layers: readonly LayerSpec[], kind: string, from = 0): string {
  const taken = new Set(layers.map((layer) => layer.id))
  for (let n = from + 1; ; n++) if (!taken.has(`${kind}${n}`)) return `${kind}${n}`
}

/** The next spec with every part that is equal taken from the one before: what did not change stays the same object. */
export function withSharedParts(before: ExperimentSpec, next: ExperimentSpec): ExperimentSpec {
  const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  if (isSame(before, next)) return before
  return Object.fromEntries(Object.entries(next).map(([part, value]) => [part, isSame(before[part as keyof ExperimentSpec], value) ? before[part as keyof ExperimentSpec] : value])) as unknown as ExperimentSpec
}

/** Whether a spec without outputs is about numbers rather than classes, as far as its metrics and its generator tell. */
function predictsValues(spec: Record<string, unknown>): boolean {
  const kinds = asBlocks(spec['metrics']).map((metric) => metric.kind)
  if (kinds.some((kind) => metrics.has(kind) && metrics.get(kind).task === 'regression')) return true
  const resolved = datasets.resolve(spec['dataset'], 'dataset', [])
  return resolved?.definition.source === 'generator' && resolved.definition.describe(resolved.hyperparameters).task === 'regression'
}

const asRecord = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {})
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [])
/** A layer with its defaults may be written as its kind alone. */
const asEntries = (value: unknown): readonly unknown[] => asList(Array.isArray(value) ? value.map((entry: unknown) => (typeof entry === 'string' ? { kind: entry } : entry)) : value)
const asBlock = (value: unknown, standard: string): BlockSpec => (typeof value === 'string' ? { kind: value } : typeof asRecord(value)['kind'] === 'string' ? (value as BlockSpec) : { kind: standard })
const asBlocks = (value: unknown): readonly BlockSpec[] => (Array.isArray(value) ? value.map((entry) => asBlock(entry, '')) : [])
