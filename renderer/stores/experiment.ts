import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { applyChanges, describeExperiment, type ExperimentSpec, type Issue, type SpecChange } from '../../core/index.ts'
import type { AdvisedDescription } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { carryPositions, type Positions } from '../network-editor/model/arrange.ts'
import { completeSpec } from './complete-spec.ts'
import { canRedo, canUndo, pushState, redoName, redone, shownState, startHistory, undoName, undone, type History } from './history.ts'

const DESCRIBE_AFTER_MS = 60
const SAVE_AFTER_MS = 500

/** What undo takes back: the experiment, and where its layers stand on the canvas. */
interface Draft { readonly spec: ExperimentSpec; readonly positions: Positions }

/** The experiment on the Design page: its spec with undo, what is known of it, and when it was saved. */
export const useExperiment = defineStore('experiment', () => {
  const history = shallowRef<History<Draft> | null>(null)
  const description = shallowRef<AdvisedDescription | null>(null)
  /** Milliseconds; null while there are unsaved changes. */
  const savedAt = shallowRef<number | null>(null)
  const saveFailure = shallowRef<string | null>(null)
  /** How many runs “Train” starts, each with the next seed. */
  const seedCount = shallowRef(1)
  let asked = 0
  /** The spec that the backend's last answer was about. */
  let answered: ExperimentSpec | null = null

  const draft = computed(() => (history.value === null ? null : shownState(history.value)))
  const spec = computed(() => draft.value?.spec ?? null)
  /** Where people put layers on the canvas; the others find their own place. */
  const positions = computed<Positions>(() => draft.value?.positions ?? {})
  const undoable = computed(() => (history.value === null ? null : undoName(history.value)))
  const redoable = computed(() => (history.value === null ? null : redoName(history.value)))

  /** Opens an experiment; the one before can be had back with undo. */
  function open(next: ExperimentSpec, stepName: string): void {
    const opened = { spec: completeSpec(next), positions: {} }
    set(history.value === null ? startHistory(opened, stepName) : pushState(history.value, stepName, opened))
  }

  /** One named step. Steps with the same `merge` in a row become one. */
  function change(stepName: string, edit: (spec: ExperimentSpec) => ExperimentSpec, merge: string | null = null): void {
    if (history.value === null) return
    const before = shownState(history.value)
    const after = edit(before.spec)
    if (after !== before.spec) set(pushState(history.value, stepName, { spec: after, positions: carryPositions(before.spec, after, before.positions) }, merge))
  }

  /** One named step that changes the canvas, and the experiment where `edit` says so. */
  function arrange(stepName: string, positions: Positions, edit: (spec: ExperimentSpec) => ExperimentSpec = (spec) => spec): void {
    if (history.value !== null) set(pushState(history.value, stepName, { spec: edit(shownState(history.value).spec), positions }))
  }

  /** Does what a suggestion says, as one step that can be undone. */
  const follow = (stepName: string, changes: readonly SpecChange[]): void => change(stepName, (current) => completeSpec(applyChanges(current, changes)))

  function undo(): void {
    if (history.value !== null && canUndo(history.value)) set(undone(history.value))
  }

  function redo(): void {
    if (history.value !== null && canRedo(history.value)) set(redone(history.value))
  }

  function set(next: History<Draft>): void {
    history.value = next
    savedAt.value = null
    describeHere()
    void describeSoon()
    void saveSoon()
  }

  /** The problems that a spec would have, as far as the window can tell; null where the data are not the ones it knows. */
  function issuesOf(candidate: ExperimentSpec): readonly Issue[] | null {
    return description.value === null || answered?.dataset !== candidate.dataset ? null : describeExperiment(candidate, description.value.data).issues
  }

  /** What the core knows at once while the data stay the same. Files and advice follow with the backend's answer. */
  function describeHere(): void {
    if (spec.value === null || description.value === null || answered === null || answered.dataset !== spec.value.dataset) return
    const known = describeExperiment(spec.value, description.value.data)
    const found = new Set(known.issues.map(({ path, received }) => JSON.stringify([path, received])))
    const aboutFiles = description.value.issues.filter(({ path, received }) => isAboutFile(path) && answered?.initialWeights === spec.value?.initialWeights && !found.has(JSON.stringify([path, received])))
    description.value = { ...known, issues: [...known.issues, ...aboutFiles], suggestions: description.value.suggestions, data: description.value.data }
  }

  /** Asks again, e.g. when the data sets have changed. */
  async function describe(): Promise<void> {
    if (spec.value === null) return
    const question = ++asked
    const subject = spec.value
    const answer = await api.experiments.describe(subject)
    if (question !== asked) return // an older answer must not overwrite a newer one
    description.value = answer
    answered = subject
    if (subject !== spec.value) describeHere()
  }

  async function save(): Promise<void> {
    const saved = draft.value
    if (saved === null) return
    try {
      await api.experiments.saveDraft(saved.spec)
      await api.experiments.saveLayout(saved.positions)
      saveFailure.value = null
      if (saved === draft.value) savedAt.value = Date.now()
    } catch (error) {
      saveFailure.value = error instanceof Error ? error.message : String(error)
    }
  }

  const describeSoon = useDebounceFn(describe, DESCRIBE_AFTER_MS)
  const saveSoon = useDebounceFn(save, SAVE_AFTER_MS)

  /** The draft of the last session; call once the window is connected. */
  async function load(): Promise<void> {
    const [saved, layout] = await Promise.all([api.experiments.loadDraft(), api.experiments.loadLayout()])
    if (saved === null) return
    history.value = startHistory({ spec: completeSpec(saved), positions: layout ?? {} })
    savedAt.value = Date.now()
    await describe()
  }

  return { spec, positions, description, savedAt, saveFailure, seedCount, undoable, redoable, open, change, arrange, follow, undo, redo, describe, issuesOf, load }
})

const isAboutFile = (path: string): boolean => path === 'initialWeights' || path.startsWith('dataset')
