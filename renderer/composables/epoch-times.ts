import type { RunDetails } from '../../electron/contract/api.ts'

/** Seconds of training and evaluation until the end of each epoch. */
export interface EpochTimes { readonly epochs: Float64Array; readonly seconds: Float64Array }

export function epochTimes(events: RunDetails['events']): EpochTimes {
  const epochs: number[] = [0]
  const seconds: number[] = [0]
  for (const { event } of events) {
    if (event.type !== 'epoch') continue
    epochs.push(event.epoch)
    seconds.push((seconds.at(-1) ?? 0) + event.trainSeconds + event.evaluationSeconds)
  }
  return { epochs: Float64Array.from(epochs), seconds: Float64Array.from(seconds) }
}

/** The times of ascending epochs, fractions of an epoch taken evenly; NaN after the last one that was timed. */
export function timesAt(wanted: Float64Array, { epochs, seconds }: EpochTimes): Float64Array {
  let next = 1
  return wanted.map((epoch) => {
    while (next < epochs.length && (epochs[next] ?? 0) < epoch) next++
    const [from = 0, to] = [epochs[next - 1], epochs[next]]
    const [start = 0, end = NaN] = [seconds[next - 1], seconds[next]]
    return to === undefined ? (epoch === from ? start : NaN) : start + ((end - start) * (epoch - from)) / (to - from)
  })
}
