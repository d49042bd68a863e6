import { Worker, type MessagePort } from 'node:worker_threads'
import { helpEngine, type HelperTask, type HelperThreads } from '../index.ts'

interface HelperData { readonly help: HelperTask }

/** Threads that help an engine. They run the worker's own entry, so that one file is all there is to build and find. */
export const helperThreads = (entry: string): HelperThreads => ({
  start: (task) => new Promise((resolve, reject) => {
    const worker = new Worker(new URL(entry), { workerData: { help: task } satisfies HelperData })
    worker.once('message', () => resolve())
    worker.once('error', reject)
    // Helpers end with their engine; they keep nothing alive by themselves.
    worker.unref()
  }),
})

/** True when this thread was started to help; it returns from here once the engine is disposed of. */
export function helpIfAsked(data: unknown, port: MessagePort): boolean {
  if (typeof data !== 'object' || data === null || !('help' in data)) return false
  port.postMessage('helping')
  helpEngine((module, imports) => new WebAssembly.Instance(module, imports), (data as HelperData).help)
  return true
}
