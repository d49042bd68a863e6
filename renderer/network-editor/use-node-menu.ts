import type { Issue } from '../../core/index.ts'
import { useLanguage } from '../composables/use-language.ts'
import { MENU_LINE, useFrame } from '../stores/frame.ts'
import { outputPosition } from './model/network-graph.ts'
import type { EditorCommands } from './use-editor-commands.ts'
import { useFixes } from './use-fixes.ts'
import type { NetworkEditing } from './use-network-editor.ts'

/** The menus of the canvas: what can be done with a node, and what is wrong at it. */
export function useNodeMenu(editing: NetworkEditing, commands: EditorCommands, issuesAt: (key: string) => readonly Issue[], show: (issue: Issue) => void) {
  const { t, say } = useLanguage()
  const frame = useFrame()
  const { fixesOf } = useFixes()

  function openNodeMenu(event: MouseEvent | KeyboardEvent, key: string): void {
    if (!editing.selected.value.includes(key)) editing.select([key])
    const isLayer = editing.selectedLayers.value.length > 0
    const isSource = outputPosition(key) === null
    const several = editing.selected.value.length > 1
    frame.openMenu(event, [
      { label: t('networkEditor.commands.add'), icon: 'plus', keys: 'A', run: commands.pickAfter },
      { label: t('networkEditor.commands.branch'), icon: 'family-combination', keys: 'B', disabled: !isSource, run: () => commands.pickBranch(key) },
      { label: t('networkEditor.commands.connect'), icon: 'link', keys: 'C', disabled: !isSource, run: commands.pickTarget },
      { label: t('networkEditor.commands.merge'), icon: 'family-combination', keys: 'M', disabled: !several, run: commands.pickMerge },
      MENU_LINE,
      { label: t('networkEditor.commands.copy'), icon: 'duplicate', keys: 'Ctrl C', disabled: !isLayer, run: editing.copy },
      { label: t('design.layerActions.duplicate'), icon: 'duplicate', keys: 'D', disabled: !isLayer, run: editing.duplicate },
      { label: t('design.layerActions.moveUp'), icon: 'up', keys: 'Alt ↑', disabled: !isLayer || several, run: () => editing.move('up') },
      { label: t('design.layerActions.moveDown'), icon: 'down', keys: 'Alt ↓', disabled: !isLayer || several, run: () => editing.move('down') },
      MENU_LINE,
      { label: t('networkEditor.groups.group'), icon: 'group', keys: 'G', disabled: !isLayer, run: commands.askForGroup },
      { label: t('networkEditor.groups.fold'), icon: 'fold', keys: 'F', disabled: commands.focusedGroup() === null, run: () => commands.fold(commands.focusedGroup() ?? '') },
      { label: t('networkEditor.groups.ungroup'), icon: 'close', keys: 'Shift G', disabled: commands.focusedGroup() === null, run: () => commands.ungroup(commands.focusedGroup() ?? '') },
      MENU_LINE,
      { label: t('design.layerActions.remove'), icon: 'trash', keys: 'Del', danger: true, disabled: !isLayer, run: editing.remove },
    ])
  }

  function openProblems(event: MouseEvent, key: string): void {
    editing.select([key])
    frame.openMenu(event, issuesAt(key).flatMap((issue, position) => [
      ...(position === 0 ? [] : [MENU_LINE] as const),
      { label: `${t('common.expectedGot', { expected: say(issue.expected), received: issue.received })}${issue.fix === undefined ? '' : ` – ${say(issue.fix)}`}`, icon: 'error', run: () => show(issue) },
      ...fixesOf(issue),
    ]))
  }

  return { openNodeMenu, openProblems }
}
