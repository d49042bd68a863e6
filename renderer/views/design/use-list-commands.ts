import { useCommands } from '../../composables/commands.ts'
import { useLanguage } from '../../composables/use-language.ts'
import { useSelection } from '../../stores/selection.ts'
import { useNetworkEdits } from './use-network-edits.ts'

/** What can be done with the list of layers, with its keys. */
export function useListCommands(): void {
  const { t } = useLanguage()
  const selection = useSelection()
  const edits = useNetworkEdits()
  const group = (): string => t('design.title')
  const selected = (): number => selection.layerIndex ?? -1
  const hasLayer = (): boolean => selection.layerIndex !== null
  useCommands([
    { id: 'design.add', title: () => t('design.layerActions.addAfter'), group, icon: 'plus', keys: ['a'], run: () => document.querySelector<HTMLElement>('.palette-search')?.focus() },
    { id: 'design.next', title: () => t('design.layerActions.next'), group, icon: 'down', keys: ['j', 'down'], run: () => edits.select(selected() + 1) },
    { id: 'design.previous', title: () => t('design.layerActions.previous'), group, icon: 'up', keys: ['k', 'up'], run: () => edits.select(selected() - 1) },
    { id: 'design.duplicate', title: () => t('design.layerActions.duplicate'), group, icon: 'duplicate', keys: ['d'], enabled: hasLayer, run: () => edits.duplicate(selected()) },
    { id: 'design.remove', title: () => t('design.layerActions.remove'), group, icon: 'trash', keys: ['del'], enabled: hasLayer, run: () => edits.remove(selected()) },
    { id: 'design.up', title: () => t('design.layerActions.moveUp'), group, icon: 'up', keys: ['alt+up'], enabled: hasLayer, run: () => edits.move(selected(), selected() - 1) },
    { id: 'design.down', title: () => t('design.layerActions.moveDown'), group, icon: 'down', keys: ['alt+down'], enabled: hasLayer, run: () => edits.move(selected(), selected() + 1) },
  ])
}
