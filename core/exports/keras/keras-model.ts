import type { ActivationDefinition } from '../../activations/definition.ts'
import type { ResolvedOutput } from '../../experiment/read-outputs.ts'
import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import type { NetworkPlan, PlannedLayer } from '../../network/plan-network.ts'
import { DATA_INPUT } from '../../network/read-layer-names.ts'
import { targetScaleOf } from '../../preprocessing/target-scale.ts'
import type { Issue } from '../../schema/issue.ts'
import type { Resolved } from '../../schema/registry.ts'
import { text, type Text } from '../../schema/text.ts'
import type { StoredTensors } from '../../trainer/checkpoint.ts'
import type { TrainedModel } from '../../trainer/trained-model.ts'
import { preparationOf, type ShapedStep } from '../preparation.ts'
import { averagesActivated, readingOf, type Reading } from '../reading.ts'
import { RANDOM_PASSES, refusal, UNKNOWN } from '../refusal.ts'
import { refusedActivation } from './activations.ts'
import { createKerasGraph, lastShape, permuted, type KerasDialect, type KerasGraph, type KerasLayer, type KerasValue } from './keras-graph.ts'
import { isRefused, KERAS_LAYERS, scaleAndShift } from './layers.ts'

/** A functional model: its layers in an order in which each follows what it reads. */
export interface KerasModel {
  readonly layers: readonly KerasLayer[]
  readonly input: string
  readonly outputs: readonly string[]
}

export const FORMAT_NAMES: Readonly<Record<KerasDialect, string>> = { keras: 'Keras', tfjs: 'TensorFlow.js' }

/** What the input and the first output are called; the other outputs have their layers' names. */
const INPUT = 'input'
const PREDICTION = 'prediction'

/** The network alone, without weights: prepared samples in, what the losses read out. */
export function kerasNetwork({ network, outputs }: ResolvedExperiment, dialect: KerasDialect, issues: Issue[]): KerasModel {
  const graph = createKerasGraph(dialect)
  const input = addInput(graph, network.inputShape)
  const values = writeNetwork(graph, network, input, null, '', issues)
  return { layers: graph.layers, input: input.layer, outputs: outputs.map(({ from }) => values.get(from)!.layer) }
}

/**
 * A trained model: raw samples in (images with their channels last), predictions as people read them out. Everything that the dialect lacks is
 * pushed to `issues`.
 */
export function kerasModel(experiment: ResolvedExperiment, { members, average, passes, transforms }: TrainedModel, dialect: KerasDialect, issues: Issue[]): KerasModel {
  const format = FORMAT_NAMES[dialect]
  if (passes !== null) issues.push(refusal('ensemble', experiment.ensemble!.kind, format, RANDOM_PASSES))
  const graph = createKerasGraph(dialect)
  const input = addInput(graph, experiment.data.inputShape)
  const steps = preparationOf(experiment, transforms, format, issues)
  const prepared = steps.reduce((x, step, index) => {
    if (step.type !== 'fill') return writeStep(graph, x, step, `${step.kind}_${index + 1}`)
    issues.push(refusal(`preprocessing[${index}]`, step.kind, format, text('it has no layer that fills gaps', 'no tiene ninguna capa que rellene huecos')))
    return x
  }, input)
  const isSingle = members.length === 1
  const networks = members.map(({ experiment: { network }, tensors }, index) => writeNetwork(graph, network, prepared, tensors, isSingle ? '' : `member${index}_`, issues))
  const outputs = members[0].experiment.outputs.flatMap((output, index): string[] => {
    const raw = networks.map((values) => flat(graph, values.get(output.from)!))
    const reading = readingOf(output, raw[0].shape[0], experiment.data, targetScaleOf(transforms))
    if (reading === null) issues.push(refusal(`outputs[${index}].loss`, output.loss.kind, format, UNKNOWN))
    return reading === null ? [] : [writeReading(graph, raw, reading, average, nameOf(output, index)).layer]
  })
  return { layers: graph.layers, input: input.layer, outputs }
}

const nameOf = ({ from }: ResolvedOutput, index: number): string => (index === 0 ? PREDICTION : `${PREDICTION}_${from}`)

/** Images have their channels last. */
const addInput = (graph: KerasGraph, shape: Shape): KerasValue => {
  const last = shape.length === 3
  return graph.add('InputLayer', INPUT, [], { config: {}, shape: last ? lastShape(shape) : shape, last })
}

function flat(graph: KerasGraph, value: KerasValue): KerasValue {
  const plain = graph.plain(value)
  return plain.shape.length === 1 ? plain : graph.add('Flatten', `${value.layer}_flatten`, [plain], { shape: [sizeOf(plain.shape)] })
}

