import type { LayerSpec, NetworkSpec, OutputSpec } from '../experiment/spec.ts'
import { readOnnx, type OnnxModel, type OnnxNode, type OnnxTensor } from '../formats/onnx-model.ts'
import type { Shape } from '../math/shape.ts'
import { DATA_INPUT } from '../network/read-layer-names.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { StoredTensors } from '../trainer/checkpoint.ts'
import { findActivation } from './graph-patterns.ts'
import { createNetworkBuilder, type BuiltValue } from './network-builder.ts'
import { activate, OPERATORS, plain } from './onnx-operators.ts'

/** A network read from a file, with its numbers. */
export interface ImportedNetwork {
  readonly network: NetworkSpec
  readonly outputs: readonly OutputSpec[]
  readonly tensors: StoredTensors
  /** Of a sample, without the batch axis. */
  readonly inputShape: Shape
  /** Where the file names them. */
  readonly classes: readonly string[] | null
  /** What of the file is told apart from the network: its preprocessing, and how its outputs are read. */
  readonly notes: readonly Text[]
}

/** What turns a raw output into predictions belongs to the loss. */
interface Tail { readonly output: string; readonly loss: string; readonly nodes: ReadonlySet<OnnxNode>; readonly note: Text | null }

/**
 * An ONNX file of dense, convolutional, pooling, normalization, activation, residual and reshaping operators as a network that can be trained
 * further. Throws SpecError with every operator that has no layer, and with everything that is wrong in the file.
 */
export function importOnnx(file: string, content: Uint8Array): ImportedNetwork {
  const model = readOnnx(file, content)
  const issues: Issue[] = []
  const input = readInput(file, model, issues)
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((output): [string, OnnxNode] => [output, node])))
  const readers = countReaders(model)
  const tails = model.outputs.map(({ name }) => readTail(name, model, producers))
  if (tails.length === 0) issues.push({ path: file, expected: text('a graph with an output', 'un grafo con una salida'), received: 'one without' })
  if (issues.length > 0 || input === null) throw new SpecError(issues)
  const skipped = new Set(tails.flatMap(({ nodes }) => [...nodes]))
  const { values, builder, preparation } = readNodes(file, model, input, { producers, readers, skipped }, issues)
  if (issues.length > 0) throw new SpecError(issues)
  const outputs = tails.flatMap(({ output, loss }, index): OutputSpec[] => {
    const value = values.get(output)
    if (value === undefined || value.layer === DATA_INPUT) {
      issues.push({ path: `${file} ${model.outputs[index].name}`, expected: text('an output that layers compute', 'una salida que calculen capas'), received: output })
      return []
    }
    return [{ from: value.layer, loss: { kind: loss } }]
  })
  if (issues.length > 0) throw new SpecError(issues)
  return {
    network: { layers: builder.layers.map(({ spec }): LayerSpec => spec) },
    outputs,
    tensors: builder.tensors,
    inputShape: input.shape,
    classes: readClasses(model),
    notes: [...(preparation.length === 0 ? [] : [preparationNote(preparation)]), ...tails.map(({ note }) => note).filter((note) => note !== null)],
  }
}

function readInput(file: string, { inputs }: OnnxModel, issues: Issue[]): { readonly name: string; readonly shape: Shape } | null {
  const [first] = inputs
  const shape = first?.shape?.slice(1)
  if (inputs.length === 1 && shape !== undefined && shape.length > 0 && shape.every((length) => length !== null)) return { name: first.name, shape }
  const received = inputs.length !== 1 ? `${inputs.length} inputs` : shape === undefined ? 'an input without a shape' : `[batch, ${shape.map((length) => length ?? '?').join(', ')}]`
  issues.push({ path: `${file} ${first?.name ?? ''}`.trim(), expected: text('one input [batch, …] whose other axes have fixed lengths', 'una entrada [lote, …] cuyos demás ejes tengan longitud fija'), received, fix: text('export the model with a fixed input shape', 'exporte el modelo con una forma de entrada fija') })
  return null
}

function countReaders({ nodes, outputs }: OnnxModel): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map((output) => output.name)]) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

const constantOf = (name: string, { tensors }: OnnxModel, producers: ReadonlyMap<string, OnnxNode>): OnnxTensor | null => {
  const producer = producers.get(name)
  return tensors.get(name) ?? (producer?.operator === 'Constant' ? producer.attributes.tensor('value') : null)
}

/** Walks back from an output over what only reads it: names, probabilities, units, the pair of two classes. */
function readTail(output: string, model: OnnxModel, producers: ReadonlyMap<string, OnnxNode>): Tail {
  const nodes = new Set<OnnxNode>()
  const constant = (name: string): OnnxTensor | null => constantOf(name, model, producers)
  let name = output
  let isPair = false
  let unit = false
  for (;;) {
    const node = producers.get(name)
    // A graph that ends in itself is told when its nodes are read.
    if (node === undefined || nodes.has(node)) break
    const affine = ['Add', 'Mul', 'Sub', 'Div'].includes(node.operator) ? node.inputs.findIndex((each) => constant(each) === null) : -1
    const inner = affine === -1 ? undefined : producers.get(node.inputs[affine])?.operator
    if (node.operator === 'Identity') name = node.inputs[0]
    else if (node.operator === 'Concat' && pairOf(node, producers) !== null) {
      nodes.add(producers.get(node.inputs[0])!)
      name = pairOf(node, producers)!
      isPair = true
    } else if (affine !== -1 && affineReaches(node, constant, producers) && inner !== 'MatMul') {
      name = node.inputs[affine]
      unit = true
    } else break
    nodes.add(node)
  }
  const last = producers.get(name)
  const note = unit ? text('Its outputs are scaled to the unit of the targets: put targetScaling in the preprocessing to train it so.', 'Sus salidas se escalan a la unidad de los objetivos: ponga targetScaling en el preprocesado para entrenarla así.') : null
  if (last?.operator === 'Softmax' && !unit && constant(last.inputs[0]) === null) return { output: last.inputs[0], loss: 'softmaxCrossEntropy', nodes: nodes.add(last), note }
  if (last?.operator === 'Sigmoid' && isPair && !unit) return { output: last.inputs[0], loss: 'binaryCrossEntropy', nodes: nodes.add(last), note }
  return { output: name, loss: 'meanSquaredError', nodes, note }
}

