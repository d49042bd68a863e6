/** Where a moving average stands: what it needs to go on. `at` is NaN before the first value. */
export interface AverageState { readonly sum: number; readonly total: number; readonly at: number }

export const NOTHING_AVERAGED: AverageState = { sum: 0, total: 0, at: NaN }

/**
 * A debiased exponential moving average: out_i = Σ_j w^((x_i − x_j)/unit) y_j / Σ_j w^((x_i − x_j)/unit), over j ≤ i; 0 ≤ w < 1, x ascends.
 * Uneven spacing weighs by distance; a constant stays constant; points to come change nothing that was said. What is not finite is a gap, which counts for nothing.
 * Goes on from `state` and writes the averages `into`; returns where it stands then, so that pieces of a curve give what the whole gives.
 */
export function continueAverage(state: AverageState, x: ArrayLike<number>, y: ArrayLike<number>, weight: number, unit: number, into: Float64Array): AverageState {
  let { sum, total, at } = state
  // Steps are mostly as far apart as the last ones, and a power takes longer than all the rest.
  let gap = NaN
  let kept = 0
  for (let i = 0; i < y.length; i++) {
    const value = y[i]
    if (!Number.isFinite(value)) {
      into[i] = NaN
      continue
    }
    const since = x[i] - at
    if (since !== gap) {
      gap = since
      kept = Number.isNaN(since) ? 0 : weight ** (since / unit)
    }
    sum = sum * kept + value
    total = total * kept + 1
    at = x[i]
    into[i] = sum / total
  }
  return { sum, total, at }
}

/** The average at each value of a whole curve. */
export function movingAverage(x: ArrayLike<number>, y: ArrayLike<number>, weight: number, unit: number): Float64Array {
  const averages = new Float64Array(y.length)
  continueAverage(NOTHING_AVERAGED, x, y, weight, unit, averages)
  return averages
}
