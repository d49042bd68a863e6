/** Σ aᵢ bᵢ. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

export const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a))

/** a + scale·b, as a new vector. */
export const plus = (a: Float64Array, scale: number, b: ArrayLike<number>): Float64Array => a.map((value, i) => value + scale * b[i])

/** scale·a, as a new vector. */
export const times = (scale: number, a: Float64Array): Float64Array => a.map((value) => scale * value)
