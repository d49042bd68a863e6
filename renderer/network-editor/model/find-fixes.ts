import { DATA_INPUT, layers, nearest, type DatasetDescription, type ExperimentSpec, type Issue, type LayerSpec } from '../../../core/index.ts'
import { connect, insertOnEdge, newLayer, removeLayers } from './edit-graph.ts'
import { edgesOf, readGraph, readsSeveral, type LayerNode } from './network-graph.ts'

/** Something that makes a problem go away, as words and as an edit. */
export interface Fix {
  /** Under `networkEditor.fix`. */
  readonly words: 'insert' | 'set' | 'reset' | 'remove' | 'connect' | 'drop' | 'kind' | 'loss' | 'output'
  readonly named: Readonly<Record<string, string | number>>
  readonly edit: (spec: ExperimentSpec) => ExperimentSpec
}

const MOST_FIXES = 4

/** Edits after which the problem is gone and no other has come in its place, best first: each is tried on a copy of the spec. `issuesOf` says what is wrong with a spec. */
export function findFixes(issue: Issue, spec: ExperimentSpec, data: DatasetDescription | null, issuesOf: (spec: ExperimentSpec) => readonly Issue[]): readonly Fix[] {
  const before = issuesOf(spec).map((other) => identityOf(other, spec))
  const mended = identityOf(issue, spec)
  const tried = candidates(issue, spec, data).flatMap((fix) => {
    const changed = fix.edit(spec)
    const after = issuesOf(changed).map((other) => identityOf(other, changed))
    // A layer that gets the right shape may show what was hidden before: how many outputs the data want.
    const appeared = after.filter((other) => !before.includes(other))
    const better = after.length < before.length || (fix.words === 'insert' && after.length === before.length && appeared.every((other) => other.includes('outputs for the')))
    return better && !after.includes(mended) ? [{ fix, left: after.length }] : []
  })
  return tried.sort((a, b) => a.left - b.left).slice(0, MOST_FIXES).map(({ fix }) => fix)
}

/** The same problem before and after an edit that moves layers in the list. */
function identityOf({ path, expected }: Issue, spec: ExperimentSpec): string {
  return `${path.replace(/^network\.layers\[(\d+)\]/, (_, index: string) => `layer ${spec.network.layers[Number(index)]?.id ?? index}`)}: ${expected.en}`
}

function candidates(issue: Issue, spec: ExperimentSpec, data: DatasetDescription | null): readonly Fix[] {
  const [, part, position, rest] = /^(network\.layers|outputs)\[(\d+)\](.*)$/.exec(issue.path) ?? []
  if (part === 'outputs') return outputCandidates(spec, Number(position), data)
  const node = part === undefined ? undefined : readGraph(spec)[Number(position)]
  return node === undefined ? [] : layerCandidates(spec, Number(position), node, rest ?? '', data)
}

function layerCandidates(spec: ExperimentSpec, index: number, node: LayerNode, field: string, data: DatasetDescription | null): readonly Fix[] {
  const { key, layer } = node
  const change = (edit: (layer: LayerSpec) => LayerSpec) => (current: ExperimentSpec): ExperimentSpec => ({ ...current, network: { ...current.network, layers: current.network.layers.map((other, at) => (at === index ? edit(other) : other)) } })
  const name = layer.id ?? key
  const found: Fix[] = []
  if (!layers.has(layer.kind)) {
    const near = nearest(layer.kind, layers.kinds)
    if (near !== null) found.push({ words: 'kind', named: { name, kind: near }, edit: change((own) => ({ ...own, kind: near })) })
  }
  const outputs = data === null ? null : (data.classes?.length ?? data.targetNames.length)
  if (field === '' && outputs !== null && layers.has(layer.kind) && 'units' in layers.get(layer.kind).hyperparameters) found.push({ words: 'set', named: { name, field: 'units', value: outputs }, edit: change((own) => ({ ...own, units: outputs })) })
  if (field === '' || field.startsWith('.inputs')) found.push(...inputCandidates(spec, node))
  const own = /^\.(\w+)/.exec(field)?.[1]
  if (own !== undefined && !['kind', 'id', 'inputs'].includes(own)) found.push({ words: 'reset', named: { name, field: own }, edit: change((current) => Object.fromEntries(Object.entries(current).filter(([other]) => other !== own)) as LayerSpec) })
  found.push({ words: 'remove', named: { name }, edit: (current) => removeLayers(current, [key]) })
  return found
}

