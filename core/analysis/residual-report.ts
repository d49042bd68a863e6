import { errorFunction } from '../math/error-function.ts'
import { normalQuantile } from '../math/normal-quantile.ts'
import { spreadPositions } from '../math/spread-positions.ts'

/** What the residuals of one target, prediction − true value, say of a regression. */
export interface ResidualReport {
  readonly count: number
  /** Their mean: the bias. */
  readonly mean: number
  /** Their standard deviation around it, by n − 1. */
  readonly deviation: number
  readonly rootMeanSquare: number
  readonly meanAbsolute: number
  /** 1 − Σ residual² / Σ (true − mean true)²; NaN where the true values are all alike. */
  readonly rSquared: number
  /** Third and fourth standardized moments; 0 and 0 for a normal distribution. NaN where all residuals are alike. */
  readonly skewness: number
  readonly excessKurtosis: number
  /** How probable moments so far from normal are by chance: Jarque & Bera (1980); means little below some dozens of samples. */
  readonly normalProbability: number
  /** Spearman's rank correlation of |residual| with the prediction: above 0 larger predictions are less certain. */
  readonly spreadCorrelation: number
  readonly histogram: { readonly edges: Float64Array; readonly counts: Float64Array }
  /** Against a normal distribution: where each residual would lie, and where it lies; of many an even choice, the ends among them. */
  readonly quantiles: { readonly expected: Float64Array; readonly found: Float64Array }
  /** Predictions in groups of equal size, in order: where each begins and ends on average, and the mean and deviation of its residuals. */
  readonly trend: { readonly predicted: Float64Array; readonly mean: Float64Array; readonly deviation: Float64Array }
}

const MOST_BINS = 60
const FEWEST_BINS = 8
const MOST_QUANTILES = 1000
const MOST_GROUPS = 20
const FEWEST_IN_GROUP = 25

/** Residuals of one target; `predicted` and `truth` are of the same samples. Rows where either is not finite are left out. */
export function residualReport(predicted: Float32Array, truth: Float32Array): ResidualReport {
  const rows = [...predicted.keys()].filter((i) => Number.isFinite(predicted[i]) && Number.isFinite(truth[i]))
  const said = Float64Array.from(rows, (i) => predicted[i])
  const residuals = Float64Array.from(rows, (i) => predicted[i] - truth[i])
  const count = rows.length
  const mean = meanOf(residuals)
  const moment = (power: number): number => residuals.reduce((sum, value) => sum + (value - mean) ** power, 0) / count
  const [second, third, fourth] = [moment(2), moment(3), moment(4)]
  const skewness = third / second ** 1.5
  const excessKurtosis = fourth / second ** 2 - 3
  const truthMean = rows.reduce((sum, i) => sum + truth[i], 0) / count
  const squares = residuals.reduce((sum, value) => sum + value * value, 0)
  const sorted = residuals.slice().sort()
  return {
    count, mean, skewness, excessKurtosis,
    deviation: Math.sqrt((second * count) / (count - 1)),
    rootMeanSquare: Math.sqrt(squares / count),
    meanAbsolute: meanOf(residuals.map(Math.abs)),
    rSquared: 1 - squares / rows.reduce((sum, i) => sum + (truth[i] - truthMean) ** 2, 0),
    // χ² with two degrees of freedom.
    normalProbability: Math.exp(-((count / 6) * (skewness ** 2 + excessKurtosis ** 2 / 4)) / 2),
    spreadCorrelation: correlation(ranks(residuals.map(Math.abs)), ranks(said)),
    histogram: histogramOf(sorted),
    quantiles: quantilesOf(sorted),
    trend: trendOf(said, residuals),
  }
}

/** The density of a normal distribution's share between two edges, for drawing it over a histogram. */
export const normalShare = (from: number, to: number, mean: number, deviation: number): number =>
  (errorFunction((to - mean) / (deviation * Math.SQRT2)) - errorFunction((from - mean) / (deviation * Math.SQRT2))) / 2

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Bins as wide as 2·IQR/∛n: Freedman & Diaconis (1981). */
function histogramOf(sorted: Float64Array): ResidualReport['histogram'] {
  const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
  if (!(high > low)) return { edges: Float64Array.of(low - 0.5, low + 0.5), counts: Float64Array.of(sorted.length) }
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  const width = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length)
  const bins = Math.min(MOST_BINS, Math.max(FEWEST_BINS, width > 0 ? Math.ceil((high - low) / width) : MOST_BINS))
  const counts = new Float64Array(bins)
  for (const value of sorted) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++
  return { edges: Float64Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins), counts }
}

/** Medians of order statistics by Filliben (1975), as SciPy's probplot. */
function quantilesOf(sorted: Float64Array): ResidualReport['quantiles'] {
  const n = sorted.length
  const last = 0.5 ** (1 / n)
  const place = (i: number): number => (i === n - 1 ? last : i === 0 ? 1 - last : (i + 1 - 0.3175) / (n + 0.365))
  const shown = spreadPositions(n, MOST_QUANTILES)
  if (shown.length > 0) shown[shown.length - 1] = n - 1
  return { expected: Float64Array.from(shown, (i) => normalQuantile(place(i))), found: Float64Array.from(shown, (i) => sorted[i]) }
}

function trendOf(said: Float64Array, residuals: Float64Array): ResidualReport['trend'] {
  const order = Array.from(said, (_, i) => i).sort((a, b) => said[a] - said[b] || a - b)
  const groups = Math.max(1, Math.min(MOST_GROUPS, Math.floor(order.length / FEWEST_IN_GROUP)))
  const members = Array.from({ length: groups }, (_, group) => order.slice(Math.floor((group * order.length) / groups), Math.floor(((group + 1) * order.length) / groups)))
  const means = members.map((own) => own.reduce((sum, i) => sum + residuals[i], 0) / own.length)
  return {
    predicted: Float64Array.from(members, (own) => own.reduce((sum, i) => sum + said[i], 0) / own.length),
    mean: Float64Array.from(means),
    deviation: Float64Array.from(members, (own, group) => Math.sqrt(own.reduce((sum, i) => sum + (residuals[i] - means[group]) ** 2, 0) / Math.max(1, own.length - 1))),
  }
}

/** Ranks from 1, equal ones sharing their mean. */
function ranks(values: Float64Array): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b])
  const ranked = new Float64Array(values.length)
  for (let first = 0; first < order.length;) {
    let last = first
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++
    for (let i = first; i <= last; i++) ranked[order[i]] = (first + last) / 2 + 1
    first = last + 1
  }
  return ranked
}

/** Pearson's; NaN where either does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)]
  let [both, squareA, squareB] = [0, 0, 0]
  a.forEach((value, i) => {
    both += (value - meanA) * (b[i] - meanB)
    squareA += (value - meanA) ** 2
    squareB += (b[i] - meanB) ** 2
  })
  return both / Math.sqrt(squareA * squareB)
}
