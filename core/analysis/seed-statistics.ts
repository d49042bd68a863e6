import { studentProbability, studentQuantile } from '../math/student-t.ts'

/** What several runs of one experiment say of a score. */
export interface ScoreSummary {
  readonly count: number
  readonly mean: number
  /** Of the sample, divided by n − 1; NaN for one run. */
  readonly deviation: number
  readonly minimum: number
  readonly maximum: number
  /** The 95 % confidence interval of the mean, by Student's t; null for one run. */
  readonly interval: readonly [low: number, high: number] | null
}

/** Throws RangeError for no values. */
export function summarizeScores(values: readonly number[]): ScoreSummary {
  if (values.length === 0) throw new RangeError('No scores to summarize')
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const deviation = count === 1 ? NaN : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1))
  const reach = count === 1 ? NaN : (studentQuantile(0.975, count - 1) * deviation) / Math.sqrt(count)
  return { count, mean, deviation, minimum: Math.min(...values), maximum: Math.max(...values), interval: count === 1 ? null : [mean - reach, mean + reach] }
}

/** How sure it is that one experiment scores otherwise than another. */
export interface SeedVerdict {
  /** mean(a) − mean(b). */
  readonly difference: number
  /** Its 95 % confidence interval: Welch (1947), unequal variances. */
  readonly interval: readonly [low: number, high: number]
  /** Two-sided. */
  readonly pValue: number
  /** Hedges' g: the difference in pooled deviations, corrected for few runs. */
  readonly effectSize: number
  /** How probably a run of a scores above a run of b, ties counting half (Mann & Whitney). */
  readonly probabilityAbove: number
  /** Runs of each that would be enough for the interval to leave 0 out, if the difference and the deviations stay; 0 where it does already. */
  readonly moreRuns: number
}

const MOST_RUNS = 1000

/** Compares the scores of two experiments over their seeds; null where either has fewer than two. */
export function compareSeeds(a: readonly number[], b: readonly number[]): SeedVerdict | null {
  if (a.length < 2 || b.length < 2) return null
  const [one, other] = [summarizeScores(a), summarizeScores(b)]
  const difference = one.mean - other.mean
  const welch = (countA: number, countB: number): { error: number; freedom: number } => {
    const [u, v] = [one.deviation ** 2 / countA, other.deviation ** 2 / countB]
    // By shares, whose squares do not vanish however small the variances are.
    const share = u / (u + v)
    return { error: Math.sqrt(u + v), freedom: 1 / (share ** 2 / (countA - 1) + (1 - share) ** 2 / (countB - 1)) }
  }
  const { error, freedom } = welch(a.length, b.length)
  const certain = error === 0
  const reach = certain ? 0 : studentQuantile(0.975, freedom) * error
  const pooled = Math.sqrt(((a.length - 1) * one.deviation ** 2 + (b.length - 1) * other.deviation ** 2) / (a.length + b.length - 2))
  const correction = 1 - 3 / (4 * (a.length + b.length) - 9)
  const above = a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + (x > y ? 1 : x === y ? 0.5 : 0), 0), 0)
  let more = 0
  while (!certain && difference !== 0 && more < MOST_RUNS) {
    const wanted = welch(a.length + more, b.length + more)
    if (studentQuantile(0.975, wanted.freedom) * wanted.error < Math.abs(difference)) break
    more++
  }
  return {
    difference,
    interval: [difference - reach, difference + reach],
    pValue: certain ? Number(difference === 0) : 2 * studentProbability(-Math.abs(difference) / error, freedom),
    effectSize: pooled === 0 ? (difference === 0 ? 0 : Math.sign(difference) * Infinity) : correction * (difference / pooled),
    probabilityAbove: above / (a.length * b.length),
    moreRuns: difference === 0 ? MOST_RUNS : more,
  }
}