function writeNetwork(graph: KerasGraph, { layers }: NetworkPlan, input: KerasValue, tensors: StoredTensors | null, prefix: string, issues: Issue[]): ReadonlyMap<string, KerasValue> {
  const format = FORMAT_NAMES[graph.dialect]
  const values = new Map<string, KerasValue>([[DATA_INPUT, input]])
  for (const layer of layers) {
    const { id, index, inputs, resolved: { kind, hyperparameters }, inputShape, outputShape, trainable } = layer
    const path = `network.layers[${index}]`
    const read = inputs.map((from) => values.get(from)!)
    const refuse = (what: string, reason: Text): void => {
      issues.push(refusal(path, what, format, reason))
      values.set(id, { layer: read[0].layer, shape: outputShape, last: false })
    }
    const activation = activationOf(layer)
    const reason = activation === null ? null : refusedActivation(activation)
    const write = KERAS_LAYERS[kind] ?? UNKNOWN
    if (typeof write !== 'function') refuse(kind, write)
    else if (reason !== null) refuse(activation!.kind, reason)
    else {
      const written = write({ graph, id: `${prefix}${id}`, hyperparameters, inputs: read, x: read[0], inputShape, outputShape, trainable, tensor: tensorsOf(layer, tensors), hasWeights: tensors !== null })
      if (isRefused(written)) refuse(kind, written)
      else values.set(id, written)
    }
  }
  return values
}

type Activation = Resolved<ActivationDefinition>

function activationOf({ resolved: { hyperparameters } }: PlannedLayer): Activation | null {
  const { activation, function: own } = hyperparameters as { activation?: Activation; function?: Activation }
  return activation ?? own ?? null
}

const tensorsOf = ({ id, sharesWith, buffers }: PlannedLayer, tensors: StoredTensors | null) => (name: string) =>
  tensors?.get(`${buffers.some((buffer) => buffer.name === name) ? id : (sharesWith ?? id)}.${name}`) ?? null

function writeStep(graph: KerasGraph, x: KerasValue, step: Exclude<ShapedStep, { type: 'fill' }>, name: string): KerasValue {
  if (step.type === 'affine') {
    const { offset, scale, shift, inputShape } = step
    if (offset.length === 1 && scale.length === 1) return graph.add('Rescaling', name, [x], { config: { scale: scale[0], offset: shift - offset[0] * scale[0] } })
    const features = sizeOf(inputShape)
    const laid = (values: Float64Array): Float32Array => {
      const all = Float32Array.from({ length: features }, (_, i) => values[values.length === 1 ? 0 : i])
      return x.last ? permuted({ shape: inputShape, data: all }, lastShape(inputShape.map((_, axis) => axis))).data : all
    }
    const numbers = { offset: laid(offset), scale: laid(scale), shift: new Float32Array(features).fill(shift) }
    if (x.shape.length === 1) return scaleAndShift(graph, name, x, numbers)
    const row = graph.add('Flatten', `${name}_flatten`, [x], { shape: [features], last: false })
    return graph.add('Reshape', `${name}_reshape`, [scaleAndShift(graph, name, row, numbers)], { config: { target_shape: x.shape }, shape: x.shape, last: x.last })
  }
  const features = step.offset.length
  const rows = step.matrix.length / features
  const bias = Float32Array.from({ length: rows }, (_, row) => -step.offset.reduce((sum, value, i) => sum + value * step.matrix[row * features + i], 0))
  const kernel = permuted({ shape: [rows, features], data: Float32Array.from(step.matrix) }, [1, 0])
  const projected = graph.add('Dense', name, [flat(graph, x)], { config: { units: rows, trainable: false }, shape: [rows], weights: [{ name: 'kernel', ...kernel }, { name: 'bias', shape: [rows], data: bias }] })
  return step.outputShape.length === 1 ? projected : graph.add('Reshape', `${name}_reshape`, [projected], { config: { target_shape: step.outputShape }, shape: step.outputShape })
}

function writeReading(graph: KerasGraph, raw: readonly KerasValue[], reading: Reading, average: TrainedModel['average'], name: string): KerasValue {
  const { activation, affine, pair } = reading
  const isFirst = raw.length > 1 && averagesActivated(reading, average)
  const activate = (value: KerasValue, own: string): KerasValue => (activation === null ? value : graph.add('Activation', own, [value], { config: { activation: activation === 'softmax' ? 'softmax' : 'sigmoid' } }))
  const named = affine === null && !pair ? name : `${name}_values`
  let value = raw[0]
  if (raw.length > 1) value = graph.add('Average', isFirst || activation === null ? named : `${name}_mean`, isFirst ? raw.map((each, index) => activate(each, `${name}_member${index}`)) : raw)
  if (!isFirst) value = activate(value, named)
  if (affine !== null) {
    const [width] = value.shape
    const all = (values: Float64Array): Float32Array => Float32Array.from({ length: width }, (_, i) => values[values.length === 1 ? 0 : i])
    value = scaleAndShift(graph, pair ? `${name}_scaled` : name, value, { scale: all(affine.scale), shift: all(affine.shift), offset: new Float32Array(width) })
  }
  if (!pair) return value
  return graph.add('Dense', name, [value], { config: { units: 2, trainable: false }, shape: [2], weights: [{ name: 'kernel', shape: [1, 2], data: Float32Array.of(-1, 1) }, { name: 'bias', shape: [2], data: Float32Array.of(1, 0) }] })
}
