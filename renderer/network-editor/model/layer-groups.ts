import { DATA_INPUT, layers, type ExperimentSpec, type Hyperparameter } from '../../../core/index.ts'
import type { GroupParameter, LayerBlock, LayerGroup } from '../../../electron/contract/api.ts'
import { freshId } from '../../stores/complete-spec.ts'
import { copyLayers } from './edit-graph.ts'
import { edgesOf, inOrder, outputKey, outputPosition, readGraph, writeGraph, type LayerNode, type NetworkEdge } from './network-graph.ts'

/** The names of layers before an edit and after it: a single other name in its old place is a new name for the same layer. */
function renamedLayer(before: ExperimentSpec, after: ExperimentSpec): (name: string) => string {
  const was = before.network.layers.map(({ id }) => id ?? '')
  const is = after.network.layers.map(({ id }) => id ?? '')
  const changed = was.length === is.length ? was.flatMap((name, position) => (name === is[position] ? [] : [[name, is[position] ?? name] as const])) : []
  const [only] = changed
  return changed.length === 1 && only !== undefined && !is.includes(only[0]) ? (name) => (name === only[0] ? only[1] : name) : (name) => name
}

/** The groups after an edit: layers that are gone leave them, renamed ones stay, and a group without layers goes. */
export function carryGroups(before: ExperimentSpec, after: ExperimentSpec, groups: readonly LayerGroup[]): readonly LayerGroup[] {
  if (groups.length === 0 || before.network.layers === after.network.layers) return groups
  const renamed = renamedLayer(before, after)
  const present = new Set(after.network.layers.map(({ id }) => id ?? ''))
  const carried = groups.flatMap((group) => {
    const members = group.members.map(renamed).filter((name) => present.has(name))
    if (members.length === 0) return []
    const parameters = group.parameters.map((parameter) => withTargets(parameter, parameter.targets.map(({ layer, field }) => ({ layer: renamed(layer), field })).filter(({ layer }) => present.has(layer))))
    return [{ ...group, members, parameters: parameters.filter(({ targets }) => targets.length > 0) }]
  })
  return JSON.stringify(carried) === JSON.stringify(groups) ? groups : carried
}

const withTargets = (parameter: GroupParameter, targets: GroupParameter['targets']): GroupParameter => ({ ...parameter, targets })

/** The key of a group on the canvas and in the tree. */
export const groupKey = (id: string): string => `group:${id}`

/** `group:a1` → `a1`; null for other keys. */
export const groupIdOf = (key: string): string | null => (key.startsWith('group:') ? key.slice('group:'.length) : null)

/** A layer on the way from one member of a group to another that is no member; null where there is none. Such a group cannot be drawn as one: data would run in a circle. */
export function layerBetween(nodes: readonly LayerNode[], members: readonly string[]): string | null {
  const inside = new Set(members)
  /** What lies behind a member and outside. */
  const behind = new Set<string>()
  for (const { key, inputs } of inOrder(nodes)) {
    const leaves = inputs.some((source) => behind.has(source) || (inside.has(source) && !inside.has(key)))
    if (inside.has(key)) {
      const between = inputs.find((source) => behind.has(source))
      if (between !== undefined) return between
    } else if (leaves) behind.add(key)
  }
  return null
}

/** The groups that are drawn as one node. */
export const foldedGroups = (nodes: readonly LayerNode[], groups: readonly LayerGroup[]): readonly LayerGroup[] => groups.filter(({ collapsed, members }) => collapsed && layerBetween(nodes, members) === null)

/** A connection as it is drawn; `of` is the one of the network that it stands for, the first of several. */
export interface DrawnEdge extends NetworkEdge { readonly of: NetworkEdge }

/** What the canvas draws: the data, layers and folded groups in the order data flow, the outputs, and the connections between them. */
export interface DrawnGraph { readonly keys: readonly string[]; readonly edges: readonly DrawnEdge[] }

