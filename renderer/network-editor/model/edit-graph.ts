import { DATA_INPUT, type ExperimentSpec, type LayerSpec } from '../../../core/index.ts'
import { freshId } from '../../stores/complete-spec.ts'
import { ancestorsOf, outputPosition, readGraph, readsSeveral, writeGraph, type LayerNode, type NetworkEdge } from './network-graph.ts'

/** A layer with the name it will have. */
export type NamedLayer = LayerSpec & { readonly id: string }

/** Why two things cannot be connected. */
export type Refusal = 'itself' | 'circle' | 'connected' | 'data-output' | 'into-data' | 'from-output'

/** A layer of a kind with its defaults and a name that nobody has. */
export const newLayer = (spec: ExperimentSpec, kind: string): NamedLayer => ({ id: freshId(spec.network.layers, kind), kind })

const withLayers = (spec: ExperimentSpec, layers: readonly LayerSpec[]): ExperimentSpec => ({ ...spec, network: { ...spec.network, layers } })

const node = (layer: NamedLayer, inputs: readonly string[]): LayerNode => ({ key: layer.id, layer, inputs })

/** A layer that reads nothing yet; the first layer of an empty network reads the data and is its output. */
export function addLoose(spec: ExperimentSpec, layer: NamedLayer): ExperimentSpec {
  const nodes = readGraph(spec)
  if (nodes.length > 0) return writeGraph(spec, [...nodes, node(layer, [])])
  return { ...writeGraph(spec, [node(layer, [DATA_INPUT])]), outputs: spec.outputs.map((output, position) => (position === 0 ? { ...output, from: layer.id } : output)) }
}

/** Between a layer and everything that reads it; `input` for the data. */
export function addAfter(spec: ExperimentSpec, source: string, layer: NamedLayer): ExperimentSpec {
  const nodes = readGraph(spec)
  if (nodes.length === 0) return addLoose(spec, layer)
  const changed = nodes.map((reader) => ({ ...reader, inputs: reader.inputs.map((key) => (key === source ? layer.id : key)) }))
  return withOutputs(writeGraph(spec, placedAfter(changed, source, node(layer, [source]))), (from) => (from === source ? layer.id : from))
}

/** Reads a layer beside what reads it already. */
export function branchFrom(spec: ExperimentSpec, source: string, layer: NamedLayer): ExperimentSpec {
  return writeGraph(spec, placedAfter(readGraph(spec), source, node(layer, [source])))
}

/** In the middle of one connection. */
export function insertOnEdge(spec: ExperimentSpec, edge: NetworkEdge, layer: NamedLayer): ExperimentSpec {
  const output = outputPosition(edge.target)
  const nodes = readGraph(spec).map((reader) => (reader.key === edge.target ? { ...reader, inputs: reader.inputs.with(edge.slot, layer.id) } : reader))
  const written = writeGraph(spec, placedAfter(nodes, edge.source, node(layer, [edge.source])))
  return output === null ? written : withOutputAt(written, output, layer.id)
}

/** Why `target` cannot read `source`; null when it can. */
export function refusalOf(spec: ExperimentSpec, source: string, target: string): Refusal | null {
  const output = outputPosition(target)
  if (outputPosition(source) !== null) return 'from-output'
  if (target === DATA_INPUT) return 'into-data'
  if (output !== null) return source === DATA_INPUT ? 'data-output' : spec.outputs[output]?.from === source ? 'connected' : null
  if (source === target) return 'itself'
  const nodes = readGraph(spec)
  if (nodes.find(({ key }) => key === target)?.inputs.includes(source) === true) return 'connected'
  return ancestorsOf(nodes, source).has(target) ? 'circle' : null
}

/** Lets `target` read `source`: as one more input where it brings several together, else in place of what it reads. Nothing where that is refused. */
export function connect(spec: ExperimentSpec, source: string, target: string): ExperimentSpec {
  if (refusalOf(spec, source, target) !== null) return spec
  const output = outputPosition(target)
  if (output !== null) return withOutputAt(spec, output, source)
  return writeGraph(spec, readGraph(spec).map((reader) => (reader.key === target ? { ...reader, inputs: readsSeveral(reader.layer.kind) ? [...reader.inputs, source] : [source] } : reader)))
}

