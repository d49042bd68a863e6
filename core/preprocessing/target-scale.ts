import type { FittedTransform } from './apply-transforms.ts'

/** How the values to be predicted are scaled for the network, per target column: (y − offset)/scale. */
export interface TargetScale {
  readonly offset: Float64Array
  readonly scale: Float64Array
}

/** What fitted transforms do to targets; null where the network learns them as they are. */
export function targetScaleOf(fitted: readonly FittedTransform[]): TargetScale | null {
  const state = fitted.find(({ kind }) => kind === 'targetScaling')?.state
  return state === undefined ? null : { offset: state['offset'], scale: state['scale'] }
}

/** The scale of some of the columns. */
export const scaleOfColumns = ({ offset, scale }: TargetScale, columns: readonly number[] | null): TargetScale =>
  columns === null ? { offset, scale } : { offset: Float64Array.from(columns, (column) => offset[column]), scale: Float64Array.from(columns, (column) => scale[column]) }

/** Values as the network learns them. */
export const scaleValues = (values: Float32Array, { offset, scale }: TargetScale): Float32Array =>
  values.map((value, i) => (value - offset[i % offset.length]) / scale[i % scale.length])

/** What the network says, in the unit of the data. */
export const unscaleValues = (values: Float32Array, { offset, scale }: TargetScale): Float32Array =>
  values.map((value, i) => value * scale[i % scale.length] + offset[i % offset.length])
