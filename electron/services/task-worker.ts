import { Worker } from 'node:worker_threads'
import { SpecError } from '../../core/index.ts'
import type { ImportProgress, ShareProgress, TaskName, TaskRequest, Tasks, WorkerError, WorkerReply } from '../../core/worker/protocol.ts'

/** Tasks in threads of their own, so that the main thread stays free. */
export interface TaskWorkers {
  /** For long work: a thread of its own, gone afterwards. */
  once<N extends TaskName>(task: N, input: Tasks[N]['input'], options?: TaskOptions): Promise<Tasks[N]['output']>
  /** For quick questions: threads that stay, one for reading, which remembers the data sets it read last, one for trained models, one for error surfaces. */
  ask<N extends TaskName>(task: N, input: Tasks[N]['input'], about?: 'data' | 'models' | 'surfaces'): Promise<Tasks[N]['output']>
  close(): Promise<void>
}

export interface TaskOptions {
  onProgress?(progress: ImportProgress): void
  /** Of work that tells the share that is done. */
  onShare?(progress: ShareProgress): void
  /** Ends the thread in the middle of its work; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

interface Waiting { resolve(output: Tasks[TaskName]['output']): void; reject(error: Error): void; onProgress(progress: ImportProgress | ShareProgress): void }

interface TaskThread {
  call<N extends TaskName>(task: N, input: Tasks[N]['input'], onProgress?: (progress: ImportProgress | ShareProgress) => void): Promise<Tasks[N]['output']>
  stop(): Promise<void>
}

export function createTaskWorkers(workerUrl: URL): TaskWorkers {
  const threads = new Set<TaskThread>()
  const lasting = new Map<string, TaskThread>()

  function start(ended: (thread: TaskThread) => void): TaskThread {
    const thread = startThread(workerUrl, () => {
      threads.delete(thread)
      ended(thread)
    })
    threads.add(thread)
    return thread
  }

  return {
    async once(task, input, { onProgress = () => {}, onShare = () => {}, signal } = {}) {
      signal?.throwIfAborted()
      const thread = start(() => {})
      const { promise: ended, reject } = Promise.withResolvers<never>()
      const end = (): void => reject(signal?.reason as Error)
      signal?.addEventListener('abort', end)
      try {
        return await Promise.race([thread.call(task, input, (progress) => (progress.stage === 'share' ? onShare(progress) : onProgress(progress))), ended])
      } finally {
        signal?.removeEventListener('abort', end)
        await thread.stop()
      }
    },
    ask(task, input, about = 'data') {
      const thread = lasting.get(about) ?? start((ended) => {
        if (lasting.get(about) === ended) lasting.delete(about)
      })
      lasting.set(about, thread)
      return thread.call(task, input)
    },
    async close() {
      await Promise.all([...threads].map((thread) => thread.stop()))
    },
  }
}

function startThread(workerUrl: URL, ended: () => void): TaskThread {
  const worker = new Worker(workerUrl)
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (reply: WorkerReply) => {
    if (reply.type === 'progress') waiting.get(reply.id)?.onProgress(reply.progress)
    if (reply.type !== 'result' && reply.type !== 'refused') return
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if (reply.type === 'result') asked?.resolve(reply.output)
    else asked?.reject(errorOf(reply.error))
  })
  worker.on('error', fail)
  worker.on('exit', () => {
    fail(new Error('The work was stopped before it ended.'))
    ended()
  })
  worker.unref()
  return {
    call(task, input, onProgress = () => {}) {
      const id = ++lastId
      worker.ref()
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, onProgress })
        worker.postMessage({ type: 'task', id, task, input } as TaskRequest)
      })
    },
    async stop() {
      await worker.terminate()
    },
  }
}

/** The error a worker described, as one again. */
export function errorOf({ name, message, issues }: WorkerError): Error {
  return issues === undefined ? Object.assign(new Error(message), { name }) : new SpecError(issues)
}
