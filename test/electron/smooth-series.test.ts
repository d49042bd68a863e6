import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { continueAverage, movingAverage } from '../../core/index.ts'
import { CHUNK_LENGTH } from '../../electron/database/series-chunk.ts'
import { createSeriesRepository, type SeriesRepository } from '../../electron/database/series-repository.ts'
import { smoothSeries } from '../../electron/services/smooth-series.ts'
import { insertRun } from '../support/stored-run.ts'
import { temporaryWorkspace } from '../support/workspace.ts'

const STEPS_PER_EPOCH = 50
const NAME = 'step/loss'

function repository(): SeriesRepository {
  const { database } = temporaryWorkspace()
  insertRun(database, 'r')
  return createSeriesRepository(database)
}

/** Pieces of recorded values, some of them no numbers, some spikes; steps ascend with gaps between the pieces. */
const recordings = fc.record({
  pieces: fc.array(fc.record({ length: fc.integer({ min: 1, max: 2 * CHUNK_LENGTH }), stride: fc.integer({ min: 1, max: 3 }), pause: fc.integer({ min: 0, max: 40 }) }), { minLength: 1, maxLength: 3 }),
  seed: fc.nat(1000),
  odd: fc.array(fc.constantFrom(NaN, Infinity, -Infinity, 40, -40), { minLength: 1, maxLength: 4 }),
})
type Recording = typeof recordings extends fc.Arbitrary<infer T> ? T : never

function record(series: SeriesRepository, { pieces, seed, odd }: Recording): { readonly steps: Float64Array; readonly values: Float64Array } {
  const [steps, values]: [number[], number[]] = [[], []]
  let next = 1
  for (const { length, stride, pause } of pieces) {
    next += pause
    const piece = Float32Array.from({ length }, (_, i) => ((i * 7919 + seed) % 131 === 0 ? odd[i % odd.length]! : 2 + Math.sin(i * 0.37 + seed)))
    series.append('r', NAME, next, stride, piece)
    series.flush()
    piece.forEach((value, i) => {
      steps.push(next + stride * i)
      values.push(value)
    })
    next = steps.at(-1)! + stride
  }
  return { steps: Float64Array.from(steps), values: Float64Array.from(values) }
}

const smoothing = fc.record({ weight: fc.double({ min: 0, max: 0.99, noNaN: true }), unit: fc.double({ min: 0.02, max: 2, noNaN: true }) })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const ask = async (series: SeriesRepository, request: { readonly weight: number; readonly unit: number; readonly maximumPoints: number; readonly range?: { readonly from: number; readonly to: number } }) => (await smoothSeries({ runs: ['r'], names: [NAME], ...request }, () => STEPS_PER_EPOCH, series))[0]!

describe('a curve smoothed where it is stored', () => {
  test('is that of all its values at any zoom, and keeps the extremes of each bucket of it', async () => {
    await fc.assert(fc.asyncProperty(recordings, smoothing, share, share, fc.integer({ min: 4, max: 700 }), async (recording, { weight, unit }, a, b, maximumPoints) => {
      const series = repository()
      const { steps, values } = record(series, recording)
      const all = movingAverage(steps, values, weight, unit * STEPS_PER_EPOCH)
      const [first, last] = [Math.min(a, b), Math.max(a, b)].map((part) => Math.floor(part * (steps.length - 1))) as [number, number]
      const part = await ask(series, { weight, unit, maximumPoints, range: { from: steps[first]!, to: steps[last]! } })
      expect(part.recorded).toBe(last - first + 1)
      expect(part.steps.length).toBeLessThanOrEqual(Math.max(4, maximumPoints))
      const at = new Map(Array.from(steps, (step, i) => [step, all[i]!]))
      part.steps.forEach((step, i) => {
        expect(step).toBeGreaterThan(i === 0 ? -Infinity : part.steps[i - 1]!)
        expect(part.values[i]).toBe(at.get(step))
      })
      const inRange = all.slice(first, last + 1).filter(Number.isFinite)
      if (inRange.length > 0) {
        const told = part.values.filter(Number.isFinite)
        expect([told.reduce((x, y) => Math.min(x, y)), told.reduce((x, y) => Math.max(x, y))]).toEqual([inRange.reduce((x, y) => Math.min(x, y)), inRange.reduce((x, y) => Math.max(x, y))])
      }
      expect([...part.epochs]).toEqual([...part.steps].map((step) => step / STEPS_PER_EPOCH))
    }), { numRuns: 25 })
  })

  test('is told whole where there is room, gaps included', async () => {
    const series = repository()
    const { steps, values } = record(series, { pieces: [{ length: CHUNK_LENGTH + 100, stride: 1, pause: 0 }], seed: 0, odd: [NaN] })
    const part = await ask(series, { weight: 0.9, unit: 0.1, maximumPoints: 1e6 })
    expect(part.steps).toEqual(steps)
    expect(part.values).toEqual(movingAverage(steps, values, 0.9, 0.1 * STEPS_PER_EPOCH))
    expect(part.values.filter(Number.isNaN).length).toBeGreaterThan(30)
  })

  test('keeps its past when values come, and can be gone on with from where it stood', async () => {
    await fc.assert(fc.asyncProperty(recordings, smoothing, share, async (recording, { weight, unit }, part) => {
      const series = repository()
      const { steps, values } = record(series, recording)
      const to = steps[Math.floor(part * (steps.length - 1))]!
      const before = await ask(series, { weight, unit, maximumPoints: 1e6, range: { from: 0, to } })
      series.append('r', NAME, steps.at(-1)! + 1, 1, Float64Array.of(1e9, -1e9))
      series.flush()
      expect(await ask(series, { weight, unit, maximumPoints: 1e6, range: { from: 0, to } })).toEqual(before)
      const [laterSteps, later] = [steps.subarray(before.steps.length), values.subarray(before.steps.length)]
      const goneOn = new Float64Array(later.length)
      continueAverage(before.state, laterSteps, later, weight, unit * STEPS_PER_EPOCH, goneOn)
      expect([...before.values, ...goneOn]).toEqual([...movingAverage(steps, values, weight, unit * STEPS_PER_EPOCH)])
    }), { numRuns: 15 })
  })

  test('of a run that has not begun there is none, and nonsense is refused in words', async () => {
    const series = repository()
    expect(await smoothSeries({ runs: ['r'], names: [NAME], maximumPoints: 10, weight: 0.5, unit: 1 }, () => null, series)).toEqual([])
    expect(await smoothSeries({ runs: ['r'], names: [NAME], maximumPoints: 10, weight: 0.5, unit: 1 }, () => 10, series)).toEqual([])
    await expect(ask(series, { weight: 1, unit: 0, maximumPoints: 10 })).rejects.toThrow(/weight: expected a number from 0 to below 1, got 1[\s\S]*unit: expected a number of epochs above 0, got 0/)
    await expect(ask(series, { weight: NaN, unit: 1, maximumPoints: 10 })).rejects.toThrow('weight')
  })

  test('lets other work be done in between', async () => {
    const series = repository()
    for (let piece = 0; piece < 20; piece++) series.append('r', NAME, 1 + piece * 100_000, 1, new Float32Array(100_000).fill(1))
    series.flush()
    let turns = 0
    const count = (): void => {
      turns++
      next = setImmediate(count)
    }
    let next = setImmediate(count)
    await ask(series, { weight: 0.9, unit: 1, maximumPoints: 1000 })
    clearImmediate(next)
    expect(turns).toBeGreaterThan(0)
  })
})
