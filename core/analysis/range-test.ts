import { smoothValues } from '../math/smooth.ts'

/** What a learning-rate range test found. */
export interface RangeTestResult {
  /** Where the smoothed loss falls most steeply against the logarithm of the rate; null where it never falls. */
  readonly suggestedRate: number | null
  /** Where the smoothed loss is lowest; larger rates make it worse. */
  readonly lowestRate: number
  readonly lowestLoss: number
  /** The smoothed loss of each step. */
  readonly smoothed: Float64Array
}

/** The slope is taken over a tenth of the steps: single batches differ more than neighbouring rates do. */
const WINDOW = 0.1

/**
 * Reads the learning rates and losses of a range test's steps; null where there are too few or the rates do not rise.
 * Smith (2017), section 3.3, with the debiased mean of the loss and the steepest descent before its minimum.
 */
export function readRangeTest(rates: ArrayLike<number>, losses: ArrayLike<number>, smoothing: number): RangeTestResult | null {
  const count = finiteCount(rates, losses)
  const reach = Math.max(1, Math.round(count * WINDOW / 2))
  if (count < 2 * reach + 1 || !(rates[count - 1] > rates[0])) return null
  const smoothed = smoothValues(Array.from({ length: count }, (_, i) => losses[i]), smoothing)
  let lowest = 0
  for (let i = 1; i < count; i++) if (smoothed[i] < smoothed[lowest]) lowest = i
  let steepest = -1
  let least = 0
  for (let i = reach; i + reach < count && i <= lowest; i++) {
    const slope = (smoothed[i + reach] - smoothed[i - reach]) / Math.log(rates[i + reach] / rates[i - reach])
    if (slope < least) {
      least = slope
      steepest = i
    }
  }
  return { suggestedRate: steepest < 0 ? null : rates[steepest], lowestRate: rates[lowest], lowestLoss: smoothed[lowest], smoothed }
}

/** Steps before the first that is no number. */
function finiteCount(rates: ArrayLike<number>, losses: ArrayLike<number>): number {
  const length = Math.min(rates.length, losses.length)
  for (let i = 0; i < length; i++) if (!Number.isFinite(losses[i]) || !(rates[i] > 0)) return i
  return length
}
