import { Worker } from 'node:worker_threads'
import type { AskedChange, EpochPredictions, RunEvent } from '../../core/index.ts'
import { CONTROL, type ChangeRequest, type TrainJob, type WorkerReply } from '../../core/worker/protocol.ts'
import { errorOf } from './task-worker.ts'

/** What becomes of a training, in the order it happens; `ended` comes last and once. */
export interface RunThreadListener {
  events(events: readonly RunEvent[]): void
  predicted(predictions: readonly EpochPredictions[]): void
  paused(): void
  resumed(): void
  /** Null when it ended by itself, else why it did not. */
  ended(error: Error | null): void
}

/** A training in a thread of its own. */
export interface RunThread {
  pause(): void
  resume(): void
  /** Whether it was told to pause, and not to go on since. */
  readonly isHeld: boolean
  /** It has these values from its next update on, and says so in an event. */
  change(changes: readonly AskedChange[]): void
  /** It ends after the batch under way. */
  stop(): void
  /** How many threads may work on it from now on. */
  limitThreads(count: number): void
  /** It ends at once; what was not posted is lost. */
  kill(): Promise<void>
}

export function startRunThread(workerUrl: URL, job: Omit<TrainJob, 'type' | 'control'>, listener: RunThreadListener): RunThread {
  const control = new Int32Array(new SharedArrayBuffer(12))
  control[1] = job.threads
  const worker = new Worker(workerUrl)
  let hasEnded = false
  const end = (error: Error | null): void => {
    if (hasEnded) return
    hasEnded = true
    listener.ended(error)
    void worker.terminate()
  }
  const setControl = (value: number): void => {
    Atomics.store(control, 0, value)
    Atomics.notify(control, 0)
  }
  worker.on('message', (reply: WorkerReply) => {
    if (hasEnded) return
    switch (reply.type) {
      case 'events': return listener.events(reply.events)
      case 'predicted': return listener.predicted(reply.predictions)
      case 'paused': return listener.paused()
      case 'resumed': return listener.resumed()
      case 'done': return end(null)
      case 'failed': return end(errorOf(reply.error))
    }
  })
  worker.on('error', (error: Error) => end(inWords(error)))
  worker.on('exit', (code) => end(new Error(`The training thread ended unexpectedly (code ${code}). Resume the run to continue from its last checkpoint.`)))
  worker.postMessage({ type: 'train', ...job, control: control.buffer } satisfies TrainJob)
  return {
    pause: () => setControl(CONTROL.pause),
    resume: () => setControl(CONTROL.run),
    get isHeld() { return Atomics.load(control, 0) === CONTROL.pause },
    change(changes) {
      Atomics.add(control, 2, 1)
      worker.postMessage({ type: 'change', changes } satisfies ChangeRequest)
    },
    stop: () => setControl(CONTROL.stop),
    limitThreads: (count) => { Atomics.store(control, 1, count) },
    async kill() {
      hasEnded = true
      await worker.terminate()
    },
  }
}

const inWords = (error: Error): Error =>
  'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error('The training ran out of memory. Try a smaller batch or network, or train fewer runs at once.') : error
