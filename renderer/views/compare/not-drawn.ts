/** What of some curves has no place in a chart. */
export interface NotDrawn {
  /** Values that are NaN or infinite. */
  readonly notFinite: boolean
  /** Values that have no logarithm. */
  readonly notPositive: boolean
  /** Means that end before the longest of their runs. */
  readonly endsEarly: boolean
}

export function notDrawn(curves: readonly ({ readonly values: Float64Array } | null)[], log: boolean, endsEarly: boolean): NotDrawn {
  let [notFinite, notPositive] = [false, false]
  for (const curve of curves) {
    if (curve === null) continue
    if (notFinite && (notPositive || !log)) break
    for (const value of curve.values) {
      notFinite ||= !Number.isFinite(value)
      notPositive ||= value <= 0
    }
  }
  return { notFinite, notPositive: log && notPositive, endsEarly }
}
