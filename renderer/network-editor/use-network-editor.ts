import { computed, watch } from 'vue'
import { DATA_INPUT, layers, type ExperimentSpec } from '../../core/index.ts'
import type { GroupParameter, LayerBlock, LayerGroup } from '../../electron/contract/api.ts'
import { useLanguage } from '../composables/use-language.ts'
import { useExperiment } from '../stores/experiment.ts'
import { useSelection } from '../stores/selection.ts'
import { useToasts } from '../stores/toasts.ts'
import { carryPositions, type Arrangement, type Point, type Positions } from './model/arrange.ts'
import { addAfter, addLoose, branchFrom, connect, disconnect, insertOnEdge, mergeLayers, moveDown, moveUp, newLayer, pasteLayers, copyLayers, refusalOf, removeLayers, type NamedLayer } from './model/edit-graph.ts'
import { blockOf, drawnGraph, endsOf, foldedGroups, groupIdOf, groupKey, insertBlock, layerBetween, withGroup, type BlockPlace } from './model/layer-groups.ts'
import { readClipboard, writeClipboard } from './model/layer-clipboard.ts'
import { outputPosition, readGraph, type NetworkEdge } from './model/network-graph.ts'

/** The edits of the canvas as named steps, and what is selected before and after them. */
export function useNetworkEditor() {
  const { t, say } = useLanguage()
  const experiment = useExperiment()
  const selection = useSelection()
  const toasts = useToasts()

  const nodes = computed(() => (experiment.spec === null ? [] : readGraph(experiment.spec)))
  const drawn = computed(() => (experiment.spec === null ? { keys: [DATA_INPUT], edges: [] } : drawnGraph(experiment.spec, experiment.groups)))
  const folded = computed(() => new Set(foldedGroups(nodes.value, experiment.groups).map(({ id }) => id)))
  /** Everything on the canvas, in the order data flow; a group that is not folded stands before the first of its layers. */
  const keys = computed(() => {
    const open = new Map(experiment.groups.filter(({ id }) => !folded.value.has(id)).flatMap(({ id, members }) => members.map((member) => [member, groupKey(id)] as const)))
    const told = new Set<string>()
    return drawn.value.keys.flatMap((key) => {
      const group = open.get(key)
      if (group === undefined || told.has(group)) return [key]
      told.add(group)
      return [group, key]
    })
  })
  const selected = computed(() => selection.canvasKeys.filter((key) => keys.value.includes(key)))
  const focused = computed(() => selected.value.at(-1) ?? null)
  /** A selected group stands for its layers. */
  const selectedLayers = computed(() => [...new Set(selected.value.flatMap((key) => groupOf(key)?.members ?? [key]))].filter((key) => key !== DATA_INPUT && outputPosition(key) === null))

  const groupOf = (key: string): LayerGroup | undefined => {
    const id = groupIdOf(key)
    return id === null ? undefined : experiment.groups.find((group) => group.id === id)
  }
  /** The layer that gives a group's results, and the one that takes its data. */
  const exitOf = (key: string): string => {
    const group = groupOf(key)
    return group === undefined || experiment.spec === null ? key : endsOf(group, experiment.spec).exit
  }
  const entryOf = (key: string): string => {
    const group = groupOf(key)
    return group === undefined || experiment.spec === null ? key : endsOf(group, experiment.spec).entry
  }
  const indexOf = (key: string | undefined): number => nodes.value.findIndex((node) => node.key === key)
  const labelOf = (kind: string): string => (layers.has(kind) ? say(layers.get(kind).label) : kind)
  const nameOf = (key: string): string => {
    const output = outputPosition(key)
    const group = groupOf(key)
    if (group !== undefined) return group.name
    return output === null ? (key === DATA_INPUT ? t('design.input') : (nodes.value[indexOf(key)]?.layer.id ?? key)) : t('networkEditor.output', { n: output + 1 })
  }

  function select(next: readonly string[]): void {
    selection.canvasKeys = next
    const index = indexOf(next.at(-1))
    selection.layerIndex = index === -1 ? null : index
  }

  // Other views select by position in the list.
  watch(() => selection.layerIndex, (index) => {
    const key = index === null ? undefined : nodes.value[index]?.key
    if (key !== undefined && focused.value !== key) selection.canvasKeys = [key]
  }, { immediate: true })
  // An edit that moves layers in the list leaves the focus where it is; where its layer is gone, the one in its place has it.
  watch(nodes, (now, before) => {
    if (selection.layerIndex === null) return
    const key = before[selection.layerIndex]?.key
    const at = now.findIndex((node) => node.key === key)
    if (focused.value === key && at !== -1) selection.layerIndex = at
    else if (focused.value === null) selection.canvasKeys = now[selection.layerIndex] === undefined ? [] : [now[selection.layerIndex]?.key ?? '']
  })

  function edit(step: string, change: (spec: ExperimentSpec) => ExperimentSpec, then: readonly string[] | null = null): void {
    experiment.change(step, change)
    if (then !== null) select(then)
  }

  function adding(kind: string, change: (spec: ExperimentSpec, layer: NamedLayer) => ExperimentSpec): void {
    if (experiment.spec === null) return
    const layer = newLayer(experiment.spec, kind)
    edit(t('design.step.add', { layer: labelOf(kind) }), (spec) => change(spec, layer), [layer.id])
  }

  /** Where a new layer usually belongs: after the focused one, else before the output. */
  function usualPlace(): string {
    const focus = focused.value
    if (focus !== null && outputPosition(focus) === null) return exitOf(focus)
    const output = nodes.value[indexOf(experiment.spec?.outputs[focus === null ? 0 : (outputPosition(focus) ?? 0)]?.from)]
    return (focus === null ? output?.inputs[0] : output?.key) ?? nodes.value.at(-1)?.key ?? DATA_INPUT
  }

  const add = (kind: string): void => adding(kind, (spec, layer) => addAfter(spec, usualPlace(), layer))
  const branch = (source: string, kind: string): void => adding(kind, (spec, layer) => branchFrom(spec, exitOf(source), layer))
  const insert = (edge: NetworkEdge, kind: string): void => adding(kind, (spec, layer) => insertOnEdge(spec, edge, layer))

  /** A loose layer at a place of the canvas; from then on everything stays where it stands. */
  function drop(kind: string, place: Point, arrangement: Arrangement): void {
    const { spec } = experiment
    if (spec === null) return
    const layer = newLayer(spec, kind)
    if (spec.network.layers.length === 0) return add(kind)
    experiment.arrange(t('design.step.add', { layer: labelOf(kind) }), { ...Object.fromEntries(arrangement.positions), [layer.id]: place }, (current) => addLoose(current, layer))
    select([layer.id])
  }

  /** Says why where it cannot be. */
  function join(from: string, to: string): void {
    if (experiment.spec === null) return
    const [source, target] = [exitOf(from), entryOf(to)]
    const refusal = refusalOf(experiment.spec, source, target)
    if (refusal !== null) toasts.show(t(`networkEditor.refusal.${refusal}`, { source: nameOf(source), target: nameOf(target) }), { tone: 'warning' })
    else edit(t('networkEditor.step.connect', { source: nameOf(source), target: nameOf(target) }), (spec) => connect(spec, source, target), [target])
  }

  function cutEdge(edge: NetworkEdge): void {
    if (outputPosition(edge.target) !== null) toasts.show(t('networkEditor.outputStays'), { tone: 'warning' })
    else edit(t('networkEditor.step.disconnect', { source: nameOf(edge.source), target: nameOf(edge.target) }), (spec) => disconnect(spec, edge), [edge.target])
  }

  const merge = (kind: string): void => {
    const merged = [...new Set(selected.value.map(exitOf))].filter((key) => outputPosition(key) === null)
    if (merged.length < 2) toasts.show(t('networkEditor.mergeNeedsTwo'), { tone: 'warning' })
    else adding(kind, (spec, layer) => mergeLayers(spec, merged, layer))
  }

  function remove(): void {
    const gone = selectedLayers.value
    if (gone.length === 0) return
    const at = Math.min(...selected.value.map((key) => keys.value.indexOf(key)))
    const step = gone.length === 1 ? t('design.step.remove', { layer: nameOf(gone[0] ?? '') }) : t('networkEditor.step.removeSeveral', { n: gone.length })
    edit(step, (spec) => removeLayers(spec, gone))
    const next = keys.value[Math.max(1, Math.min(at, nodes.value.length))]
    select(next === undefined ? [] : [next])
  }

  function duplicate(): void {
    if (experiment.spec === null || selectedLayers.value.length === 0) return
    const pasted = pasteLayers(experiment.spec, copyLayers(experiment.spec, selectedLayers.value))
    edit(t('design.step.duplicate', { layer: selectedLayers.value.map(nameOf).join(', ') }), () => pasted.spec, pasted.keys)
  }

  async function copy(): Promise<void> {
    const { spec } = experiment
    if (spec === null || selectedLayers.value.length === 0) return
    await toasts.attempt(t('networkEditor.copyFailed'), () => navigator.clipboard.writeText(writeClipboard(copyLayers(spec, selectedLayers.value))))
  }

  async function cut(): Promise<void> {
    await copy()
    remove()
  }

  async function paste(): Promise<void> {
    const written = await toasts.attempt(t('networkEditor.pasteFailed'), () => navigator.clipboard.readText())
    if (written === undefined || experiment.spec === null) return
    const copied = readClipboard(written)
    if (copied === null) return void toasts.show(t('networkEditor.nothingToPaste'), { tone: 'warning' })
    const pasted = pasteLayers(experiment.spec, copied)
    edit(t('networkEditor.step.paste', { n: copied.length }), () => pasted.spec, pasted.keys)
  }

  function move(direction: 'up' | 'down'): void {
    const key = focused.value
    if (key !== null && indexOf(key) !== -1) edit(t('design.step.move', { layer: nameOf(key) }), (spec) => (direction === 'up' ? moveUp : moveDown)(spec, key), [key])
  }

  /** The selected layers as one group, to be kept as a block too where that is wanted. */
  function group(name: string, parameters: readonly GroupParameter[]): LayerGroup {
    const added: LayerGroup = { id: crypto.randomUUID().slice(0, 8), name, members: selectedLayers.value, collapsed: false, parameters }
    experiment.group(t('networkEditor.groups.step.group', { name }), (groups) => withGroup(groups, added))
    select([groupKey(added.id)])
    return added
  }

  function ungroup(key: string): void {
    const gone = groupOf(key)
    if (gone === undefined) return
    experiment.group(t('networkEditor.groups.step.ungroup', { name: gone.name }), (groups) => groups.filter(({ id }) => id !== gone.id))
    select(gone.members)
  }

  /** Draws a group as one node, or its layers again; says which layer is in the way where it cannot be one. */
  function fold(key: string): void {
    const folding = groupOf(key)
    if (folding === undefined) return
    const between = folding.collapsed ? null : layerBetween(nodes.value, folding.members)
    if (between !== null) return void toasts.show(t('networkEditor.groups.between', { name: folding.name, layer: nameOf(between) }), { tone: 'warning' })
    experiment.group(t(folding.collapsed ? 'networkEditor.groups.step.unfold' : 'networkEditor.groups.step.fold', { name: folding.name }), (groups) => groups.map((other) => (other.id === folding.id ? { ...other, collapsed: !other.collapsed } : other)))
    select([key])
  }

  /** A block's layers as a group of their own, after the focused layer or on a connection. */
  function addBlock(block: LayerBlock, edge: NetworkEdge | null = null): void {
    if (experiment.spec === null) return
    const place: BlockPlace = edge === null ? { after: usualPlace() } : { edge }
    const inserted = insertBlock(experiment.spec, block, place, crypto.randomUUID().slice(0, 8))
    experiment.group(t('design.step.add', { layer: block.name }), (groups) => withGroup(groups, inserted.group), () => inserted.spec)
    select([groupKey(inserted.group.id)])
  }

  const asBlock = (from: LayerGroup): LayerBlock | null => (experiment.spec === null ? null : blockOf(experiment.spec, from))

  /** Keeps things where they were put; an empty record arranges everything automatically. */
  function place(positions: Positions, step: 'move' | 'align' | 'arrange' = 'move'): void {
    if (experiment.spec !== null) experiment.arrange(t(`networkEditor.step.${step}`), carryPositions(experiment.spec, experiment.spec, positions))
  }

  return { nodes, drawn, exitOf, folded, groupOf, group, ungroup, fold, addBlock, asBlock, keys, selected, selectedLayers, focused, select, nameOf, labelOf, add, branch, insert, drop, join, cutEdge, merge, remove, duplicate, copy, cut, paste, move, place }
}

export type NetworkEditing = ReturnType<typeof useNetworkEditor>
