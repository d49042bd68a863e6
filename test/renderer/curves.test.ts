import { describe, expect, it } from 'vitest'
import { reducePoints } from '../../renderer/charts/reduce-points.ts'
import { smooth } from '../../renderer/charts/smooth.ts'
import { epochTimes, timesAt } from '../../renderer/composables/epoch-times.ts'
import { joinCurves, type Curve } from '../../renderer/composables/join-curves.ts'
import { comparedLines } from '../../renderer/views/compare/compare-lines.ts'

const counting = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1)
const curveOf = (steps: number[], values: number[], recorded = steps.length): Curve => ({ steps: Float64Array.from(steps), epochs: Float64Array.from(steps, (step) => step / 2), values: Float64Array.from(values), recorded })

describe('smoothing', () => {
  it('leaves a constant as it is, at every weight, from the first point on', () => {
    for (const weight of [0, 0.5, 0.9, 0.99]) for (const value of smooth(counting(50), new Float64Array(50).fill(0.7), weight, 1)) expect(value).toBeCloseTo(0.7, 12)
  })

  it('is the debiased moving average', () => {
    // By hand: (0.5·1 + 3) / (0.5 + 1), then (0.25·1 + 0.5·3 + 2) / (0.25 + 0.5 + 1).
    expect([...smooth(counting(3), Float64Array.of(1, 3, 2), 0.5, 1)]).toEqual([1, 3.5 / 1.5, 3.75 / 1.75])
  })

  it('weighs by distance, so that leaving out equal points changes little and never rewrites the past', () => {
    expect(smooth(Float64Array.of(1, 3), Float64Array.of(0, 1), 0.5, 1)[1]).toBeCloseTo(1 / 1.25, 12)
    expect(smooth(Float64Array.of(1, 3), Float64Array.of(0, 1), 0.5, 2)[1]).toBeCloseTo(1 / 1.5, 12)
    const y = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i))
    expect([...smooth(counting(20), y.subarray(0, 20), 0.8, 1)]).toEqual([...smooth(counting(40), y, 0.8, 1).subarray(0, 20)])
  })

  it('keeps gaps, which count for nothing', () => {
    const smoothed = smooth(counting(3), Float64Array.of(1, NaN, 1), 0.5, 1)
    expect(smoothed[1]).toBeNaN()
    expect(smoothed[2]).toBe(1)
  })
})

describe('reducing points', () => {
  it('keeps every spike, in order', () => {
    const y = new Float64Array(100_000)
    y[77_777] = 9
    y[12_345] = -4
    const reduced = reducePoints({ x: counting(100_000), y }, 500)
    expect(reduced.y.length).toBeLessThanOrEqual(500)
    expect(reduced.x[reduced.y.indexOf(9)]).toBe(77_778)
    expect(reduced.x[reduced.y.indexOf(-4)]).toBe(12_346)
    expect([...reduced.x]).toEqual([...reduced.x].toSorted((a, b) => a - b))
  })

  it('leaves short curves alone', () => {
    const points = { x: counting(10), y: counting(10) }
    expect(reducePoints(points, 10)).toBe(points)
  })
})

describe('joining what was stored with what is live', () => {
  const live = (steps: number[], values: number[]) => ({ ...curveOf(steps, values), length: steps.length })

  it('takes live values from their first step on', () => {
    const joined = joinCurves(curveOf([1, 2, 3, 4], [10, 20, 30, 40]), live([3, 4, 5], [31, 41, 51]))
    expect([...(joined?.steps ?? [])]).toEqual([1, 2, 3, 4, 5])
    expect([...(joined?.values ?? [])]).toEqual([10, 20, 31, 41, 51])
    expect(joined?.recorded).toBe(5)
  })

  it('works with either alone, and counts what was reduced away', () => {
    const stored = curveOf([1, 5, 9], [1, 2, 3], 9)
    expect(joinCurves(stored, null)).toBe(stored)
    expect([...(joinCurves(null, live([1], [7]))?.values ?? [])]).toEqual([7])
    expect(joinCurves(stored, live([10], [4]))?.recorded).toBe(10)
  })
})

describe('time of epochs', () => {
  const epoch = (n: number, trainSeconds: number) => ({ at: 0, event: { type: 'epoch', epoch: n, step: n, train: {}, validation: null, learningRate: 1, trainSeconds, evaluationSeconds: 1, samplesPerSecond: 1, best: false } as const })

  it('adds up and is even within an epoch', () => {
    const times = epochTimes([epoch(1, 3), epoch(2, 1)])
    expect([...timesAt(Float64Array.of(0.5, 1, 1.5, 2, 2.5), times)]).toEqual([2, 4, 5, 6, NaN])
  })
})

describe('compared lines', () => {
  const compared = [{ name: 'a', curve: curveOf([2, 4, 6], [4, 2, 6]), colour: '#000', dash: 'solid' as const, width: 1, times: null }]

  it('draw what was recorded, or a smoothed line over it, in as many series', () => {
    const [emptyGhost, raw] = comparedLines(compared, { x: 'step', smoothing: 0, unit: 1 })
    expect(emptyGhost?.x.length).toBe(0)
    expect([...(raw?.x ?? [])]).toEqual([2, 4, 6])
    const [ghost, smoothed] = comparedLines(compared, { x: 'epoch', smoothing: 0.5, unit: 1 })
    expect([...(ghost?.y ?? [])]).toEqual([4, 2, 6])
    expect(ghost?.ghost).toBe(true)
    expect([...(smoothed?.y ?? [])]).toEqual([4, 4 / 1.5, 8 / 1.75])
    expect([...(smoothed?.x ?? [])]).toEqual([1, 2, 3])
  })
})
