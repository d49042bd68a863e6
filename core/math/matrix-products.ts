/**
 * The two products that statistics of many samples spend their time in. `plainProducts` is the definition, in float64; where an engine is at hand it
 * does the same faster. Rows are samples, row-major.
 */
export interface MatrixProducts {
  /** Σ over the rows of (x − mean)·(x − mean)ᵀ: columns × columns. */
  scatter(rows: Float32Array, mean: Float64Array): Float64Array
  /** (x − mean)·matrixᵀ for every row; `matrix` is outputs × columns. */
  project(rows: Float32Array, mean: Float64Array, matrix: Float64Array): Float32Array
}

/** Rows that are read together, so that each entry of the sum is touched a quarter as often. */
const AT_ONCE = 4

export const plainProducts: MatrixProducts = {
  scatter(rows, mean) {
    const n = mean.length
    const sums = new Float64Array(n * n)
    const centred = new Float64Array(AT_ONCE * n)
    for (let start = 0; start < rows.length; start += AT_ONCE * n) {
      centred.fill(0)
      const count = Math.min(AT_ONCE * n, rows.length - start)
      for (let k = 0; k < count; k++) centred[k] = rows[start + k] - mean[k % n]
      for (let i = 0; i < n; i++) addRow(sums, centred, i, n)
    }
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sums[i * n + j] = sums[j * n + i]
    return sums
  },
  project(rows, mean, matrix) {
    const n = mean.length
    const width = matrix.length / n
    const count = rows.length / n
    const out = new Float32Array(count * width)
    const centred = new Float64Array(n)
    for (let row = 0; row < count; row++) {
      for (let j = 0; j < n; j++) centred[j] = rows[row * n + j] - mean[j]
      for (let k = 0; k < width; k++) {
        const at = k * n
        let sum = 0
        for (let j = 0; j < n; j++) sum += centred[j] * matrix[at + j]
        out[row * width + k] = sum
      }
    }
    return out
  },
}

/** Row i of the sum, from the diagonal on. */
function addRow(sums: Float64Array, centred: Float64Array, i: number, n: number): void {
  const [a, b, c, d] = [centred[i], centred[n + i], centred[2 * n + i], centred[3 * n + i]]
  if (a === 0 && b === 0 && c === 0 && d === 0) return
  const row = i * n
  for (let j = i; j < n; j++) sums[row + j] += a * centred[j] + b * centred[n + j] + c * centred[2 * n + j] + d * centred[3 * n + j]
}
