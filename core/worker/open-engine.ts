import { createEngine, type Engine } from '../index.ts'
import { helperThreads } from './helper-threads.ts'
import { allowWideVectors } from './wide-vectors.ts'

let workerEntry: string | null = null

/** Says which file helpers are started from: the worker's entry, once it runs. */
export function setWorkerEntry(url: string): void {
  workerEntry = url
}

/** The fast engine, on its own or with helper threads; with DESCENT_EXACT=1 the one whose results agree between different machines. */
export function openEngine(threads = 1): Promise<Engine> {
  const exact = process.env['DESCENT_EXACT'] === '1'
  if (!exact) allowWideVectors()
  return createEngine({ kind: 'wasm', exact, threads, now: () => performance.now(), ...(workerEntry === null || threads === 1 ? {} : { helpers: helperThreads(workerEntry) }) })
}
