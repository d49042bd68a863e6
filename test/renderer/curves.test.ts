import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reduceAround, reducePoints } from '../../renderer/charts/reduce-points.ts'
import { LiveSeries } from '../../renderer/stores/live-series.ts'
import { movingAverage as smooth } from '../../core/index.ts'
import { epochTimes, timesAt } from '../../renderer/composables/epoch-times.ts'
import { createJoiner, joinCurves, refineCurve, type Curve } from '../../renderer/composables/join-curves.ts'
import { smoothCurve } from '../../renderer/composables/smooth-curve.ts'
import { comparedLines } from '../../renderer/views/compare/compare-lines.ts'
import { placesOf } from '../../renderer/views/compare/places.ts'

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
  const live = (steps: number[], values: number[]) => ({ ...curveOf(steps, values), length: steps.length, firstStep: steps[0] ?? null })

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
    // What is live is not counted again where it was stored meanwhile.
    expect(joinCurves(stored, live([5, 6, 7, 8, 9, 10], [1, 1, 1, 1, 1, 1]))?.recorded).toBe(10)
    expect(joinCurves(stored, live([1, 2, 3], [1, 1, 1]))?.recorded).toBe(3)
    // Live curves are reduced too, once they are long.
    expect(joinCurves(stored, { ...live([10], [4]), recorded: 8 })?.recorded).toBe(17)
  })

  it('gives the same curve until one of its parts changes', () => {
    const join = createJoiner()
    const stored = curveOf([1, 2], [10, 20])
    const growing = new LiveSeries()
    growing.push(3, 1.5, 30)
    const joined = join(stored, growing)
    expect([...(joined?.values ?? [])]).toEqual([10, 20, 30])
    expect(join(stored, growing)).toBe(joined)
    growing.push(4, 2, 40)
    expect([...(join(stored, growing)?.values ?? [])]).toEqual([10, 20, 30, 40])
    expect([...(joined?.values ?? [])]).toEqual([10, 20, 30])
    expect([...(join(null, growing)?.values ?? [])]).toEqual([30, 40])
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
  const curve = curveOf([2, 4, 6], [4, 2, 6])
  const compared = [{ name: 'a', curve, smoothed: null, colour: '#000', dash: 'solid' as const, width: 1, pace: { times: null, samplesPerEpoch: 50, multiplyAdds: 10 } }]

  it('draw what was recorded, or a smoothed line over it, in as many series', () => {
    const [emptyGhost, raw] = comparedLines(compared, { x: 'step', section: null, most: 1500 })
    expect(emptyGhost?.x.length).toBe(0)
    expect([...(raw?.x ?? [])]).toEqual([2, 4, 6])
    const [ghost, smoothed] = comparedLines(compared.map((one) => ({ ...one, smoothed: smoothCurve(curve, { weight: 0.5, unit: 1 }, 2) })), { x: 'epoch', section: null, most: 1500 })
    expect([...(ghost?.y ?? [])]).toEqual([4, 2, 6])
    expect(ghost?.ghost).toBe(true)
    expect([...(smoothed?.y ?? [])]).toEqual([4, 4 / 1.5, 8 / 1.75])
    expect([...(smoothed?.x ?? [])]).toEqual([1, 2, 3])
  })
})