/** Without one connection. An output keeps its layer until it gets another. */
export function disconnect(spec: ExperimentSpec, edge: NetworkEdge): ExperimentSpec {
  if (outputPosition(edge.target) !== null) return spec
  return writeGraph(spec, readGraph(spec).map((reader) => (reader.key === edge.target ? { ...reader, inputs: reader.inputs.toSpliced(edge.slot, 1) } : reader)))
}

/** Brings several layers together; what read the last of them reads the result. */
export function mergeLayers(spec: ExperimentSpec, keys: readonly string[], layer: NamedLayer): ExperimentSpec {
  const nodes = readGraph(spec)
  const merged = [...keys.filter((key) => key === DATA_INPUT), ...nodes.map(({ key }) => key).filter((key) => keys.includes(key))]
  const last = merged.at(-1)
  if (merged.length < 2 || last === undefined) return spec
  const upstream = new Set(merged.flatMap((key) => [key, ...ancestorsOf(nodes, key)]))
  const changed = nodes.map((reader) => (upstream.has(reader.key) ? reader : { ...reader, inputs: reader.inputs.map((key) => (key === last ? layer.id : key)) }))
  return withOutputs(writeGraph(spec, placedAfter(changed, last, node(layer, merged))), (from) => (from === last ? layer.id : from))
}

/** Without these layers. What read them reads what they read. */
export function removeLayers(spec: ExperimentSpec, keys: readonly string[]): ExperimentSpec {
  const nodes = readGraph(spec)
  const gone = new Map(nodes.filter(({ key }) => keys.includes(key)).map((removed) => [removed.key, removed]))
  if (gone.size === 0) return spec
  const through = (key: string, seen: readonly string[] = []): readonly string[] => {
    const removed = gone.get(key)
    if (removed === undefined) return [key]
    return seen.includes(key) ? [] : removed.inputs.flatMap((input) => through(input, [...seen, key]))
  }
  const rest = nodes.filter(({ key }) => !gone.has(key)).map((reader) => {
    const inputs = [...new Set(reader.inputs.flatMap((key) => through(key)))]
    return { ...reader, layer: withoutOwner(reader.layer, gone), inputs: readsSeveral(reader.layer.kind) ? inputs : inputs.slice(0, 1) }
  })
  const written = writeGraph(spec, rest)
  const standIn = (from: string): string => through(from).find((key) => key !== DATA_INPUT) ?? written.network.layers.at(-1)?.id ?? ''
  return withOutputs(written, (from) => (gone.has(from) ? standIn(from) : from))
}

function withoutOwner(layer: LayerSpec, gone: ReadonlyMap<string, unknown>): LayerSpec {
  if (layer.sharesWith === undefined || !gone.has(layer.sharesWith)) return layer
  const { sharesWith: _owner, ...own } = layer
  return own
}

/** Layers as a clipboard holds them: each says what it reads. */
export function copyLayers(spec: ExperimentSpec, keys: readonly string[]): readonly LayerSpec[] {
  return readGraph(spec).filter(({ key }) => keys.includes(key)).map(({ layer, inputs }) => ({ ...layer, inputs }))
}

/** Adds copied layers under new names, connected among themselves as they were. What they read from outside they read here too, where a layer of that name exists. */
export function pasteLayers(spec: ExperimentSpec, copied: readonly LayerSpec[]): { readonly spec: ExperimentSpec; readonly keys: readonly string[] } {
  const nodes = readGraph(spec)
  const present = new Set([DATA_INPUT, ...nodes.map(({ key }) => key)])
  const named = new Map<string, string>()
  const added: NamedLayer[] = []
  for (const layer of copied) {
    const id = freshId([...spec.network.layers, ...added], layer.kind)
    if (layer.id !== undefined) named.set(layer.id, id)
    added.push({ ...layer, id })
  }
  const pasted = added.map((layer) => {
    const { sharesWith, ...own } = layer
    const owner = sharesWith === undefined ? undefined : (named.get(sharesWith) ?? (present.has(sharesWith) ? sharesWith : undefined))
    const inputs = (layer.inputs ?? []).flatMap((key) => named.get(key) ?? (present.has(key) ? key : []))
    return node(owner === undefined ? own : { ...own, sharesWith: owner }, inputs)
  })
  const isFirst = nodes.length === 0 && pasted[0] !== undefined
  const written = writeGraph(spec, [...nodes, ...pasted])
  return { spec: isFirst ? withOutputs(written, () => pasted.at(-1)?.key ?? '') : written, keys: pasted.map(({ key }) => key) }
}

