import { DATA_INPUT, formatShape, layers, losses, type ExperimentDescription, type ExperimentSpec, type Issue, type LayerDescription, type ReceptiveField, type Text } from '../../core/index.ts'
import { blockLabel, hyperparameterWords } from '../components/block-words.ts'
import type { IconName } from '../components/icons.ts'
import { outputKey, type LayerNode, type NetworkEdge } from './model/network-graph.ts'

/** What a node of the canvas and of the tree shows. */
export interface NodeView {
  readonly key: string
  /** The data, an output; null for a layer. */
  readonly end: 'data' | 'output' | null
  readonly family: string
  readonly icon: IconName
  readonly label: string
  /** Its values, shortest first. */
  readonly words: string
  readonly name: string
  /** Parameters, or what stands for them at the ends. */
  readonly cost: string
  /** Of one sample, as text; empty while it is not known. */
  readonly shape: string
  readonly problems: number
  readonly problemText: string
}

interface Speech {
  readonly t: (key: string, named?: Record<string, unknown>, plural?: number) => string
  readonly say: (words: Text) => string
  readonly value: (value: number) => string
  readonly count: (value: number) => string
  readonly short: (value: number) => string
}

/** The layers of a description by their names. */
export const descriptionsByName = (description: ExperimentDescription | null): ReadonlyMap<string, LayerDescription> => new Map((description?.layers ?? []).map((layer) => [layer.id, layer]))

/** Each problem with the key of what it is drawn at; problems of other parts of the experiment are left out. */
export function issuesByKey(issues: readonly Issue[], nodes: readonly LayerNode[]): ReadonlyMap<string, readonly Issue[]> {
  const found = new Map<string, Issue[]>()
  for (const issue of issues) {
    const [, part, position] = /^(network\.layers|outputs|dataset)(?:\[(\d+)\])?/.exec(issue.path) ?? []
    const key = part === 'dataset' ? DATA_INPUT : position === undefined ? undefined : part === 'outputs' ? outputKey(Number(position)) : nodes[Number(position)]?.key
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), issue])
  }
  return found
}

/** What the canvas shows at each node, by key. */
export function nodeViews(spec: ExperimentSpec, nodes: readonly LayerNode[], description: ExperimentDescription | null, datasetName: string, speech: Speech): ReadonlyMap<string, NodeView> {
  const { t, say, count, short } = speech
  const known = descriptionsByName(description)
  const issues = issuesByKey(description?.issues ?? [], nodes)
  const troubles = (key: string): Pick<NodeView, 'problems' | 'problemText'> => {
    const own = issues.get(key) ?? []
    return { problems: own.length, problemText: own.map(({ expected, received, fix }) => `${t('common.expectedGot', { expected: say(expected), received })}${fix === undefined ? '' : ` – ${say(fix)}`}`).join('\n') }
  }
  const data: NodeView = {
    key: DATA_INPUT, end: 'data', family: 'other', icon: 'data', label: t('design.input'), words: '', name: datasetName, shape: description?.inputShape == null ? '' : formatShape(description.inputShape),
    cost: description?.samples == null ? '' : t('networkEditor.samples', { n: short(description.samples.train) }), ...troubles(DATA_INPUT),
  }
  const drawn = nodes.map(({ key, layer }): NodeView => {
    const definition = layers.has(layer.kind) ? layers.get(layer.kind) : null
    const what = known.get(layer.id ?? key)
    const family = definition?.family ?? 'other'
    return {
      key, end: null, family, icon: `family-${family}` as IconName, label: definition === null ? layer.kind : say(definition.label), name: layer.id ?? key,
      words: definition === null ? '' : hyperparameterWords(definition.hyperparameters, layer, speech).join(' · '),
      shape: what?.outputShape == null ? '' : formatShape(what.outputShape),
      cost: what === undefined || what.parameterCount === 0 ? '' : t('networkEditor.parameters', { n: count(what.parameterCount) }), ...troubles(key),
    }
  })
  const ends = spec.outputs.map((output, position): NodeView => {
    const key = outputKey(position)
    return { key, end: 'output', family: 'other', icon: 'runs', label: t('design.parts.loss'), words: '', name: blockLabel(output.loss, losses, say), cost: output.weight === undefined ? '' : `× ${speech.value(output.weight)}`, shape: '', ...troubles(key) }
  })
  return new Map([data, ...drawn, ...ends].map((view) => [view.key, view]))
}

/** Of how much of the data an output of a layer depends. */
export function receptiveFieldWords(field: ReceptiveField, { t, count }: Pick<Speech, 't' | 'count'>): string {
  return field === null ? t('networkEditor.field.none') : field === 'all' ? t('networkEditor.field.all') : t('networkEditor.field.places', { n: count(field) })
}

const isAboutLayer = ({ path }: Issue): boolean => /^network\.layers\[\d+\](\.inputs.*)?$/.test(path)

/** Connections at which a problem is drawn: those into a layer that cannot use what comes, and those out of one whose results do not suit the loss. */
export function troubledEdges(edges: readonly NetworkEdge[], issues: ReadonlyMap<string, readonly Issue[]>, views: ReadonlyMap<string, NodeView>): ReadonlyMap<NetworkEdge, readonly Issue[]> {
  return new Map(edges.flatMap((edge) => {
    const refused = views.get(edge.target)?.shape === '' ? (issues.get(edge.target) ?? []).filter(isAboutLayer) : []
    const unsuited = views.get(edge.target)?.end === 'output' && views.get(edge.source)?.shape !== '' ? (issues.get(edge.source) ?? []).filter(isAboutLayer) : []
    return refused.length + unsuited.length === 0 ? [] : [[edge, [...refused, ...unsuited]] as const]
  }))
}
