import type { DatasetDescription } from '../datasets/definition.ts'
import { formatShape, sizeOf, type Shape } from '../math/shape.ts'
import type { SketchedLayer } from '../network/plan-network.ts'
import { receptiveFields, type ReceptiveField } from '../network/receptive-field.ts'
import type { Resolved } from '../schema/registry.ts'
import { text, type Text } from '../schema/text.ts'
import { isFullBatch } from './check-full-batch.ts'
import type { ExperimentDescription, LayerDescription } from './description.ts'
import { describeStart } from './describe-start.ts'
import { memberCount, passCount, plannedEpochs } from './read-ensemble.ts'
import { readExperiment, type ExperimentSketch } from './read-experiment.ts'

const BYTES_PER_NUMBER = 4

/** Shapes, counts, memory and every problem of a spec; `weights` are the tensors of the file that it starts from, where they are known. Never throws: what cannot be inferred is null or left out of the sums. */
export function describeExperiment(spec: unknown, data: DatasetDescription | null, weights: ReadonlyMap<string, { readonly shape: Shape }> | null = null): ExperimentDescription {
  const sketch = readExperiment(spec, data)
  const start = weights === null ? { issues: [], notes: [] } : describeStart(sketch.layers, weights)
  const fields = receptiveFields(sketch.layers, sketch.inputShape)
  const layers = sketch.layers.map((layer) => describeLayer(layer, fields.get(layer.id) ?? null))
  const parameterCount = sum(layers.map((layer) => layer.parameterCount))
  const { ensemble } = sketch
  const cost = ensembleCost(sketch)
  const batchSize = sketch.batches.size === 'full' ? (sketch.counts?.train ?? null) : sketch.batches.size
  const activationCount = (sketch.inputShape === null ? 0 : sizeOf(sketch.inputShape)) + sum(layers.map((layer) => layer.activationCount))
  return {
    issues: [...sketch.issues, ...start.issues],
    notes: [...notesOf(sketch), ...start.notes],
    summary: summarizeExperiment(sketch),
    inputShape: sketch.inputShape,
    layers,
    parameterCount: cost.parameterCount,
    multiplyAdds: cost.multiplyAdds,
    members: memberCount(ensemble),
    passes: passCount(ensemble),
    epochs: plannedEpochs(sketch.stop, ensemble),
    memoryBytes: {
      // Members are trained one after the other. Values and gradients; one number per slot; activations and their gradients.
      parameters: 2 * parameterCount * BYTES_PER_NUMBER,
      optimizer: optimizerBytes(sketch, parameterCount),
      activations: 2 * activationCount * (batchSize ?? 1) * BYTES_PER_NUMBER,
    },
    samples: sketch.counts,
    batchSize: batchSize === null ? null : Math.min(batchSize, sketch.counts?.train ?? batchSize),
    stepsPerEpoch: sketch.counts === null || batchSize === null ? null : Math.ceil(sketch.counts.train / batchSize),
  }
}

function notesOf(sketch: ExperimentSketch): readonly Text[] {
  return [...optimizerNotes(sketch), ...batchNotes(sketch)]
}

function batchNotes({ batches }: ExperimentSketch): readonly Text[] {
  if (batches.order !== 'emphasize') return []
  return [text('Emphasis shows outliers and wrong labels most often of all. Where the data may have any, keep the most repeats low.', 'El énfasis muestra más que nada los valores atípicos y las etiquetas erróneas. Si los datos pueden tenerlos, mantenga bajas las repeticiones máximas.')]
}

/** All networks of a list count; members that are alike count as often as there are of them. */
function ensembleCost({ layers, ensemble }: ExperimentSketch): { parameterCount: number; multiplyAdds: number } {
  const networks = [layers, ...(ensemble?.variants ?? []).map(({ network }) => network)]
  const total = (key: 'parameterCount' | 'multiplyAdds'): number => sum(networks.map((network) => sum(network.map(({ planned }) => planned?.[key] ?? 0))))
  const isListed = networks.length > 1
  return { parameterCount: total('parameterCount') * (isListed ? 1 : memberCount(ensemble)), multiplyAdds: total('multiplyAdds') * (isListed ? 1 : passCount(ensemble)) }
}

