import { computed, watch } from 'vue'
import { DATA_INPUT, layers, type ExperimentSpec } from '../../core/index.ts'
import { useLanguage } from '../composables/use-language.ts'
import { useExperiment } from '../stores/experiment.ts'
import { useSelection } from '../stores/selection.ts'
import { useToasts } from '../stores/toasts.ts'
import { carryPositions, type Arrangement, type Point, type Positions } from './model/arrange.ts'
import { addAfter, addLoose, branchFrom, connect, disconnect, insertOnEdge, mergeLayers, moveDown, moveUp, newLayer, pasteLayers, copyLayers, refusalOf, removeLayers, type NamedLayer } from './model/edit-graph.ts'
import { readClipboard, writeClipboard } from './model/layer-clipboard.ts'
import { outputKey, outputPosition, readGraph, type NetworkEdge } from './model/network-graph.ts'

/** The edits of the canvas as named steps, and what is selected before and after them. */
export function useNetworkEditor() {
  const { t, say } = useLanguage()
  const experiment = useExperiment()
  const selection = useSelection()
  const toasts = useToasts()

  const nodes = computed(() => (experiment.spec === null ? [] : readGraph(experiment.spec)))
  /** Everything on the canvas, in the order data flow. */
  const keys = computed(() => [DATA_INPUT, ...nodes.value.map(({ key }) => key), ...(experiment.spec?.outputs ?? []).map((_, position) => outputKey(position))])
  const selected = computed(() => selection.canvasKeys.filter((key) => keys.value.includes(key)))
  const focused = computed(() => selected.value.at(-1) ?? null)
  const selectedLayers = computed(() => selected.value.filter((key) => key !== DATA_INPUT && outputPosition(key) === null))

  const indexOf = (key: string | undefined): number => nodes.value.findIndex((node) => node.key === key)
  const labelOf = (kind: string): string => (layers.has(kind) ? say(layers.get(kind).label) : kind)
  const nameOf = (key: string): string => {
    const output = outputPosition(key)
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
    if (focus !== null && outputPosition(focus) === null) return focus
    const output = nodes.value[indexOf(experiment.spec?.outputs[focus === null ? 0 : (outputPosition(focus) ?? 0)]?.from)]
    return (focus === null ? output?.inputs[0] : output?.key) ?? nodes.value.at(-1)?.key ?? DATA_INPUT
  }

  const add = (kind: string): void => adding(kind, (spec, layer) => addAfter(spec, usualPlace(), layer))
  const branch = (source: string, kind: string): void => adding(kind, (spec, layer) => branchFrom(spec, source, layer))
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
  function join(source: string, target: string): void {
    if (experiment.spec === null) return
    const refusal = refusalOf(experiment.spec, source, target)
    if (refusal !== null) toasts.show(t(`networkEditor.refusal.${refusal}`, { source: nameOf(source), target: nameOf(target) }), { tone: 'warning' })
    else edit(t('networkEditor.step.connect', { source: nameOf(source), target: nameOf(target) }), (spec) => connect(spec, source, target), [target])
  }

  function cutEdge(edge: NetworkEdge): void {
    if (outputPosition(edge.target) !== null) toasts.show(t('networkEditor.outputStays'), { tone: 'warning' })
    else edit(t('networkEditor.step.disconnect', { source: nameOf(edge.source), target: nameOf(edge.target) }), (spec) => disconnect(spec, edge), [edge.target])
  }

  const merge = (kind: string): void => {
    const merged = selected.value.filter((key) => outputPosition(key) === null)
    if (merged.length < 2) toasts.show(t('networkEditor.mergeNeedsTwo'), { tone: 'warning' })
    else adding(kind, (spec, layer) => mergeLayers(spec, merged, layer))
  }

  function remove(): void {
    const gone = selectedLayers.value
    if (gone.length === 0) return
    const at = Math.min(...gone.map((key) => keys.value.indexOf(key)))
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

  /** Keeps things where they were put; an empty record arranges everything automatically. */
  function place(positions: Positions, step: 'move' | 'align' | 'arrange' = 'move'): void {
    if (experiment.spec !== null) experiment.arrange(t(`networkEditor.step.${step}`), carryPositions(experiment.spec, experiment.spec, positions))
  }

  return { nodes, keys, selected, selectedLayers, focused, select, nameOf, labelOf, add, branch, insert, drop, join, cutEdge, merge, remove, duplicate, copy, cut, paste, move, place }
}

export type NetworkEditing = ReturnType<typeof useNetworkEditor>
