import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import { writeProtobuf, type ProtobufWriter } from '../../formats/protobuf-writer.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import { targetScaleOf } from '../../preprocessing/target-scale.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import type { ModelMember, TrainedModel } from '../../trainer/trained-model.ts'
import { preparationOf } from '../preparation.ts'
import { averagesActivated, readingOf } from '../reading.ts'
import { RANDOM_PASSES, refusal, UNKNOWN } from '../refusal.ts'
import { writeActivation } from './activations.ts'
import { LAYER_EXPORTERS } from './layers.ts'
import { createOnnxGraph, ELEMENT, type OnnxGraph } from './onnx-graph.ts'
import { writeActivated, writeReading } from './outputs.ts'
import { writeStep } from './transforms.ts'

/** Version 17 of the operators, which readers since 2022 know, and the file's version that goes with it. */
const OPSET = 17
const IR_VERSION = 8

/** What the file's input and first output are called; the other outputs have their layers' names. */
export const ONNX_INPUT = 'input'
export const ONNX_OUTPUT = 'prediction'

const FORMAT = 'ONNX'

/**
 * A trained network as an ONNX model: raw samples [batch, …] as the data set has them (pixels from 0 to 1) in, predictions as people read
 * them out (class probabilities, or values in the unit of the data), with the fitted preprocessing inside and float32 throughout.
 * Ensembles are one graph that averages. Throws SpecError with every layer and transform that has no operator. ONNX (2022), "Open Neural Network Exchange
 * Intermediate Representation Specification", IR version 8, opset 17.
 */
export function writeOnnx(experiment: ResolvedExperiment, { members, average, passes, transforms }: TrainedModel, { name, version }: { readonly name: string; readonly version: string }): Uint8Array {
  const issues: Issue[] = []
  if (passes !== null) issues.push(refusal('ensemble', experiment.ensemble!.kind, FORMAT, RANDOM_PASSES))
  const graph = createOnnxGraph()
  const prepared = preparationOf(experiment, transforms, FORMAT, issues).reduce((x, step) => writeStep(graph, x, step), ONNX_INPUT)
  const networks = members.map((member, index) => writeLayers(graph, member, prepared, members.length === 1 ? '' : `member${index}.`, issues))
  const outputs = issues.length > 0 ? [] : writeOutputs(graph, members[0].experiment, networks, { average, targetScale: targetScaleOf(transforms) }, issues)
  if (issues.length > 0) throw new SpecError(issues)
  const { classes, targetNames, inputShape } = experiment.data
  return writeProtobuf((model) => {
    model.integer(1, IR_VERSION)
    model.string(2, 'Descent')
    model.string(3, version)
    model.message(7, (message) => {
      graph.write(message)
      message.string(2, name)
      message.message(11, valueOf(ONNX_INPUT, inputShape))
      for (const output of outputs) message.message(12, valueOf(output.name, [output.width]))
    })
    model.message(8, (operators) => {
      operators.string(1, '')
      operators.integer(2, OPSET)
    })
    for (const [key, value] of Object.entries({ producer: `Descent ${version}`, ...(classes === null ? { targets: targetNames } : { classes }) })) {
      model.message(14, (entry) => {
        entry.string(1, key)
        entry.string(2, typeof value === 'string' ? value : JSON.stringify(value))
      })
    }
  })
}

/** ValueInfoProto of float32 [batch, …]. */
const valueOf = (name: string, shape: Shape) => (value: ProtobufWriter): void => {
  value.string(1, name)
  value.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, ELEMENT.float)
      tensor.message(2, (dimensions) => {
        dimensions.message(1, (batch) => { batch.string(2, 'batch') })
        for (const length of shape) dimensions.message(1, (dimension) => { dimension.integer(1, length) })
      })
    })
  })
}

interface LayerValue { readonly name: string; readonly shape: Shape }

function writeLayers(graph: OnnxGraph, { experiment: { network }, tensors }: ModelMember, input: string, prefix: string, issues: Issue[]): ReadonlyMap<string, LayerValue> {
  const values = new Map<string, LayerValue>([['input', { name: input, shape: network.inputShape }]])
  for (const { id, index, inputs, resolved: { kind, hyperparameters }, sharesWith, inputShape, outputShape, buffers } of network.layers) {
    const path = `network.layers[${index}]`
    const write = LAYER_EXPORTERS[kind] ?? UNKNOWN
    if (typeof write !== 'function') {
      issues.push(refusal(path, kind, FORMAT, write))
      values.set(id, { name: input, shape: outputShape })
      continue
    }
    const names = inputs.map((from) => values.get(from)!.name)
    const name = write({
      graph, hyperparameters, inputs: names, x: names[0], inputShape, outputShape,
      tensor(own, shape) {
        const owner = buffers.some((buffer) => buffer.name === own) ? id : (sharesWith ?? id)
        const stored = tensors.get(`${owner}.${own}`)
        return stored === undefined ? null : graph.tensor(shape ?? stored.shape, stored.data, `${prefix}${owner}.${own}${shape === undefined ? '' : `/${shape.join(',')}`}`)
      },
      values: (own) => tensors.get(`${sharesWith ?? id}.${own}`)?.data ?? new Float32Array(0),
      activate(z, activation) {
        const y = writeActivation(graph, z, activation)
        if (y === null) issues.push(refusal(path, activation.kind, FORMAT, UNKNOWN))
        return y ?? z
      },
    })
    values.set(id, { name, shape: outputShape })
  }
  return values
}

interface OutputWriting { readonly average: TrainedModel['average']; readonly targetScale: ReturnType<typeof targetScaleOf> }

function writeOutputs(graph: OnnxGraph, { outputs, data }: ResolvedExperiment, networks: readonly ReadonlyMap<string, LayerValue>[], { average, targetScale }: OutputWriting, issues: Issue[]): readonly { readonly name: string; readonly width: number }[] {
  return outputs.flatMap((output, index) => {
    const raw = networks.map((values) => flattened(graph, values.get(output.from)!))
    const reading = readingOf(output, sizeOf(networks[0].get(output.from)!.shape), data, targetScale)
    if (reading === null) {
      issues.push(refusal(`outputs[${index}].loss`, output.loss.kind, FORMAT, UNKNOWN))
      return []
    }
    const isFirst = raw.length > 1 && averagesActivated(reading, average)
    const activated = isFirst ? raw.map((value) => writeActivated(graph, value, reading)) : raw
    const mean = activated.length === 1 ? activated[0] : graph.node('Mean', activated)
    const name = index === 0 ? ONNX_OUTPUT : output.from
    graph.node('Identity', [writeReading(graph, isFirst ? mean : writeActivated(graph, mean, reading), reading)], {}, name)
    return [{ name, width: reading.width }]
  })
}

/** Losses read rows of values, whatever shape the layer gives them. */
const flattened = (graph: OnnxGraph, { name, shape }: LayerValue): string => (shape.length === 1 ? name : graph.node('Flatten', [name], { axis: { integer: 1 } }))
