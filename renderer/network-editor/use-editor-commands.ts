import { shallowRef, type ShallowRef } from 'vue'
import { DATA_INPUT, layers } from '../../core/index.ts'
import type { IconName } from '../components/icons.ts'
import { useCommands } from '../composables/commands.ts'
import { useLanguage } from '../composables/use-language.ts'
import { outputKey, outputPosition, readsSeveral, type NetworkEdge } from './model/network-graph.ts'
import { refusalOf } from './model/edit-graph.ts'
import { groupIdOf, groupKey } from './model/layer-groups.ts'
import { useExperiment } from '../stores/experiment.ts'
import type { PickItem } from './PickDialog.vue'
import type { NetworkEditing } from './use-network-editor.ts'

interface Drawing {
  readonly selectedEdge: ShallowRef<NetworkEdge | null>
  readonly arrange: () => void
  readonly align: (along: 'column' | 'row' | 'spread') => void
  readonly fit: () => void
  /** Asks for a name and parameters of the group that is made of the selected layers. */
  readonly askForGroup: () => void
  /** Offers the drawing as a file. */
  readonly save: () => void
  readonly open: (key: string) => void
  /** Gives the keyboard back to the canvas. */
  readonly focus: () => void
}

interface Picking { readonly title: string; readonly items: readonly PickItem[]; readonly pick: (key: string) => void }

