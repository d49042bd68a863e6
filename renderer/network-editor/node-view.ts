import { DATA_INPUT, formatShape, layers, losses, type ExperimentDescription, type ExperimentSpec, type Issue, type LayerDescription, type ReceptiveField, type Text } from '../../core/index.ts'
import { asBlockSpec } from '../components/block-value.ts'
import { blockLabel, hyperparameterWords } from '../components/block-words.ts'
import type { IconName } from '../components/icons.ts'
import type { LayerGroup } from '../../electron/contract/api.ts'
import { endsOf, groupKey, parameterOf } from './model/layer-groups.ts'
import { outputKey, type LayerNode, type NetworkEdge } from './model/network-graph.ts'

/** What a node of the canvas and of the tree shows. */
export interface NodeView {
  readonly key: string
  /** The data, an output; null for a layer. */
  readonly end: 'data' | 'output' | null
  /** A group of layers. */
  readonly group: boolean
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

/** Each problem with the key of what it is drawn at, and of the group that this is in; problems of other parts of the experiment are left out. */
export function issuesByKey(issues: readonly Issue[], nodes: readonly LayerNode[], groups: readonly LayerGroup[] = []): ReadonlyMap<string, readonly Issue[]> {
  const found = new Map<string, Issue[]>()
  for (const issue of issues) {
    const [, part, position] = /^(network\.layers|outputs|dataset)(?:\[(\d+)\])?/.exec(issue.path) ?? []
    const key = part === 'dataset' ? DATA_INPUT : position === undefined ? undefined : part === 'outputs' ? outputKey(Number(position)) : nodes[Number(position)]?.key
    const group = groups.find(({ members }) => key !== undefined && members.includes(key))
    for (const at of [key, group === undefined ? undefined : groupKey(group.id)]) if (at !== undefined) found.set(at, [...(found.get(at) ?? []), issue])
  }
  return found
}

/** What the canvas shows at each node, by key; groups have theirs, folded or not. */
export function nodeViews(spec: ExperimentSpec, nodes: readonly LayerNode[], description: ExperimentDescription | null, datasetName: string, speech: Speech, groups: readonly LayerGroup[] = []): ReadonlyMap<string, NodeView> {
  const { t, say, count, short } = speech
  const known = descriptionsByName(description)
  const issues = issuesByKey(description?.issues ?? [], nodes)
  const troubles = (key: string): Pick<NodeView, 'problems' | 'problemText'> => {
    const own = issues.get(key) ?? []
    return { problems: own.length, problemText: own.map(({ expected, received, fix }) => `${t('common.expectedGot', { expected: say(expected), received })}${fix === undefined ? '' : ` – ${say(fix)}`}`).join('\n') }
  }
  const data: NodeView = {
    key: DATA_INPUT, end: 'data', group: false, family: 'other', icon: 'data', label: t('design.input'), words: '', name: datasetName, shape: description?.inputShape == null ? '' : formatShape(description.inputShape),
    cost: description?.samples == null ? '' : t('networkEditor.samples', { n: short(description.samples.train) }), ...troubles(DATA_INPUT),
  }
  const drawn = nodes.map(({ key, layer }): NodeView => {
    const definition = layers.has(layer.kind) ? layers.get(layer.kind) : null
    const what = known.get(layer.id ?? key)
    const family = definition?.family ?? 'other'
    return {
      key, end: null, group: false, family, icon: `family-${family}` as IconName, label: definition === null ? layer.kind : say(definition.label), name: layer.id ?? key,
      words: definition === null ? '' : hyperparameterWords(definition.hyperparameters, layer, speech).join(' · '),
      shape: what?.outputShape == null ? '' : formatShape(what.outputShape),
      cost: what === undefined || what.parameterCount === 0 ? '' : t('networkEditor.parameters', { n: count(what.parameterCount) }), ...troubles(key),
    }
  })
  const ends = spec.outputs.map((output, position): NodeView => {
    const key = outputKey(position)
    return { key, end: 'output', group: false, family: 'other', icon: 'runs', label: t('design.parts.loss'), words: '', name: blockLabel(output.loss, losses, say), cost: output.weight === undefined ? '' : `× ${speech.value(output.weight)}`, shape: '', ...troubles(key) }
  })
  const layerViews = new Map(drawn.map((view) => [view.key, view]))
  const together = groups.map((group): NodeView => {
    const members = group.members.flatMap((member) => layerViews.get(member) ?? [])
    const costs = group.members.flatMap((member) => known.get(member) ?? [])
    const parameters = costs.reduce((sum, { parameterCount }) => sum + parameterCount, 0)
    const { exit } = endsOf(group, spec)
    return {
      key: groupKey(group.id), end: null, group: true, family: 'group', icon: 'layers', label: group.name, words: t('design.layersCount', { n: members.length }, members.length),
      name: group.parameters.map((parameter) => groupParameterWords(spec, parameter, speech)).filter((words) => words !== '').join(' · ') || members.map(({ name }) => name).join(', '),
      cost: parameters === 0 ? '' : t('networkEditor.parameters', { n: count(parameters) }), shape: layerViews.get(exit)?.shape ?? '',
      problems: members.reduce((sum, { problems }) => sum + problems, 0), problemText: members.map(({ problemText }) => problemText).filter((words) => words !== '').join('\n'),
    }
  })
  return new Map([data, ...drawn, ...together, ...ends].map((view) => [view.key, view]))
}

/** `channels 16`. */
function groupParameterWords(spec: ExperimentSpec, parameter: LayerGroup['parameters'][number], speech: Speech): string {
  const found = parameterOf(spec, parameter)
  if (found === null) return ''
  const { hyperparameter, value } = found
  const shown = value ?? hyperparameter.default
  const said = hyperparameter.kind === 'block' ? (asBlockSpec(shown) === null ? '' : blockLabel(asBlockSpec(shown) ?? { kind: '' }, hyperparameter.registry, speech.say)) : typeof shown === 'number' ? speech.value(shown) : String(shown)
  return `${parameter.name} ${said}`
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
