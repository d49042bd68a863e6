import type { AugmentationDefinition } from '../augmentations/definition.ts'
import type { DatasetDescription } from '../datasets/definition.ts'
import type { Shape } from '../math/shape.ts'
import type { MetricDefinition } from '../metrics/definition.ts'
import type { NetworkPlan, SketchedLayer } from '../network/plan-network.ts'
import type { LayerLearning } from '../network/read-learning.ts'
import type { OptimizerDefinition } from '../optimizers/definition.ts'
import type { PretrainingDefinition } from '../pretraining/definition.ts'
import type { TransformDefinition } from '../preprocessing/definition.ts'
import type { RegularizerDefinition } from '../regularizers/definition.ts'
import type { ScheduleDefinition } from '../schedules/definition.ts'
import { SpecError } from '../schema/issue.ts'
import type { BlockSpec, Resolved } from '../schema/registry.ts'
import { specOf } from '../schema/spec-of.ts'
import type { PartCounts, SplitDefinition } from '../splits/definition.ts'
import { readExperiment, type ExperimentSketch } from './read-experiment.ts'
import type { ResolvedEnsemble, SketchedEnsemble } from './read-ensemble.ts'
import type { ResolvedOutput } from './read-outputs.ts'
import { SPEC_VERSION, type BatchesSpec, type ChangeSpec, type CheckpointsSpec, type EnsembleSpec, type ExperimentSpec, type LayerSpec, type StopSpec } from './spec.ts'

/** An experiment with every choice made and every shape known, ready to be trained. */
export interface ResolvedExperiment {
  /** The spec with all defaults written out. */
  readonly spec: ExperimentSpec
  readonly name: string
  readonly seed: number
  readonly data: DatasetDescription
  readonly inputShape: Shape
  readonly counts: PartCounts
  readonly split: Resolved<SplitDefinition>
  readonly preprocessing: readonly Resolved<TransformDefinition>[]
  readonly augmentation: readonly Resolved<AugmentationDefinition>[]
  readonly network: NetworkPlan
  readonly outputs: readonly ResolvedOutput[]
  readonly metrics: readonly Resolved<MetricDefinition>[]
  readonly optimizer: Resolved<OptimizerDefinition>
  readonly schedule: Resolved<ScheduleDefinition>
  readonly regularizers: readonly Resolved<RegularizerDefinition>[]
  readonly batches: BatchesSpec
  readonly stop: StopSpec
  readonly checkpoints: CheckpointsSpec
  /** Trains the hidden layers first, without targets; null where nothing does. */
  readonly pretraining: Resolved<PretrainingDefinition> | null
  /** Null for a single network. */
  readonly ensemble: ResolvedEnsemble | null
  /** What changes while it trains, in the order of their steps. */
  readonly changes: readonly ChangeSpec[]
  /** How often layers are measured; null for never, `everySteps` null where the experiment decides. */
  readonly diagnostics: { readonly everySteps: number | null } | null
  readonly histories: { readonly train: boolean }
}

/** Checks a spec against the data it is for; throws SpecError with every problem. */
export function resolveExperiment(spec: unknown, data: DatasetDescription): ResolvedExperiment {
  const sketch = readExperiment(spec, data)
  const { split, counts, inputShape, optimizer, schedule } = sketch
  if (sketch.issues.length > 0 || split === null || counts === null || inputShape === null || optimizer === null || schedule === null) {
    throw new SpecError(sketch.issues)
  }
  return {
    ...sketch,
    spec: completeSpec(sketch),
    data,
    inputShape,
    counts,
    split,
    network: planOf(inputShape, sketch.layers),
    optimizer,
    schedule,
    ensemble: sketch.ensemble === null ? null : { ...sketch.ensemble, variants: sketch.ensemble.variants.map(({ network, outputs }) => ({ network: planOf(inputShape, network), outputs })) },
  }
}

const planOf = (inputShape: Shape, layers: readonly SketchedLayer[]): NetworkPlan => ({ inputShape, layers: layers.map(({ planned }) => planned).filter((planned) => planned !== null) })

/** The sketch written as a spec again. Only for sketches without issues. */
function completeSpec(sketch: ExperimentSketch): ExperimentSpec {
  return {
    version: SPEC_VERSION,
    name: sketch.name,
    seed: sketch.seed,
    dataset: written(sketch.dataset),
    split: written(sketch.split),
    preprocessing: sketch.preprocessing.map(specOf),
    augmentation: sketch.augmentation.map(specOf),
    network: { layers: writtenLayers(sketch.layers) },
    outputs: sketch.outputs.map(({ from, loss, weight, columns }) => ({ from, loss: specOf(loss), weight, ...(columns === null ? {} : { targets: columns.map((column) => sketch.data!.targetNames[column]) }) })),
    metrics: sketch.metrics.map(specOf),
    optimizer: written(sketch.optimizer),
    schedule: written(sketch.schedule),
    regularizers: sketch.regularizers.map(specOf),
    batches: sketch.batches,
    stop: sketch.stop,
    initialWeights: sketch.initialWeights,
    ...(sketch.checkpoints.everyEpochs === 0 ? {} : { checkpoints: sketch.checkpoints }),
    pretraining: sketch.pretraining === null ? null : specOf(sketch.pretraining),
    ensemble: sketch.ensemble === null ? null : writtenEnsemble(sketch.ensemble),
    ...(sketch.changes.length === 0 ? {} : { changes: sketch.changes }),
    ...writtenDiagnostics(sketch.diagnostics),
    ...(sketch.histories.train ? { histories: sketch.histories } : {}),
  }
}

const writtenLayers = (layers: readonly SketchedLayer[]): readonly LayerSpec[] => layers.map((layer): LayerSpec => {
  const { kind, ...hyperparameters } = written(layer.planned?.resolved ?? null)
  const previous = layer.index === 0 ? 'input' : layers[layer.index - 1].id
  const inputs = layer.inputs.length === 1 && layer.inputs[0] === previous ? {} : { inputs: layer.inputs }
  return { id: layer.id, kind, ...inputs, ...writtenLearning(layer.planned!), ...hyperparameters }
})

const writtenDiagnostics = (diagnostics: ExperimentSketch['diagnostics']): Pick<ExperimentSpec, 'diagnostics'> =>
  diagnostics === null ? { diagnostics: false } : diagnostics.everySteps === null ? {} : { diagnostics: { everySteps: diagnostics.everySteps } }

const writtenEnsemble = (ensemble: SketchedEnsemble): EnsembleSpec =>
  ({ ...specOf(ensemble), ...(ensemble.variants.length === 0 ? {} : { networks: ensemble.variants.map(({ network }) => ({ layers: writtenLayers(network) })) }) })

/** What differs from the usual way to learn. */
const writtenLearning = ({ trainable, sharesWith, rateFactor }: LayerLearning): Pick<LayerSpec, 'trainable' | 'sharesWith' | 'rateFactor'> =>
  sharesWith === null ? { ...(trainable ? {} : { trainable }), ...(rateFactor === 1 ? {} : { rateFactor }) } : { sharesWith }

function written(block: Resolved | null): BlockSpec {
  if (block === null) throw new Error('A spec with issues cannot be written out')
  return specOf(block)
}
