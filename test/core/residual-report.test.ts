import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { normalShare, residualReport, worstResiduals } from '../../core/index.ts'
import { normalQuantile } from '../../core/math/normal-quantile.ts'

const golden = JSON.parse(readFileSync(new URL('../golden/scipy-residuals.json', import.meta.url), 'utf8')) as Record<string, number> & { truth: number[]; predicted: number[]; expected: number[]; found: number[]; normal: { probability: number[]; quantile: number[] } }
const [predicted, truth] = [Float32Array.from(golden.predicted), Float32Array.from(golden.truth)]

describe('the residuals of a regression', () => {
  const report = residualReport(predicted, truth)

  test.each(['mean', 'deviation', 'rootMeanSquare', 'meanAbsolute', 'rSquared', 'skewness', 'excessKurtosis', 'normalProbability', 'spreadCorrelation'] as const)('have SciPy’s %s', (name) => {
    expect(report[name]).toBeCloseTo(golden[name]!, 9)
  })

  test('lie where SciPy’s probability plot has them', () => {
    report.quantiles.expected.forEach((value, i) => expect(value).toBeCloseTo(golden.expected[i]!, 10))
    report.quantiles.found.forEach((value, i) => expect(value).toBeCloseTo(golden.found[i]!, 12))
  })

  test('are counted once each; the normal curve over them holds nearly all', () => {
    const { edges, counts } = report.histogram
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60)
    expect(counts.length).toBeGreaterThanOrEqual(8)
    expect([edges[0], edges.at(-1)]).toEqual([golden.found[0], golden.found.at(-1)])
    expect(normalShare(-1.96, 1.96, 0, 1)).toBeCloseTo(0.9500042, 6)
    expect(normalShare(1, 3, 1, 2)).toBeCloseTo(0.3413447, 6)
  })

  test('show where predictions are biased and less certain', () => {
    const said = Float32Array.from({ length: 400 }, (_, i) => i / 40)
    const wavy = residualReport(said, said.map((value, i) => value - (value - 5) * 0.2 - (i % 2 === 0 ? 0.1 : -0.1) * value))
    expect(wavy.trend.predicted).toHaveLength(16)
    expect(Math.abs(wavy.trend.mean[0]! + 0.94)).toBeLessThan(0.06)
    expect(Math.abs(wavy.trend.mean[15]! - 0.94)).toBeLessThan(0.06)
    expect(wavy.trend.deviation[15]! / wavy.trend.deviation[1]!).toBeGreaterThan(4)
    expect(residualReport(said, said.map((value, i) => value - (i % 2 === 0 ? 0.1 : -0.1) * value)).spreadCorrelation).toBeGreaterThan(0.95)
  })

  test('that are all alike, or missing, break nothing', () => {
    const alike = residualReport(Float32Array.of(1, 2, NaN, 4), Float32Array.of(0.5, 1.5, 3, 3.5))
    expect([alike.count, alike.mean, alike.deviation, alike.histogram.counts.length]).toEqual([3, 0.5, 0, 1])
    expect(alike.skewness).toBeNaN()
  })
})

test('the normal quantile is SciPy’s', () => {
  golden.normal.probability.forEach((probability, i) => expect(normalQuantile(probability)).toBeCloseTo(golden.normal.quantile[i]!, 7))
  expect([normalQuantile(0), normalQuantile(1), normalQuantile(-1)]).toEqual([-Infinity, Infinity, NaN])
})

test('the worst samples of one target come first where it is named', () => {
  const part = { values: Float32Array.of(0, 0, 0, 0, 0, 0), indices: Int32Array.of(4, 5, 6), sampleCount: 3 }
  const outputs = Float32Array.of(5, 0, 1, -2, 0, 9)
  const ordered = (target?: number) => [...worstResiduals(outputs, part, { order: 'loss', target, offset: 0, limit: 9 }).indices]
  expect([ordered(), ordered(0), ordered(1)]).toEqual([[6, 4, 5], [4, 5, 6], [6, 5, 4]])
})
