import type { AugmentationDefinition } from '../augmentations/definition.ts'
import { augmentations } from '../augmentations/registry.ts'
import { datasets } from '../datasets/registry.ts'
import type { DatasetDefinition, DatasetDescription } from '../datasets/definition.ts'
import type { Shape } from '../math/shape.ts'
import type { MetricDefinition } from '../metrics/definition.ts'
import { metrics } from '../metrics/registry.ts'
import { planNetwork, type SketchedLayer } from '../network/plan-network.ts'
import type { OptimizerDefinition } from '../optimizers/definition.ts'
import { optimizers } from '../optimizers/registry.ts'
import type { PretrainingDefinition } from '../pretraining/definition.ts'
import { changesInputs } from '../preprocessing/apply-transforms.ts'
import type { TransformDefinition } from '../preprocessing/definition.ts'
import { transforms } from '../preprocessing/registry.ts'
import type { RegularizerDefinition } from '../regularizers/definition.ts'
import { regularizers } from '../regularizers/registry.ts'
import type { ScheduleDefinition } from '../schedules/definition.ts'
import { schedules } from '../schedules/registry.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { nearest, type Definition, type Registry, type Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import type { PartCounts, SplitDefinition } from '../splits/definition.ts'
import { splits } from '../splits/registry.ts'
import { checkAugmentation } from './check-augmentation.ts'
import { checkFullBatch } from './check-full-batch.ts'
import { checkRule } from './check-rule.ts'
import { readBatches, readCheckpoints, readDiagnostics, readHistories, readInitialWeights, readName, readSeed, readStop } from './read-settings.ts'
import { readEnsemble, samplerOf, stopOf, type SketchedEnsemble } from './read-ensemble.ts'
import { readPretraining } from './read-pretraining.ts'
import { readOutputs, scoreName, type ResolvedOutput } from './read-outputs.ts'
import { readChanges } from './live-changes.ts'
import { type ChangeSpec, type CheckpointsSpec, SPEC_VERSION, type BatchesSpec, type StopSpec } from './spec.ts'

/** A spec as far as it could be understood. Without issues nothing in it is null but `data`, `inputShape` and `counts` of an unknown data set. */
export interface ExperimentSketch {
  readonly issues: readonly Issue[]
  readonly name: string
  readonly seed: number
  readonly dataset: Resolved<DatasetDefinition> | null
  readonly data: DatasetDescription | null
  readonly split: Resolved<SplitDefinition> | null
  readonly counts: PartCounts | null
  readonly preprocessing: readonly Resolved<TransformDefinition>[]
  readonly augmentation: readonly Resolved<AugmentationDefinition>[]
  /** What the network reads, after preprocessing. */
  readonly inputShape: Shape | null
  readonly layers: readonly SketchedLayer[]
  readonly outputs: readonly ResolvedOutput[]
  readonly metrics: readonly Resolved<MetricDefinition>[]
  readonly optimizer: Resolved<OptimizerDefinition> | null
  readonly schedule: Resolved<ScheduleDefinition> | null
  readonly regularizers: readonly Resolved<RegularizerDefinition>[]
  readonly batches: BatchesSpec
  readonly stop: StopSpec
  readonly initialWeights: string | null
  readonly checkpoints: CheckpointsSpec
  readonly pretraining: Resolved<PretrainingDefinition> | null
  /** Null for a single network. */
  readonly ensemble: SketchedEnsemble | null
  readonly changes: readonly ChangeSpec[]
  /** How often layers are measured; null for never, `everySteps` null where the experiment decides. */
  readonly diagnostics: { readonly everySteps: number | null } | null
  /** Of which samples beside those of the validation part it is kept how they are learned. */
  readonly histories: { readonly train: boolean }
}

const FIELDS = [
  'version', 'name', 'seed', 'dataset', 'split', 'preprocessing', 'augmentation', 'network', 'outputs', 'metrics', 'optimizer', 'schedule', 'regularizers', 'batches', 'stop', 'initialWeights', 'pretraining', 'ensemble', 'checkpoints', 'changes', 'diagnostics', 'histories',
]

