import type { ResolvedExperiment } from '../../experiment/resolve-experiment.ts'
import { writeHdf5, type Hdf5Group } from '../../formats/hdf5-writer.ts'
import { encodeUtf8 } from '../../formats/utf8.ts'
import { writeZip } from '../../formats/write-zip.ts'
import { SpecError, type Issue } from '../../schema/issue.ts'
import type { TrainedModel } from '../../trainer/trained-model.ts'
import type { Naming } from '../pytorch/write-pytorch.ts'
import { indent, pythonBoolean, pythonNumber, pythonString } from '../python-text.ts'
import type { KerasLayer, KerasSetting } from './keras-graph.ts'
import { kerasModel, kerasNetwork, type KerasModel } from './keras-model.ts'

/** The version whose files these are. */
const KERAS_VERSION = '3.6.0'
/** Layers whose numbers belong to a cell inside them. */
const WITH_CELLS = ['LSTM', 'GRU', 'SimpleRNN']

/**
 * A trained model as a file of Keras 3: raw samples in (images with their channels last), predictions out. Throws SpecError with everything
 * that Keras lacks.
 */
export function writeKeras(experiment: ResolvedExperiment, trained: TrainedModel, { name, version }: Naming): Uint8Array {
  const issues: Issue[] = []
  const model = kerasModel(experiment, trained, 'keras', issues)
  if (issues.length > 0) throw new SpecError(issues)
  const { classes, targetNames } = experiment.data
  const json = (document: unknown): Uint8Array => encodeUtf8(JSON.stringify(document))
  return writeZip([
    { name: 'metadata.json', content: json({ keras_version: KERAS_VERSION, descent: { version, name, ...(classes === null ? { targets: targetNames } : { classes }) } }) },
    { name: 'config.json', content: json({ module: 'keras.src.models.functional', class_name: 'Functional', config: functionalConfig(name, model), registered_name: 'Functional', build_config: { input_shape: null } }) },
    { name: 'model.weights.h5', content: writeHdf5(weightGroups(model)) },
  ])
}

/** The network of an experiment as Python code that builds it with Keras 3, to be trained there. Throws SpecError with what Keras lacks. */
export function kerasCode(experiment: ResolvedExperiment, { name, version }: Naming): string {
  const issues: Issue[] = []
  const { layers, outputs } = kerasNetwork(experiment, 'keras', issues)
  if (issues.length > 0) throw new SpecError(issues)
  const steps = experiment.preprocessing.map(({ kind }) => kind)
  const lines = codeLines(layers, outputs)
  return [
    `"""${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}: a network written by Descent ${version} for Keras 3. Its weights start as Keras has them.`,
    ...(steps.length === 0 ? [] : ['', `In Descent its samples are preprocessed: ${steps.join(', ')}.`]),
    ...(experiment.inputShape.length === 3 ? ['', 'Images have their channels last.'] : []),
    '"""',
    '',
    'import keras',
    'from keras import layers',
    '',
    '',
    'def build():',
    ...indent([`"""Prepared samples in; out what the loss reads (${experiment.outputs.map(({ loss }) => loss.kind).join(', ')})."""`, ...lines, `return keras.Model(inputs, ${outputs.length === 1 ? variableOf(outputs[0], layers, outputs) : `[${outputs.map((output) => variableOf(output, layers, outputs)).join(', ')}]`}, name=${pythonString(kerasName(name))})`], 1),
    '',
    '',
    'if __name__ == "__main__":',
    '    build().summary()',
    '',
  ].join('\n')
}

const kerasName = (name: string): string => name.normalize('NFKD').replace(/\p{Diacritic}/gu, '').replace(/[^\w.-]+/g, '_')

interface TensorReference { readonly class_name: '__keras_tensor__'; readonly config: unknown }

const functionalConfig = (name: string, { layers, input, outputs }: KerasModel): unknown => {
  const shapes = new Map(layers.map((layer) => [layer.name, layer.shape]))
  const reference = (layer: string): TensorReference => ({ class_name: '__keras_tensor__', config: { shape: [null, ...shapes.get(layer)!], dtype: 'float32', keras_history: [layer, 0, 0] } })
  return {
    name: kerasName(name),
    trainable: true,
    layers: layers.map((layer) => ({
      module: 'keras.layers', class_name: layer.className, config: configOf(layer), registered_name: null, name: layer.name,
      inbound_nodes: layer.inputs.length === 0 ? [] : [{ args: isMerge(layer) ? [layer.inputs.map(reference)] : layer.inputs.map(reference), kwargs: {} }],
    })),
    input_layers: [input, 0, 0],
    output_layers: outputs.length === 1 ? [outputs[0], 0, 0] : outputs.map((output) => [output, 0, 0]),
  }
}

