import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HISTOGRAM_BINS, type Histogram } from '../../core/index.ts'
import { connect } from '../../renderer/api/client.ts'
import { historyPixels, quantileAt, valueRange, type HistogramHistory } from '../../renderer/charts/histogram-history.ts'
import { withMeasurement } from '../../renderer/composables/layer-history.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { meanSpeeds } from '../../renderer/views/runs/mean-speeds.ts'
import RunLayers from '../../renderer/views/runs/RunLayers.vue'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'
import { measuresAt } from '../support/fake/layers.ts'

let host: FakeHost
enableAutoUnmount(afterEach)
beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  host = createFakeHost()
  connect(host.bridge)
  await useRuns().open()
})

describe('the layers of a run', () => {
  const tab = async (run = 'r5') => {
    const mounted = mount(RunLayers, { props: { run: useRuns().get(run)! }, global: { plugins: [i18n], stubs: { ChartFrame: { props: ['title'], template: '<figure><h3>{{ title }}</h3><slot name="actions" /></figure>' } } } })
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 150)) // charts come one in each frame
    return mounted
  }
  const cells = (mounted: Awaited<ReturnType<typeof tab>>): string[][] => mounted.findAll('.rows [role=row]').map((row) => row.findAll('[role=gridcell]').map((cell) => cell.text()))

  it('are rows with their measures, and what is wrong with them in words', async () => {
    const mounted = await tab()
    expect(cells(mounted).map(([layer, , update, dead, saturated]) => [layer, update, dead, saturated])).toEqual([['hidden dense', '0.0012', '54 %', '–'], ['out dense', '0.0021', '–', '–']])
    expect(mounted.get('.troubles').text()).toContain('54 % of the units of hidden are dead')
    expect(mounted.findAll('.rows [role=row] .warning')).toHaveLength(1)
  })

  it('are drawn over time, with the spread of the one that is chosen', async () => {
    const mounted = await tab()
    expect(mounted.findAll('figure h3').map((title) => title.text())).toEqual(['Gradient norm of each layer', 'Update : weights of each layer', 'Dead units of each layer', 'How the numbers of “hidden” are spread'])
    await mounted.findAll('.rows [role=row]')[1]!.trigger('click')
    await flushPromises()
    expect(mounted.findAll('figure h3').at(-1)!.text()).toBe('How the numbers of “out” are spread')
  })

  it('follow a run that trains without being asked for again', async () => {
    const mounted = await tab()
    const asked = host.asked.filter((channel) => channel === 'runs.layers').length
    host.announce('runs.progressed', { id: 'r5', events: [{ type: 'layers', step: 500, epoch: 39, layers: measuresAt(500).map((layer) => ({ ...layer, deadShare: layer.deadShare === null ? null : 0, updateRatio: 0.5 })) }] })
    await flushPromises()
    expect(cells(mounted)[0]!.slice(2, 4)).toEqual(['0.5', '0 %'])
    expect(mounted.get('.troubles').text()).toContain('The updates of hidden are large')
    expect(mounted.text()).toContain('Measured after step 500.')
    expect(host.asked.filter((channel) => channel === 'runs.layers')).toHaveLength(asked)
  })

  it('say why there are none', async () => {
    const queued = useRuns().all.find(({ status }) => status === 'queued')!
    expect((await tab(queued.id)).text()).toBe('Layers are measured at the first step, and then at regular ones.')
  })
})

describe('histograms over time', () => {
  /** Two histograms: all in the third bin of 0 … 32, then evenly over 0 … 64. */
  const history: HistogramHistory = { x: Float64Array.of(1, 2), low: Float64Array.of(0, 0), high: Float64Array.of(32, 64), bins: HISTOGRAM_BINS, counts: Float64Array.from({ length: 2 * HISTOGRAM_BINS }, (_, i) => (i < HISTOGRAM_BINS ? (i === 2 ? 10 : 0) : 1)) }

  it('have their quantiles, as if values were even within a bin', () => {
    expect([0.05, 0.5, 0.95].map((share) => quantileAt(history, 0, share))).toEqual([2.05, 2.5, 2.95])
    expect([0.05, 0.5, 0.95].map((share) => quantileAt(history, 1, share))).toEqual([3.2, 32, 60.8].map((value) => expect.closeTo(value, 10) as number))
    expect(quantileAt({ ...history, counts: new Float64Array(64) }, 0, 0.5)).toBeNaN()
  })

  it('are a picture on one scale, the largest values on top', () => {
    const [columns, rows] = [2, 32]
    const pixels = historyPixels(history, columns, rows, '#ff0000')
    const alpha = (row: number, column: number): number => pixels[4 * (row * columns + column) + 3]!
    // A row is two units high: 2 … 3 lies in the second from below.
    expect(Array.from({ length: rows }, (_, row) => alpha(row, 0) > 0 ? row : -1).filter((row) => row >= 0)).toEqual([30])
    expect(new Set(Array.from({ length: rows }, (_, row) => alpha(row, 1)))).toEqual(new Set([alpha(30, 0)]))
    expect([...pixels.subarray(4 * 30 * columns, 4 * 30 * columns + 3)]).toEqual([255, 0, 0])
    expect(valueRange({ low: Float64Array.of(3), high: Float64Array.of(3) })).toEqual({ from: 2.5, to: 3.5 })
  })

  it('grow by what is measured, and lose what a resumed run measures again', () => {
    const measured = (step: number, low: number) => ({ step, layers: [{ ...measuresAt(1)[0]!, id: 'h', histograms: { weights: { low, high: low + 1, counts: new Uint32Array(HISTOGRAM_BINS).fill(step) } as Histogram, gradients: null, activations: null } }] })
    const empty = { steps: new Float64Array(0), low: new Float64Array(0), high: new Float64Array(0), counts: new Float64Array(0), bins: HISTOGRAM_BINS }
    const grown = [measured(1, 5), measured(4, 6), measured(9, 7)].reduce((all, next) => withMeasurement(all, next, 'h', 'weights'), empty)
    expect([[...grown.steps], [...grown.low], grown.counts[2 * HISTOGRAM_BINS]]).toEqual([[1, 4, 9], [5, 6, 7], 9])
    const again = withMeasurement(grown, measured(3, 0), 'h', 'weights')
    expect([[...again.steps], [...again.low], again.counts.length]).toEqual([[1, 3], [5, 0], 2 * HISTOGRAM_BINS])
    expect(withMeasurement(grown, measured(12, 0), 'h', 'gradients')).toBe(grown)
  })
})

describe('the speed of a run', () => {
  it('is all samples by all the time of some epochs', () => {
    const epochs = [{ trainSeconds: 1, samplesPerSecond: 100 }, { trainSeconds: 3, samplesPerSecond: 20 }, { trainSeconds: 1, samplesPerSecond: 40 }]
    expect([...meanSpeeds(epochs, 2)]).toEqual([100, 40, 25])
  })
})
