import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSeriesRepository, type SeriesRepository } from '../../electron/database/series-repository.ts'
import { CHUNK_LENGTH } from '../../electron/database/series-chunk.ts'
import { insertRun } from '../support/stored-run.ts'
import { temporaryWorkspace } from '../support/workspace.ts'

function repository(): { series: SeriesRepository; reopened: () => SeriesRepository } {
  const { database } = temporaryWorkspace()
  insertRun(database, 'r')
  return { series: createSeriesRepository(database), reopened: () => createSeriesRepository(database) }
}

const value = fc.oneof({ weight: 9, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) })
const lengths = fc.array(fc.integer({ min: 1, max: 3 * CHUNK_LENGTH }), { minLength: 1, maxLength: 4 })

/** Long arrays from a seed: fast-check would shrink thousands of values one by one. */
const valuesOf = (lengthsOfPieces: readonly number[], seed: number, odd: readonly number[]): Float32Array[] =>
  lengthsOfPieces.map((length, piece) => Float32Array.from({ length }, (_, i) => ((i * 7919 + seed + piece) % 127 === 0 ? odd[i % odd.length]! : Math.sin(i * 0.37 + seed))))

const joined = (pieces: readonly Float32Array[]): number[] => pieces.flatMap((piece) => [...piece])

describe('series', () => {
  test('every value comes back, in order, also from a repository that has nothing in memory', () => {
    fc.assert(fc.property(lengths, fc.nat(1000), fc.array(value, { minLength: 1, maxLength: 5 }), (sizes, seed, odd) => {
      const { series, reopened } = repository()
      const pieces = valuesOf(sizes, seed, odd)
      let step = 1
      pieces.forEach((piece, i) => {
        const writer = i % 2 === 0 ? series : reopened()
        if (i % 2 === 0) series.forget('r')
        writer.append('r', 'step/loss', step, 1, piece)
        writer.flush()
        step += piece.length
      })
      const all = joined(pieces)
      const read = reopened().read('r', 'step/loss', null, Infinity)
      expect([...read.values]).toEqual(all)
      expect(read.steps).toEqual(Float64Array.from(all, (_, i) => i + 1))
      expect(read.recorded).toBe(all.length)
    }), { numRuns: 15 })
  })

  test('a reduced curve is made of recorded points and keeps the extremes of every bucket', () => {
    const parameters = [lengths, fc.nat(1000), fc.array(value, { minLength: 1, maxLength: 5 }), fc.integer({ min: 4, max: 700 }), fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))] as const
    fc.assert(fc.property(...parameters, (sizes, seed, odd, maximumPoints, [a, b]) => {
      const { series } = repository()
      let step = 1
      for (const piece of valuesOf(sizes, seed, odd)) {
        series.append('r', 'step/loss', step, 1, piece)
        step += piece.length
      }
      series.flush()
      const all = joined(valuesOf(sizes, seed, odd))
      const [from, to] = [Math.min(a, b), Math.max(a, b)].map((fraction) => 1 + Math.floor(fraction * (all.length - 1))) as [number, number]
      const read = series.read('r', 'step/loss', { from, to }, maximumPoints)
      const inRange = all.slice(from - 1, to)
      expect(read.recorded).toBe(inRange.length)
      expect(read.steps.length).toBeLessThanOrEqual(Math.max(4, maximumPoints))
      read.steps.forEach((at, i) => {
        expect(read.values[i]).toBe(all[at - 1])
        if (i > 0) expect(at).toBeGreaterThan(read.steps[i - 1]!)
      })
      const numbers = inRange.filter((v) => !Number.isNaN(v))
      const buckets = Math.max(1, Math.floor((Math.max(4, maximumPoints) - 2) / 2))
      expect(Math.max(...read.values.filter((v) => !Number.isNaN(v)))).toBe(Math.max(...numbers))
      expect(Math.min(...read.values.filter((v) => !Number.isNaN(v)))).toBe(Math.min(...numbers))
      // No stretch twice as long as a bucket is without a point, so spikes also stand where they were.
      const widest = 2 * Math.ceil(inRange.length / buckets) + 2 * 64
      if (read.recorded > maximumPoints && numbers.length === inRange.length) read.steps.forEach((at, i) => i > 0 && expect(at - read.steps[i - 1]!).toBeLessThanOrEqual(widest))
    }), { numRuns: 40 })
  })

  test('a single spike among a million values survives at every zoom that contains it', () => {
    const { series } = repository()
    const values = new Float32Array(1_000_000).fill(1)
    values[654_320] = -5
    values[654_321] = 1e9
    series.append('r', 'step/loss', 1, 1, values)
    series.flush()
    for (const range of [null, { from: 600_000, to: 700_000 }, { from: 654_000, to: 655_000 }, { from: 3, to: 999_999 }]) {
      const { steps, values: read } = series.read('r', 'step/loss', range, 200)
      expect(steps[read.indexOf(1e9)]).toBe(654_322)
      expect(steps[read.indexOf(-5)]).toBe(654_321)
      expect(steps[0]).toBe(range?.from ?? 1)
      expect(steps.at(-1)).toBe(range?.to ?? 1_000_000)
    }
  })

  test('scores of epochs keep their steps, also when the distance changes', () => {
    const { series } = repository()
    const steps = [10, 20, 30, 40, 45, 50, 55, 100]
    for (const step of steps) series.append('r', 'validation/loss', step, 1, Float64Array.of(1 / step))
    series.flush()
    const read = series.read('r', 'validation/loss', null, 1000)
    expect([...read.steps]).toEqual(steps)
    expect([...read.values]).toEqual(steps.map((step) => 1 / step))
    expect([...series.read('r', 'validation/loss', { from: 30, to: 50 }, 1000).steps]).toEqual([30, 40, 45, 50])
  })

  test('cutting keeps exactly the values up to a step, and the series grows on from there', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3 * CHUNK_LENGTH }), fc.integer({ min: 0, max: 3 * CHUNK_LENGTH }), (length, after) => {
      const { series, reopened } = repository()
      series.append('r', 'step/loss', 1, 1, Float32Array.from({ length }, (_, i) => i))
      series.flush()
      series.cut('r', after)
      const kept = Math.min(length, after)
      series.append('r', 'step/loss', kept + 1, 1, Float32Array.of(-1, -2))
      series.flush()
      const read = reopened().read('r', 'step/loss', null, Infinity)
      expect(read.values.length).toBe(kept + 2)
      expect([...read.values.subarray(-2)]).toEqual([-1, -2])
      expect(Math.max(...read.values)).toBe(kept === 0 ? -1 : kept - 1)
      expect([...reopened().read('r', 'step/loss', null, 8).values].slice(-1)).toEqual([-2])
    }), { numRuns: 25 })
  })
})