/** Everything that can be done on the canvas, with its keys; what needs a choice asks with a list to type in. */
export function useEditorCommands(editing: NetworkEditing, drawing: Drawing) {
  const { t, say } = useLanguage()
  const experiment = useExperiment()
  const picking = shallowRef<Picking | null>(null)

  const kinds = (only: (kind: string) => boolean = () => true): readonly PickItem[] => layers.kinds.filter(only).map((kind) => {
    const { label, family, keywords } = layers.get(kind)
    return { key: kind, label: say(label), detail: t(`design.family.${family}`), icon: `family-${family}` as IconName, words: `${kind} ${keywords === undefined ? '' : say(keywords)}` }
  })

  const pickAfter = (): void => {
    picking.value = { title: t('networkEditor.pick.add'), items: kinds(), pick: editing.add }
  }

  const pickBranch = (source = editing.focused.value ?? DATA_INPUT): void => {
    picking.value = { title: t('networkEditor.pick.branch', { name: editing.nameOf(source) }), items: kinds(), pick: (kind) => editing.branch(source, kind) }
  }

  const pickOnEdge = (edge: NetworkEdge): void => {
    picking.value = { title: t('networkEditor.pick.insert', { source: editing.nameOf(edge.source), target: editing.nameOf(edge.target) }), items: kinds(), pick: (kind) => editing.insert(edge, kind) }
  }

  const pickMerge = (): void => {
    picking.value = { title: t('networkEditor.pick.merge', { n: editing.selected.value.length }), items: kinds(readsSeveral), pick: editing.merge }
  }

  /** What may read the focused layer; whatever is refused is left out. */
  function pickTarget(): void {
    const source = editing.focused.value === null ? null : editing.exitOf(editing.focused.value)
    const { spec } = experiment
    if (source === null || spec === null) return
    const targets = [...editing.nodes.value.map(({ key, layer }) => ({ key, detail: editing.labelOf(layer.kind) })), ...spec.outputs.map((_, position) => ({ key: outputKey(position), detail: t('design.parts.loss') }))]
    const items = targets.filter(({ key }) => refusalOf(spec, source, key) === null).map(({ key, detail }) => ({ key, label: editing.nameOf(key), detail, icon: 'arrow-right' as const, words: detail }))
    picking.value = { title: t('networkEditor.pick.connect', { name: editing.nameOf(source) }), items, pick: (target) => editing.join(source, target) }
  }

  function stopPicking(): void {
    picking.value = null
    drawing.focus()
  }

  function pick(key: string): void {
    const chosen = picking.value
    picking.value = null
    chosen?.pick(key)
    // The dialog gives the focus back to where it was; then the canvas takes it for what was made.
    requestAnimationFrame(drawing.focus)
  }

  function remove(): void {
    const edge = drawing.selectedEdge.value
    drawing.selectedEdge.value = null
    if (edge === null) editing.remove()
    else editing.cutEdge(edge)
  }

  const group = (): string => t('networkEditor.label')
  /** The focused group, or the one that the focused layer belongs to. */
  const focusedGroup = (): string | null => {
    const focus = editing.focused.value
    const own = focus === null ? undefined : experiment.groups.find(({ id, members }) => groupKey(id) === focus || members.includes(focus))
    return own === undefined ? null : groupKey(own.id)
  }
  const focusedLayer = (): boolean => editing.focused.value !== null && groupIdOf(editing.focused.value) === null && editing.focused.value !== DATA_INPUT && outputPosition(editing.focused.value) === null
  const selectedLayers = (): boolean => editing.selectedLayers.value.length > 0
  const step = (by: number): void => {
    const at = editing.focused.value === null ? (by > 0 ? -1 : 1) : editing.keys.value.indexOf(editing.focused.value)
    const key = editing.keys.value[Math.max(0, Math.min(editing.keys.value.length - 1, at + by))]
    if (key !== undefined) editing.select([key])
    requestAnimationFrame(drawing.focus)
  }

  useCommands([
    { id: 'canvas.add', title: () => t('networkEditor.commands.add'), group, icon: 'plus', keys: ['a'], run: pickAfter },
    { id: 'canvas.branch', title: () => t('networkEditor.commands.branch'), group, icon: 'family-combination', keys: ['b'], enabled: () => editing.focused.value !== null && outputPosition(editing.focused.value) === null, run: () => pickBranch() },
    { id: 'canvas.connect', title: () => t('networkEditor.commands.connect'), group, icon: 'link', keys: ['c'], enabled: () => editing.focused.value !== null && outputPosition(editing.focused.value) === null, run: pickTarget },
    { id: 'canvas.merge', title: () => t('networkEditor.commands.merge'), group, icon: 'family-combination', keys: ['m'], enabled: () => editing.selected.value.length > 1, run: pickMerge },
    { id: 'canvas.open', title: () => t('networkEditor.commands.open'), group, icon: 'edit', keys: ['e'], enabled: () => editing.focused.value !== null, run: () => drawing.open(editing.focused.value ?? DATA_INPUT) },
    { id: 'canvas.next', title: () => t('design.layerActions.next'), group, icon: 'down', keys: ['j', 'down'], run: () => step(1) },
    { id: 'canvas.previous', title: () => t('design.layerActions.previous'), group, icon: 'up', keys: ['k', 'up'], run: () => step(-1) },
    { id: 'canvas.all', title: () => t('networkEditor.commands.all'), group, icon: 'layers', keys: ['mod+a'], run: () => editing.select(editing.drawn.value.keys.filter((key) => key !== DATA_INPUT && outputPosition(key) === null)) },
    { id: 'canvas.copy', title: () => t('networkEditor.commands.copy'), group, icon: 'duplicate', keys: ['mod+c'], enabled: selectedLayers, run: editing.copy },
    { id: 'canvas.cut', title: () => t('networkEditor.commands.cut'), group, icon: 'trash', keys: ['mod+x'], enabled: selectedLayers, run: editing.cut },
    { id: 'canvas.paste', title: () => t('networkEditor.commands.paste'), group, icon: 'plus', keys: ['mod+v'], run: editing.paste },
    { id: 'canvas.duplicate', title: () => t('design.layerActions.duplicate'), group, icon: 'duplicate', keys: ['d', 'mod+d'], enabled: selectedLayers, run: editing.duplicate },
    { id: 'canvas.remove', title: () => t('design.layerActions.remove'), group, icon: 'trash', keys: ['del'], enabled: () => selectedLayers() || drawing.selectedEdge.value !== null, run: remove },
    { id: 'canvas.up', title: () => t('design.layerActions.moveUp'), group, icon: 'up', keys: ['alt+up'], enabled: focusedLayer, run: () => editing.move('up') },
    { id: 'canvas.down', title: () => t('design.layerActions.moveDown'), group, icon: 'down', keys: ['alt+down'], enabled: focusedLayer, run: () => editing.move('down') },
    { id: 'canvas.group', title: () => t('networkEditor.groups.group'), group, icon: 'group', keys: ['g'], enabled: selectedLayers, run: drawing.askForGroup },
    { id: 'canvas.ungroup', title: () => t('networkEditor.groups.ungroup'), group, icon: 'group', keys: ['shift+g'], enabled: () => focusedGroup() !== null, run: () => editing.ungroup(focusedGroup() ?? '') },
    { id: 'canvas.fold', title: () => t('networkEditor.groups.fold'), group, icon: 'fold', keys: ['f'], enabled: () => focusedGroup() !== null, run: () => editing.fold(focusedGroup() ?? '') },
    { id: 'canvas.arrange', title: () => t('networkEditor.arrange'), group, icon: 'arrange', keys: ['shift+l'], run: drawing.arrange },
    { id: 'canvas.save', title: () => t('inspect.drawing.title'), group, icon: 'download', keys: ['shift+s'], run: drawing.save },
    { id: 'canvas.fit', title: () => t('networkEditor.fit'), group, icon: 'fit', keys: ['shift+f'], run: drawing.fit },
    ...(['column', 'row', 'spread'] as const).map((along) => ({ id: `canvas.align.${along}`, title: () => t(`networkEditor.align.${along}`), group, icon: along === 'spread' ? 'spread' : `align-${along}`, enabled: () => editing.selected.value.length > 1, run: () => drawing.align(along) })),
  ])

  return { picking, pick, stopPicking, pickAfter, pickBranch, pickOnEdge, pickMerge, pickTarget, remove, askForGroup: drawing.askForGroup, fold: editing.fold, ungroup: editing.ungroup, focusedGroup, arrange: drawing.arrange, align: drawing.align, fit: drawing.fit, save: drawing.save, open: drawing.open }
}

export type EditorCommands = ReturnType<typeof useEditorCommands>
