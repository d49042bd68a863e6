import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RunId } from '../../electron/contract/api.ts'
import type { ChosenFile } from '../api/chosen-files.ts'

export interface MenuItem {
  readonly label: string
  readonly icon?: string
  /** Shown at the right, e.g. `Del`. */
  readonly keys?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly run: () => unknown
}

/** Between two groups of a menu. */
export const MENU_LINE = 'line'

export interface OpenMenu { readonly x: number; readonly y: number; readonly items: readonly (MenuItem | typeof MENU_LINE)[] }

/** What floats over the views, and whether the shown view fills the inspector. */
export const useFrame = defineStore('frame', () => {
  const paletteOpen = shallowRef(false)
  const keySheetOpen = shallowRef(false)
  const importOpen = shallowRef(false)
  const templatesOpen = shallowRef(false)
  const designsOpen = shallowRef(false)
  const versionsOpen = shallowRef(false)
  const menu = shallowRef<OpenMenu | null>(null)
  /** Files dropped on the window, waiting for the import dialog. */
  const droppedFiles = shallowRef<readonly ChosenFile[]>([])
  /** The run whose weights the export dialog is about. */
  const exportedRun = shallowRef<RunId | null>(null)
  const modelOpen = shallowRef(false)
  /** Model files dropped on the window, waiting for their dialog. */
  const droppedModels = shallowRef<readonly ChosenFile[]>([])
  const capsuleOpen = shallowRef(false)
  /** A capsule dropped on the window, waiting for its dialog. */
  const droppedCapsule = shallowRef<ChosenFile | null>(null)
  /** The run whose model is tried on samples of one's own. */
  const triedRun = shallowRef<RunId | null>(null)
  /** The runs whose tags the dialog is about. */
  const taggedRuns = shallowRef<readonly RunId[]>([])
  /** The runs whose colour is chosen, and where. */
  const lookedRuns = shallowRef<{ readonly ids: readonly RunId[]; readonly x: number; readonly y: number } | null>(null)
  /** The run that gets other values while it trains. */
  const changedRun = shallowRef<RunId | null>(null)
  /** Files dropped on a run, waiting for its dialog; and the run that files are held over. */
  const triedFiles = shallowRef<readonly ChosenFile[]>([])
  const aimedRun = shallowRef<RunId | null>(null)
  const inspectors = shallowRef(0)
  const hasInspector = computed(() => inspectors.value > 0)

  /** Opens a menu at the pointer, or below the element for the keyboard. */
  function openMenu(event: MouseEvent | KeyboardEvent, items: OpenMenu['items']): void {
    event.preventDefault()
    const byPointer = event instanceof MouseEvent && (event.clientX !== 0 || event.clientY !== 0)
    const box = (event.currentTarget as Element | null)?.getBoundingClientRect()
    menu.value = { x: byPointer ? event.clientX : (box?.left ?? 0), y: byPointer ? event.clientY : (box?.bottom ?? 0), items }
    menuPlace = menu.value
  }
  let menuPlace = { x: 0, y: 0 }

  /** Lets the colour of runs be chosen: below what was pressed, where the menu was that led here, or below what has the focus. */
  function openLook(ids: readonly RunId[], from: MouseEvent | 'menu' | 'focus'): void {
    const element = from === 'focus' ? document.activeElement : from === 'menu' ? null : (from.currentTarget as Element | null)
    const box = element?.getBoundingClientRect()
    lookedRuns.value = { ids, x: box?.left ?? menuPlace.x, y: box?.bottom ?? menuPlace.y }
  }

  function openModels(files: readonly ChosenFile[]): void {
    droppedModels.value = files
    modelOpen.value = true
  }

  function openCapsule(file: ChosenFile | null): void {
    droppedCapsule.value = file
    capsuleOpen.value = true
  }

  function tryFiles(run: RunId, files: readonly ChosenFile[]): void {
    triedFiles.value = files
    triedRun.value = run
  }

  function importFiles(files: readonly ChosenFile[]): void {
    droppedFiles.value = files
    importOpen.value = true
  }

  return { paletteOpen, keySheetOpen, importOpen, templatesOpen, designsOpen, versionsOpen, menu, droppedFiles, modelOpen, droppedModels, capsuleOpen, droppedCapsule, exportedRun, triedRun, triedFiles, aimedRun, tryFiles, taggedRuns, lookedRuns, openLook, changedRun, inspectors, hasInspector, openMenu, openModels, openCapsule, importFiles }
})
