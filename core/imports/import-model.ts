import type { DatasetDescription } from '../datasets/definition.ts'
import { readExperiment } from '../experiment/read-experiment.ts'
import type { LayerSpec, OutputSpec } from '../experiment/spec.ts'
import type { NamedArray } from '../formats/named-array.ts'
import { readNpz } from '../formats/npz.ts'
import { readOnnx } from '../formats/onnx-model.ts'
import { readSafetensors } from '../formats/safetensors.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { matchWeights } from '../network/match-weights.ts'
import { planNetwork, type SketchedLayer } from '../network/plan-network.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { StoredTensor, StoredTensors } from '../trainer/checkpoint.ts'
import { importOnnx } from './import-onnx.ts'

export type ModelFormat = 'onnx' | 'safetensors' | 'npz'

/** How a file and the network fit together. */
export interface ModelReport {
  readonly format: ModelFormat
  readonly inputShape: Shape | null
  /** Values per sample of each output, where the file has a network. */
  readonly outputWidths: readonly number[]
  readonly layers: readonly { readonly id: string; readonly kind: string; readonly outputShape: Shape | null; readonly parameterCount: number; readonly trainable: boolean }[]
  /** Names of tensors: those of the network that the file gives, those that it does not, those of the file that nothing takes. */
  readonly matched: readonly string[]
  readonly missing: readonly string[]
  readonly unused: readonly string[]
  readonly classes: readonly string[] | null
  readonly notes: readonly Text[]
}

/** An experiment that goes on from a model: its spec without `initialWeights`, which are the tensors. */
export interface ModelImport {
  readonly spec: Readonly<Record<string, unknown>>
  readonly tensors: StoredTensors
  readonly report: ModelReport
}

export interface ModelImportOptions {
  /** The experiment that the model becomes part of; null for a file that has the network itself. */
  readonly into: unknown
  /** Of the data of `into`, where they are known. */
  readonly data: DatasetDescription | null
  /** Parts of names that are exchanged, in order: from what the file has to what the network has. */
  readonly renames?: readonly (readonly [from: string, to: string])[]
  /** Keeps every layer that the file gives as it is but the last one with weights: transfer learning. */
  readonly freeze?: boolean
}

/** What a file is by its name's end; null for others. */
export function modelFormatOf(name: string): ModelFormat | null {
  const ending = /\.(onnx|safetensors|npz)$/i.exec(name)?.[1]?.toLowerCase()
  return (ending as ModelFormat | undefined) ?? null
}

/** The tensors of a model file by name, as float32. In a run's checkpoint the parameters have plain names. Throws SpecError with everything that is wrong in the file. */
export function readTensors(name: string, content: Uint8Array): StoredTensors {
  const arrays = arraysOf(name, content)
  const issues: Issue[] = []
  const tensors = new Map<string, StoredTensor>()
  for (const { name: tensor, shape, data } of arrays) {
    const values = Float32Array.from(data as ArrayLike<number | bigint>, Number)
    if (!values.every(Number.isFinite)) issues.push({ path: `${name} ${tensor}`, expected: text('finite numbers', 'números finitos'), received: values.some(Number.isNaN) ? 'NaN' : 'infinite ones' })
    tensors.set(tensor, { shape, data: values })
  }
  if (issues.length > 0) throw new SpecError(issues)
  return tensors
}

function arraysOf(name: string, content: Uint8Array): readonly Pick<NamedArray, 'name' | 'shape' | 'data'>[] {
  switch (modelFormatOf(name)) {
    case 'onnx': return [...readOnnx(name, content).tensors.values()]
    case 'npz': return readNpz(name, content)
    default: return readSafetensors(name, content).tensors
  }
}

/** Makes an experiment of a model file: of an ONNX file with its network, of a file of weights within `into`. Throws SpecError with every problem. */
export function importModel(name: string, content: Uint8Array, options: ModelImportOptions): ModelImport {
  const format = modelFormatOf(name)
  if (format === null) throw new SpecError([{ path: name, expected: text('a file that ends in .onnx, .safetensors or .npz', 'un fichero que acabe en .onnx, .safetensors o .npz'), received: name }])
  return format === 'onnx' ? withNetwork(name, content, options) : withWeights(name, content, format, options)
}

function withNetwork(name: string, content: Uint8Array, { into, freeze = false }: ModelImportOptions): ModelImport {
  const { network, outputs, tensors, inputShape, classes, notes } = importOnnx(name, content)
  checkFinite(name, tensors)
  const issues: Issue[] = []
  const planned = planNetwork(network.layers, inputShape, name, issues)
  if (issues.length > 0) throw new SpecError(issues)
  const unused = [...readTensors(name, content).keys()].filter((tensor) => tensor.includes('.') && !tensors.has(tensor))
  const frozen = freeze ? frozenLayers(planned, new Set(tensors.keys())) : new Set<string>()
  const layers = network.layers.map((layer): LayerSpec => (frozen.has(layer.id!) ? { ...layer, trainable: false } : layer))
  const { outputs: _, ...rest } = asRecord(into ?? { version: 1, name: name.replace(/\.onnx$/i, '').replace(/^.*[/\\]/, '') })
  const wanted = wantedTensors(planned)
  return {
    spec: { ...rest, network: { layers }, ...(isUsual(outputs, planned) ? {} : { outputs }) },
    tensors,
    report: {
      format: 'onnx', inputShape, classes, notes, unused,
      outputWidths: outputs.map(({ from }) => sizeOf(planned.find(({ id }) => id === from)?.planned?.outputShape ?? [])),
      layers: layersOf(planned, frozen),
      matched: [...wanted.keys()].filter((tensor) => tensors.has(tensor)),
      missing: [...wanted.keys()].filter((tensor) => !tensors.has(tensor)),
    },
  }
}

