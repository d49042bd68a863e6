import { describe, expect, it } from 'vitest'
import { readRangeTest, type RunEvent } from '../../core/index.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'

/** Rates from 1e-6 to 10 by one factor, as the schedule makes them. */
const ratesOf = (steps: number): number[] => Array.from({ length: steps }, (_, i) => 1e-6 * 1e7 ** (i / (steps - 1)))
const seriesOf = (events: readonly RunEvent[], name: string): number[] => events.flatMap((event) => (event.type === 'steps' ? [...(event.series[name] ?? [])] : []))

describe('reading a range test', () => {
  it('suggests the steepest point of a curve whose steepest point is known', () => {
    // A logistic fall around 1e-3 and a rise after 0.1: without noise and smoothing the steepest point is 1e-3 itself.
    const rates = ratesOf(701)
    const losses = rates.map((rate) => 2 - 1 / (1 + Math.exp(-3 * Math.log10(rate / 1e-3))) + Math.max(0, Math.log10(rate / 0.1)) ** 2)
    const result = readRangeTest(rates, losses, 0)!
    expect(Math.log10(result.suggestedRate!)).toBeCloseTo(-3, 1)
    expect(Math.log10(result.lowestRate)).toBeGreaterThan(-2)
    expect(result.smoothed).toEqual(Float64Array.from(losses))
  })

  it('removes the bias of the first smoothed values', () => {
    const { smoothed } = readRangeTest(ratesOf(50), new Array<number>(50).fill(3), 0.98)!
    for (const value of smoothed) expect(value).toBeCloseTo(3, 12)
  })

  it('suggests nothing where the loss never falls, and reads up to the first value that is no number', () => {
    const rates = ratesOf(100)
    expect(readRangeTest(rates, rates.map((_, i) => 1 + i), 0.9)!.suggestedRate).toBeNull()
    const losses = rates.map((_, i) => (i < 60 ? 10 - i / 10 : i < 70 ? 4 + i : NaN))
    expect(readRangeTest(rates, losses, 0)!.smoothed).toHaveLength(70)
    expect(readRangeTest(rates, losses, 0)!.lowestRate).toBe(rates[59])
    expect(readRangeTest([1, 2], [1, 1], 0)).toBeNull()
    expect(readRangeTest(new Array<number>(50).fill(0.1), new Array<number>(50).fill(1), 0)).toBeNull()
  })
})

describe('a run with a range test', () => {
  const spec = (change: object = {}) => ({ ...spiralsSpec, regularizers: [], optimizer: { kind: 'sgd', learningRate: 0.3 }, batches: { size: 8 }, schedule: { kind: 'rangeTest', from: 1e-4, to: 100, ...change }, stop: { epochs: 20 } }) as never

  it('raises the rate by the same factor in every step, whatever the optimizer’s is', async () => {
    const { events, finished } = await runTraining(prepare(spec({ limit: 1e9 })))
    const rates = seriesOf(events, 'learningRate')
    expect(rates).toHaveLength(finished!.step)
    expect(rates[0]).toBeCloseTo(1e-4, 9)
    expect(rates.at(-1)).toBeCloseTo(100, 3)
    const factor = 1e6 ** (1 / (rates.length - 1))
    rates.slice(1).forEach((rate, i) => expect(rate / rates[i]!).toBeCloseTo(factor, 4))
  })

  it('ends when the loss has risen far, and suggests a rate that trains', async () => {
    const { events, finished } = await runTraining(prepare(spec()))
    expect(finished).toMatchObject({ reason: 'stopped-early', cause: 'loss-rose' })
    expect(finished!.step).toBeLessThan(220)
    const { suggestedRate } = readRangeTest(seriesOf(events, 'learningRate'), seriesOf(events, 'loss'), 0.95)!
    const lossAfter = async (learningRate: number): Promise<number> => (await runTraining(prepare({ ...(spec() as object), optimizer: { kind: 'sgd', learningRate }, schedule: 'constant' } as never))).finished!.final.train!['loss']!
    expect(await lossAfter(suggestedRate!)).toBeLessThan(await lossAfter(suggestedRate! / 100))
  })

  it('ends at the same step when it was resumed', async () => {
    const prepared = prepare(spec())
    const whole = await runTraining(prepared)
    let time = 0
    const broken = await runTraining(prepared, { now: () => (time += 11_000), stopAfter: (event) => event.type === 'checkpoint' && event.step === 50 })
    const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
    expect(resumed.finished).toMatchObject({ step: whole.finished!.step, cause: 'loss-rose', weightsSha256: whole.finished!.weightsSha256 })
  })
})
