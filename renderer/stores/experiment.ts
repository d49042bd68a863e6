import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { applyChanges, describeExperiment, type ExperimentSpec, type Issue, type SpecChange } from '../../core/index.ts'
import type { AdvisedDescription, DesignId, DesignState, DesignVersion, LayerGroup } from '../../electron/contract/api.ts'
import { api } from '../api/client.ts'
import { carryPositions, type Positions } from '../network-editor/model/arrange.ts'
import { carryGroups } from '../network-editor/model/layer-groups.ts'
import { completeSpec, withSharedParts } from './complete-spec.ts'
import { canRedo, canUndo, isMerging, pushState, redoName, redone, shownState, startHistory, undoName, undone, type History } from './history.ts'

const DESCRIBE_AFTER_MS = 60
const SAVE_AFTER_MS = 500

/** What undo takes back: which design is shown, and its state. */
interface ShownDesign extends DesignState { readonly id: DesignId }

/** The experiment on the Design page: its spec with undo, what is known of it, and when it was saved. */
export const useExperiment = defineStore('experiment', () => {
  const history = shallowRef<History<ShownDesign> | null>(null)
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
  const designId = computed(() => draft.value?.id ?? null)
  /** Where people put layers on the canvas; the others find their own place. */
  const positions = computed<Positions>(() => draft.value?.positions ?? {})
  const groups = computed<readonly LayerGroup[]>(() => draft.value?.groups ?? [])
  /** What is written as text while it is no experiment yet; null while text and experiment say the same. */
  const text = computed(() => draft.value?.text ?? null)
  const undoable = computed(() => (history.value === null ? null : undoName(history.value)))
  const redoable = computed(() => (history.value === null ? null : redoName(history.value)))

  /** Opens an experiment as a new design; the one before stays in the workspace, and undo shows it again. */
  const open = (next: ExperimentSpec, stepName: string): void => show(crypto.randomUUID(), { spec: next, positions: {}, groups: [], text: null }, stepName)

  /** Shows a design. */
  function show(id: DesignId, state: DesignState, stepName: string): void {
    const opened: ShownDesign = { ...state, id, spec: completeSpec(state.spec) }
    set(history.value === null ? startHistory(opened, stepName) : pushState(history.value, stepName, opened))
  }

  /** One named step. Steps with the same `merge` in a row become one. */
  function change(stepName: string, edit: (spec: ExperimentSpec) => ExperimentSpec, merge: string | null = null): void {
    if (history.value === null) return
    const before = shownState(history.value)
    const after = edit(before.spec)
    if (after !== before.spec) set(pushState(history.value, stepName, { ...before, spec: after, ...carried(before, after) }, merge))
  }

  /** What was typed as text: the experiment that it is, or, where it is none, only the text. */
  function write(stepName: string, written: string, next: ExperimentSpec | null, merge: string): void {
    if (history.value === null) return
    const before = shownState(history.value)
    const after = next === null ? before.spec : withSharedParts(before.spec, next)
    const kept = next === null ? written : null
    if (after !== before.spec || kept !== before.text) set(pushState(history.value, stepName, { ...before, spec: after, ...carried(before, after), text: kept }, merge))
  }

  /** Lets go of a text that is no experiment. */
  function dropText(stepName: string): void {
    if (history.value !== null && text.value !== null) set(pushState(history.value, stepName, { ...shownState(history.value), text: null }))
  }

  /** One named step that changes the canvas, and the experiment where `edit` says so. */
  function arrange(stepName: string, positions: Positions, edit: (spec: ExperimentSpec) => ExperimentSpec = (spec) => spec): void {
    if (history.value === null) return
    const before = shownState(history.value)
    const after = edit(before.spec)
    set(pushState(history.value, stepName, { ...before, spec: after, groups: carryGroups(before.spec, after, before.groups), positions }))
  }

  /** One named step that changes the groups of layers, and the experiment where `edit` says so. */
  function group(stepName: string, change: (groups: readonly LayerGroup[], spec: ExperimentSpec) => readonly LayerGroup[], edit: (spec: ExperimentSpec) => ExperimentSpec = (spec) => spec): void {
    if (history.value === null) return
    const before = shownState(history.value)
    const after = edit(before.spec)
    const kept = carried(before, after)
    set(pushState(history.value, stepName, { ...before, spec: after, ...kept, groups: change(kept.groups, after) }))
  }

  /** Takes a kept version back, as a step of its own. */
  function restoreVersion(stepName: string, { state }: Pick<DesignVersion, 'state'>): void {
    if (history.value !== null) set(pushState(history.value, stepName, { ...shownState(history.value), ...state, spec: completeSpec(state.spec) }))
  }

  /** Keeps the present state as a version of the design. */
  async function keepVersion(name: string, run: string | null): Promise<void> {
    if (draft.value === null) return
    await save()
    const { id, ...state } = draft.value
    await api.designs.keepVersion(id, { name, run, state })
  }

  /** Does what a suggestion says, as one step that can be undone. */
  const follow = (stepName: string, changes: readonly SpecChange[]): void => change(stepName, (current) => completeSpec(applyChanges(current, changes)))

  function undo(): void {
    if (history.value !== null && canUndo(history.value)) set(undone(history.value))
  }

  function redo(): void {
    if (history.value !== null && canRedo(history.value)) set(redone(history.value))
  }

  function set(next: History<ShownDesign>): void {
    const left = draft.value
    history.value = next
    savedAt.value = null
    // A design that is left keeps its last state, also where that state is only passed on the way through undo.
    if (left !== null && left.id !== draft.value?.id) void store(left, description.value?.summary ?? '')
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
    if (saved === null || savedAt.value !== null) return
    try {
      await store(saved, description.value?.summary ?? '')
      saveFailure.value = null
      if (saved === draft.value) savedAt.value = Date.now()
    } catch (error) {
      saveFailure.value = error instanceof Error ? error.message : String(error)
    }
  }

  const store = ({ id, ...state }: ShownDesign, summary: string): Promise<void> => api.designs.save(id, state, summary)

  const describeSoon = useDebounceFn(describe, DESCRIBE_AFTER_MS)
  const saveSoon = useDebounceFn(save, SAVE_AFTER_MS)

  /** The draft of the last session; call once the window is connected. */
  async function load(): Promise<void> {
    const opened = await api.designs.opened()
    if (opened === null) return
    history.value = startHistory({ ...opened.state, id: opened.id, spec: completeSpec(opened.state.spec) })
    savedAt.value = Date.now()
    await describe()
  }

  return { spec, designId, positions, groups, text, description, savedAt, saveFailure, seedCount, undoable, redoable, open, show, group, restoreVersion, keepVersion, saveNow: save, change, write, dropText, isMerging: (key: string) => history.value !== null && isMerging(history.value, key), arrange, follow, undo, redo, describe, issuesOf, load }
})

/** Places and groups after an edit of the experiment. */
const carried = (before: DesignState, after: ExperimentSpec): Pick<DesignState, 'positions' | 'groups'> =>
  ({ positions: carryPositions(before.spec, after, before.positions), groups: carryGroups(before.spec, after, before.groups) })

const isAboutFile = (path: string): boolean => path === 'initialWeights' || path.startsWith('dataset')