/** A single last layer whose loss the file does not tell: then the data choose it. */
const isUsual = (outputs: readonly OutputSpec[], planned: readonly SketchedLayer[]): boolean => outputs.length === 1 && outputs[0].from === planned.at(-1)?.id && outputs[0].loss.kind === 'meanSquaredError'

function withWeights(name: string, content: Uint8Array, format: ModelFormat, { into, data, renames = [], freeze = false }: ModelImportOptions): ModelImport {
  if (into === null || into === undefined) {
    throw new SpecError([{ path: name, expected: text('the experiment whose network the weights are for', 'el experimento para cuya red son los pesos'), received: 'none', fix: text('name its file with --into, or open the experiment in Design', 'nombre su fichero con --into, o abra el experimento en Diseño') }])
  }
  const sketch = readExperiment(into, data)
  const tensors = renamed(name, readTensors(name, content), renames)
  if (sketch.layers.some(({ planned }) => planned === null)) throw new SpecError(sketch.issues)
  const issues: Issue[] = []
  const { matched, missing, unused } = matchWeights(wantedTensors(sketch.layers), tensors, issues)
  if (issues.length > 0) throw new SpecError(issues)
  const taken = new Set(matched)
  const frozen = freeze ? frozenLayers(sketch.layers, taken) : new Set<string>()
  const spec = asRecord(into)
  const layers = (asRecord(spec['network'])['layers'] as readonly LayerSpec[]).map((layer, index): LayerSpec => (frozen.has(sketch.layers[index].id) ? { ...(typeof layer === 'string' ? { kind: layer } : layer), trainable: false } : layer))
  return {
    spec: { ...spec, network: { ...asRecord(spec['network']), layers } },
    tensors: new Map([...tensors].filter(([tensor]) => taken.has(tensor))),
    report: { format, inputShape: sketch.inputShape, outputWidths: [], layers: layersOf(sketch.layers, frozen), matched, missing, unused, classes: null, notes: [] },
  }
}

function renamed(file: string, tensors: StoredTensors, renames: readonly (readonly [string, string])[]): StoredTensors {
  if (renames.length === 0) return tensors
  const issues: Issue[] = []
  const result = new Map<string, StoredTensor>()
  for (const [from] of renames) if (![...tensors.keys()].some((name) => name.includes(from))) issues.push({ path: file, expected: text(`a tensor with "${from}" in its name`, `un tensor con «${from}» en su nombre`), received: [...tensors.keys()].slice(0, 6).join(', ') || 'no tensors' })
  for (const [name, tensor] of tensors) {
    const next = renames.reduce((so, [from, to]) => so.replace(from, to), name)
    if (result.has(next)) issues.push({ path: `${file} ${name}`, expected: text('names that stay different', 'nombres que sigan siendo distintos'), received: next })
    result.set(next, tensor)
  }
  if (issues.length > 0) throw new SpecError(issues)
  return result
}

function checkFinite(file: string, tensors: StoredTensors): void {
  const issues = [...tensors].filter(([, { data }]) => !data.every(Number.isFinite)).map(([name, { data }]): Issue => ({ path: `${file} ${name}`, expected: text('finite numbers', 'números finitos'), received: data.some(Number.isNaN) ? 'NaN' : 'infinite ones' }))
  if (issues.length > 0) throw new SpecError(issues)
}

const wantedTensors = (layers: readonly SketchedLayer[]): ReadonlyMap<string, { readonly shape: Shape }> => new Map(layers.flatMap(({ id, planned }) =>
  (planned === null ? [] : [...(planned.sharesWith === null ? planned.parameters : []), ...planned.buffers].map(({ name, shape }): [string, { shape: Shape }] => [`${id}.${name}`, { shape }]))))

/** Every layer whose weights the file gives, but the last layer with weights. */
function frozenLayers(layers: readonly SketchedLayer[], matched: ReadonlySet<string>): ReadonlySet<string> {
  const withWeights = layers.filter(({ planned }) => planned !== null && planned.sharesWith === null && planned.parameters.length > 0)
  return new Set(withWeights.slice(0, -1).filter(({ id, planned }) => planned!.parameters.every(({ name }) => matched.has(`${id}.${name}`))).map(({ id }) => id))
}

const layersOf = (layers: readonly SketchedLayer[], frozen: ReadonlySet<string>): ModelReport['layers'] =>
  layers.map(({ id, kind, planned }) => ({ id, kind, outputShape: planned?.outputShape ?? null, parameterCount: planned?.parameterCount ?? 0, trainable: (planned?.trainable ?? true) && !frozen.has(id) }))

const asRecord = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {})
