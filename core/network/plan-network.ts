import type { BufferDeclaration, LayerDefinition, ParameterDeclaration } from '../layers/definition.ts'
import { layers } from '../layers/registry.ts'
import type { Shape } from '../math/shape.ts'
import { sizeOf } from '../math/shape.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
import { DATA_INPUT, kindOf, nameLayers, readInputs } from './read-layer-names.ts'
import { checkSharing, readLearning, type LayerLearning } from './read-learning.ts'

/** One layer of a planned network: everything but numbers. */
export interface PlannedLayer extends LayerLearning {
  readonly id: string
  readonly index: number
  /** Where it reads from: ids of earlier layers, or `input`. */
  readonly inputs: readonly string[]
  readonly resolved: Resolved<LayerDefinition>
  /** Of its first input. */
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly parameters: readonly ParameterDeclaration[]
  readonly buffers: readonly BufferDeclaration[]
  /** Of its own: 0 where it shares another layer's. */
  readonly parameterCount: number
  readonly multiplyAdds: number
}

export interface NetworkPlan {
  readonly inputShape: Shape
  readonly layers: readonly PlannedLayer[]
}

/** An entry of `network.layers` as far as it could be read; null where it could not. */
export interface SketchedLayer {
  readonly id: string
  readonly index: number
  readonly kind: string
  readonly inputs: readonly string[]
  readonly planned: PlannedLayer | null
}

const LAYER_FIELDS = ['id', 'inputs', 'trainable', 'sharesWith', 'rateFactor'] as const

/**
 * Reads `network.layers`, infers every shape and pushes every problem to `issues`.
 * Layers after a broken one are still read; their shapes are unknown.
 */
export function planNetwork(spec: unknown, inputShape: Shape | null, path: string, issues: Issue[]): readonly SketchedLayer[] {
  if (!Array.isArray(spec) || spec.length === 0) {
    issues.push({ path, expected: text('a list of at least one layer', 'una lista de al menos una capa'), received: describeValue(spec) })
    return []
  }
  const ids = nameLayers(spec, path, issues)
  const shapes = new Map<string, Shape | null>([[DATA_INPUT, inputShape]])
  const sketched: SketchedLayer[] = []
  spec.forEach((entry: unknown, index) => {
    const id = ids[index]
    const layerPath = `${path}[${index}]`
    const kind = kindOf(entry)
    const several = layers.has(kind) && layers.get(kind).inputs === 'many'
    const inputs = readInputs(entry, { several, previous: index === 0 ? DATA_INPUT : ids[index - 1], known: [...shapes.keys()] }, layerPath, issues)
    const learning = readLearning(entry, sketched, layerPath, issues)
    const resolved = layers.resolve(entry, layerPath, issues, LAYER_FIELDS)
    const planned = resolved === null || inputs === null ? null : planLayer({ id, index, inputs, resolved, ...learning }, shapes, sketched, layerPath, issues)
    shapes.set(id, planned?.outputShape ?? null)
    sketched.push({ id, index, kind, inputs: inputs ?? [], planned })
  })
  return sketched
}

type UnshapedLayer = Pick<PlannedLayer, 'id' | 'index' | 'inputs' | 'resolved' | keyof LayerLearning>

function planLayer(layer: UnshapedLayer, shapes: ReadonlyMap<string, Shape | null>, earlier: readonly SketchedLayer[], path: string, issues: Issue[]): PlannedLayer | null {
  const inputShapes = layer.inputs.map((input) => shapes.get(input) ?? null)
  if (!inputShapes.every((shape) => shape !== null)) return null
  const shaped = shapeLayer(layer.resolved, inputShapes, path, issues)
  if (shaped === null || !checkSharing(layer, shaped.parameters, earlier, path, issues)) return null
  const count = shaped.parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0)
  return { ...layer, ...shaped, inputShape: inputShapes[0], parameterCount: layer.sharesWith === null ? count : 0 }
}

type LayerShapes = Pick<PlannedLayer, 'outputShape' | 'parameters' | 'buffers' | 'multiplyAdds'>

function shapeLayer({ definition, hyperparameters }: Resolved<LayerDefinition>, inputs: readonly Shape[], path: string, issues: Issue[]): LayerShapes | null {
  if (definition.inputs === 'many') {
    const outputShape = definition.outputShape(inputs, hyperparameters, path, issues)
    return outputShape === null ? null : { outputShape, parameters: [], buffers: [], multiplyAdds: definition.multiplyAdds(inputs, hyperparameters) }
  }
  const [input] = inputs
  const outputShape = definition.outputShape(input, hyperparameters, path, issues)
  if (outputShape === null) return null
  return {
    outputShape,
    parameters: definition.parameters(input, hyperparameters),
    buffers: definition.buffers?.(input, hyperparameters) ?? [],
    multiplyAdds: definition.multiplyAdds(input, hyperparameters),
  }
}