/** Numbers that multiply or shift the whole output, at its end. */
const affineReaches = (node: OnnxNode, constant: (name: string) => OnnxTensor | null, producers: ReadonlyMap<string, OnnxNode>): boolean => {
  const before = producers.get(node.inputs.find((each) => constant(each) === null) ?? '')
  return before !== undefined && ['Mul', 'Div', 'Sub', 'Gemm', 'Add', 'Tanh', 'Sigmoid'].includes(before.operator)
}

/** The name of p in Concat(1 − p, p). */
function pairOf({ inputs: [first, second, ...others] }: OnnxNode, producers: ReadonlyMap<string, OnnxNode>): string | null {
  const complement = producers.get(first)
  return others.length === 0 && complement?.operator === 'Sub' && complement.inputs[1] === second ? second : null
}

interface Reading { readonly producers: ReadonlyMap<string, OnnxNode>; readonly readers: ReadonlyMap<string, number>; readonly skipped: ReadonlySet<OnnxNode> }

function readNodes(file: string, model: OnnxModel, input: { readonly name: string; readonly shape: Shape }, { producers, readers, skipped }: Reading, issues: Issue[]) {
  const builder = createNetworkBuilder(issues)
  const values = new Map<string, BuiltValue>([[input.name, { layer: DATA_INPUT, shape: input.shape }]])
  const preparation: string[] = []
  const activations = new Map(model.nodes.flatMap((node) => {
    const found = skipped.has(node) ? null : findActivation(node, model, producers, readers)
    return found === null ? [] : [[node, found] as const]
  }))
  const inner = new Set([...activations].flatMap(([node, { nodes }]) => nodes.filter((each) => each !== node)))
  for (const node of model.nodes) {
    if (skipped.has(node) || inner.has(node) || node.operator === 'Constant') continue
    const path = `${file} ${node.name || node.outputs[0] || node.operator}`
    const constant = (index: number): OnnxTensor | null => (node.inputs[index] === undefined ? null : constantOf(node.inputs[index], model, producers))
    const found = activations.get(node)
    const names = found === undefined ? node.inputs : [found.x]
    const given = names.flatMap((name, index) => (name === '' || (found === undefined && constant(index) !== null) ? [] : [{ name, value: values.get(name) }]))
    const known = given.flatMap(({ value }) => (value === undefined ? [] : [value]))
    if (known.length < given.length || known.length === 0) {
      // What comes before it was refused already; a name that nothing gives is told.
      const lost = given.find(({ name, value }) => value === undefined && !producers.has(name))
      if (lost !== undefined) issues.push({ path, expected: text('inputs that the graph computes before it', 'entradas que el grafo calcule antes'), received: JSON.stringify(lost.name) })
      continue
    }
    if (isPreparation(node, known[0], found !== undefined)) {
      preparation.push(node.operator)
      values.set(node.outputs[0], known[0])
      continue
    }
    const context = {
      node, model, builder, path, issues, x: known[0], values: known, readers: readers.get(names.find((name) => values.has(name))!) ?? 1, constant,
      refuse(expected: Text, received: string): null {
        issues.push({ path, expected, received: `${node.operator}: ${received}` })
        return null
      },
    }
    const read = node.domain === '' || node.domain === 'ai.onnx' ? OPERATORS[node.operator] : undefined
    if (found === undefined && read === undefined) {
      issues.push({ path, expected: text(`one of the operators ${Object.keys(OPERATORS).join(', ')}`, `uno de los operadores ${Object.keys(OPERATORS).join(', ')}`), received: node.operator || 'none' })
      continue
    }
    const value = found === undefined ? read!(context) : activate(context, found.kind, Object.fromEntries(Object.entries(found.hyperparameters).map(([key, each]) => [key, typeof each === 'number' ? plain(each) : each])))
    if (value !== null) values.set(node.outputs[0], value)
  }
  return { values, builder, preparation }
}

const PREPARING = ['Sub', 'Add', 'Mul', 'Div', 'Where', 'IsNaN']

/** Constants that the data are shifted and multiplied by before the first layer. */
const isPreparation = ({ operator }: OnnxNode, { layer }: BuiltValue, isActivation: boolean): boolean => !isActivation && layer === DATA_INPUT && PREPARING.includes(operator)

const preparationNote = (operators: readonly string[]): Text => text(
  `The file prepares its input (${operators.join(', ')}): that is no part of the network. Preprocess the data here in the same way, as with standardize.`,
  `El fichero prepara su entrada (${operators.join(', ')}): eso no es parte de la red. Preprocese aquí los datos igual, por ejemplo con standardize.`,
)

function readClasses({ metadata }: OnnxModel): readonly string[] | null {
  try {
    const classes: unknown = JSON.parse(metadata['classes'] ?? 'null')
    return Array.isArray(classes) && classes.every((name) => typeof name === 'string') ? classes : null
  } catch {
    return null
  }
}