function optimizerNotes(sketch: ExperimentSketch): readonly Text[] {
  const { optimizer, schedule, batches, counts, ensemble, stop } = sketch
  if (ensemble?.definition.sort === 'chain') {
    const { en, es } = ensemble.definition.label
    return [text(`${en}: the chain moves the weights for ${stop.epochs} epochs; the optimizer and stop.epochs are not used.`, `${es}: la cadena mueve los pesos durante ${stop.epochs} épocas; el optimizador y stop.epochs no se usan.`)]
  }
  if (optimizer === null) return []
  const scheduled = schedule !== null && schedule.kind !== 'constant'
  if (optimizer.definition.sort === 'full-batch') {
    return scheduled ? [text('The optimizer finds the length of its steps: the schedule does not change them.', 'El optimizador encuentra la longitud de sus pasos: el plan no los cambia.')] : []
  }
  const context = { hyperparameters: optimizer.hyperparameters, fullBatch: isFullBatch(batches.size, counts), schedule: schedule?.kind ?? 'constant' }
  return optimizer.definition.sort === 'rule' ? [] : (optimizer.definition.notes?.(context) ?? [])
}

/** float32 slots, or the float64 vectors of a full-batch rule. */
function optimizerBytes({ optimizer }: ExperimentSketch, parameterCount: number): number {
  if (optimizer === null) return 0
  const { definition, hyperparameters } = optimizer
  if (definition.sort === 'rule') return 0
  return definition.sort === 'full-batch'
    ? 2 * BYTES_PER_NUMBER * definition.stateSize(parameterCount, hyperparameters)
    : definition.slots.length * parameterCount * BYTES_PER_NUMBER
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function describeLayer({ id, index, kind, inputs, planned }: SketchedLayer, receptiveField: ReceptiveField): LayerDescription {
  return {
    id,
    kind,
    index,
    inputs,
    inputShape: planned?.inputShape ?? null,
    outputShape: planned?.outputShape ?? null,
    parameters: planned?.parameters.map(({ name, shape }) => ({ name, shape })) ?? [],
    parameterCount: planned?.parameterCount ?? 0,
    multiplyAdds: planned?.multiplyAdds ?? 0,
    activationCount: planned === null ? 0 : sizeOf(planned.outputShape),
    receptiveField,
  }
}

/** One line that names a network and how it learns: `784-128-10 · ReLU · Adam 0.001 · batch 128`. */
export function summarizeExperiment(sketch: Pick<ExperimentSketch, 'layers' | 'inputShape' | 'optimizer' | 'batches' | 'ensemble' | 'pretraining'>): string {
  const { batches, ensemble, pretraining } = sketch
  const optimizer = ensemble?.definition.sort === 'chain' ? null : sketch.optimizer
  const rate = optimizer === null ? null : (optimizer.hyperparameters as { learningRate?: number }).learningRate
  const parts = [
    `${ensemble?.definition.sort === 'trained' ? `${memberCount(ensemble)} × ` : ''}${topology(sketch)}`,
    activationNames(sketch.layers).join(', '),
    optimizer === null ? '' : `${optimizer.definition.label.en}${rate === undefined ? '' : ` ${rate}`}`,
    batches.size === 'full' ? 'full batch' : batches.size === 1 ? 'online' : `batch ${batches.size}`,
    pretraining === null ? '' : `pre-trained: ${pretraining.kind}`,
    ensemble === null ? '' : ensemble.definition.sort === 'trained' ? ensemble.definition.label.en.toLowerCase() : `${ensembleName(ensemble.kind)} × ${passCount(ensemble)}`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** `stochasticGradientLangevin` → `stochastic gradient langevin`: shorter than the label, which says what it is for. */
const ensembleName = (kind: string): string => kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Layers that keep the shape they are given: their parameters make no stage of the network. */
const SHAPE_KEEPERS = ['normalization', 'activation']

/** `784-128-10`; shapes with several axes as `28×28×1`. */
function topology({ layers, inputShape }: Pick<ExperimentSketch, 'layers' | 'inputShape'>): string {
  const shapes = [inputShape, ...layers.filter(({ planned }) => planned !== null && planned.parameters.length > 0 && !SHAPE_KEEPERS.includes(planned.resolved.definition.family)).map(({ planned }) => planned!.outputShape)]
  return shapes.map((shape) => (shape === null ? '?' : shape.length === 1 ? String(shape[0]) : formatShape(shape).replaceAll(' ', ''))).join('-')
}

function activationNames(layers: readonly SketchedLayer[]): string[] {
  const names = layers.map(({ planned }) => {
    const hyperparameters = planned?.resolved.hyperparameters as Record<string, unknown> | undefined
    const activation = (hyperparameters?.['activation'] ?? hyperparameters?.['function']) as Resolved | undefined
    return activation === undefined || activation.kind === 'linear' ? null : activation.definition.label.en
  })
  return [...new Set(names.filter((name) => name !== null))]
}
