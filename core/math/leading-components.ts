import { covarianceAxes } from './covariance-axes.ts'
import { plainProducts, type MatrixProducts } from './matrix-products.ts'
import { moments } from './moments.ts'
import type { Random } from './random.ts'

export interface LeadingComponents {
  /** The variance along each axis, most first. */
  readonly variances: Float64Array
  /** What the features vary in all, for shares. */
  readonly totalVariance: number
  /** rows × count: where each sample lies on the axes. The coordinate furthest from 0 on each axis is positive. */
  readonly projections: Float32Array
}

/** Up to so many features all axes are found at once; of more, only the leading ones by iteration. */
const MOST_EXACT = 200
/** More axes than are wanted make those that are wanted come out right. */
const EXTRA = 10
const ITERATIONS = 6

/**
 * The first axes along which samples (rows × columns) vary, and the samples on them. Exact up to 200 features; of more by subspace iteration from a
 * random start: Halko, Martinsson & Tropp (2011), "Finding structure with randomness", algorithm 4.4. Values must be finite.
 */
export function leadingComponents(rows: Float32Array, columns: number, wanted: number, random: Random, products: MatrixProducts = plainProducts): LeadingComponents {
  const count = rows.length / columns
  const { mean, deviation } = moments(rows, columns)
  const kept = Math.max(1, Math.min(wanted, columns, count))
  const axes = columns <= MOST_EXACT ? covarianceAxes(rows, columns, products).vectors.slice(0, kept * columns) : leadingSubspace(rows, { count, columns, wanted: Math.min(columns, count, kept + EXTRA), mean, random, products })
  const within = products.project(rows, mean, axes)
  const width = axes.length / columns
  // Within the subspace the axes are turned to those of most variance.
  const turned = covarianceAxes(within, width)
  const projections = plainProducts.project(within, turned.mean, turned.vectors.slice(0, kept * width))
  makeFurthestPositive(projections, kept)
  return { variances: turned.values.slice(0, kept), totalVariance: deviation.reduce((sum, value) => sum + value * value, 0) * (count / Math.max(1, count - 1)), projections }
}

interface Subspace {
  readonly count: number
  readonly columns: number
  readonly wanted: number
  readonly mean: Float64Array
  readonly random: Random
  readonly products: MatrixProducts
}

/** Orthonormal axes, wanted × columns, of the space in which the samples vary most. */
function leadingSubspace(rows: Float32Array, { count, columns, wanted, mean, random, products }: Subspace): Float64Array {
  const transposed = transpose(rows, count, columns)
  const none = new Float64Array(count)
  let axes = Float64Array.from({ length: wanted * columns }, () => random.normal())
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    orthonormalize(axes, wanted, columns)
    // What is projected sums to 0 over the samples, so that the mean drops out of the way back.
    const projected = products.project(rows, mean, axes)
    const back = products.project(transposed, none, Float64Array.from(transpose(projected, count, wanted)))
    axes = Float64Array.from(transpose(back, columns, wanted))
  }
  orthonormalize(axes, wanted, columns)
  return axes
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]
  return turned
}

/** Gram–Schmidt in place, twice for each vector; what depends on the others becomes 0. */
function orthonormalize(vectors: Float64Array, count: number, width: number): void {
  for (let i = 0; i < count; i++) {
    const own = vectors.subarray(i * width, (i + 1) * width)
    const before = Math.sqrt(dot(own, own))
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = vectors.subarray(j * width, (j + 1) * width)
        const along = dot(own, other)
        for (let k = 0; k < width; k++) own[k] -= along * other[k]
      }
    }
    const length = Math.sqrt(dot(own, own))
    const scale = length <= 1e-10 * before || length === 0 ? 0 : 1 / length
    for (let k = 0; k < width; k++) own[k] *= scale
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** The sign of an axis means nothing; this one is the same wherever it is computed. */
function makeFurthestPositive(projections: Float32Array, width: number): void {
  for (let axis = 0; axis < width; axis++) {
    let furthest = 0
    for (let i = axis; i < projections.length; i += width) if (Math.abs(projections[i]) > Math.abs(furthest)) furthest = projections[i]
    if (furthest < 0) for (let i = axis; i < projections.length; i += width) projections[i] = -projections[i]
  }
}
