/** The mean of `count` rows of equal length, summed in float64. */
export function meanRows(rows: Float32Array, count: number): Float32Array {
  const width = count === 0 ? 0 : rows.length / count
  const sums = new Float64Array(width)
  for (let i = 0, column = 0; i < rows.length; i++, column = column + 1 === width ? 0 : column + 1) sums[column] += rows[i]
  return Float32Array.from(sums, (sum) => sum / count)
}
