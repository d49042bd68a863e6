import type { AskedChange } from '../index.ts'

/** Changes on their way to the training. */
export interface ChangeMailbox {
  /** How many requests have come. */
  readonly received: number
  put(changes: readonly AskedChange[]): void
  /** What has come since it was last emptied. */
  take(): readonly AskedChange[]
}

const NONE: readonly AskedChange[] = []

export function createChangeMailbox(): ChangeMailbox {
  let waiting = NONE
  let received = 0
  return {
    get received() { return received },
    put(changes) {
      waiting = [...waiting, ...changes]
      received++
    },
    take() {
      if (waiting.length === 0) return NONE
      const taken = waiting
      waiting = NONE
      return taken
    },
  }
}
