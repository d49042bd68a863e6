import { DATA_INPUT, layers } from '../../../core/index.ts'
import type { LayerBlock } from '../../../electron/contract/api.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { insertBlock, withGroup } from '../../network-editor/model/layer-groups.ts'
import { useExperiment } from '../../stores/experiment.ts'
import { useSelection } from '../../stores/selection.ts'
import { duplicateLayer, insertLayer, moveLayer, removeLayer } from './edit-network.ts'

/** The edits of the network as named steps that keep the right layer selected. */
export function useNetworkEdits() {
  const { t, say } = useLanguage()
  const experiment = useExperiment()
  const selection = useSelection()

  const count = (): number => experiment.spec?.network.layers.length ?? 0
  const nameOf = (index: number): string => experiment.spec?.network.layers[index]?.id ?? ''

  /** Below the selected layer, or before the output layer, where new layers usually belong. */
  function add(kind: string, at?: number): void {
    const label = layers.has(kind) ? say(layers.get(kind).label) : kind
    const position = at ?? (selection.layerIndex === null ? Math.max(0, count() - 1) : selection.layerIndex + 1)
    experiment.change(t('design.step.add', { layer: label }), (spec) => insertLayer(spec, position, kind))
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
    experiment.change(t('design.step.remove', { layer: nameOf(index) }), (spec) => removeLayer(spec, index))
    selection.layerIndex = count() === 0 ? null : Math.min(index, count() - 1)
  }

  function duplicate(index: number): void {
    experiment.change(t('design.step.duplicate', { layer: nameOf(index) }), (spec) => duplicateLayer(spec, index))
    selection.layerIndex = index + 1
  }

  function move(from: number, to: number): void {
    if (to < 0 || to >= count()) return
    experiment.change(t('design.step.move', { layer: nameOf(from) }), (spec) => moveLayer(spec, from, to))
    selection.layerIndex = to
  }

  function select(index: number): void {
    if (count() > 0) selection.layerIndex = Math.min(count() - 1, Math.max(0, index))
  }

  return { add, addBlock, remove, duplicate, move, select, count }
}
