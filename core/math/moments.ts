/** Mean and deviation per group, NaN left out; element i belongs to group i modulo `groups`. Deviations divide by the count (population). */
export function moments(data: ArrayLike<number>, groups: number): { mean: Float64Array; deviation: Float64Array; count: Float64Array } {
  const count = new Float64Array(groups)
  const mean = new Float64Array(groups)
  const deviation = new Float64Array(groups)
  for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) {
    if (Number.isNaN(data[i])) continue
    mean[g] += data[i]
    count[g]++
  }
  for (let g = 0; g < groups; g++) mean[g] = count[g] === 0 ? 0 : mean[g] / count[g]
  // A second pass over the differences: sums of squares would cancel.
  for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) {
    if (!Number.isNaN(data[i])) deviation[g] += (data[i] - mean[g]) ** 2
  }
  for (let g = 0; g < groups; g++) deviation[g] = count[g] === 0 ? 0 : Math.sqrt(deviation[g] / count[g])
  return { mean, deviation, count }
}

/** The smallest and largest per group, NaN left out; 0 and 0 where there is nothing. */
export function extremes(data: ArrayLike<number>, groups: number): { minimum: Float64Array; maximum: Float64Array } {
  const minimum = new Float64Array(groups).fill(Infinity)
  const maximum = new Float64Array(groups).fill(-Infinity)
  for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) {
    if (data[i] < minimum[g]) minimum[g] = data[i]
    if (data[i] > maximum[g]) maximum[g] = data[i]
  }
  for (let g = 0; g < groups; g++) {
    if (minimum[g] <= maximum[g]) continue
    minimum[g] = 0
    maximum[g] = 0
  }
  return { minimum, maximum }
}
