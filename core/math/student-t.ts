/** ln Γ(x) for x > 0: Lanczos' approximation with g = 7 and nine terms, good to 15 digits. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  const t = shifted + 7.5
  const series = LANCZOS.reduce((sum, coefficient, i) => sum + (i === 0 ? coefficient : coefficient / (shifted + i)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series)
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** The regularized incomplete beta function I_x(a, b), by its continued fraction (Lentz' method; Press et al., "Numerical Recipes", section 6.4). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  // The fraction converges fast below the mean; above it the other tail is taken.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b
}

const SMALLEST = 1e-300
const TERMS = 500

function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    value *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 1e-16) break
  }
  return value
}

const nonZero = (value: number): number => (Math.abs(value) < SMALLEST ? SMALLEST : value)

/** P(T ≤ t) of Student's t with `freedom` > 0 degrees of freedom, whole or not. */
export function studentProbability(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** The density of Student's t distribution. */
function studentDensity(t: number, freedom: number): number {
  const scale = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - Math.log(freedom * Math.PI) / 2
  return Math.exp(scale - ((freedom + 1) / 2) * Math.log1p((t * t) / freedom))
}

/** The t with P(T ≤ t) = probability, 0 < probability < 1: Newton's steps within a bracket, halved where they would leave it. */
export function studentQuantile(probability: number, freedom: number): number {
  if (probability === 0.5) return 0
  if (probability < 0.5) return -studentQuantile(1 - probability, freedom)
  let [low, high] = [0, 1]
  while (studentProbability(high, freedom) < probability) [low, high] = [high, 2 * high]
  let t = (low + high) / 2
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const excess = studentProbability(t, freedom) - probability
    if (excess < 0) low = t
    else high = t
    const newton = t - excess / studentDensity(t, freedom)
    const next = newton > low && newton < high ? newton : (low + high) / 2
    if (Math.abs(next - t) <= 1e-15 * next) return next
    t = next
  }
  return t
}
