import type { PrincipalComponents } from '../../../electron/contract/api.ts'

/** The share of the variance that the first 1, 2, … components hold together. */
export function cumulativeShares(variances: Float64Array): Float64Array {
  const total = variances.reduce((sum, value) => sum + value, 0)
  let held = 0
  return variances.map((value) => (total === 0 ? 0 : (held += value) / total))
}

/** How many components hold at least a share of the variance. */
export function componentsFor(variances: Float64Array, share: number): number {
  const held = cumulativeShares(variances).findIndex((value) => value >= share - 1e-12)
  return held === -1 ? variances.length : held + 1
}

/** How many axes were told. */
export const axisCount = ({ axes, mean }: PrincipalComponents): number => (mean.length === 0 ? 0 : axes.length / mean.length)

/** The coordinates of the projected samples along one axis. */
export function coordinates(components: PrincipalComponents, axis: number): Float64Array {
  const kept = axisCount(components)
  return Float64Array.from(components.indices, (_, i) => components.projections[i * kept + axis] ?? NaN)
}

/** An axis as an image: zero is mid-grey, its largest weight black or white. */
export function axisImage({ mean, axes }: PrincipalComponents, axis: number): Float32Array {
  const weights = axes.subarray(axis * mean.length, (axis + 1) * mean.length)
  const most = weights.reduce((greatest, weight) => Math.max(greatest, Math.abs(weight)), 0) || 1
  return weights.map((weight) => 0.5 + weight / (2 * most))
}
