import fc from 'fast-check'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ref, type Ref } from 'vue'
import { continueAverage, movingAverage, NOTHING_AVERAGED } from '../../core/index.ts'
import type { SmoothedSeries, SmoothRequest } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import type { Curve } from '../../renderer/composables/join-curves.ts'
import { continueCurve, createContinuation, isWhole, smoothCurve } from '../../renderer/composables/smooth-curve.ts'
import { useSmoothedSeries, type FoundAverage, type WantedAverage } from '../../renderer/composables/smoothed-series.ts'
import { comparedLines } from '../../renderer/views/compare/compare-lines.ts'
import { createFakeHost } from '../support/fake-api.ts'

const counting = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1)
const curveOf = (values: Float64Array, recorded = values.length): Curve => ({ steps: counting(values.length), epochs: counting(values.length).map((step) => step / 10), values, recorded })

describe('a smoothed curve', () => {
  it('of a run under way is the stored part gone on with: the same as smoothing all of it', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 }), fc.double({ min: 0, max: 0.99, noNaN: true }), fc.nat(), (numbers, weight, cut) => {
      const curve = curveOf(Float64Array.from(numbers))
      const smoothing = { weight, unit: 0.3 }
      const stored = 1 + (cut % (numbers.length - 1))
      const values = new Float64Array(stored)
      const state = continueAverage(NOTHING_AVERAGED, curve.steps.subarray(0, stored), curve.values.subarray(0, stored), weight, 3, values)
      const part = { ...curveOf(values), state, smoothing }
      // Of the stored part only some points came; what is live is whole.
      expect(continueCurve(part, curve, stored + 1, 10)).toEqual({ ...curve, values: movingAverage(curve.steps, curve.values, weight, 3) })
      expect(continueCurve(part, curve, stored + 1, 10).values).toEqual(smoothCurve(curve, smoothing, 10).values)
      expect(continueCurve(part, curve, null, 10)).toBe(part)
    }))
  })

  it('stays as it was last while live values are reduced that the stored part does not reach yet', () => {
    const all = Float64Array.from({ length: 20 }, (_, i) => i % 3)
    const curve = curveOf(all)
    const smoothing = { weight: 0.8, unit: 1 }
    const partUntil = (count: number) => {
      const values = new Float64Array(count)
      const state = continueAverage(NOTHING_AVERAGED, curve.steps.subarray(0, count), all.subarray(0, count), 0.8, 10, values)
      return { ...curveOf(values), state, smoothing }
    }
    const whole = smoothCurve(curve, smoothing, 10)
    const goOn = createContinuation()
    expect(goOn(partUntil(5), 5, curve, 6, 10)).toEqual(whole)
    // Of steps 6 … 11 only the extremes are left now; counted as if they were all, they would bend the curve.
    const reduced = { ...curve, steps: Float64Array.of(...counting(5), 6, 11, ...counting(20).subarray(11)), values: Float64Array.of(...all.subarray(0, 5), all[5]!, all[10]!, ...all.subarray(11)), epochs: counting(16) }
    expect(goOn(partUntil(5), 5, reduced, 12, 10)).toEqual(whole)
    expect(goOn(partUntil(11), 11, reduced, 12, 10).values).toEqual(whole.values)
  })

  it('stands over what was recorded, whose spikes stay', () => {
    const values = new Float64Array(20_000)
    values[12_345] = 7
    const curve = curveOf(values)
    const pace = { times: null, samplesPerEpoch: null, multiplyAdds: null }
    const [ghost, line] = comparedLines([{ name: 'a', curve, smoothed: smoothCurve(curve, { weight: 0.9, unit: 1 }, 10), colour: '#000', dash: 'solid', width: 1, pace }], { x: 'step', section: null, most: 500 })
    expect(Math.max(...ghost!.y)).toBe(7)
    expect(Math.max(...line!.y)).toBeLessThan(1)
    expect(isWhole(curve)).toBe(true)
    expect(isWhole(curveOf(values, 1e6))).toBe(false)
  })

  it('leaves infinities out, which would hide the greatest finite value beside them', () => {
    const values = Float64Array.from({ length: 4000 }, (_, i) => (i % 100 === 3 ? Infinity : i % 100 === 4 ? -Infinity : i === 1202 ? 9 : 1))
    const [, line] = comparedLines([{ name: 'a', curve: curveOf(values), smoothed: null, colour: '#000', dash: 'solid', width: 1, pace: { times: null, samplesPerEpoch: null, multiplyAdds: null } }], { x: 'step', section: null, most: 100 })
    expect([...line!.y].filter((value) => Math.abs(value) === Infinity)).toEqual([])
    expect(line!.y).toContain(9)
  })
})