export function drawnGraph(spec: Pick<ExperimentSpec, 'network' | 'outputs'>, groups: readonly LayerGroup[] = []): DrawnGraph {
  const nodes = readGraph(spec)
  const folded = foldedGroups(nodes, groups)
  const ends = spec.outputs.map((_, position) => outputKey(position))
  const plain = edgesOf(nodes, spec.outputs)
  if (folded.length === 0) return { keys: [DATA_INPUT, ...nodes.map(({ key }) => key), ...ends], edges: plain.map((edge) => ({ ...edge, of: edge })) }
  const standIn = new Map(folded.flatMap(({ id, members }) => members.map((member) => [member, groupKey(id)] as const)))
  const shown = (key: string): string => standIn.get(key) ?? key
  const edges: DrawnEdge[] = []
  const slots = new Map<string, number>()
  for (const edge of plain) {
    const [source, target] = [shown(edge.source), shown(edge.target)]
    if (source === target || edges.some((other) => other.source === source && other.target === target && target !== edge.target)) continue
    const slot = target === edge.target ? edge.slot : (slots.get(target) ?? 0)
    slots.set(target, slot + 1)
    edges.push({ source, target, slot, of: edge })
  }
  const inputs = new Map<string, string[]>()
  for (const { source, target } of edges) inputs.set(target, [...(inputs.get(target) ?? []), source])
  const keys = [...new Set(nodes.map(({ key }) => shown(key)))]
  const ordered = inOrder(keys.map((key) => ({ key, layer: { kind: '' }, inputs: inputs.get(key) ?? [] })))
  return { keys: [DATA_INPUT, ...ordered.map(({ key }) => key), ...ends], edges }
}

/** Where a group takes data in and gives them out: its first layer that reads from outside, its last that others read (else its last). */
export function endsOf({ members }: Pick<LayerGroup, 'members'>, spec: Pick<ExperimentSpec, 'network' | 'outputs'>): { readonly entry: string; readonly exit: string } {
  const nodes = readGraph(spec)
  const inside = new Set(members)
  const read = new Set(edgesOf(nodes, spec.outputs).filter(({ target }) => !inside.has(target)).map(({ source }) => source))
  const own = nodes.filter(({ key }) => inside.has(key))
  const entry = own.find(({ inputs }) => inputs.some((source) => !inside.has(source))) ?? own[0]
  const exit = own.findLast(({ key }) => read.has(key)) ?? own.at(-1)
  return { entry: entry?.key ?? '', exit: exit?.key ?? '' }
}

/** The groups with one more; its layers leave those they were in. */
export function withGroup(groups: readonly LayerGroup[], added: LayerGroup): readonly LayerGroup[] {
  const rest = groups.filter(({ id }) => id !== added.id).flatMap((group) => {
    const members = group.members.filter((member) => !added.members.includes(member))
    if (members.length === group.members.length) return [group]
    return members.length === 0 ? [] : [{ ...group, members, parameters: group.parameters.map((parameter) => withTargets(parameter, parameter.targets.filter(({ layer }) => members.includes(layer)))).filter(({ targets }) => targets.length > 0) }]
  })
  return [...rest, added]
}

