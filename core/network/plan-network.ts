import type { LayerDefinition, ParameterDeclaration } from '../layers/definition.ts'
import { layers } from '../layers/registry.ts'
import type { Shape } from '../math/shape.ts'
import { sizeOf } from '../math/shape.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { nearest, type Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'

/** The name by which layers read the data. */
export const DATA_INPUT = 'input'

/** One layer of a planned network: everything but numbers. */
export interface PlannedLayer {
  readonly id: string
  readonly index: number
  /** Where it reads from: ids of earlier layers, or `input`. */
  readonly inputs: readonly string[]
  readonly resolved: Resolved<LayerDefinition>
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly parameters: readonly ParameterDeclaration[]
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

const LAYER_FIELDS = ['id', 'inputs'] as const

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
  return spec.map((entry: unknown, index) => {
    const id = ids[index]
    const layerPath = `${path}[${index}]`
    const inputs = readInputs(entry, index === 0 ? DATA_INPUT : ids[index - 1], [...shapes.keys()], layerPath, issues)
    const resolved = layers.resolve(entry, layerPath, issues, LAYER_FIELDS)
    const planned = resolved === null ? null : planLayer({ id, index, inputs, resolved }, shapes, layerPath, issues)
    shapes.set(id, planned?.outputShape ?? null)
    return { id, index, kind: kindOf(entry), inputs, planned }
  })
}

type UnshapedLayer = Pick<PlannedLayer, 'id' | 'index' | 'inputs' | 'resolved'>

function planLayer(layer: UnshapedLayer, shapes: ReadonlyMap<string, Shape | null>, path: string, issues: Issue[]): PlannedLayer | null {
  const { definition, hyperparameters } = layer.resolved
  const inputShape = shapes.get(layer.inputs[0]) ?? null
  if (inputShape === null) return null
  const outputShape = definition.outputShape(inputShape, hyperparameters, path, issues)
  if (outputShape === null) return null
  const parameters = definition.parameters(inputShape, hyperparameters)
  return {
    ...layer,
    inputShape,
    outputShape,
    parameters,
    parameterCount: parameters.reduce((count, parameter) => count + sizeOf(parameter.shape), 0),
    multiplyAdds: definition.multiplyAdds(inputShape, hyperparameters),
  }
}

/** The ids of all layers; entries without one get `<kind><n>`, counted per kind. */
function nameLayers(entries: readonly unknown[], path: string, issues: Issue[]): string[] {
  const given = new Map<string, number>()
  entries.forEach((entry, index) => {
    const id = (entry as { id?: unknown } | null)?.id
    if (id === undefined) return
    const idPath = `${path}[${index}].id`
    if (typeof id !== 'string' || !/^[\p{L}\p{N}_-]+$/u.test(id) || id === DATA_INPUT) {
      issues.push({ path: idPath, expected: text(`a name of letters, digits, - and _, other than "${DATA_INPUT}"`, `un nombre de letras, cifras, - y _, distinto de "${DATA_INPUT}"`), received: describeValue(id) })
    } else if (given.has(id)) {
      issues.push({ path: idPath, expected: text(`a name that no other layer has (layer ${given.get(id)} has it)`, `un nombre que no tenga otra capa (lo tiene la capa ${given.get(id)})`), received: describeValue(id) })
    } else {
      given.set(id, index)
    }
  })
  const counts = new Map<string, number>()
  return entries.map((entry, index) => {
    const id = (entry as { id?: unknown } | null)?.id
    if (typeof id === 'string' && given.get(id) === index) return id
    const kind = kindOf(entry)
    let name: string
    do {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      name = `${kind}${count}`
    } while (given.has(name))
    return name
  })
}

function readInputs(entry: unknown, previous: string, known: readonly string[], path: string, issues: Issue[]): readonly string[] {
  const inputs = (entry as { inputs?: unknown } | null)?.inputs
  if (inputs === undefined) return [previous]
  if (!Array.isArray(inputs) || inputs.length !== 1) {
    issues.push({ path: `${path}.inputs`, expected: text('a list with the name of one earlier layer', 'una lista con el nombre de una capa anterior'), received: describeValue(inputs) })
    return [previous]
  }
  const [name] = inputs as unknown[]
  if (typeof name === 'string' && known.includes(name)) return [name]
  const near = typeof name === 'string' ? nearest(name, known) : null
  issues.push({
    path: `${path}.inputs[0]`,
    expected: text(`the name of an earlier layer (${known.join(', ')})`, `el nombre de una capa anterior (${known.join(', ')})`),
    received: describeValue(name),
    ...(near === null ? {} : { fix: text(`did you mean "${near}"?`, `¿quería decir "${near}"?`) }),
  })
  return [previous]
}

function kindOf(entry: unknown): string {
  const kind = typeof entry === 'string' ? entry : (entry as { kind?: unknown } | null)?.kind
  return typeof kind === 'string' && kind !== '' ? kind : 'layer'
}
