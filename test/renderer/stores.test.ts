import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../../core/index.ts'
import { ApiError } from '../../renderer/api/api-error.ts'
import { api, connect } from '../../renderer/api/client.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useExperiment } from '../../renderer/stores/experiment.ts'
import { pushState, redone, shownState, startHistory, undone } from '../../renderer/stores/history.ts'
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
