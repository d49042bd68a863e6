import type { ExperimentSpec, LayerSpec } from '../../../core/index.ts'
import { freshId } from '../../stores/complete-spec.ts'

const withLayers = (spec: ExperimentSpec, layers: readonly LayerSpec[]): ExperimentSpec => ({ ...spec, network: { ...spec.network, layers } })

/** A new layer at a position, with a name of its own. */
export function insertLayer(spec: ExperimentSpec, position: number, kind: string): ExperimentSpec {
  const { layers } = spec.network
  return withLayers(spec, layers.toSpliced(position, 0, { id: freshId(layers, kind), kind }))
}

/** A copy right below, with a name of its own. */
export function duplicateLayer(spec: ExperimentSpec, position: number): ExperimentSpec {
  const { layers } = spec.network
  const layer = layers[position]
  return layer === undefined ? spec : withLayers(spec, layers.toSpliced(position + 1, 0, { ...layer, id: freshId(layers, layer.kind) }))
}

/** Without the layer. What read from it by name reads from what it read; what it put out, the one before puts out. */
export function removeLayer(spec: ExperimentSpec, position: number): ExperimentSpec {
  const { layers } = spec.network
  const gone = layers[position]
  if (gone === undefined) return spec
  const rest = layers.toSpliced(position, 1)
  const source = gone.inputs ?? (layers[position - 1]?.id === undefined ? ['input'] : [layers[position - 1]?.id ?? 'input'])
  const rewired = rest.map((layer) => (gone.id !== undefined && layer.inputs?.includes(gone.id) ? { ...layer, inputs: layer.inputs.flatMap((input) => (input === gone.id ? source : [input])) } : layer))
  const last = rest[position - 1]?.id ?? rest.at(-1)?.id ?? ''
  return { ...withLayers(spec, rewired), outputs: spec.outputs.map((output) => (output.from === gone.id ? { ...output, from: last } : output)) }
}

/** The layer at another position. Layers without `inputs` read from whatever then stands before them. */
export function moveLayer(spec: ExperimentSpec, from: number, to: number): ExperimentSpec {
  const { layers } = spec.network
  const layer = layers[from]
  if (layer === undefined || from === to || to < 0 || to >= layers.length) return spec
  return withLayers(spec, layers.toSpliced(from, 1).toSpliced(to, 0, layer))
}

/** Another name; whatever referred to the old one follows. */
export function renameLayer(spec: ExperimentSpec, position: number, id: string): ExperimentSpec {
  const old = spec.network.layers[position]?.id
  const layers = spec.network.layers.map((layer, at) => ({
    ...layer,
    ...(at === position ? { id } : {}),
    ...(layer.inputs === undefined ? {} : { inputs: layer.inputs.map((input) => (input === old ? id : input)) }),
    ...(layer.sharesWith !== undefined && layer.sharesWith === old ? { sharesWith: id } : {}),
  }))
  return { ...withLayers(spec, layers), outputs: spec.outputs.map((output) => (output.from === old ? { ...output, from: id } : output)) }
}

export const replaceLayer = (spec: ExperimentSpec, position: number, layer: LayerSpec): ExperimentSpec => withLayers(spec, spec.network.layers.with(position, layer))