/** Fields that could become parameters of a group: where several layers have a field of one name with the same value, they are one. */
export function possibleParameters(spec: Pick<ExperimentSpec, 'network'>, members: readonly string[]): readonly GroupParameter[] {
  const found = new Map<string, { name: string; targets: { layer: string; field: string }[] }>()
  for (const layer of spec.network.layers) {
    if (layer.id === undefined || !members.includes(layer.id) || !layers.has(layer.kind)) continue
    for (const [field, hyperparameter] of Object.entries(layers.get(layer.kind).hyperparameters)) {
      const key = `${field} ${JSON.stringify(layer[field] ?? hyperparameter.default)}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { name: field, targets: [{ layer: layer.id, field }] })
      else known.targets.push({ layer: layer.id, field })
    }
  }
  return [...found.values()]
}

/** What a parameter may be and is; null where its layer has no such field (any more). */
export function parameterOf(spec: Pick<ExperimentSpec, 'network'>, { targets }: GroupParameter): { readonly hyperparameter: Hyperparameter; readonly value: unknown; readonly mixed: boolean } | null {
  const values = targets.flatMap(({ layer: id, field }) => {
    const layer = spec.network.layers.find((candidate) => candidate.id === id)
    const hyperparameter = layer === undefined || !layers.has(layer.kind) ? undefined : layers.get(layer.kind).hyperparameters[field]
    return layer === undefined || hyperparameter === undefined ? [] : [{ hyperparameter, value: layer[field] }]
  })
  const [first] = values
  return first === undefined ? null : { ...first, mixed: values.some(({ value, hyperparameter }) => JSON.stringify(value ?? hyperparameter.default) !== JSON.stringify(first.value ?? first.hyperparameter.default)) }
}

/** The spec with a parameter's value in all its fields; `undefined` means each layer's default again. */
export function withParameter(spec: ExperimentSpec, { targets }: GroupParameter, value: unknown): ExperimentSpec {
  const changed = spec.network.layers.map((layer) => {
    const fields = targets.filter((target) => target.layer === layer.id).map(({ field }) => field)
    if (fields.length === 0) return layer
    const rest = Object.fromEntries(Object.entries(layer).filter(([name]) => !fields.includes(name))) as typeof layer
    return value === undefined ? rest : { ...layer, ...Object.fromEntries(fields.map((field) => [field, value])) }
  })
  return { ...spec, network: { ...spec.network, layers: changed } }
}

/** A group as a block to be used again. */
export const blockOf = (spec: ExperimentSpec, { name, members, parameters }: Pick<LayerGroup, 'name' | 'members' | 'parameters'>): LayerBlock => ({ name, layers: copyLayers(spec, members), parameters })

/** Where a block goes: behind a layer (or `input`), before everything that reads it, or into one connection. */
export type BlockPlace = { readonly after: string } | { readonly edge: NetworkEdge }

/** The spec with a block's layers under names of their own, and the group that they are. What they read from outside they read from where the block is put. */
export function insertBlock(spec: ExperimentSpec, block: LayerBlock, place: BlockPlace, id: string): { readonly spec: ExperimentSpec; readonly group: LayerGroup } {
  const source = 'after' in place ? place.after : place.edge.source
  const named = new Map<string, string>()
  const added: LayerNode[] = []
  const taken = [...spec.network.layers]
  for (const layer of block.layers) {
    const name = freshId(taken, layer.kind)
    if (layer.id !== undefined) named.set(layer.id, name)
    const { inputs = [], sharesWith, ...own } = layer
    const owner = sharesWith === undefined ? undefined : named.get(sharesWith)
    const copy = { ...own, id: name, ...(owner === undefined ? {} : { sharesWith: owner }) }
    taken.push(copy)
    added.push({ key: name, layer: copy, inputs: [...new Set(inputs.map((input) => named.get(input) ?? source))] })
  }
  const exit = added.at(-1)?.key ?? source
  const group: LayerGroup = {
    id, name: block.name, collapsed: false, members: added.map(({ key }) => key),
    parameters: block.parameters.map((parameter) => withTargets(parameter, parameter.targets.flatMap(({ layer, field }) => (named.has(layer) ? [{ layer: named.get(layer) ?? layer, field }] : [])))),
  }
  const output = 'edge' in place ? outputPosition(place.edge.target) : null
  const rewired = readGraph(spec).map((reader) => {
    if ('after' in place) return { ...reader, inputs: reader.inputs.map((key) => (key === source ? exit : key)) }
    return reader.key === place.edge.target ? { ...reader, inputs: reader.inputs.with(place.edge.slot, exit) } : reader
  })
  const at = rewired.findIndex(({ key }) => key === source) + 1
  const written = writeGraph(spec, rewired.toSpliced(at, 0, ...added))
  const isFirst = spec.network.layers.length === 0
  const outputs = spec.outputs.map((entry, position) => (('after' in place ? entry.from === source || isFirst : position === output) ? { ...entry, from: exit } : entry))
  return { spec: { ...written, outputs }, group }
}
