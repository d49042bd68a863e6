import { logGamma } from '../math/student-t.ts'

/** Whether two classifiers err differently on the same samples. */
export interface McNemar {
  /** Right by the first alone, and by the second alone. */
  readonly onlyFirst: number
  readonly onlySecond: number
  readonly bothRight: number
  readonly bothWrong: number
  /** Two-sided, exact: under equal skill each of the samples where they differ falls to either with probability ½. */
  readonly pValue: number
  /** The first's accuracy minus the second's, and where that lies with 95 % confidence in the long run; NaN without samples. */
  readonly difference: number
  readonly interval: readonly [low: number, high: number]
}

/** Of a normal distribution, between its ±95 %. */
const SURE = 1.959963984540054

/** Agresti & Min (2005), "Simple improved confidence intervals for comparing matched proportions": half a sample is added to each of the four cells, so that few and one-sided differences get honest widths. */
function intervalOf(onlyFirst: number, onlySecond: number, samples: number): McNemar['interval'] {
  if (samples === 0) return [NaN, NaN]
  const [first, second, count] = [onlyFirst + 0.5, onlySecond + 0.5, samples + 2]
  const width = (SURE * Math.sqrt(first + second - (first - second) ** 2 / count)) / count
  return [Math.max(-1, (first - second) / count - width), Math.min(1, (first - second) / count + width)]
}

/** McNemar (1947), "Note on the sampling error of the difference between correlated proportions"; by the binomial distribution, which holds for few samples too. */
export function mcNemar(firstRight: readonly boolean[], secondRight: readonly boolean[]): McNemar {
  if (firstRight.length !== secondRight.length) throw new RangeError(`${firstRight.length} and ${secondRight.length} samples`)
  let [onlyFirst, onlySecond, bothRight, bothWrong] = [0, 0, 0, 0]
  firstRight.forEach((first, i) => {
    if (first && secondRight[i]) bothRight++
    else if (first) onlyFirst++
    else if (secondRight[i]) onlySecond++
    else bothWrong++
  })
  const differing = onlyFirst + onlySecond
  const fewer = Math.min(onlyFirst, onlySecond)
  let tail = 0
  for (let k = 0; k <= fewer; k++) tail += Math.exp(logGamma(differing + 1) - logGamma(k + 1) - logGamma(differing - k + 1) - differing * Math.LN2)
  return { onlyFirst, onlySecond, bothRight, bothWrong, pValue: differing === 0 ? 1 : Math.min(1, 2 * tail), difference: (onlyFirst - onlySecond) / firstRight.length, interval: intervalOf(onlyFirst, onlySecond, firstRight.length) }
}
