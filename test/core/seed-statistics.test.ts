import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareSeeds, createRandom, mcNemar, summarizeScores } from '../../core/index.ts'
import { studentProbability, studentQuantile } from '../../core/math/student-t.ts'
import golden from '../golden/scipy-statistics.json' with { type: 'json' }

/** Within 1e-9 of its size. */
const close = (actual: number, expected: number): void => expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))

describe('against SciPy', () => {
  it.each(golden.student)('P(T ≤ $t) with $freedom degrees of freedom', ({ freedom, t, probability }) => close(studentProbability(t, freedom), probability))

  it.each(golden.quantiles)('the quantile $probability with $freedom degrees of freedom', ({ freedom, t, probability }) => close(studentQuantile(probability, freedom), t))

  it.each(golden.groups)('two groups that differ by $difference', (group) => {
    const verdict = compareSeeds(group.a, group.b)!
    close(verdict.difference, group.difference)
    close(verdict.pValue, group.pValue)
    close(verdict.effectSize, group.effectSize)
    close(verdict.probabilityAbove, group.probabilityAbove)
    verdict.interval.forEach((bound, i) => close(bound, group.interval[i]!))
    const summary = summarizeScores(group.a)
    close(summary.mean, group.mean)
    close(summary.deviation, group.deviation)
    summary.interval!.forEach((bound, i) => close(bound, group.meanInterval[i]!))
  })

  it.each(golden.mcnemar)('McNemar’s test of $onlyFirst against $onlySecond', ({ onlyFirst, onlySecond, pValue }) => {
    const first = [...Array<boolean>(onlyFirst).fill(true), ...Array<boolean>(onlySecond).fill(false), true, true, false]
    const second = [...Array<boolean>(onlyFirst).fill(false), ...Array<boolean>(onlySecond).fill(true), true, true, false]
    const result = mcNemar(first, second)
    expect(result).toMatchObject({ onlyFirst, onlySecond, bothRight: 2, bothWrong: 1 })
    close(result.pValue, pValue)
  })
})

describe('the difference of two accuracies on the same samples', () => {
  /** Outcomes of two classifiers: so many only the first, only the second and both get right, of all. */
  const outcome = (onlyFirst: number, onlySecond: number, both: number, all: number): ReturnType<typeof mcNemar> => {
    const samples = Array.from({ length: all }, (_, i) => i)
    return mcNemar(samples.map((i) => i < onlyFirst || i >= all - both), samples.map((i) => (i >= onlyFirst && i < onlyFirst + onlySecond) || i >= all - both))
  }

  it('has the interval of Agresti and Min, the same from the other side', () => {
    // (123.5 − 53.5)/6002 ± z·√(177 − 70²/6002)/6002 with SciPy's z = norm.ppf(0.975).
    const { difference, interval } = outcome(123, 53, 5471, 6000)
    expect(difference).toBeCloseTo(70 / 6000, 12)
    expect(interval[0]).toBeCloseTo(0.007328320599846101, 14)
    expect(interval[1]).toBeCloseTo(0.01599723754743814, 14)
    const other = outcome(53, 123, 5471, 6000)
    expect([other.difference, ...other.interval]).toEqual([-difference, -interval[1], -interval[0]])
    expect(mcNemar([], []).interval).toEqual([NaN, NaN])
    expect(outcome(0, 0, 10, 10).interval[1]).toBeGreaterThan(0) // ten samples prove no equality
  })

  it('lies in 95 of 100 intervals', () => {
    const random = createRandom(3, 'pairs')
    let held = 0
    for (let trial = 0; trial < 2000; trial++) {
      const counts = [0, 0, 0]
      for (let i = 0; i < 80; i++) {
        const u = random.uniform()
        counts[u < 0.15 ? 0 : u < 0.2 ? 1 : 2]!++
      }
      const { interval } = outcome(counts[0]!, counts[1]!, counts[2]!, 80)
      if (interval[0] <= 0.1 && 0.1 <= interval[1]) held++
    }
    expect(held / 2000).toBeGreaterThan(0.935)
    expect(held / 2000).toBeLessThan(0.975)
  })
})

describe('a verdict over seeds', () => {
  const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 })

  it('is the same from the other side', () => {
    fc.assert(fc.property(scores, scores, (a, b) => {
      const [one, other] = [compareSeeds(a, b)!, compareSeeds(b, a)!]
      expect(one.difference).toBeCloseTo(-other.difference, 12)
      expect(one.pValue).toBeCloseTo(other.pValue, 9)
      expect(one.probabilityAbove + other.probabilityAbove).toBeCloseTo(1, 12)
      expect(one.moreRuns).toBe(other.moreRuns)
    }))
  })

  it('says how many more seeds would do: with so many the interval leaves 0 out, with one fewer it does not', () => {
    const [a, b] = [[0.9, 0.92, 0.94], [0.89, 0.9, 0.92]]
    const { moreRuns, interval } = compareSeeds(a, b)!
    expect(interval[0]).toBeLessThan(0)
    expect(moreRuns).toBeGreaterThan(0)
    // Runs of the same mean and deviation: the pairs mean ± spread, with the sample deviation of the first three.
    const like = (values: readonly number[], count: number): number[] => {
      const { mean, deviation } = summarizeScores(values)
      const spread = deviation * Math.sqrt((count - 1) / (count - (count % 2)))
      return Array.from({ length: count }, (_, i) => (count % 2 === 1 && i === count - 1 ? mean : mean + (i % 2 === 0 ? spread : -spread)))
    }
    expect(compareSeeds(like(a, 3 + moreRuns), like(b, 3 + moreRuns))!.interval[0]).toBeGreaterThan(0)
    expect(compareSeeds(like(a, 2 + moreRuns), like(b, 2 + moreRuns))!.interval[0]).toBeLessThanOrEqual(0)
  })

  it('needs two runs of each', () => {
    expect(compareSeeds([0.9], [0.8, 0.7])).toBeNull()
    expect(summarizeScores([0.5])).toMatchObject({ count: 1, mean: 0.5, interval: null })
    expect(() => summarizeScores([])).toThrow(RangeError)
  })

  it('is certain where nothing varies', () => {
    expect(compareSeeds([1, 1], [0, 0])).toMatchObject({ difference: 1, interval: [1, 1], pValue: 0, probabilityAbove: 1, moreRuns: 0 })
    expect(compareSeeds([1, 1], [1, 1])).toMatchObject({ difference: 0, pValue: 1, probabilityAbove: 0.5 })
  })
})
