import { errorFunction } from './error-function.ts'

/** Numerators and denominators of a first guess, in the middle and in the tails: Acklam (2003), relative error 1e-9. */
const MIDDLE = [[-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239], [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1]] as const
const TAIL = [[-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783], [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]] as const
const TAIL_FROM = 0.02425

/** The number that a standard normal one is below with a probability; ±∞ at 0 and 1, NaN outside. One step of Halley's method makes the guess exact to rounding. */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return NaN
  if (probability === 0 || probability === 1) return probability === 0 ? -Infinity : Infinity
  if (probability > 0.5) return -normalQuantile(1 - probability)
  const guess = probability < TAIL_FROM ? tail(Math.sqrt(-2 * Math.log(probability))) : middle(probability - 0.5)
  // In the far tail the error function is 1 to rounding; the guess stands.
  if (probability < 1e-12) return guess
  const excess = (0.5 * (1 + errorFunction(guess / Math.SQRT2)) - probability) * Math.sqrt(2 * Math.PI) * Math.exp((guess * guess) / 2)
  return guess - excess / (1 + (guess * excess) / 2)
}

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
const tail = (q: number): number => polynomial(TAIL[0], q) / polynomial(TAIL[1], q)
const middle = (q: number): number => (q * polynomial(MIDDLE[0], q * q)) / polynomial(MIDDLE[1], q * q)
