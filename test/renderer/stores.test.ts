import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../../core/index.ts'
import { ApiError } from '../../renderer/api/api-error.ts'
import { api, connect } from '../../renderer/api/client.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useExperiment } from '../../renderer/stores/experiment.ts'
import { pushState, redone, shownState, startHistory, undone } from '../../renderer/stores/history.ts'
import { watch } from 'vue'
import { LiveSeries } from '../../renderer/stores/live-series.ts'
import { createRunCurves, foldRunEvents } from '../../renderer/stores/run-curves.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'
import { digitsSpec } from '../support/fake/specs.ts'

let host: FakeHost
beforeEach(() => {
  setActivePinia(createPinia())
  host = createFakeHost()
  connect(host.bridge)
})

describe('the client', () => {
  it('turns refusals into errors that keep their problems', async () => {
    connect({ invoke: async () => ({ ok: false, error: { name: 'SpecError', message: 'no', issues: [{ path: 'seed', expected: { en: 'a', es: 'b' }, received: 'c' }] } }), listen: () => () => undefined })
    const error = await api.runs.list().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).issues[0]?.path).toBe('seed')
  })
})

describe('useRuns', () => {
  it('mirrors what is announced', async () => {
    const runs = useRuns()
    await runs.open()
    expect(runs.running.map(({ id }) => id)).toEqual(['r5'])
    await api.runs.pause('r5')
    expect(runs.get('r5')?.status).toBe('paused')
    await runs.remove(['r1'])
    expect(runs.get('r1')).toBeUndefined()
    await runs.restore(['r1'])
    expect(runs.get('r1')?.name).toBe('digits, Adam')
  })

  it('shows runs that train at most four times a second, and news of them at once', async () => {
    vi.useFakeTimers()
    const runs = useRuns()
    await runs.open()
    await vi.advanceTimersByTimeAsync(1000)
    let shown = 0
    watch(() => runs.summaries, () => shown++, { flush: 'sync' })
    const first = runs.get('r5')!.epoch
    for (let i = 0; i < 5; i++) host.advance('r5')
    expect([runs.get('r5')!.epoch, shown]).toEqual([first + 1, 1])
    await vi.advanceTimersByTimeAsync(300)
    expect([runs.get('r5')!.epoch, shown]).toEqual([first + 5, 2])
    host.advance('r5')
    await api.runs.pause('r5')
    expect([runs.get('r5')!.status, runs.get('r5')!.epoch]).toEqual(['paused', first + 6])
    await vi.advanceTimersByTimeAsync(1000)
    expect([runs.get('r5')!.status, runs.get('r5')!.epoch]).toEqual(['paused', first + 6])
    vi.useRealTimers()
  })

  it('grows curves from live events', async () => {
    const runs = useRuns()
    await runs.open()
    const curves = runs.curvesOf('r5')
    const before = curves.version.value
    host.advance('r5')
    host.advance('r5')
    expect([...(curves.series.get('validation/loss')?.epochs ?? [])]).toEqual([8, 9])
    expect(curves.version.value).toBe(before + 2)
  })
})

