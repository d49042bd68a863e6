import { CancelledError } from './dataset-tasks.ts'

/** Lets one piece of work at a time be done; of those that wait the newest comes next, the others are rejected as cancelled. */
export type NewestFirst = <T>(work: () => Promise<T>) => Promise<T>

export function createNewestFirst(): NewestFirst {
  let isBusy = false
  let waiting: { start(): void; cancel(): void } | null = null

  const turn = (): Promise<void> => {
    if (!isBusy) {
      isBusy = true
      return Promise.resolve()
    }
    waiting?.cancel()
    return new Promise((start, refuse) => {
      waiting = { start, cancel: () => refuse(new CancelledError()) }
    })
  }

  return async (work) => {
    await turn()
    try {
      return await work()
    } finally {
      const next = waiting
      waiting = null
      if (next === null) isBusy = false
      else next.start()
    }
  }
}
