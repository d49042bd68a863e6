import type { Points } from './series-reduction.ts'

/** Reduces values that come in order and are not kept: to what `reduce` would make of all of them. */
export interface StreamReducer {
  /** The positions `from … to - 1`. */
  add(steps: Float64Array, values: Float64Array, from: number, to: number): void
  points(): Points
}

/** `total` values are to come; of more than `maximumPoints` (at least 4) the extremes of each bucket stay, and both ends. */
export function createStreamReducer(total: number, maximumPoints: number): StreamReducer {
  return total <= Math.max(4, maximumPoints) ? keepAll(total) : keepExtremes(total, Math.max(4, maximumPoints))
}

function keepAll(total: number): StreamReducer {
  const [steps, values] = [new Float64Array(total), new Float64Array(total)]
  let length = 0
  return {
    add(from, of, start, end) {
      const room = Math.min(end, start + total - length)
      steps.set(from.subarray(start, room), length)
      values.set(of.subarray(start, room), length)
      length += Math.max(0, room - start)
    },
    points: () => ({ steps: steps.slice(0, length), values: values.slice(0, length) }),
  }
}

function keepExtremes(total: number, maximumPoints: number): StreamReducer {
  const count = Math.max(1, Math.floor((maximumPoints - 2) / 2))
  const size = Math.ceil(total / count)
  const [minima, maxima] = [new Float64Array(count).fill(Infinity), new Float64Array(count).fill(-Infinity)]
  const [minimaAt, maximaAt] = [new Float64Array(count), new Float64Array(count)]
  let first: readonly [number, number] | null = null
  let last: readonly [number, number] | null = null
  let ordinal = 0
  function addToBucket(bucket: number, steps: Float64Array, values: Float64Array, from: number, to: number): void {
    let minimum = minima[bucket]!
    let maximum = maxima[bucket]!
    let leastAt = -1
    let greatestAt = -1
    for (let i = from; i < to; i++) {
      const value = values[i]!
      if (value < minimum) {
        minimum = value
        leastAt = i
      }
      if (value > maximum) {
        maximum = value
        greatestAt = i
      }
    }
    minima[bucket] = minimum
    maxima[bucket] = maximum
    if (leastAt !== -1) minimaAt[bucket] = steps[leastAt]!
    if (greatestAt !== -1) maximaAt[bucket] = steps[greatestAt]!
  }
  return {
    add(steps, values, from, to) {
      if (from >= to) return
      first ??= [steps[from]!, values[from]!]
      last = [steps[to - 1]!, values[to - 1]!]
      let position = from
      while (position < to) {
        // What came after the values were counted belongs to the last bucket.
        const bucket = Math.min(count - 1, Math.floor(ordinal / size))
        const end = bucket === count - 1 ? to : Math.min(to, position + (bucket + 1) * size - ordinal)
        addToBucket(bucket, steps, values, position, end)
        ordinal += end - position
        position = end
      }
    },
    points() {
      const steps: number[] = []
      const kept: number[] = []
      const put = (step: number, value: number): void => {
        if (!Number.isFinite(value) || steps.at(-1) === step) return
        steps.push(step)
        kept.push(value)
      }
      if (first !== null) put(...first)
      for (let bucket = 0; bucket < count; bucket++) {
        const extremes = [[minimaAt[bucket]!, minima[bucket]!], [maximaAt[bucket]!, maxima[bucket]!]] as const
        for (const [step, value] of minimaAt[bucket]! <= maximaAt[bucket]! ? extremes : extremes.toReversed()) put(step, value)
      }
      if (last !== null) put(...last)
      return { steps: Float64Array.from(steps), values: Float64Array.from(kept) }
    },
  }
}
