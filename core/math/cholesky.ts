/** The solution of (A + shift·I) x = b for a symmetric matrix A [n, n], or null where A + shift·I is not positive definite. */
export function solvePositiveDefinite(matrix: Float64Array, shift: number, b: Float64Array): Float64Array | null {
  const n = b.length
  const factor = factorize(matrix, shift, n)
  if (factor === null) return null
  const x = Float64Array.from(b)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= factor[i * n + k] * x[k]
    x[i] /= factor[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= factor[k * n + i] * x[k]
    x[i] /= factor[i * n + i]
  }
  return x
}

/** The lower triangle L of L·Lᵀ = A + shift·I; the upper one keeps zeros. */
function factorize(matrix: Float64Array, shift: number, n: number): Float64Array | null {
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] + (i === j ? shift : 0)
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k]
      if (i !== j) factor[i * n + j] = sum / factor[j * n + j]
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum)
      else return null
    }
  }
  return factor
}
