import type { ImportProgress } from '../../core/worker/protocol.ts'
import type { DatasetProgress, TaskId } from '../contract/api.ts'
import type { Announcer } from './announcer.ts'

/** Work on a data set that takes its time: announced as it goes, and ended when somebody wishes. */
export interface DatasetTasks {
  /** Runs the work under a name. Without one it is announced to nobody and cannot be cancelled. */
  run<T>(task: TaskId | undefined, work: (running: RunningTask) => Promise<T>): Promise<T>
  cancel(task: TaskId): void
  cancelAll(): void
}

export interface RunningTask {
  readonly signal: AbortSignal
  importing(progress: ImportProgress): void
  downloading(file: string, bytes: number, totalBytes: number | null): void
}

export class CancelledError extends Error {
  override readonly name = 'CancelledError'
  constructor() {
    super('It was cancelled; nothing was stored.')
  }
}

const ANNOUNCE_INTERVAL_MS = 100
/** Sooner than this nobody can tell how long the rest will take. */
const LEAST_SECONDS = 0.5

export function createDatasetTasks(announcer: Announcer): DatasetTasks {
  const running = new Map<TaskId | symbol, AbortController>()
  return {
    async run(task, work) {
      const controller = new AbortController()
      const key = task ?? Symbol('unnamed')
      running.set(key, controller)
      const announce = (progress: DatasetProgress): void => announcer.announce('datasets.progressed', progress)
      try {
        const result = await work({ signal: controller.signal, ...(task === undefined ? SILENT : createReports(task, announce)) })
        if (task !== undefined) announce({ type: 'ended', task, reason: 'stored' })
        return result
      } catch (error) {
        if (task !== undefined) announce({ type: 'ended', task, reason: controller.signal.aborted ? 'cancelled' : 'failed' })
        throw error
      } finally {
        running.delete(key)
      }
    },
    cancel: (task) => running.get(task)?.abort(new CancelledError()),
    cancelAll() {
      for (const controller of running.values()) controller.abort(new CancelledError())
    },
  }
}

const SILENT: Omit<RunningTask, 'signal'> = { importing() {}, downloading() {} }

function createReports(task: TaskId, announce: (progress: DatasetProgress) => void): Omit<RunningTask, 'signal'> {
  let started = performance.now()
  let subject = ''
  let first = 0
  let last = -Infinity
  /** The bytes of this stage so far, and of all that is to come. */
  const remaining = (about: string, done: number, total: number | null): number | null => {
    if (about !== subject) {
      subject = about
      started = performance.now()
      first = done
    }
    const seconds = (performance.now() - started) / 1000
    return total === null || seconds < LEAST_SECONDS || done <= first ? null : ((total - done) * seconds) / (done - first)
  }
  const tell = (progress: () => DatasetProgress): void => {
    if (performance.now() - last < ANNOUNCE_INTERVAL_MS) return
    last = performance.now()
    announce(progress())
  }
  return {
    importing({ stage, bytes, totalBytes, rows }) {
      // Files are read twice, and both times take about as long.
      const left = remaining('import', bytes + (stage === 'store' ? totalBytes : 0), 2 * totalBytes)
      tell(() => ({ type: 'progress', task, stage, file: '', bytes, totalBytes, rows, remainingSeconds: left }))
    },
    downloading(file, bytes, totalBytes) {
      const left = remaining(file, bytes, totalBytes)
      tell(() => ({ type: 'progress', task, stage: 'download', file, bytes, totalBytes, rows: 0, remainingSeconds: left }))
    },
  }
}
