import type { Dataset } from '../datasets/dataset.ts'
import { gatherInputs, gatherLabels, gatherValues } from '../datasets/gather.ts'
import { covarianceAxes } from '../math/covariance-axes.ts'
import { plainProducts, type MatrixProducts } from '../math/matrix-products.ts'
import { moments } from '../math/moments.ts'
import { sizeOf } from '../math/shape.ts'
import { spreadPositions } from '../math/spread-positions.ts'
import { checkFeatures } from '../preprocessing/whitening.ts'
import { SpecError } from '../schema/issue.ts'

export interface ComponentsQuery {
  /** How many samples are projected, from all over the data set. */
  readonly samples: number
  /** How many axes are told, those of most variance; at most as many as there are features. */
  readonly components: number
  /** Divides every feature by its standard deviation first, where features have units of their own. */
  readonly standardized?: boolean
}

/** The axes along which a data set varies, and some of its samples on them. */
export interface PrincipalComponents {
  /** The variance along every axis, most first: the eigenvalues of the covariance. */
  readonly variances: Float64Array
  /** What is subtracted from each feature, and what it is divided by then. */
  readonly mean: Float32Array
  readonly scale: Float32Array
  /** components × features: unit vectors. */
  readonly axes: Float32Array
  /** samples × components: where each sample lies. */
  readonly projections: Float32Array
  /** Positions of these samples in the data set. */
  readonly indices: Int32Array
  /** Their classes; empty for regression. */
  readonly labels: Int32Array
  /** Their values, samples × targets; empty for classification. */
  readonly values: Float32Array
  /** How many samples the covariance was taken of; fewer than there are where memory would not hold them. */
  readonly usedSamples: number
}

/** Numbers that are held at once beside the data set. */
const MOST_NUMBERS = 64e6

/**
 * Principal components of a data set's inputs, all parts together; a missing value counts as its feature's mean. Throws SpecError where there are too
 * many features. Jolliffe (2002), "Principal Component Analysis"; lecture 000.
 */
export function principalComponents(dataset: Dataset, { samples, components, standardized = false }: ComponentsQuery, products: MatrixProducts = plainProducts): PrincipalComponents {
  const n = sizeOf(dataset.inputShape)
  const issues = checkFeatures({ shape: dataset.inputShape, task: 'classification' }, dataset.name)
  if (issues.length > 0) throw new SpecError(issues)
  const used = spreadPositions(dataset.sampleCount, Math.max(1, Math.floor(MOST_NUMBERS / n)))
  const rows = gatherInputs(dataset, used)
  const { mean, deviation } = moments(rows, n)
  const scale = deviation.map((value) => (standardized && value > 0 ? value : 1))
  centre(rows, mean, scale)
  const { values: variances, vectors } = covarianceAxes(rows, n, products)
  const axes = vectors.slice(0, Math.min(components, n) * n)
  const indices = spreadPositions(dataset.sampleCount, samples)
  const shown = gatherInputs(dataset, indices)
  centre(shown, mean, scale)
  return {
    variances,
    mean: Float32Array.from(mean),
    scale: Float32Array.from(scale),
    axes: Float32Array.from(axes),
    projections: products.project(shown, new Float64Array(n), axes),
    indices,
    labels: gatherLabels(dataset, indices),
    values: gatherValues(dataset, indices),
    usedSamples: used.length,
  }
}

/** Sample `row` put together again from its first `count` components: mean + scale·Σ z_k·v_k, features long. */
export function reconstruct({ mean, scale, axes, projections }: PrincipalComponents, row: number, count: number): Float32Array {
  const n = mean.length
  const width = axes.length / n
  const sums = new Float64Array(n)
  for (let k = 0; k < Math.min(count, width); k++) {
    const z = projections[row * width + k]
    for (let j = 0; j < n; j++) sums[j] += z * axes[k * n + j]
  }
  return Float32Array.from(sums, (sum, j) => mean[j] + scale[j] * sum)
}

/** Shifts and scales rows in place; what is missing becomes 0, the mean. */
function centre(rows: Float32Array, mean: Float64Array, scale: Float64Array): void {
  for (let i = 0, j = 0; i < rows.length; i++, j = j + 1 === mean.length ? 0 : j + 1) rows[i] = Number.isNaN(rows[i]) ? 0 : (rows[i] - mean[j]) / scale[j]
}
