/** Eigenvalues, greatest first, and the unit eigenvectors, each a row. */
export interface SymmetricEigen {
  readonly values: Float64Array
  /** n × n; row i belongs to value i. Its entry of greatest magnitude is positive. */
  readonly vectors: Float64Array
}

/** Off-diagonal entries below this share of the matrix count as 0: rounding has put as much there. Their neighbours would be no measure, where those are rounding too. */
const EPSILON = 2 ** -52
const MOST_SWEEPS = 60

/**
 * All eigenvalues and eigenvectors of a symmetric matrix (n × n, row-major; only finite numbers, else RangeError): Householder
 * reflections to a tridiagonal matrix, then implicit QL steps. Additions, products, divisions and roots alone, in a fixed order, so the result is the
 * same on every machine. Golub & Van Loan (2013), "Matrix Computations", sections 8.3.1 and 8.3.3; Bowdler, Martin, Reinsch & Wilkinson (1968), tql2.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (!matrix.every(Number.isFinite)) throw new RangeError('Eigenvalues of a matrix that is not finite')
  const { diagonal, below, basis } = tridiagonalize(Float64Array.from(matrix), n)
  diagonalize(diagonal, below, basis, n)
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => diagonal[b] - diagonal[a] || a - b)
  const values = Float64Array.from(order, (i) => diagonal[i])
  const vectors = new Float64Array(n * n)
  order.forEach((from, i) => vectors.set(withSign(basis.subarray(from * n, (from + 1) * n)), i * n))
  return { values, vectors }
}

/** A vector or its opposite, whose entry of greatest magnitude is positive. */
function withSign(vector: Float64Array): Float64Array {
  let greatest = 0
  for (const value of vector) if (Math.abs(value) > Math.abs(greatest)) greatest = value
  return greatest < 0 ? vector.map((value) => -value) : vector
}

/** T = Qᵀ·A·Q with Q the product of reflections; `basis` is Qᵀ, so that QL steps rotate whole rows. Overwrites `a`. */
function tridiagonalize(a: Float64Array, n: number): { diagonal: Float64Array; below: Float64Array; basis: Float64Array } {
  const diagonal = new Float64Array(n)
  const below = new Float64Array(n)
  const scales = new Float64Array(n)
  const product = new Float64Array(n)
  for (let k = 0; k < n - 1; k++) {
    // The reflection I − β·v·vᵀ that clears row k beyond its neighbour; v takes that row's place.
    const v = a.subarray(k * n, (k + 1) * n)
    const beta = reflect(v, k + 1, n, below, k)
    scales[k] = beta
    if (beta === 0) continue
    let alpha = 0
    for (let i = k + 1; i < n; i++) {
      const row = i * n
      let sum = 0
      for (let j = k + 1; j < n; j++) sum += a[row + j] * v[j]
      product[i] = beta * sum
      alpha += product[i] * v[i]
    }
    alpha *= beta / 2
    for (let i = k + 1; i < n; i++) product[i] -= alpha * v[i]
    for (let i = k + 1; i < n; i++) {
      const row = i * n
      const [vi, wi] = [v[i], product[i]]
      for (let j = k + 1; j < n; j++) a[row + j] -= vi * product[j] + wi * v[j]
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]
  return { diagonal, below, basis: accumulate(a, scales, n) }
}

/** Makes v[from…] the vector of the reflection that leaves of it only its first entry, and gives its scale; the entry goes to `below`. */
function reflect(v: Float64Array, from: number, n: number, below: Float64Array, k: number): number {
  let tail = 0
  for (let j = from + 1; j < n; j++) tail += v[j] * v[j]
  if (tail === 0) {
    below[k] = v[from]
    return 0
  }
  const length = Math.sqrt(v[from] * v[from] + tail)
  const left = v[from] > 0 ? -length : length
  below[k] = left
  v[from] -= left
  return 2 / (v[from] * v[from] + tail)
}

/** Qᵀ: the reflections multiplied up from the last, each of which touches only what lies behind it. */
function accumulate(a: Float64Array, scales: Float64Array, n: number): Float64Array {
  const basis = new Float64Array(n * n)
  for (let i = 0; i < n; i++) basis[i * n + i] = 1
  for (let k = n - 2; k >= 0; k--) {
    if (scales[k] === 0) continue
    const v = a.subarray(k * n, (k + 1) * n)
    // Qᵀ ← Qᵀ·H: each row gets its own multiple of v.
    for (let i = k + 1; i < n; i++) {
      const row = i * n
      let sum = 0
      for (let j = k + 1; j < n; j++) sum += basis[row + j] * v[j]
      sum *= scales[k]
      for (let j = k + 1; j < n; j++) basis[row + j] -= sum * v[j]
    }
  }
  return basis
}

/** Implicit QL steps until nothing is left beside the diagonal; `basis` (vectors as rows) turns along. */
function diagonalize(d: Float64Array, e: Float64Array, basis: Float64Array, n: number): void {
  e[n - 1] = 0
  const negligible = EPSILON * d.reduce((most, value, i) => Math.max(most, Math.abs(value) + Math.abs(e[i])), 0)
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l
      while (m < n - 1 && Math.abs(e[m]) > negligible) m++
      if (m === l) break
      if (sweep === MOST_SWEEPS) throw new RangeError('The eigenvalues do not converge')
      qlStep(d, e, basis, n, l, m)
    }
  }
}

/** One implicit QL step with Wilkinson's shift on the block from l to m. */
function qlStep(d: Float64Array, e: Float64Array, basis: Float64Array, n: number, l: number, m: number): void {
  const slope = (d[l + 1] - d[l]) / (2 * e[l])
  const radius = Math.sqrt(slope * slope + 1)
  let g = d[m] - d[l] + e[l] / (slope + (slope < 0 ? -radius : radius))
  let [sine, cosine, shift] = [1, 1, 0]
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]
    const b = cosine * e[i]
    const length = Math.sqrt(f * f + g * g)
    e[i + 1] = length
    if (length === 0) {
      // The block has come apart here; the next step sees two.
      d[i + 1] -= shift
      e[m] = 0
      return
    }
    sine = f / length
    cosine = g / length
    const rest = d[i + 1] - shift
    const turned = (d[i] - rest) * sine + 2 * cosine * b
    shift = sine * turned
    d[i + 1] = rest + shift
    g = cosine * turned - b
    rotateRows(basis, n, i, sine, cosine)
  }
  d[l] -= shift
  e[l] = g
  e[m] = 0
}

/** Turns rows i and i + 1. */
function rotateRows(basis: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const upper = i * n
  const lower = upper + n
  for (let k = 0; k < n; k++) {
    const below = basis[lower + k]
    const above = basis[upper + k]
    basis[lower + k] = sine * above + cosine * below
    basis[upper + k] = cosine * above - sine * below
  }
}
