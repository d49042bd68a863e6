import { DATA_INPUT, layers } from '../../../core/index.ts'
import type { LayerBlock } from '../../../electron/contract/api.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { duplicateAfter, insertAt, moveTo, newLayer, removeLayers } from '../../network-editor/model/edit-graph.ts'
import { insertBlock, withGroup } from '../../network-editor/model/layer-groups.ts'
import { readGraph } from '../../network-editor/model/network-graph.ts'
import { useExperiment } from '../../stores/experiment.ts'
import { useSelection } from '../../stores/selection.ts'

/** The edits of the network as named steps that keep the right layer selected. */
export function useNetworkEdits() {
  const { t, say } = useLanguage()
  const experiment = useExperiment()
  const selection = useSelection()

  const count = (): number => experiment.spec?.network.layers.length ?? 0
  const keyOf = (index: number): string => (experiment.spec === null ? '' : (readGraph(experiment.spec)[index]?.key ?? ''))
  const nameOf = (index: number): string => experiment.spec?.network.layers[index]?.id ?? ''

  /** Below the selected layer, or before the output layer, where new layers usually belong. */
  function add(kind: string, at?: number): void {
    const label = layers.has(kind) ? say(layers.get(kind).label) : kind
    const position = at ?? (selection.layerIndex === null ? Math.max(0, count() - 1) : selection.layerIndex + 1)
    experiment.change(t('design.step.add', { layer: label }), (spec) => insertAt(spec, position, newLayer(spec, kind)))
    selection.layerIndex = position
  }

  /** A block's layers as a group, below the selected layer. */
  function addBlock(block: LayerBlock): void {
    if (experiment.spec === null) return
    const after = experiment.spec.network.layers[selection.layerIndex ?? count() - 2]?.id ?? DATA_INPUT
    const inserted = insertBlock(experiment.spec, block, { after }, crypto.randomUUID().slice(0, 8))
    experiment.group(t('design.step.add', { layer: block.name }), (groups) => withGroup(groups, inserted.group), () => inserted.spec)
    selection.layerIndex = inserted.spec.network.layers.findIndex(({ id }) => id === inserted.group.members[0])
  }

  function remove(index: number): void {
    experiment.change(t('design.step.remove', { layer: nameOf(index) }), (spec) => removeLayers(spec, [keyOf(index)]))
    selection.layerIndex = count() === 0 ? null : Math.min(index, count() - 1)
  }

  function duplicate(index: number): void {
    experiment.change(t('design.step.duplicate', { layer: nameOf(index) }), (spec) => duplicateAfter(spec, keyOf(index)))
    selection.layerIndex = index + 1
  }

  function move(from: number, to: number): void {
    if (to < 0 || to >= count()) return
    experiment.change(t('design.step.move', { layer: nameOf(from) }), (spec) => moveTo(spec, from, to))
    selection.layerIndex = to
  }

  function select(index: number): void {
    if (count() > 0) selection.layerIndex = Math.min(count() - 1, Math.max(0, index))
  }

  return { add, addBlock, remove, duplicate, move, select, count }
}
