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
  const some = (test: (value: number) => boolean): boolean => curves.some((curve) => curve?.values.some(test) === true)
  return { notFinite: some((value) => !Number.isFinite(value)), notPositive: log && some((value) => value <= 0), endsEarly }
}
