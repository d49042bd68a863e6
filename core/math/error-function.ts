const TINY = 1e-17

/** erf x = 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n + 1)!!, a sum without cancellation; within 1e-15. */
export function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > TINY * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1)
    sum += term
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum
}
