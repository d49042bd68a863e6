import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import { joinBytes } from '../../formats/join-bytes.ts'
import { bytesOf } from '../../formats/named-array.ts'
import { encodeUtf8 } from '../../formats/utf8.ts'
import { writeZip } from '../../formats/write-zip.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import type { TrainedModel } from '../../trainer/trained-model.ts'
import type { Naming } from '../pytorch/write-pytorch.ts'
import type { KerasLayer } from './keras-graph.ts'
import { kerasModel, type KerasModel } from './keras-model.ts'

const WEIGHTS_FILE = 'weights.bin'

/**
 * A trained model as a TensorFlow.js layers model, a ZIP of model.json and weights.bin: raw samples in (images with their channels last),
 * predictions out. Throws SpecError with everything that TensorFlow.js lacks.
 */
export function writeTfjs(experiment: ResolvedExperiment, model: TrainedModel, naming: Naming): Uint8Array {
  const { document, weights } = tfjsModel(experiment, model, naming)
  return writeZip([{ name: 'model.json', content: encodeUtf8(JSON.stringify(document, null, 1)) }, { name: WEIGHTS_FILE, content: weights }])
}

/** The two files' contents. */
export function tfjsModel(experiment: ResolvedExperiment, trained: TrainedModel, { name, version }: Naming): { readonly document: unknown; readonly weights: Uint8Array } {
  const issues: Issue[] = []
  const model = kerasModel(experiment, trained, 'tfjs', issues)
  if (issues.length > 0) throw new SpecError(issues)
  const { classes, targetNames } = experiment.data
  const weights = model.layers.flatMap((layer) => layer.weights.map((weight) => ({ ...weight, name: `${layer.name}/${weight.name}` })))
  const document = {
    format: 'layers-model',
    generatedBy: `Descent ${version}`,
    convertedBy: null,
    userDefinedMetadata: { name, ...(classes === null ? { targets: targetNames } : { classes }) },
    modelTopology: { keras_version: 'tfjs-layers 4', backend: 'tensor_flow.js', model_config: { class_name: 'Functional', config: modelConfig(name, model) } },
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weights.map((weight) => ({ name: weight.name, shape: weight.shape, dtype: 'float32' })) }],
  }
  return { document, weights: joinBytes(weights.map(({ data }) => bytesOf(data))) }
}

/** As Keras 2 wrote functional models: every layer with the layers it reads as [name, call, output, arguments]. */
const modelConfig = (name: string, { layers, input, outputs }: KerasModel) => ({
  name,
  trainable: true,
  layers: layers.map((layer) => ({ class_name: layer.className, name: layer.name, config: configOf(layer), inbound_nodes: layer.inputs.length === 0 ? [] : [layer.inputs.map((from) => [from, 0, 0, {}])] })),
  input_layers: [[input, 0, 0]],
  output_layers: outputs.map((output) => [output, 0, 0]),
})

const configOf = ({ className, name, config, shape }: KerasLayer): unknown =>
  (className === 'InputLayer' ? { name, batch_input_shape: [null, ...shape], dtype: 'float32', sparse: false } : { name, trainable: true, ...config })