describe('run curves', () => {
  it('place steps by epoch and cut what a resumed run repeats', () => {
    const curves = createRunCurves()
    const steps = (from: number, loss: number[]): RunEvent => ({ type: 'steps', from, epoch: 1, series: { loss: Float32Array.from(loss) } })
    foldRunEvents(curves, [{ type: 'started', step: 0, epoch: 0, parameterCount: 1, stepsPerEpoch: 2, samples: { train: 4, validation: 0, test: 0 }, layers: [], engine: '' }, steps(1, [5, 4, 3])])
    foldRunEvents(curves, [steps(3, [9])])
    const series = curves.series.get('step/loss')
    expect([...(series?.steps ?? [])]).toEqual([1, 2, 3])
    expect([...(series?.epochs ?? [])]).toEqual([0.5, 1, 1.5])
    expect([...(series?.values ?? [])]).toEqual([5, 4, 9])
  })

  it('keep every value while they grow', () => {
    const series = new LiveSeries()
    for (let step = 1; step <= 1000; step++) series.push(step, step / 10, step * 2)
    expect(series.length).toBe(1000)
    expect(series.values[999]).toBe(2000)
    expect(series.steps[256]).toBe(257)
  })

  it('hold a bounded part of what goes on for days: the newest, and every spike of what is older, evenly', () => {
    const series = new LiveSeries()
    const spikes = [17, 4_000, 123_456, 299_999, 555_555]
    const last = 600_000
    for (let step = 1; step <= last; step++) {
      series.push(step, step / 100, spikes.includes(step) ? 1000 + step : Math.sin(step))
      if (step === 60_000) expect([series.length, series.exactFrom]).toEqual([60_000, 1])
    }
    expect(series.length).toBeLessThanOrEqual(65_536)
    expect(series.recorded).toBe(last)
    const { steps, values, epochs } = series
    expect(steps.every((step, i) => i === 0 || step > steps[i - 1]!)).toBe(true)
    expect(steps.every((step, i) => epochs[i] === step / 100 && values[i] === (spikes.includes(step) ? 1000 + step : Math.sin(step)))).toBe(true)
    for (const spike of spikes) expect(steps).toContain(spike)
    // The newest are all there, and old ones lie about as close everywhere.
    const exact = steps.indexOf(series.exactFrom!)
    expect(last - series.exactFrom!).toBeGreaterThan(16_000)
    expect([...steps.subarray(exact)]).toEqual(Array.from({ length: last - series.exactFrom! + 1 }, (_, i) => series.exactFrom! + i))
    const [young, old] = [[0, 1], [2, 3]].map(([from, to]) => steps.filter((step) => step > (from! * series.exactFrom!) / 3 && step <= (to! * series.exactFrom!) / 3).length)
    expect(young! / old!).toBeGreaterThan(0.5)
    expect(young! / old!).toBeLessThan(2.1)
    // A resumed run does again what came after its checkpoint, also where it was reduced.
    series.push(100_000, 1000, 7)
    expect(series.steps.at(-1)).toBe(100_000)
    expect(series.values.at(-1)).toBe(7)
    expect(series.recorded).toBeGreaterThan(90_000)
    expect(series.recorded).toBeLessThan(110_000)
  })
})

describe('history', () => {
  it('undoes and redoes named steps, and merges a dragged slider into one', () => {
    let history = startHistory(0)
    history = pushState(history, 'a', 1)
    history = pushState(history, 'drag', 2, 'rate')
    history = pushState(history, 'drag', 3, 'rate')
    expect(shownState(history)).toBe(3)
    history = undone(history)
    expect(shownState(history)).toBe(1)
    expect(shownState(redone(history))).toBe(3)
    history = pushState(history, 'b', 9)
    expect(redone(history)).toBe(history)
    expect(shownState(undone(undone(history)))).toBe(0)
  })
})

describe('useExperiment', () => {
  it('saves and describes what is edited, and undoes it', async () => {
    vi.useFakeTimers()
    const experiment = useExperiment()
    await useDatasets().open()
    await experiment.load()
    expect(experiment.description?.parameterCount).toBe(784 * 128 + 128 + 1280 + 10)
    experiment.change('narrower', (spec) => ({ ...spec, network: { layers: spec.network.layers.map((layer) => (layer.id === 'hidden' ? { ...layer, units: 10 } : layer)) } }))
    expect(experiment.savedAt).toBeNull()
    await vi.advanceTimersByTimeAsync(1000)
    expect(experiment.description?.parameterCount).toBe(784 * 10 + 10 + 100 + 10)
    expect(experiment.savedAt).not.toBeNull()
    expect((await api.designs.opened())?.state.spec.network.layers[1]?.['units']).toBe(10)
    experiment.undo()
    expect(experiment.spec).toEqual(digitsSpec)
    vi.useRealTimers()
  })

  it('says so when saving fails', async () => {
    vi.useFakeTimers()
    connect({ ...host.bridge, invoke: async (channel, args) => (channel === 'designs.save' ? { ok: false, error: { name: 'Error', message: 'disk full' } } : host.bridge.invoke(channel, args)) })
    const experiment = useExperiment()
    experiment.open(digitsSpec, 'open')
    await vi.advanceTimersByTimeAsync(1000)
    expect(experiment.saveFailure).toBe('disk full')
    vi.useRealTimers()
  })
})