/**
 * Reads a whole spec and collects every problem of it. `known` describes the data set when the caller has it;
 * a generator is described here, from its hyper-parameters alone.
 */
export function readExperiment(spec: unknown, known: DatasetDescription | null): ExperimentSketch {
  const issues: Issue[] = []
  const given = isRecord(spec) ? spec : {}
  if (!isRecord(spec)) issues.push({ path: '', expected: text('an experiment as a JSON object', 'un experimento como objeto JSON'), received: describeValue(spec) })
  else checkFields(given, issues)

  const dataset = datasets.resolve(given['dataset'], 'dataset', issues)
  const data = known ?? describeGenerator(dataset, issues)
  const split = splits.resolve(given['split'] ?? 'fraction', 'split', issues)
  const splitIssues = split === null || data === null ? [] : split.definition.check(split.hyperparameters, data, 'split')
  issues.push(...splitIssues)
  const counts = split === null || data === null || splitIssues.length > 0 ? null : split.definition.count(split.hyperparameters, data)

  const preprocessing = resolveList(transforms, given['preprocessing'] ?? [], 'preprocessing', issues)
  const inputShape = data === null ? null : preprocessedShape(preprocessing, data, issues)

  const augmentation = resolveList(augmentations, given['augmentation'] ?? [], 'augmentation', issues)
  checkAugmentation(augmentation, data, issues)

  const layers = readNetwork(given['network'], inputShape, issues)
  const outputs = readOutputs(given['outputs'], layers, data, issues)
  const resolvedMetrics = readMetrics(given['metrics'], data, issues)

  const optimizer = optimizers.resolve(given['optimizer'] ?? 'adam', 'optimizer', issues)
  const resolvedRegularizers = resolveList(regularizers, given['regularizers'] ?? [], 'regularizers', issues)
  const batches = readBatches(given['batches'], data, issues)
  const parameterCount = layers.reduce((count, { planned }) => count + (planned?.parameterCount ?? 0), 0)
  const seed = readSeed(given['seed'], issues)
  const scoreNames = outputs.flatMap((output, index) => ['loss', ...resolvedMetrics.map(({ kind }) => kind)].map((name) => scoreName(output, index, name)))
  const stop = readStop(given['stop'], scoreNames, counts, issues)
  const ensemble = readEnsemble(given['ensemble'], { inputShape, layers, outputs, data, augmentation, regularizers: resolvedRegularizers, stop }, issues)
  checkFullBatch({ optimizer: samplerOf(ensemble, { seed, likelihoodScale: counts?.train ?? 1 }) ?? optimizer, batches, counts, outputs, augmentation, regularizers: resolvedRegularizers, parameterCount }, issues)
  const pretraining = readPretraining(given['pretraining'], { layers, outputs, ensemble }, issues)
  checkRule({ optimizer: samplerOf(ensemble, { seed, likelihoodScale: counts?.train ?? 1 }) ?? optimizer, layers, outputs, batches, augmentation, regularizers: resolvedRegularizers }, issues)

  const schedule = schedules.resolve(given['schedule'] ?? 'constant', 'schedule', issues)
  const network = { layers: layers.flatMap(({ planned }) => (planned === null ? [] : [planned])) }

  return {
    issues,
    name: readName(given['name'], issues),
    seed,
    dataset,
    data,
    split,
    counts,
    preprocessing,
    augmentation,
    inputShape,
    layers,
    outputs,
    metrics: resolvedMetrics,
    optimizer,
    schedule,
    regularizers: resolvedRegularizers,
    batches,
    stop: stopOf(stop, ensemble),
    initialWeights: readInitialWeights(given['initialWeights'], issues),
    checkpoints: readCheckpoints(given['checkpoints'], stop, ensemble !== null, issues),
    pretraining,
    ensemble,
    changes: readChanges(given['changes'], { optimizer, schedule, regularizers: resolvedRegularizers, network, stop, ensemble }, issues),
    diagnostics: readDiagnostics(given['diagnostics'], issues),
    histories: readHistories(given['histories'], issues),
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function checkFields(spec: Record<string, unknown>, issues: Issue[]): void {
  if (spec['version'] !== SPEC_VERSION) {
    issues.push({ path: 'version', expected: text(String(SPEC_VERSION), String(SPEC_VERSION)), received: describeValue(spec['version']) })
  }
  for (const field of Object.keys(spec)) {
    if (FIELDS.includes(field)) continue
    const near = nearest(field, FIELDS)
    issues.push({
      path: field,
      expected: text(`one of the fields ${FIELDS.join(', ')}`, `uno de los campos ${FIELDS.join(', ')}`),
      received: describeValue(field),
      ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
    })
  }
}

function describeGenerator(dataset: Resolved<DatasetDefinition> | null, issues: Issue[]): DatasetDescription | null {
  if (dataset === null || dataset.definition.source !== 'generator') return null
  const problems = dataset.definition.check?.(dataset.hyperparameters, 'dataset') ?? []
  issues.push(...problems)
  if (problems.length > 0) return null
  return dataset.definition.describe(dataset.hyperparameters)
}

/** The shape of what the network reads; checks every transform against the shape that it gets. */
function preprocessedShape(preprocessing: readonly Resolved<TransformDefinition>[], { inputShape, task }: DatasetDescription, issues: Issue[]): Shape {
  let scaled = false
  return preprocessing.reduce<Shape>((shape, { definition, hyperparameters }, index) => {
    const path = `preprocessing[${index}]`
    issues.push(...(definition.check?.(hyperparameters, { shape, task }, path) ?? []))
    if (changesInputs(definition)) return definition.outputShape(shape, hyperparameters)
    if (scaled) issues.push({ path, expected: text('targets that are scaled once', 'objetivos escalados una sola vez'), received: describeValue('scaled again'), fix: text('leave one of them out', 'quite uno de ellos') })
    scaled = true
    return shape
  }, inputShape)
}

function readNetwork(network: unknown, inputShape: Shape | null, issues: Issue[]): readonly SketchedLayer[] {
  if (!isRecord(network)) {
    issues.push({ path: 'network', expected: text('an object with a list of layers', 'un objeto con una lista de capas'), received: describeValue(network) })
    return []
  }
  for (const field of Object.keys(network)) {
    if (field !== 'layers') issues.push({ path: `network.${field}`, expected: text('only the field layers', 'solo el campo layers'), received: describeValue(field) })
  }
  return planNetwork(network['layers'], inputShape, 'network.layers', issues)
}

function resolveList<D extends Definition>(registry: Registry<D>, given: unknown, path: string, issues: Issue[]): readonly Resolved<D>[] {
  if (!Array.isArray(given)) {
    issues.push({ path, expected: text('a list', 'una lista'), received: describeValue(given) })
    return []
  }
  return given.map((entry: unknown, index) => registry.resolve(entry, `${path}[${index}]`, issues)).filter((resolved) => resolved !== null)
}

function readMetrics(given: unknown, data: DatasetDescription | null, issues: Issue[]): readonly Resolved<MetricDefinition>[] {
  const standard = data === null ? [] : [data.task === 'classification' ? 'accuracy' : 'rootMeanSquaredError']
  const resolved = resolveList(metrics, given ?? standard, 'metrics', issues)
  if (data === null) return resolved
  resolved.forEach(({ kind, definition }, index) => {
    if (definition.task === data.task) return
    const fitting = metrics.kinds.filter((candidate) => metrics.get(candidate).task === data.task).join(', ')
    issues.push({ path: `metrics[${index}].kind`, expected: text(`a metric for ${data.task} (${fitting})`, `una métrica para ${data.task === 'classification' ? 'clasificación' : 'regresión'} (${fitting})`), received: describeValue(kind) })
  })
  return resolved
}
