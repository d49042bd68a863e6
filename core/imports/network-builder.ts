import { layers as definitions } from '../layers/registry.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import { DATA_INPUT } from '../network/read-layer-names.ts'
import type { LayerSpec } from '../experiment/spec.ts'
import type { Issue } from '../schema/issue.ts'
import type { StoredTensor } from '../trainer/checkpoint.ts'

/** A value of the graph as a layer's output. */
export interface BuiltValue {
  /** The id of a layer, or `input`. */
  readonly layer: string
  /** Without the batch axis. */
  readonly shape: Shape
}

/** A layer that is being built: its activation may still be found. */
export interface BuiltLayer {
  spec: LayerSpec
  readonly index: number
}

/** Layers in the order they are found, with their tensors. */
export interface NetworkBuilder {
  readonly layers: readonly BuiltLayer[]
  readonly tensors: ReadonlyMap<string, StoredTensor>
  /** Adds a layer under a free name that is like `wanted`; pushes what does not fit to `issues` and returns null then. */
  add(wanted: string, kind: string, inputs: readonly BuiltValue[], hyperparameters: Readonly<Record<string, unknown>>, tensors: Readonly<Record<string, StoredTensor | null>>, path: string): BuiltValue | null
  find(id: string): BuiltLayer | undefined
}

/** Layers that an activation can be told to. */
export const WITH_ACTIVATION = ['dense', 'conv1d', 'conv2d', 'convTranspose2d']

export function createNetworkBuilder(issues: Issue[]): NetworkBuilder {
  const layers: BuiltLayer[] = []
  const tensors = new Map<string, StoredTensor>()
  const names = new Set<string>([DATA_INPUT])

  function freeName(wanted: string, kind: string): string {
    const base = wanted.replace(/[^\p{L}\p{N}_-]+/gu, '_').replace(/^_+|_+$/g, '')
    if (base !== '' && !names.has(base)) return base
    const start = base === '' ? kind : `${base}_`
    let count = 1
    while (names.has(`${start}${count}`)) count++
    return `${start}${count}`
  }

  return {
    layers,
    tensors,
    add(wanted, kind, inputs, hyperparameters, own, path) {
      const id = freeName(wanted, kind)
      const before = issues.length
      const resolved = definitions.resolve({ kind, ...hyperparameters }, path, issues)
      if (resolved === null) return null
      const { definition, hyperparameters: values } = resolved
      const shape = definition.inputs === 'many' ? definition.outputShape(inputs.map((input) => input.shape), values, path, issues) : definition.outputShape(inputs[0].shape, values, path, issues)
      if (shape === null || issues.length > before) return null
      const previous = layers.length === 0 ? DATA_INPUT : layers.at(-1)!.spec.id
      const reads = inputs.map(({ layer }) => layer)
      const isPlain = definition.inputs !== 'many' && reads[0] === previous
      const wantedTensors = definition.inputs === 'many' ? [] : [...definition.parameters(inputs[0].shape, values), ...(definition.buffers?.(inputs[0].shape, values) ?? [])]
      for (const { name, shape: expected } of wantedTensors) {
        const given = own[name]
        // What a file leaves out of a layer it has, is as a layer starts.
        if (given !== undefined && given !== null && given.data.length === sizeOf(expected)) tensors.set(`${id}.${name}`, { shape: expected, data: given.data })
      }
      names.add(id)
      layers.push({ spec: { id, kind, ...(isPlain ? {} : { inputs: reads }), ...hyperparameters }, index: layers.length })
      return { layer: id, shape }
    },
    find: (id) => layers.find(({ spec }) => spec.id === id),
  }
}