describe('smoothing, whatever is smoothed', () => {
  const finite = (bound: number) => fc.double({ min: -bound, max: bound, noNaN: true })
  /** Places that ascend by unequal distances, values, and a weight. */
  const curves = fc.tuple(fc.array(fc.tuple(fc.double({ min: 0.01, max: 5, noNaN: true }), finite(100)), { minLength: 1, maxLength: 60 }), fc.double({ min: 0, max: 0.99, noNaN: true }))
    .map(([points, weight]) => {
      let at = 0
      return { x: Float64Array.from(points, ([distance]) => (at += distance)), y: Float64Array.from(points, ([, value]) => value), weight }
    })
  const expectClose = (actual: Float64Array, expected: ArrayLike<number>): void => Array.from(expected).forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-9 * (1 + Math.abs(value))))

  it('keeps a constant, from the first point on', () => {
    fc.assert(fc.property(curves, finite(1e6), ({ x, weight }, constant) => expectClose(smooth(x, x.map(() => constant), weight, 1), x.map(() => constant))))
  })

  it('never leaves the range of what came before: no pull towards zero', () => {
    fc.assert(fc.property(curves, ({ x, y, weight }) => smooth(x, y, weight, 1).forEach((value, i) => {
      const seen = y.subarray(0, i + 1)
      expect(value).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-9)
      expect(value).toBeLessThanOrEqual(Math.max(...seen) + 1e-9)
    })))
  })

  it('never rewrites the past: what is drawn stays when points come', () => {
    fc.assert(fc.property(curves, fc.double({ min: 0, max: 1, noNaN: true }), ({ x, y, weight }, share) => {
      const count = Math.ceil(share * x.length)
      expect([...smooth(x, y, weight, 1).subarray(0, count)]).toEqual([...smooth(x.subarray(0, count), y.subarray(0, count), weight, 1)])
    }))
  })

  it('goes by distance, not by the number of points: the same in another unit, and with each point told twice', () => {
    fc.assert(fc.property(curves, fc.double({ min: 0.1, max: 1000, noNaN: true }), ({ x, y, weight }, unit) => {
      const smoothed = smooth(x, y, weight, 1)
      expectClose(smooth(x.map((at) => at * unit), y, weight, unit), smoothed)
      const twice = (values: Float64Array): Float64Array => Float64Array.from({ length: 2 * values.length }, (_, i) => values[i >> 1]!)
      expectClose(smooth(twice(x), twice(y), weight, 1).filter((_, i) => i % 2 === 1), smoothed)
    }))
  })

  it('moves and stretches with its values, and skips gaps as if they were not there', () => {
    fc.assert(fc.property(curves, finite(10), finite(10), ({ x, y, weight }, scale, shift) => {
      const smoothed = smooth(x, y, weight, 1)
      expectClose(smooth(x, y.map((value) => scale * value + shift), weight, 1), smoothed.map((value) => scale * value + shift))
      const between = x.map((at, i) => (i === 0 ? at / 2 : (at + x[i - 1]!) / 2))
      const withGaps = (values: Float64Array, gaps: Float64Array): Float64Array => Float64Array.from({ length: 2 * values.length }, (_, i) => (i % 2 === 0 ? gaps[i >> 1]! : values[i >> 1]!))
      expectClose(smooth(withGaps(x, between), withGaps(y, y.map(() => NaN)), weight, 1).filter((_, i) => i % 2 === 1), smoothed)
    }))
  })
})

describe('places on the horizontal axis', () => {
  const { steps, epochs } = curveOf([2, 4, 6], [1, 1, 1])

  it('count samples and multiply-adds by epochs, and none while the pace is unknown', () => {
    const pace = { times: null, samplesPerEpoch: 50, multiplyAdds: 10 }
    expect([...placesOf({ steps, epochs }, 'samples', pace)]).toEqual([50, 100, 150])
    expect([...placesOf({ steps, epochs }, 'multiplyAdds', pace)]).toEqual([500, 1000, 1500])
    expect(placesOf({ steps, epochs }, 'multiplyAdds', { ...pace, multiplyAdds: null })).toHaveLength(0)
    expect(placesOf({ steps, epochs }, 'time', pace)).toHaveLength(0)
  })
})

describe('a part of a curve in sight', () => {
  const count = 100_000
  const x = Float64Array.from({ length: count }, (_, i) => i)

  it('keeps every spike in sight and the extremes beside it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: count - 1 }), fc.integer({ min: 0, max: count - 2000 }), fc.integer({ min: 10, max: 2000 }), (spike, from, width) => {
      const y = new Float64Array(count)
      y[spike] = 7
      const reduced = reduceAround({ x, y }, 1600, { from, to: from + width })
      expect(reduced.y.length).toBeLessThanOrEqual(1600)
      expect(Math.max(...reduced.y)).toBe(7)
      expect([...reduced.x].every((place, i) => i === 0 || place >= reduced.x[i - 1]!)).toBe(true)
      // So few points in sight are drawn as they are.
      if (width <= 1000) expect(reduced.x.filter((place) => place >= from && place <= from + width)).toHaveLength(width + 1)
    }), { numRuns: 60 })
  })

  it('takes the place of the coarse one', () => {
    const coarse = { steps: Float64Array.of(0, 50, 60, 100), epochs: Float64Array.of(0, 5, 6, 10), values: Float64Array.of(1, 2, 3, 4), recorded: 101 }
    const finer = { steps: Float64Array.of(50, 55, 60), epochs: Float64Array.of(5, 5.5, 6), values: Float64Array.of(2, 9, 3), recorded: 11 }
    expect(refineCurve(coarse, finer, { from: 50, to: 60 })).toEqual({ steps: Float64Array.of(0, 50, 55, 60, 100), epochs: Float64Array.of(0, 5, 5.5, 6, 10), values: Float64Array.of(1, 2, 9, 3, 4), recorded: 101 })
  })
})
