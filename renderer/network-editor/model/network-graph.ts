import { DATA_INPUT, layers, type ExperimentSpec, type LayerSpec } from '../../../core/index.ts'

/** A layer as the canvas knows it. */
export interface LayerNode {
  /** Its name; a name that an earlier layer has already gets its position behind it. */
  readonly key: string
  readonly layer: LayerSpec
  /** Keys of what it reads, `input` for the data; names that no layer has stay as they are. */
  readonly inputs: readonly string[]
}

/** A connection; `slot` counts the inputs of its target. The target is a layer or, for `output:0`, an output of the experiment. */
export interface NetworkEdge {
  readonly source: string
  readonly target: string
  readonly slot: number
}

export const outputKey = (position: number): string => `output:${position}`

/** `output:1` → 1; null for the keys of layers and of the data. */
export const outputPosition = (key: string): number | null => (key.startsWith('output:') ? Number(key.slice('output:'.length)) : null)

export const edgeId = ({ source, target, slot }: NetworkEdge): string => `${source}>${target}>${slot}`

/** Whether layers of a kind bring several others together. */
export const readsSeveral = (kind: string): boolean => layers.has(kind) && layers.get(kind).inputs === 'many'

/** The layers with what each reads, in the order of the spec. */
export function readGraph({ network }: Pick<ExperimentSpec, 'network'>): readonly LayerNode[] {
  const keyOf = new Map<string, string>()
  const keys = network.layers.map(({ id }, index) => {
    if (id === undefined || keyOf.has(id)) return `${id ?? ''}#${index}`
    keyOf.set(id, id)
    return id
  })
  return network.layers.map((layer, index) => ({ key: keys[index] ?? '', layer, inputs: inputsOf(layer, keys[index - 1] ?? DATA_INPUT, keyOf) }))
}

function inputsOf(layer: LayerSpec, previous: string, keyOf: ReadonlyMap<string, string>): readonly string[] {
  if (Array.isArray(layer.inputs)) return layer.inputs.map((name: unknown) => keyOf.get(String(name)) ?? String(name))
  return readsSeveral(layer.kind) ? [] : [previous]
}

/** The spec with these layers, in an order in which each stands after what it reads. What a layer reads is written only where it is not the one before. */
export function writeGraph(spec: ExperimentSpec, nodes: readonly LayerNode[]): ExperimentSpec {
  const ordered = inOrder(nodes)
  const nameOf = new Map(ordered.map(({ key, layer }) => [key, layer.id ?? key]))
  return { ...spec, network: { ...spec.network, layers: ordered.map((node, index) => withInputs(node, ordered[index - 1]?.key ?? DATA_INPUT, nameOf)) } }
}

function withInputs({ layer, inputs }: LayerNode, previous: string, nameOf: ReadonlyMap<string, string>): LayerSpec {
  const names = inputs.map((key) => nameOf.get(key) ?? key)
  const several = readsSeveral(layer.kind)
  const { inputs: written, ...rest } = layer
  if (written !== undefined && isSame(written, names)) return layer
  const understood = several ? names.length === 0 : names.length === 1 && inputs[0] === previous
  return understood ? (written === undefined ? layer : rest) : { ...rest, inputs: names }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => Array.isArray(a) && a.length === b.length && a.every((name, position) => name === b[position])

/** Each layer after those it reads or shares with, otherwise as given. Layers in a circle keep their places among what is left. */
export function inOrder(nodes: readonly LayerNode[]): readonly LayerNode[] {
  const waiting = new Map(nodes.map((node) => [node.key, node]))
  const ordered: LayerNode[] = []
  const isReady = ({ key, layer, inputs }: LayerNode): boolean => [...inputs, ...(layer.sharesWith === undefined ? [] : [layer.sharesWith])].every((source) => source === key || !waiting.has(source))
  while (waiting.size > 0) {
    const rest = [...waiting.values()]
    const next = rest.find(isReady) ?? rest[0]
    if (next === undefined) break
    waiting.delete(next.key)
    ordered.push(next)
  }
  return ordered
}

/** Every connection between the data, the layers and the outputs. Names that no layer has make none. */
export function edgesOf(nodes: readonly LayerNode[], outputs: ExperimentSpec['outputs']): readonly NetworkEdge[] {
  const known = new Set([DATA_INPUT, ...nodes.map(({ key }) => key)])
  const between = nodes.flatMap(({ key, inputs }) => inputs.flatMap((source, slot) => (known.has(source) ? [{ source, target: key, slot }] : [])))
  const ends = outputs.flatMap(({ from }, position) => (known.has(from) ? [{ source: from, target: outputKey(position), slot: 0 }] : []))
  return [...between, ...ends]
}

/** The keys of all layers that a layer reads, directly or through others. */
export function ancestorsOf(nodes: readonly LayerNode[], key: string): ReadonlySet<string> {
  const inputs = new Map(nodes.map((node) => [node.key, node.inputs]))
  const found = new Set<string>()
  const visit = (from: string): void => {
    for (const source of inputs.get(from) ?? []) {
      if (found.has(source)) continue
      found.add(source)
      visit(source)
    }
  }
  visit(key)
  return found
}
