import { plainProducts, type MatrixProducts } from './matrix-products.ts'
import { moments } from './moments.ts'
import { symmetricEigen, type SymmetricEigen } from './symmetric-eigen.ts'

/** The axes along which samples vary, most first. */
export interface CovarianceAxes extends SymmetricEigen {
  readonly mean: Float64Array
}

/** Variances below this share of the greatest are rounding. */
const NEGLIGIBLE = 1e-8

/**
 * Eigenvalues and eigenvectors of the covariance of samples (rows × columns), divided by the number of rows less one: the variance along each axis
 * and the axes. Jolliffe (2002), "Principal Component Analysis". Throws RangeError where a value is not finite.
 */
export function covarianceAxes(rows: Float32Array, columns: number, products: MatrixProducts = plainProducts): CovarianceAxes {
  const { mean } = moments(rows, columns)
  const degrees = Math.max(1, rows.length / columns - 1)
  const { values, vectors } = symmetricEigen(products.scatter(rows, mean).map((sum) => sum / degrees), columns)
  return { mean, values: values.map((value) => Math.max(0, value)), vectors }
}

/** How many axes, most first, hold at least a share of the variance. */
export function axesForShare(values: Float64Array, share: number): number {
  const wanted = share * values.reduce((sum, value) => sum + value, 0)
  let held = 0
  let count = 0
  while (count < values.length && (held < wanted || count === 0)) held += values[count++]
  return share >= 1 ? values.length : count
}

/** 1/√(λ + ε) for each axis; 0 for one along which nothing varies. */
export const whiteningScales = (values: Float64Array, epsilon: number): Float64Array =>
  values.map((value) => (value + epsilon <= NEGLIGIBLE * values[0] || value + epsilon === 0 ? 0 : 1 / Math.sqrt(value + epsilon)))
