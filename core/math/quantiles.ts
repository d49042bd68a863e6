/** Values in ascending order, NaN left out: every `stride`-th from `start` on. */
export function sortedValues(data: Float32Array, start = 0, stride = 1): Float32Array {
  const values = stride === 1 ? data.slice(start) : Float32Array.from({ length: Math.ceil((data.length - start) / stride) }, (_, i) => data[start + i * stride])
  const present = values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values
  return present.sort()
}

/** The value that a share of the sorted values lies below, interpolated between its neighbours; 0 where there are none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return 0
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}