describe('asking for smoothed curves', () => {
  let answers: { readonly request: SmoothRequest; resolve(): void; reject(error: Error): void }[]
  let weight: Ref<number>
  let shown: () => readonly (readonly [string, number])[]
  const failed = vi.fn()

  beforeEach(() => {
    vi.useFakeTimers()
    setActivePinia(createPinia())
    answers = []
    failed.mockReset()
    const { bridge } = createFakeHost()
    connect({
      ...bridge,
      invoke: (channel, args) => (channel !== 'runs.smoothed' ? bridge.invoke(channel, args) : new Promise((resolve) => {
        const [request] = args as [SmoothRequest]
        const series = request.runs.map((run): SmoothedSeries => ({ run, name: request.names[0]!, ...curveOf(Float64Array.of(request.weight)), state: NOTHING_AVERAGED }))
        answers.push({ request, resolve: () => resolve({ ok: true, value: series }), reject: (error) => resolve({ ok: false, error: { name: 'Error', message: error.message, issues: [] } }) })
      })),
    })
    weight = ref(0.5)
    const wanted = (): WantedAverage[] => (weight.value === 0 ? [] : ['a', 'b'].map((run) => ({ run, name: 'step/loss', from: null, to: null, smoothing: { weight: weight.value, unit: 0.02 } })))
    let found: Readonly<Ref<ReadonlyMap<string, FoundAverage>>>
    mount({ setup: () => { found = useSmoothedSeries(wanted, () => 100, failed) }, template: '<i />' })
    shown = () => [...found.value].map(([key, { part }]) => [key, part.values[0]!] as const)
  })
  afterEach(() => vi.useRealTimers())
  const rest = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(200)
    await flushPromises()
  }

  it('waits until the slider rests, asks for runs together, and keeps the old curve until the new one comes', async () => {
    await rest()
    expect(answers.map(({ request }) => request)).toEqual([{ runs: ['a', 'b'], names: ['step/loss'], maximumPoints: 100, weight: 0.5, unit: 0.02 }])
    answers[0]!.resolve()
    await flushPromises()
    expect(shown()).toEqual([['a step/loss', 0.5], ['b step/loss', 0.5]])
    for (const moved of [0.6, 0.65, 0.7]) {
      weight.value = moved
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(answers).toHaveLength(1)
    await rest()
    expect(answers.map(({ request }) => request.weight)).toEqual([0.5, 0.7])
    expect(shown()).toEqual([['a step/loss', 0.5], ['b step/loss', 0.5]])
    answers[1]!.resolve()
    await flushPromises()
    expect(shown()).toEqual([['a step/loss', 0.7], ['b step/loss', 0.7]])
  })

  it('has one question under way, and asks for the newest after it', async () => {
    await rest()
    for (const moved of [0.6, 0.7, 0.8]) {
      weight.value = moved
      await rest()
    }
    expect(answers).toHaveLength(1)
    answers[0]!.resolve()
    await flushPromises()
    expect(answers.map(({ request }) => request.weight)).toEqual([0.5, 0.8])
    answers[1]!.resolve()
    await flushPromises()
    expect(answers).toHaveLength(2)
    expect(shown()[0]).toEqual(['a step/loss', 0.8])
  })

  it('says what failed, and asks again with the next change', async () => {
    await rest()
    answers[0]!.reject(new Error('disk'))
    await flushPromises()
    expect(failed).toHaveBeenCalledOnce()
    weight.value = 0.9
    await rest()
    answers[1]!.resolve()
    await flushPromises()
    expect(shown()[0]).toEqual(['a step/loss', 0.9])
  })

  it('lets all go when nothing is smoothed', async () => {
    await rest()
    answers[0]!.resolve()
    await flushPromises()
    weight.value = 0
    await flushPromises()
    expect(shown()).toEqual([])
  })
})
