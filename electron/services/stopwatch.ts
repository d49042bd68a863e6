/** Seconds while it is on: what a run spent training, without queue and pauses. */
export interface Stopwatch {
  start(): void
  stop(): void
  seconds(): number
}

export function createStopwatch(secondsBefore: number): Stopwatch {
  let total = secondsBefore
  let since: number | null = null
  const seconds = (): number => total + (since === null ? 0 : (performance.now() - since) / 1000)
  return {
    start() {
      since ??= performance.now()
    },
    stop() {
      total = seconds()
      since = null
    },
    seconds,
  }
}
