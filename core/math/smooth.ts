/** A running mean that forgets: plain numbers, so that it can be saved. */
export interface RunningMean {
  /** Σ of what was seen, each weighted with (1 − β) βᵃᵍᵉ. */
  readonly sum: number
  /** The weights' sum, 1 − βⁿ: what the early sums lack. */
  readonly weight: number
}

export const NOTHING_SEEN: RunningMean = { sum: 0, weight: 0 }

/** After one more value; β near 1 forgets slowly. */
export const seeValue = ({ sum, weight }: RunningMean, value: number, beta: number): RunningMean => ({ sum: beta * sum + (1 - beta) * value, weight: beta * weight + (1 - beta) })

/** The mean without the bias towards 0 of the first values. */
export const debiased = ({ sum, weight }: RunningMean): number => sum / weight

/** The running mean at each value. */
export function smoothValues(values: ArrayLike<number>, beta: number): Float64Array {
  const smoothed = new Float64Array(values.length)
  let mean = NOTHING_SEEN
  for (let i = 0; i < values.length; i++) {
    mean = seeValue(mean, values[i], beta)
    smoothed[i] = debiased(mean)
  }
  return smoothed
}