const isMerge = ({ inputs }: KerasLayer): boolean => inputs.length > 1

const configOf = ({ className, name, config, shape }: KerasLayer): unknown =>
  (className === 'InputLayer' ? { batch_shape: [null, ...shape], dtype: 'float32', name } : { name, dtype: 'float32', ...config })

/** `layers/<class>[_<n>]/vars/<k>`: Keras counts the layers of a class in its own order of the graph. */
function weightGroups(model: KerasModel): Hdf5Group {
  const counts = new Map<string, number>()
  const groups: Record<string, Hdf5Group> = {}
  for (const { className, weights } of kerasOrder(model)) {
    const name = snakeCase(className)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    const vars: Hdf5Group = Object.fromEntries(weights.map(({ shape, data }, index) => [String(index), { shape, data }]))
    groups[count === 0 ? name : `${name}_${count}`] = WITH_CELLS.includes(className) ? { cell: { vars }, vars: {} } : { vars }
  }
  return { layers: groups, vars: {} }
}

/** `Conv2DTranspose` → `conv2d_transpose`, `LeakyReLU` → `leaky_re_lu`: as Keras does it. */
export const snakeCase = (name: string): string => name.replace(/\W+/g, '').replace(/(.)([A-Z][a-z]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()

/** By falling distance from the outputs, and among equals in the order in which a walk back from the outputs meets them. */
export function kerasOrder({ layers, outputs }: KerasModel): readonly KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  const met = new Map<string, number>()
  const walk = (name: string): void => {
    if (met.has(name)) return
    met.set(name, met.size)
    byName.get(name)!.inputs.forEach(walk)
  }
  outputs.forEach(walk)
  const depths = new Map<string, number>()
  for (const { name, inputs } of layers.toReversed()) {
    if (!met.has(name)) continue
    const depth = depths.get(name) ?? 0
    depths.set(name, depth)
    for (const input of inputs) depths.set(input, Math.max(depth + 1, depths.get(input) ?? 0))
  }
  return layers.filter(({ name }) => met.has(name)).toSorted((a, b) => depths.get(b.name)! - depths.get(a.name)! || met.get(a.name)! - met.get(b.name)!)
}

/** A value that only the next line reads is `x`; the others have their layers' names. */
function variableOf(name: string, layers: readonly KerasLayer[], outputs: readonly string[]): string {
  if (layers[0].name === name) return 'inputs'
  const index = layers.findIndex((layer) => layer.name === name)
  const readers = layers.filter(({ inputs }) => inputs.includes(name))
  const isPassing = outputs.includes(name) ? outputs.length === 1 && readers.length === 0 && index === layers.length - 1 : readers.length === 1 && readers[0] === layers[index + 1]
  if (isPassing) return 'x'
  const identifier = name.replace(/\W/g, '_')
  return ['x', 'inputs', 'keras', 'layers', 'lambda', 'in', 'is', 'or', 'and', 'not', 'if', 'for', 'def', 'del', 'from', 'pass', 'with', 'as'].includes(identifier) ? `${identifier}_` : identifier
}

function codeLines(layers: readonly KerasLayer[], outputs: readonly string[]): readonly string[] {
  const variable = (name: string): string => variableOf(name, layers, outputs)
  return layers.map(({ className, name, config, inputs, shape }) => {
    if (className === 'InputLayer') return `inputs = keras.Input(shape=(${shape.join(', ')}${shape.length === 1 ? ',' : ''}))`
    const settings = Object.entries(config).filter(([key]) => key !== 'data_format').map(([key, value]) => `${key}=${pythonSetting(value)}`)
    const read = inputs.length === 1 ? variable(inputs[0]) : `[${inputs.map(variable).join(', ')}]`
    return `${variable(name)} = layers.${className}(${[...settings, `name=${pythonString(name)}`].join(', ')})(${read})`
  })
}

function pythonSetting(value: KerasSetting): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return pythonBoolean(value)
  if (typeof value === 'number') return pythonNumber(value)
  if (typeof value === 'string') return pythonString(value)
  return `(${value.map(pythonSetting).join(', ')}${value.length === 1 ? ',' : ''})`
}
