import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { applyChanges, type ExperimentSpec, type SpecChange } from '../../core/index.ts'
import type { AdvisedDescription } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { completeSpec } from './complete-spec.ts'
import { canRedo, canUndo, pushState, redoName, redone, shownState, startHistory, undoName, undone, type History } from './history.ts'

const DESCRIBE_AFTER_MS = 60
const SAVE_AFTER_MS = 500

/** The experiment on the Design page: its spec with undo, what is known of it, and when it was saved. */
export const useExperiment = defineStore('experiment', () => {
  const history = shallowRef<History<ExperimentSpec> | null>(null)
  const description = shallowRef<AdvisedDescription | null>(null)
  /** Milliseconds; null while there are unsaved changes. */
  const savedAt = shallowRef<number | null>(null)
  const saveFailure = shallowRef<string | null>(null)
  let asked = 0

  const spec = computed(() => (history.value === null ? null : shownState(history.value)))
  const undoable = computed(() => (history.value === null ? null : undoName(history.value)))
  const redoable = computed(() => (history.value === null ? null : redoName(history.value)))

  /** Opens an experiment; the one before can be had back with undo. */
  function open(next: ExperimentSpec, stepName: string): void {
    const spec = completeSpec(next)
    set(history.value === null ? startHistory(spec, stepName) : pushState(history.value, stepName, spec))
  }

  /** One named step. Steps with the same `merge` in a row become one. */
  function change(stepName: string, edit: (spec: ExperimentSpec) => ExperimentSpec, merge: string | null = null): void {
    if (history.value === null) return
    const before = shownState(history.value)
    const after = edit(before)
    if (after !== before) set(pushState(history.value, stepName, after, merge))
  }

  /** Does what a suggestion says, as one step that can be undone. */
  const follow = (stepName: string, changes: readonly SpecChange[]): void => change(stepName, (current) => completeSpec(applyChanges(current, changes)))

  function undo(): void {
    if (history.value !== null && canUndo(history.value)) set(undone(history.value))
  }

  function redo(): void {
    if (history.value !== null && canRedo(history.value)) set(redone(history.value))
  }

  function set(next: History<ExperimentSpec>): void {
    history.value = next
    savedAt.value = null
    void describeSoon()
    void saveSoon()
  }

  /** Asks again, e.g. when the data sets have changed. */
  async function describe(): Promise<void> {
    if (spec.value === null) return
    const question = ++asked
    const answer = await api.experiments.describe(spec.value)
    if (question === asked) description.value = answer // an older answer must not overwrite a newer one
  }

  async function save(): Promise<void> {
    const saved = spec.value
    if (saved === null) return
    try {
      await api.experiments.saveDraft(saved)
      saveFailure.value = null
      if (saved === spec.value) savedAt.value = Date.now()
    } catch (error) {
      saveFailure.value = error instanceof Error ? error.message : String(error)
    }
  }

  const describeSoon = useDebounceFn(describe, DESCRIBE_AFTER_MS)
  const saveSoon = useDebounceFn(save, SAVE_AFTER_MS)

  /** The draft of the last session; call once the window is connected. */
  async function load(): Promise<void> {
    const draft = await api.experiments.loadDraft()
    if (draft === null) return
    history.value = startHistory(completeSpec(draft))
    savedAt.value = Date.now()
    await describe()
  }

  return { spec, description, savedAt, saveFailure, undoable, redoable, open, change, follow, undo, redo, describe, load }
})