/** Something before it, or something else to read. */
function inputCandidates(spec: ExperimentSpec, { key, layer, inputs }: LayerNode): readonly Fix[] {
  const nodes = readGraph(spec)
  const name = layer.id ?? key
  const edges = edgesOf(nodes, []).filter(({ target }) => target === key)
  const inserted = edges.flatMap((edge) => ['flatten', 'globalAveragePool', 'conv2d', 'dense'].map((kind): Fix => ({
    words: 'insert', named: { kind, target: name, source: edge.source },
    edit: (current) => insertOnEdge(current, edge, { ...newLayer(current, kind), ...fitting(kind, spec, inputs, edge.source) }),
  })))
  const before = [DATA_INPUT, ...nodes.slice(0, nodes.findIndex((node) => node.key === key)).map((node) => node.key)].filter((source) => !inputs.includes(source)).reverse()
  const connected = before.slice(0, 3).map((source): Fix => ({ words: 'connect', named: { source, target: name }, edit: (current) => connect(withoutUnknown(current, key), source, key) }))
  const dropped: readonly Fix[] = readsSeveral(layer.kind) && inputs.length > 2 ? edges.map((edge) => ({ words: 'drop', named: { source: edge.source, target: name }, edit: (current) => withInputs(current, key, (all) => all.toSpliced(edge.slot, 1)) })) : []
  return [...inserted, ...connected, ...dropped]
}

/** What a 1 × 1 convolution or a dense layer must make so that inputs have one shape: as many channels as the other input has filters or units. */
function fitting(kind: string, spec: ExperimentSpec, inputs: readonly string[], source: string): Readonly<Record<string, unknown>> {
  if (kind !== 'conv2d' && kind !== 'dense') return {}
  const other = spec.network.layers.find(({ id }) => id !== undefined && id !== source && inputs.includes(id))
  const size = kind === 'conv2d' ? (other?.['channels'] ?? undefined) : other?.['units']
  return { ...(kind === 'conv2d' ? { kernel: 1 } : {}), ...(typeof size === 'number' ? { [kind === 'conv2d' ? 'channels' : 'units']: size } : {}) }
}

function withInputs(spec: ExperimentSpec, key: string, edit: (inputs: readonly string[]) => readonly string[]): ExperimentSpec {
  return { ...spec, network: { ...spec.network, layers: readGraph(spec).map((node) => (node.key === key ? { ...node.layer, inputs: edit(node.inputs) } : node.layer)) } }
}

/** Names that no layer has would stay where a layer reads several. */
function withoutUnknown(spec: ExperimentSpec, key: string): ExperimentSpec {
  const known = new Set([DATA_INPUT, ...readGraph(spec).map((node) => node.key)])
  return withInputs(spec, key, (inputs) => inputs.filter((name) => known.has(name)))
}

function outputCandidates(spec: ExperimentSpec, position: number, data: DatasetDescription | null): readonly Fix[] {
  const output = spec.outputs[position]
  const source = spec.network.layers.findIndex(({ id }) => id === output?.from)
  const change = (edit: (current: NonNullable<typeof output>) => NonNullable<typeof output>) => (current: ExperimentSpec): ExperimentSpec => ({ ...current, outputs: current.outputs.map((other, at) => (at === position ? edit(other) : other)) })
  const found: Fix[] = []
  const last = spec.network.layers.at(-1)?.id
  if (source === -1 && last !== undefined) found.push({ words: 'output', named: { name: last }, edit: change((current) => ({ ...current, from: last })) })
  const layer = spec.network.layers[source]
  if (layer !== undefined && layers.has(layer.kind) && 'activation' in layers.get(layer.kind).hyperparameters) {
    found.push({ words: 'set', named: { name: layer.id ?? '', field: 'activation', value: 'linear' }, edit: (current) => ({ ...current, network: { ...current.network, layers: current.network.layers.with(source, { ...layer, activation: 'linear' }) } }) })
  }
  const kind = data === null ? null : data.task === 'classification' ? 'softmaxCrossEntropy' : 'meanSquaredError'
  if (kind !== null && kind !== output?.loss.kind) found.push({ words: 'loss', named: { kind }, edit: change((current) => ({ ...current, loss: { kind } })) })
  if (spec.outputs.length > 1) found.push({ words: 'remove', named: { name: output?.from ?? '' }, edit: (current) => ({ ...current, outputs: current.outputs.toSpliced(position, 1) }) })
  return found
}