/** A copy with a name of its own, between a layer and everything that reads it. */
export function duplicateAfter(spec: ExperimentSpec, key: string): ExperimentSpec {
  const layer = readGraph(spec).find((candidate) => candidate.key === key)?.layer
  return layer === undefined ? spec : addAfter(spec, key, { ...layer, id: freshId(spec.network.layers, layer.kind) })
}

/** At a position of the list; a layer that names no inputs reads the one before it. */
export function insertAt(spec: ExperimentSpec, position: number, layer: NamedLayer): ExperimentSpec {
  return withLayers(spec, spec.network.layers.toSpliced(position, 0, layer))
}

/** The layer at another position of the list. Layers without `inputs` read from whatever then stands before them. */
export function moveTo(spec: ExperimentSpec, from: number, to: number): ExperimentSpec {
  const { layers } = spec.network
  const layer = layers[from]
  if (layer === undefined || from === to || to < 0 || to >= layers.length) return spec
  return withLayers(spec, layers.toSpliced(from, 1).toSpliced(to, 0, layer))
}

/** Another name; whatever referred to the old one follows. */
export function renameLayer(spec: ExperimentSpec, position: number, id: string): ExperimentSpec {
  const old = spec.network.layers[position]?.id
  const renamed = spec.network.layers.map((layer, at) => ({
    ...layer,
    ...(at === position ? { id } : {}),
    ...(layer.inputs === undefined ? {} : { inputs: layer.inputs.map((input) => (input === old ? id : input)) }),
    ...(layer.sharesWith !== undefined && layer.sharesWith === old ? { sharesWith: id } : {}),
  }))
  return withOutputs(withLayers(spec, renamed), (from) => (from === old ? id : from))
}

export const replaceLayer = (spec: ExperimentSpec, position: number, layer: LayerSpec): ExperimentSpec => withLayers(spec, spec.network.layers.with(position, layer))

/** Exchanges a layer with the one it reads. Nothing where either brings several together or it reads the data. */
export function moveUp(spec: ExperimentSpec, key: string): ExperimentSpec {
  const nodes = readGraph(spec)
  const lower = nodes.find((candidate) => candidate.key === key)
  const upper = nodes.find((candidate) => candidate.key === lower?.inputs[0])
  if (lower === undefined || upper === undefined || readsSeveral(lower.layer.kind) || readsSeveral(upper.layer.kind)) return spec
  const changed = nodes.map((reader) => {
    if (reader === lower) return { ...reader, inputs: upper.inputs }
    if (reader === upper) return { ...reader, inputs: [key] }
    return { ...reader, inputs: reader.inputs.map((source) => (source === key ? upper.key : source)) }
  })
  return withOutputs(writeGraph(spec, changed), (from) => (from === key ? upper.key : from))
}

/** Exchanges a layer with the first that reads it. */
export function moveDown(spec: ExperimentSpec, key: string): ExperimentSpec {
  const reader = readGraph(spec).find(({ layer, inputs }) => inputs.includes(key) && !readsSeveral(layer.kind))
  return reader === undefined ? spec : moveUp(spec, reader.key)
}

function placedAfter(nodes: readonly LayerNode[], source: string, added: LayerNode): readonly LayerNode[] {
  return nodes.toSpliced(nodes.findIndex(({ key }) => key === source) + 1, 0, added)
}

function withOutputs(spec: ExperimentSpec, rename: (from: string) => string): ExperimentSpec {
  return spec.outputs.every(({ from }) => rename(from) === from) ? spec : { ...spec, outputs: spec.outputs.map((output) => ({ ...output, from: rename(output.from) })) }
}

const withOutputAt = (spec: ExperimentSpec, position: number, from: string): ExperimentSpec => ({ ...spec, outputs: spec.outputs.map((output, at) => (at === position ? { ...output, from } : output)) })
