import { unlink } from 'node:fs'
import { join } from 'node:path'
import { text, SpecError, type AskedChange, type EpochPredictions, type RunEvent } from '../../core/index.ts'
import type { RunId, RunStatus, RunSummary } from '../contract/api.ts'
import type { CheckpointRepository } from '../database/checkpoint-repository.ts'
import type { RunLog } from '../database/run-log.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { PredictionRepository } from '../database/prediction-repository.ts'
import type { SeriesRepository } from '../database/series-repository.ts'
import type { Announcer } from './announcer.ts'
import type { DatasetsService } from './datasets-service.ts'
import { noSuchRun } from './not-found.ts'
import { startRunThread, type RunThread } from './run-thread.ts'
import { createStopwatch, type Stopwatch } from './stopwatch.ts'

export interface RunQueueOptions {
  readonly runs: RunRepository
  readonly series: SeriesRepository
  readonly predictions: PredictionRepository
  readonly checkpoints: CheckpointRepository
  readonly log: RunLog
  readonly datasets: DatasetsService
  readonly announcer: Announcer
  readonly workerUrl: URL
  readonly checkpointFolder: string
  /** How many runs train at once; paused ones do not count. */
  readonly parallelRuns: number
  /** Threads to share among the runs that train at once. */
  readonly threads: number
  /** False: only runs that this process enqueues are started (the command line). */
  readonly startsStored: boolean
  /** The file of the weights a run starts from, or null. */
  weightsOf(id: RunId): string | null
}

/** Trains runs in turn. Statuses are stored first and announced second. */
export interface RunQueue {
  enqueue(id: RunId): void
  pause(id: RunId): void
  /** Continues a paused training, or returns false when none is under way. */
  resume(id: RunId): boolean
  /** Resolves when the run has these values, or will have them when it goes on, and its spec says so. They were checked. */
  change(id: RunId, changes: readonly AskedChange[]): Promise<void>
  cancel(id: RunId): void
  reorder(id: RunId, position: number): void
  isActive(id: RunId): boolean
  /** Starts what may start. */
  pump(): void
  /** Ends every training after its batch; they are interrupted, to be resumed. */
  close(): Promise<void>
}

interface AskedChanges {
  readonly changes: readonly AskedChange[]
  settle(error?: Error): void
}

interface ActiveRun {
  readonly id: RunId
  readonly thread: RunThread
  readonly stopwatch: Stopwatch
  paused: boolean
  /** Changes that it has not reported yet, oldest first. */
  asked: readonly AskedChanges[]
  /** What has come and is not stored yet. */
  predicted: readonly EpochPredictions[]
  /** True once the process wants to end: what stops is interrupted then, not cancelled. */
  interrupting: boolean
}

/** A batch takes milliseconds; one that takes longer than this is given up. */
const PATIENCE_MS = 10_000

