import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ExperimentSpec } from '../../core/index.ts'
import type { RunId, RunSummary } from '../../electron/contract/api.ts'
import { api, listen } from '../api/client.ts'
import { onReconnected } from '../api/connection.ts'
import { createRunCurves, foldRunEvents, forgetCurves, type RunCurves } from './run-curves.ts'

/** Runs that may still report. */
const LIVE: readonly RunSummary['status'][] = ['queued', 'running', 'paused']

/** How often runs that train are shown anew. */
const REFRESH_MS = 250

/** The backend's runs as last announced, and the curves of those that reported while this window listened. */
export const useRuns = defineStore('runs', () => {
  const summaries = shallowRef<ReadonlyMap<RunId, RunSummary>>(new Map())
  const loaded = shallowRef(false)
  const curves = new Map<RunId, RunCurves>()

  /** Newest first. */
  const all = computed(() => [...summaries.value.values()].sort((a, b) => b.createdAt - a.createdAt))
  const running = computed(() => all.value.filter((run) => run.status === 'running'))
  /** In the order they will start. */
  const queued = computed(() => all.value.filter((run) => run.status === 'queued').sort((a, b) => (a.queuePosition ?? Infinity) - (b.queuePosition ?? Infinity) || a.createdAt - b.createdAt))
  const live = computed(() => all.value.filter((run) => LIVE.includes(run.status)))

  const get = (id: RunId): RunSummary | undefined => summaries.value.get(id)

  /** The run's live curves; empty until it reports. */
  function curvesOf(id: RunId): RunCurves {
    const known = curves.get(id)
    if (known !== undefined) return known
    const fresh = createRunCurves()
    curves.set(id, fresh)
    return fresh
  }

  function keep(runs: readonly RunSummary[]): void {
    const next = new Map(summaries.value)
    for (const run of runs) next.set(run.id, run)
    summaries.value = next
  }

  /** Announced and not shown yet: every run that trains announces itself several times a second, and lists of thousands are worked out anew each time. */
  let waiting = new Map<RunId, RunSummary>()
  let due: ReturnType<typeof setTimeout> | undefined
  let shownAt = -Infinity
  function showWaiting(): void {
    clearTimeout(due)
    due = undefined
    if (waiting.size === 0) return
    const runs = [...waiting.values()]
    waiting = new Map()
    shownAt = performance.now()
    keep(runs)
  }
  /** Shows what is announced at once, what follows it closely a little later. */
  function keepSoon(runs: readonly RunSummary[]): void {
    // Where something else than its progress is said of a run, somebody may wait for it.
    const isNews = runs.some((run) => { const before = waiting.get(run.id) ?? get(run.id); return before?.status !== run.status || before.status !== 'running' })
    for (const run of runs) waiting.set(run.id, run)
    if (isNews || performance.now() - shownAt >= REFRESH_MS) showWaiting()
    else due ??= setTimeout(showWaiting, REFRESH_MS)
  }

  function forget(ids: readonly RunId[]): void {
    const left = new Map(summaries.value)
    for (const id of ids) {
      left.delete(id)
      waiting.delete(id)
      curves.delete(id)
    }
    summaries.value = left
  }

  async function load(): Promise<void> {
    const runs = await api.runs.list()
    waiting.clear()
    summaries.value = new Map(runs.map((run) => [run.id, run]))
    loaded.value = true
  }

  async function start(spec: ExperimentSpec): Promise<RunSummary> {
    const run = await api.runs.start(spec)
    if (!summaries.value.has(run.id)) keep([run]) // an announcement that came first is newer
    return run
  }

  async function update(id: RunId, change: Parameters<typeof api.runs.update>[1]): Promise<void> {
    const run = await api.runs.update(id, change)
    waiting.delete(id) // what was announced before it is older
    keep([run])
  }

  async function remove(ids: readonly RunId[]): Promise<void> {
    await api.runs.remove(ids)
    forget(ids)
  }

  async function restore(ids: readonly RunId[]): Promise<void> {
    await api.runs.restore(ids) // their announcement brings them
  }

  /** Begins to mirror; call once the window is connected. */
  async function open(): Promise<void> {
    listen('runs.changed', ({ runs }) => keepSoon(runs))
    listen('runs.removed', ({ ids }) => forget(ids))
    listen('runs.progressed', ({ id, events }) => foldRunEvents(curvesOf(id), events))
    onReconnected(() => {
      curves.forEach(forgetCurves) // what was missed leaves a gap; views ask for their curves again
      void load()
    })
    await load()
  }

  return { summaries, loaded, all, running, queued, live, get, curvesOf, load, open, start, update, remove, restore }
})
