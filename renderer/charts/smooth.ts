/**
 * A debiased exponential moving average: out_i = Σ_j w^((x_i − x_j)/unit) y_j / Σ_j w^((x_i − x_j)/unit), over j ≤ i.
 * Uneven spacing weighs by distance; a constant stays constant; points to come change nothing that is drawn. NaN stays a gap and counts for nothing.
 */
export function smooth(x: Float64Array, y: Float64Array, weight: number, unit: number): Float64Array {
  const smoothed = new Float64Array(y.length)
  let sum = 0
  let total = 0
  let before = NaN
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? NaN
    const at = x[i] ?? NaN
    if (!Number.isFinite(value)) {
      smoothed[i] = NaN
      continue
    }
    const kept = Number.isNaN(before) ? 0 : weight ** ((at - before) / unit)
    sum = sum * kept + value
    total = total * kept + 1
    before = at
    smoothed[i] = sum / total
  }
  return smoothed
}