export function createRunQueue(options: RunQueueOptions): RunQueue {
  const { runs, series, predictions, checkpoints, log, datasets, announcer, checkpointFolder } = options
  const active = new Map<RunId, ActiveRun>()
  const own = new Set<RunId>()
  const whenIdle: (() => void)[] = []
  let closing = false

  const announce = (...ids: readonly RunId[]): void => announcer.announce('runs.changed', { runs: ids.map((id) => runs.find(id)).filter((run) => run !== null && !runs.isTrashed(run.id)) as readonly RunSummary[] })

  function setStatus(id: RunId, status: RunStatus, message: string | null = null, finishedAt: number | null = null): void {
    runs.setStatus(id, status, message, finishedAt)
    announce(id)
  }

  const training = (): number => [...active.values()].filter(({ paused }) => !paused).length
  const eligible = (): readonly RunId[] => runs.queue().filter((id) => options.startsStored || own.has(id))

  function pump(): void {
    while (!closing && training() < options.parallelRuns) {
      const waiting = eligible()
      const next = waiting[0]
      if (next === undefined) break
      launch(next)
    }
    shareThreads()
  }

  /** Runs that train side by side share the threads; one that trains alone has them all, also when it was not alone at first. */
  function shareThreads(): void {
    const share = Math.max(1, Math.floor(options.threads / Math.max(1, training())))
    for (const { thread } of active.values()) thread.limitThreads(share)
  }

  function launch(id: RunId): void {
    const run = runs.find(id)
    if (run === null) return
    try {
      const { description } = datasets.find(run.datasetId ?? '')
      const last = checkpoints.find(id, 'last')
      const stopwatch = createStopwatch(run.seconds)
      setStatus(id, 'running')
      const thread = startRunThread(options.workerUrl, {
        spec: runs.spec(id),
        description,
        datasetFile: datasets.pathOf(run.datasetId ?? ''),
        checkpointFolder: join(checkpointFolder, id),
        resumeFrom: last === null ? null : join(checkpointFolder, last.file),
        initialWeights: last === null ? options.weightsOf(id) : null,
        threads: options.threads,
      }, {
        events: whileActive((events) => record(id, events)),
        // They come before the epochs they belong to, and are stored with them.
        predicted: whileActive((found) => { launched.predicted = [...launched.predicted, ...found] }),
        paused: whileActive(() => whenPaused(id)),
        resumed: whileActive(() => whenResumed(id)),
        ended: whileActive((error) => whenEnded(id, error)),
      })
      const launched: ActiveRun = { id, thread, stopwatch, paused: false, asked: [], predicted: [], interrupting: false }
      active.set(id, launched)
      // A thread that is still tidying up must not end the same run when it was resumed meanwhile.
      function whileActive<A extends readonly unknown[]>(told: (...parts: A) => void): (...parts: A) => void {
        return (...parts) => { if (active.get(id) === launched) told(...parts) }
      }
    } catch (error) {
      setStatus(id, 'failed', sentence(error), Date.now())
    }
  }

  function record(id: RunId, all: readonly RunEvent[]): void {
    const run = active.get(id)
    if (run === undefined) return
    if (all[0]?.type === 'started') run.stopwatch.start()
    if (all.at(-1)?.type === 'finished') run.stopwatch.stop()
    // An interruption is no end: the run will be resumed and end then.
    const events = run.interrupting ? all.filter((event) => event.type !== 'finished' || event.reason !== 'cancelled') : all
    try {
      const replaced = log.record(id, events, Date.now(), run.stopwatch.seconds(), run.predicted)
      run.predicted = []
      // `rm` looks at the file and its folder first, in this thread, which takes longer than all else for short epochs.
      for (const file of replaced) unlink(join(checkpointFolder, file), () => undefined)
    } catch (error) {
      void run.thread.kill()
      whenEnded(id, error instanceof Error ? error : new Error(String(error)))
      return
    }
    if (events.length > 0) announcer.announce('runs.progressed', { id, events })
    announce(id)
    for (const event of events) if (event.type === 'changed') confirm(run, event.changes.map(({ path }) => path))
    // Its thread still has to tidy up, but nothing of the run is left to come.
    if (events.at(-1)?.type === 'finished') whenEnded(id, null)
  }

  /** The batches of changes that are among those reported. */
  function confirm(run: ActiveRun, paths: readonly string[]): void {
    while (run.asked[0]?.changes.every(({ path }) => paths.includes(path)) === true) {
      run.asked[0].settle()
      run.asked = run.asked.slice(1)
    }
  }

  /** It stands still: what it is asked for now holds from the next update on. */
  function keepChanges(id: RunId, changes: readonly AskedChange[]): void {
    const { step } = runs.find(id)!
    runs.change(id, changes.map(({ path, value }) => ({ step, path, value })))
  }

  function note(id: RunId, type: 'paused' | 'resumed'): void {
    const run = runs.find(id)
    if (run !== null) record(id, [{ type, step: run.step, epoch: run.epoch }])
  }

  function whenPaused(id: RunId): void {
    const run = active.get(id)
    if (run === undefined) return
    run.stopwatch.stop()
    run.paused = true
    note(id, 'paused')
    setStatus(id, 'paused')
    if (run.thread.isHeld) {
      for (const { changes, settle } of run.asked) {
        keepChanges(id, changes)
        settle()
      }
      run.asked = []
    }
    pump()
  }

  function whenResumed(id: RunId): void {
    const run = active.get(id)
    if (run === undefined || !run.paused) return
    run.stopwatch.start()
    run.paused = false
    setStatus(id, 'running')
    note(id, 'resumed')
    shareThreads()
  }

  function whenEnded(id: RunId, error: Error | null): void {
    const run = active.get(id)
    if (run === undefined) return
    active.delete(id)
    own.delete(id)
    for (const { settle } of run.asked) settle(wrongStatus(runs, id, text('a run that still trains: it ended before the change', 'un entrenamiento aún en marcha: terminó antes del cambio')))
    series.forget(id)
    predictions.forget(id)
    try {
      if (error !== null) setStatus(id, 'failed', sentence(error), Date.now())
      else if (runs.find(id)?.status === 'running' || runs.find(id)?.status === 'paused') setStatus(id, 'interrupted')
      pump()
    } catch {
      // The disk refuses (full, gone): nothing can be said that would be kept. The next start finds the run as it was left and interrupts it.
    }
    if (active.size === 0) for (const done of whenIdle.splice(0)) done()
  }

  return {
    enqueue(id) {
      if (closing) return setStatus(id, 'interrupted')
      own.add(id)
      runs.setStatus(id, 'queued')
      const order = [...runs.queue().filter((other) => other !== id), id]
      runs.setQueue(order)
      announce(...order) // all of them are numbered anew
      pump()
    },
    pause(id) {
      const run = active.get(id)
      if (run === undefined) throw wrongStatus(runs, id, text('a running run', 'un entrenamiento en marcha'))
      run.thread.pause()
    },
    resume(id) {
      const run = active.get(id)
      run?.thread.resume()
      return run !== undefined
    },
    async change(id, changes) {
      const run = active.get(id)
      if (run === undefined) throw wrongStatus(runs, id, text('a run that trains or is paused', 'un entrenamiento en marcha o en pausa'))
      run.thread.change(changes)
      if (run.paused && run.thread.isHeld) return keepChanges(id, changes)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      run.asked = [...run.asked, { changes, settle: (error) => (error === undefined ? resolve() : reject(error)) }]
      return promise
    },
    cancel(id) {
      const run = active.get(id)
      if (run !== undefined) return run.thread.stop()
      const status = runs.find(id)?.status
      if (status !== 'queued' && status !== 'interrupted') throw wrongStatus(runs, id, text('a run that has not ended', 'un entrenamiento que no haya terminado'))
      own.delete(id)
      setStatus(id, 'cancelled', null, Date.now())
    },
    reorder(id, position) {
      const others = runs.queue().filter((other) => other !== id)
      if (runs.find(id)?.status !== 'queued') throw wrongStatus(runs, id, text('a queued run', 'un entrenamiento en cola'))
      const order = others.toSpliced(Math.max(0, Math.floor(position)), 0, id)
      runs.setQueue(order)
      announce(...order)
    },
    isActive: (id) => active.has(id),
    pump,
    async close() {
      closing = true
      if (active.size === 0) return
      for (const run of active.values()) {
        run.interrupting = true
        run.thread.stop()
      }
      const { promise: idle, resolve } = Promise.withResolvers<void>()
      whenIdle.push(resolve)
      const timer = setTimeout(resolve, PATIENCE_MS)
      await idle
      clearTimeout(timer)
      for (const run of [...active.values()]) {
        await run.thread.kill()
        whenEnded(run.id, null)
      }
    },
  }
}

function wrongStatus(runs: RunRepository, id: RunId, expected: ReturnType<typeof text>): SpecError {
  const run = runs.find(id)
  return run === null ? noSuchRun(id) : new SpecError([{ path: run.name, expected, received: `one that is ${run.status}` }])
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
