import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DatasetProgress, TaskId } from '../../electron/contract/api.ts'
import { ApiError } from '../api/api-error.ts'
import { api, listen } from '../api/client.ts'
import type { Issue } from '../../core/index.ts'

export type TaskProgress = Extract<DatasetProgress, { type: 'progress' }>

/** One import or download, from its start to its end. Failures stay until it is tried again. */
export interface DatasetTask {
  readonly id: TaskId
  readonly progress: TaskProgress | null
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  /** Why it failed: every problem, or a sentence where there is none. */
  readonly issues: readonly Issue[]
  readonly message: string | null
}

/** Imports and downloads under way, by the name of what they are about. They go on when their dialog closes. */
export const useDatasetTasks = defineStore('datasetTasks', () => {
  const all = shallowRef<ReadonlyMap<string, DatasetTask>>(new Map())
  let listening = false

  const get = (subject: string): DatasetTask | undefined => all.value.get(subject)
  const set = (subject: string, task: DatasetTask): void => void (all.value = new Map(all.value).set(subject, task))

  function follow(): void {
    if (listening) return
    listening = true
    listen('datasets.progressed', (progress) => {
      if (progress.type !== 'progress') return
      for (const [subject, task] of all.value) if (task.id === progress.task && task.state === 'running') set(subject, { ...task, progress })
    })
  }

  /** Null when it was cancelled or failed; the task says which. */
  async function run<T>(subject: string, work: (task: TaskId) => Promise<T>): Promise<T | null> {
    follow()
    const id: TaskId = crypto.randomUUID()
    const started: DatasetTask = { id, progress: null, state: 'running', issues: [], message: null }
    set(subject, started)
    try {
      const result = await work(id)
      set(subject, { ...started, state: 'done' })
      return result
    } catch (error) {
      const isCancelled = error instanceof Error && error.name === 'CancelledError'
      const issues = error instanceof ApiError ? error.issues : []
      set(subject, { ...started, state: isCancelled ? 'cancelled' : 'failed', issues, message: issues.length > 0 || isCancelled ? null : error instanceof Error ? error.message : String(error) })
      return null
    }
  }

  async function cancel(subject: string): Promise<void> {
    const task = get(subject)
    if (task?.state === 'running') await api.datasets.cancel(task.id)
  }

  function forget(subject: string): void {
    const rest = new Map(all.value)
    rest.delete(subject)
    all.value = rest
  }

  return { all, get, run, cancel, forget }
})
