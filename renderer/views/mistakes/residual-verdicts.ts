import type { ResidualReport } from '../../../core/index.ts'

export type ResidualVerdict = 'tooFew' | 'biasedHigh' | 'biasedLow' | 'bent' | 'growing' | 'shrinking' | 'heavy' | 'skewedHigh' | 'skewedLow' | 'fine'

/** With fewer residuals any picture may be chance. */
const FEWEST = 30
/** Standard errors beyond which a mean is no chance. */
const SURE = 3
/** Of the deviation: smaller biases do not matter. */
const NOTABLE_BIAS = 0.05
const NOTABLE_SPREAD = 0.2
const NOTABLE_SKEWNESS = 0.8
const NOTABLE_KURTOSIS = 1.5
const UNLIKELY = 0.001

/** What residuals say in words, the most important first; `fine` where there is nothing to say. */
export function residualVerdicts({ count, mean, deviation, skewness, excessKurtosis, normalProbability, spreadCorrelation, trend }: ResidualReport): readonly ResidualVerdict[] {
  if (count < FEWEST) return ['tooFew']
  const found: ResidualVerdict[] = []
  if (Math.abs(mean) > Math.max((SURE * deviation) / Math.sqrt(count), NOTABLE_BIAS * deviation)) found.push(mean > 0 ? 'biasedHigh' : 'biasedLow')
  if (isBent(trend, mean, count)) found.push('bent')
  if (Math.abs(spreadCorrelation) > Math.max(NOTABLE_SPREAD, SURE / Math.sqrt(count))) found.push(spreadCorrelation > 0 ? 'growing' : 'shrinking')
  if (normalProbability < UNLIKELY) {
    if (Math.abs(skewness) > NOTABLE_SKEWNESS) found.push(skewness > 0 ? 'skewedHigh' : 'skewedLow')
    else if (excessKurtosis > NOTABLE_KURTOSIS) found.push('heavy')
  }
  return found.length === 0 ? ['fine'] : found
}

/** Whether several groups of predictions are off from the whole by more than chance. */
function isBent({ mean: means, deviation }: ResidualReport['trend'], mean: number, count: number): boolean {
  const perGroup = count / means.length
  const off = means.filter((value, group) => Math.abs(value - mean) > (SURE * (deviation[group] ?? 0)) / Math.sqrt(perGroup)).length
  return means.length >= 4 && off >= Math.max(2, Math.ceil(means.length / 5))
}
