import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import { writeProtobuf, type ProtobufWriter } from '../../formats/protobuf-writer.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import { targetScaleOf } from '../../preprocessing/target-scale.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import { text, type Text } from '../../schema/text.ts'
import type { ModelMember, TrainedModel } from '../../trainer/trained-model.ts'
import { writeActivation } from './activations.ts'
import { LAYER_EXPORTERS } from './layers.ts'
import { createOnnxGraph, ELEMENT, type OnnxGraph } from './onnx-graph.ts'
import { writePredictions } from './outputs.ts'
import { TRANSFORM_EXPORTERS } from './transforms.ts'

/** Version 17 of the operators, which readers since 2022 know, and the file's version that goes with it. */
const OPSET = 17
const IR_VERSION = 8

/** What the file's input and first output are called; the other outputs have their layers' names. */
export const ONNX_INPUT = 'input'
export const ONNX_OUTPUT = 'prediction'

const UNKNOWN = text('nothing is known of how to write it', 'no se sabe cómo escribirlo')

const refusal = (path: string, what: string, reason: Text): Issue => ({
  path,
  expected: text(`something other than ${what}, which cannot be written as ONNX: ${reason.en}`, `algo distinto de ${what}, que no se puede escribir como ONNX: ${reason.es}`),
  received: what,
})

/**
 * A trained network as an ONNX model: raw samples [batch, …] as the data set has them (pixels from 0 to 1) in, predictions as people read
 * them out (class probabilities, or values in the unit of the data), with the fitted preprocessing inside and float32 throughout.
 * Throws SpecError with every layer and transform that has no operator, and for ensembles. ONNX (2022), "Open Neural Network Exchange
 * Intermediate Representation Specification", IR version 8, opset 17.
 */
export function writeOnnx(experiment: ResolvedExperiment, { members: [member], transforms }: TrainedModel, { name, version }: { readonly name: string; readonly version: string }): Uint8Array {
  if (experiment.ensemble !== null) throw new SpecError([refusal('ensemble', experiment.ensemble.kind, text('its predictions are the average of several', 'sus predicciones son la media de varias'))])
  const issues: Issue[] = []
  const graph = createOnnxGraph()
  const prepared = writeTransforms(graph, experiment, transforms, issues)
  const values = writeLayers(graph, member, prepared, issues)
  const outputs = issues.length > 0 ? [] : writeOutputs(graph, experiment, values, targetScaleOf(transforms), issues)
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

function writeTransforms(graph: OnnxGraph, { preprocessing, data }: ResolvedExperiment, fitted: TrainedModel['transforms'], issues: Issue[]): string {
  let x = ONNX_INPUT
  let shape: Shape = data.inputShape
  preprocessing.forEach(({ kind, definition, hyperparameters }, index) => {
    const write = TRANSFORM_EXPORTERS[kind]
    if (write === undefined) issues.push(refusal(`preprocessing[${index}]`, kind, UNKNOWN))
    else x = write({ graph, x, shape, state: fitted[index].state, hyperparameters })
    shape = definition.outputShape(shape, hyperparameters)
  })
  return x
}

interface LayerValue { readonly name: string; readonly shape: Shape }

function writeLayers(graph: OnnxGraph, { experiment: { network }, tensors }: ModelMember, input: string, issues: Issue[]): ReadonlyMap<string, LayerValue> {
  const values = new Map<string, LayerValue>([['input', { name: input, shape: network.inputShape }]])
  for (const { id, index, inputs, resolved: { kind, hyperparameters }, sharesWith, inputShape, outputShape, buffers } of network.layers) {
    const path = `network.layers[${index}]`
    const write = LAYER_EXPORTERS[kind] ?? UNKNOWN
    if (typeof write !== 'function') {
      issues.push(refusal(path, kind, write))
      values.set(id, { name: input, shape: outputShape })
      continue
    }
    const names = inputs.map((from) => values.get(from)!.name)
    const name = write({
      graph, hyperparameters, inputs: names, x: names[0], inputShape, outputShape,
      tensor(own, shape) {
        const owner = buffers.some((buffer) => buffer.name === own) ? id : (sharesWith ?? id)
        const stored = tensors.get(`${owner}.${own}`)
        return stored === undefined ? null : graph.tensor(shape ?? stored.shape, stored.data, `${owner}.${own}`)
      },
      activate(z, activation) {
        const y = writeActivation(graph, z, activation)
        if (y === null) issues.push(refusal(path, activation.kind, UNKNOWN))
        return y ?? z
      },
    })
    values.set(id, { name, shape: outputShape })
  }
  return values
}

function writeOutputs(graph: OnnxGraph, { outputs, data }: ResolvedExperiment, values: ReadonlyMap<string, LayerValue>, targetScale: ReturnType<typeof targetScaleOf>, issues: Issue[]): readonly { readonly name: string; readonly width: number }[] {
  return outputs.flatMap((output, index) => {
    const { name: raw, shape } = values.get(output.from)!
    const written = writePredictions(graph, raw, sizeOf(shape), output, data, targetScale)
    if (written === null) {
      issues.push(refusal(`outputs[${index}].loss`, output.loss.kind, UNKNOWN))
      return []
    }
    const name = index === 0 ? ONNX_OUTPUT : output.from
    graph.node('Identity', [written.value], {}, name)
    return [{ name, width: written.width }]
  })
}
