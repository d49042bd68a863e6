import { createEngine, type AugmenterInput, type BatchFeed, type Engine } from '../index.ts'
import { openFeedThread } from './feed-thread.ts'
import { helperThreads } from './helper-threads.ts'
import { allowWideVectors } from './wide-vectors.ts'

let workerEntry: string | null = null

/** Says which file helpers are started from: the worker's entry, once it runs. */
export function setWorkerEntry(url: string): void {
  workerEntry = url
}

/** How batches are prepared ahead of a run with as many threads; undefined where it has none to spare. */
export const feedOpener = (threads: number): ((input: AugmenterInput) => BatchFeed) | undefined => {
  const entry = workerEntry
  return entry === null || threads === 1 ? undefined : (input) => openFeedThread(entry, input)
}

/** The fast engine, on its own or with helper threads; with DESCENT_EXACT=1 the one whose results agree between different machines. */
export function openEngine(threads = 1): Promise<Engine> {
  const exact = process.env['DESCENT_EXACT'] === '1'
  if (!exact) allowWideVectors()
  return createEngine({ kind: 'wasm', exact, threads, now: () => performance.now(), ...(workerEntry === null || threads === 1 ? {} : { helpers: helperThreads(workerEntry) }) })
}
