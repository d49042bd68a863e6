import { computed, shallowRef } from 'vue'
import type { FileInput, ImportPlan, ImportPreview } from '../../../../electron/contract/api.ts'
import { ApiError } from '../../../api/api-error.ts'
import { inputOf, type ChosenFile } from '../../../api/chosen-files.ts'
import { api } from '../../../api/client.ts'
import type { Issue } from '../../../../core/index.ts'
import { useDatasetTasks } from '../../../stores/dataset-tasks.ts'
import { canRedo, canUndo, pushState, redoName, redone, shownState, startHistory, undoName, undone, type History } from '../../../stores/history.ts'

const SUBJECT = 'import'

/** An import from the chosen files to the stored data set; nothing is stored before `run`. Every change of the plan can be undone. */
export function useImport() {
  const tasks = useDatasetTasks()
  const files = shallowRef<readonly FileInput[]>([])
  const names = shallowRef<readonly string[]>([])
  const answer = shallowRef<ImportPreview | null>(null)
  const history = shallowRef<History<ImportPlan> | null>(null)
  const reading = shallowRef(false)
  const issues = shallowRef<readonly Issue[]>([])
  const message = shallowRef<string | null>(null)
  let asked = 0

  /** What was read last, under the plan as it is being changed. */
  const preview = computed(() => (answer.value === null || history.value === null ? null : { ...answer.value, plan: shownState(history.value) }))
  const task = computed(() => tasks.get(SUBJECT))
  const importing = computed(() => task.value?.state === 'running')
  const ready = computed(() => preview.value !== null && issues.value.length === 0 && message.value === null && !reading.value && !importing.value)
  const undoable = computed(() => (history.value === null || importing.value ? null : undoName(history.value)))
  const redoable = computed(() => (history.value === null || importing.value ? null : redoName(history.value)))

  /** On the desktop files travel as paths, in a browser as bytes. */
  async function choose(chosen: readonly ChosenFile[]): Promise<void> {
    if (chosen.length === 0 || importing.value) return
    reading.value = true
    names.value = chosen.map(({ name }) => name)
    answer.value = null
    history.value = null
    try {
      files.value = await Promise.all(chosen.map(inputOf))
    } catch (error) {
      reading.value = false
      fail(error)
      return
    }
    await look(null)
  }

  /** Reads the files by a plan, or as they seem to be meant. What fails to read leaves the plan as it is, to be changed further or back. */
  async function look(plan: ImportPlan | null): Promise<void> {
    const question = ++asked
    reading.value = true
    try {
      const given = await api.datasets.preview(files.value, plan)
      if (question !== asked) return
      answer.value = given
      history.value = history.value === null ? startHistory(given.plan) : withShown(history.value, given.plan)
      issues.value = given.issues
      message.value = null
    } catch (error) {
      if (question !== asked) return
      fail(error)
    }
    reading.value = false
  }

  function change(step: string, plan: ImportPlan, merge: string | null = null): void {
    if (history.value === null) return
    history.value = pushState(history.value, step, plan, merge)
    void look(plan)
  }

  function undo(): void {
    if (history.value === null || !canUndo(history.value)) return
    history.value = undone(history.value)
    void look(shownState(history.value))
  }

  function redo(): void {
    if (history.value === null || !canRedo(history.value)) return
    history.value = redone(history.value)
    void look(shownState(history.value))
  }

  /** The stored data set, or null with the reasons in `issues` and `message`. */
  async function run() {
    const plan = preview.value?.plan ?? null
    const dataset = await tasks.run(SUBJECT, (id) => api.datasets.import(files.value, plan, id))
    const ended = task.value
    if (dataset === null && ended?.state === 'failed') {
      issues.value = ended.issues
      message.value = ended.message
    }
    return dataset
  }

  const cancel = () => tasks.cancel(SUBJECT)

  function fail(error: unknown): void {
    issues.value = error instanceof ApiError ? error.issues : []
    message.value = issues.value.length > 0 ? null : error instanceof Error ? error.message : String(error)
  }

  /** Changes the name without reading the files again. */
  function rename(step: string, name: string): void {
    if (history.value !== null) history.value = pushState(history.value, step, { ...shownState(history.value), name }, 'name')
  }

  return { names, preview, reading, importing, task, issues, message, ready, undoable, redoable, choose, change, undo, redo, run, cancel, rename }
}

/** The shown step as the reader filled it in. */
const withShown = (history: History<ImportPlan>, plan: ImportPlan): History<ImportPlan> =>
  ({ ...history, steps: history.steps.map((step, position) => (position === history.position ? { ...step, state: plan } : step)) })
