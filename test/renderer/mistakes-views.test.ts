import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Confusion, RunSummary } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import { decisionChart } from '../../renderer/charts/decision-chart.ts'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import ClassCurves from '../../renderer/views/mistakes/ClassCurves.vue'
import { confusedPairs } from '../../renderer/views/mistakes/class-scores.ts'
import ConfusedPairs from '../../renderer/views/mistakes/ConfusedPairs.vue'
import { cellValues, confusionPixels } from '../../renderer/views/mistakes/confusion-colours.ts'
import ConfusionPicture from '../../renderer/views/mistakes/ConfusionPicture.vue'
import DecisionMap from '../../renderer/views/mistakes/DecisionMap.vue'
import MistakesView from '../../renderer/views/mistakes/MistakesView.vue'
import RegressionMistakes from '../../renderer/views/mistakes/RegressionMistakes.vue'
import SampleGrid from '../../renderer/views/mistakes/SampleGrid.vue'
import { predictedSamples, type PredictedPages } from '../../renderer/views/mistakes/predicted-pages.ts'
import SampleMap from '../../renderer/views/mistakes/SampleMap.vue'
import SampleSaliency from '../../renderer/views/mistakes/SampleSaliency.vue'
import { signedWords } from '../../renderer/views/mistakes/signed-words.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'

let host: FakeHost
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/mistakes/:id?', component: MistakesView }, { path: '/runs/:id?', component: { template: '<p />' } }] })
const global = { plugins: [i18n, router], stubs: { teleport: true, ChartFrame: true } }
/** `number` random counts, the same each time. */
const many = (size: number): Confusion => ({ classes: Array.from({ length: size }, (_, i) => `class ${i}`), counts: Int32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 9 : i % 7 === 0 ? 2 : 0)), sampleCount: 1, errors: 0, scores: {} })

beforeEach(async () => {
  setActivePinia(createPinia())
  host = createFakeHost()
  connect(host.bridge)
  useSettings().language = 'en'
  await Promise.all([useRuns().open(), useDatasets().open()])
})

async function open(address: string): Promise<ReturnType<typeof mount>> {
  await router.push(address)
  const view = mount(MistakesView, { global, attachTo: document.body })
  await flushPromises()
  return view
}

describe('a run that there is nothing to say of', () => {
  it('because its split left a part empty, says so and offers the training part', async () => {
    const empty = { classes: ['0', '1'], counts: new Int32Array(4), sampleCount: 0, errors: 0, scores: {} }
    const { confusion } = host.api.analysis
    host.api.analysis.confusion = async (request) => (request.part === 'validation' ? empty : confusion(request))
    const view = await open('/mistakes/r1')
    expect(view.text()).toContain('This run has no validation part')
    expect(view.text()).not.toContain('Every sample of this choice is right')
    await view.get('.empty button').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query['part']).toBe('train')
    expect(view.findComponent({ name: 'ConfusionMatrix' }).exists()).toBe(true)
    view.unmount()
  })

  it('of a regression as well', async () => {
    const run: RunSummary = { ...useRuns().get('r1')!, id: 'r9', name: 'prices', task: 'regression' }
    host.announce('runs.changed', { runs: [run] })
    const none = { indices: new Int32Array(0), shape: [3], inputs: new Float32Array(0), targets: new Float32Array(0) }
    host.api.analysis.mistakes = async () => ({ total: 0, samples: none, outputs: new Float32Array(0), losses: new Float32Array(0), uncertainty: null })
    host.api.analysis.predictions = async () => ({ classes: null, targetNames: ['y'], indices: new Int32Array(0), targets: new Float32Array(0), outputs: new Float32Array(0), losses: new Float32Array(0) })
    const view = await open('/mistakes/r9')
    expect(view.text()).toContain('This run has no validation part')
    view.unmount()
  })

  it('because it ended before its first epoch, or has not come so far, says which', async () => {
    const run = { ...useRuns().get('r1')!, epoch: 0, final: { train: null, validation: null, test: null } }
    host.announce('runs.changed', { runs: [{ ...run, id: 'r8', name: 'too fast', status: 'diverged' }, { ...run, id: 'r7', name: 'just begun', status: 'running' }] })
    const ended = await open('/mistakes/r8')
    expect(ended.text()).toContain('“too fast” has no weights to look at')
    expect(ended.text()).toContain('It ended before its first epoch was over')
    ended.unmount()
    const begun = await open('/mistakes/r7')
    expect(begun.text()).toContain('Its first epoch is not over yet.')
    begun.unmount()
  })

  it('because the part is too small for a map, says how many it takes', async () => {
    host.api.analysis.embed = async () => { throw Object.assign(new Error('split.validation: …'), { issues: [{ path: 'split.validation', expected: { en: '', es: '' }, received: '2' }] }) }
    const map = mount(SampleMap, { props: { run: useRuns().get('r1')!, part: 'validation', dataset: useDatasets().get(useRuns().get('r1')!.datasetId!)!, chosen: [], sample: null }, global })
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 350))
    await flushPromises()
    expect(map.text()).toContain('it takes at least 5 samples')
    map.unmount()
  })
})

describe('many classes', () => {
  it('are one picture, not ten thousand cells; arrow keys walk it and Enter chooses', async () => {
    const confusion = many(100)
    const drawn = mount(ConfusionPicture, { props: { confusion, measure: 'counts', chosen: {} }, global })
    expect(drawn.findAll('*').length).toBeLessThan(40)
    const sheet = drawn.get('[role=application]')
    await sheet.trigger('keydown', { key: 'ArrowDown' }) // where it begins
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await sheet.trigger('keydown', { key })
    expect(drawn.get('.words').text()).toMatch(/^class 2 taken for class 1: /)
    await sheet.trigger('keydown', { key: 'Enter' })
    await sheet.trigger('keydown', { key: 'Escape' })
    expect(drawn.emitted('choose')).toEqual([[{ truth: 2, predicted: 1 }], [{}]])
  })

  it('are coloured by what is right and wrong, the deeper the more', () => {
    const confusion: Confusion = { classes: ['a', 'b', 'c'], counts: Int32Array.of(4, 1, 0, 4, 1, 0, 0, 0, 0), sampleCount: 10, errors: 5, scores: {} }
    const pixels = confusionPixels(cellValues(confusion, 'counts'), 3, { right: '#0000ff', wrong: '#ff0000', background: '#ffffff' })
    const at = (truth: number, predicted: number): number[] => [...pixels.slice(4 * (3 * truth + predicted), 4 * (3 * truth + predicted) + 3)]
    expect([at(0, 0), at(1, 1), at(1, 0), at(0, 1), at(2, 2), at(2, 0)]).toEqual([[0, 0, 255], [128, 128, 255], [255, 0, 0], [255, 128, 128], [255, 255, 255], [255, 255, 255]])
    expect([...cellValues(confusion, 'rows')]).toEqual([0.8, 0.2, 0, 0.8, 0.2, 0, 0, 0, 0])
    expect([...cellValues(confusion, 'columns')]).toEqual([0.5, 0.5, 0, 0.5, 0.5, 0, 0, 0, 0])
  })

  it('list what is confused most often, and a click opens it', async () => {
    const confusion: Confusion = { classes: ['cat', 'dog', 'bird'], counts: Int32Array.of(8, 2, 0, 5, 3, 2, 0, 2, 1), sampleCount: 23, errors: 11, scores: {} }
    expect(confusedPairs(confusion, 3).map(({ truth, predicted, count, support }) => [truth, predicted, count, support])).toEqual([[1, 0, 5, 10], [2, 1, 2, 3], [0, 1, 2, 10]])
    const list = mount(ConfusedPairs, { props: { confusion, chosen: {} }, global })
    expect(list.find('button').text().replace(/\s+/g, ' ')).toBe('dog → cat550.0 %')
    await list.find('button').trigger('click')
    expect(list.emitted('choose')).toEqual([[{ truth: 1, predicted: 0 }]])
  })
})

it('precision is not told where no sample reaches the threshold', async () => {
  host.api.analysis.curves = async () => ({
    classes: [{ thresholds: Float64Array.of(Infinity, 0.4, 0.1), truePositiveRates: Float64Array.of(0, 1, 1), falsePositiveRates: Float64Array.of(0, 0, 1), precisions: Float64Array.of(1, 0.75, 0.5), rocArea: 1, averagePrecision: 0.75, positives: 3 }],
    calibration: [], calibrationError: 0,
  })
  const curves = mount(ClassCurves, { props: { query: { run: 'r1', part: 'validation' }, classes: ['a'], sampleCount: 6 }, global })
  await flushPromises()
  const precision = (): string => curves.findAll('dd')[1]!.text()
  expect(precision()).toBe('–')
  await curves.get('input[type=range]').setValue('0.3')
  expect(precision()).toBe('75.0 %')
})

it('the features of a sequence are named by step', async () => {
  const [sample] = predictedSamples({ total: 1, samples: { indices: Int32Array.of(0), shape: [3, 2], inputs: new Float32Array(6), targets: Float32Array.of(1) }, outputs: Float32Array.of(1), losses: Float32Array.of(0), uncertainty: null })
  host.api.analysis.explain = async () => ({ shape: [3, 2], values: Float32Array.of(0, 0.1, 0, 0, 0.9, -0.5), isPreprocessedShape: false })
  const saliency = mount(SampleSaliency, { props: { run: 'r1', sample: sample!, outputs: ['y'], predicted: 0, truth: -1, features: [] }, global })
  await new Promise((resolve) => setTimeout(resolve, 200))
  await flushPromises()
  expect(saliency.findAll('.bars li').slice(0, 3).map((row) => row.get('span').text())).toEqual(['step 3, feature 1', 'step 3, feature 2', 'step 1, feature 2'])
})

it('where two runs differ, a tile says what the other takes it for', async () => {
  const [sample] = predictedSamples({ total: 1, samples: { indices: Int32Array.of(4), shape: [1, 2, 2], inputs: new Float32Array(4), targets: Float32Array.of(0) }, outputs: Float32Array.of(0.9, 0.1), losses: Float32Array.of(0), uncertainty: null }, Float32Array.of(0.2, 0.8))
  const pages = { total: shallowRef(1), version: shallowRef(0), failure: shallowRef(null), need: () => undefined, get: (position: number) => (position === 0 ? sample! : null), indicesAt: async () => [4] } as unknown as PredictedPages
  const grid = mount(SampleGrid, { props: { pages, dataset: 'd', classes: ['five', 'six'], selected: null, chosen: new Set<number>() }, global })
  await flushPromises()
  expect(grid.get('.classes').text()).toBe('five | six')
  expect(grid.get('[role=option]').attributes('title')).toContain('The other run takes it for six.')
})

it('the sample that is shown is ringed on the boundaries', () => {
  const theme = { runs: ['#1', '#2'], text: '#111', background: '#fff', font: 'x' } as unknown as ChartTheme
  const axis = { label: '' }
  const ring = (marked: readonly [number, number] | null): unknown => (decisionChart({ picture: {} as CanvasImageSource, groups: [], ranges: [{ from: 0, to: 1 }, { from: 0, to: 1 }], marked, x: axis, y: axis }, theme)['series'] as { name: string; data: unknown }[]).find(({ name }) => name === 'marked')?.data
  expect(ring([0.5, 0.25])).toEqual([[0.5, 0.25]])
  expect(ring(null)).toEqual([])
})

it('differences carry their sign', () => {
  expect(['2.5', '−0.04', '0', 'NaN'].map(signedWords)).toEqual(['+2.5', '−0.04', '0', 'NaN'])
})

describe('another run in the same view', () => {
  it('has its own classes in the curves', async () => {
    const curve = { thresholds: Float64Array.of(Infinity, 0.4), truePositiveRates: Float64Array.of(0, 1), falsePositiveRates: Float64Array.of(0, 0), precisions: Float64Array.of(1, 0.75), rocArea: 1, averagePrecision: 0.75, positives: 3 }
    host.api.analysis.curves = async ({ run }) => ({ classes: run === 'r1' ? [curve, curve, curve] : [curve, curve], calibration: [], calibrationError: 0 })
    const curves = mount(ClassCurves, { props: { query: { run: 'r1', part: 'validation' }, classes: ['a', 'b', 'c'], sampleCount: 6 }, global })
    await flushPromises()
    await curves.get('select').setValue('2')
    await curves.setProps({ query: { run: 'r2', part: 'validation' }, classes: ['x', 'y'] })
    await flushPromises()
    expect(curves.get('select').element.value).toBe('1')
    expect(curves.find('dl').exists()).toBe(true)
  })

  it('opens on its first target and a tab that it has; the table is ordered by the target that is drawn', async () => {
    const [plane, two] = [{ ...useDatasets().all[0]!, id: 'plane', inputShape: [2], classes: null, task: 'regression', targetNames: ['y'] }, { ...useDatasets().all[0]!, id: 'two', inputShape: [3], classes: null, task: 'regression', targetNames: ['u', 'v'] }] as const
    host.announce('datasets.changed', { datasets: [plane, two] })
    const asked: (number | undefined)[] = []
    const list = { classes: null, targetNames: [], indices: Int32Array.of(0), targets: Float32Array.of(1, 2), outputs: Float32Array.of(1, 2), losses: Float32Array.of(0) }
    host.api.analysis.predictions = async ({ target }) => {
      asked.push(target)
      return list
    }
    host.api.analysis.mistakes = async () => ({ total: 1, samples: { indices: Int32Array.of(0), shape: [2], inputs: Float32Array.of(1, 2), targets: Float32Array.of(1, 2) }, outputs: Float32Array.of(1, 2), losses: Float32Array.of(0), uncertainty: null })
    const run = { ...useRuns().get('r1')!, task: 'regression' as const }
    const of = (dataset: typeof plane | typeof two) => ({ run: { ...run, id: dataset.id, datasetId: dataset.id }, dataset, query: { run: dataset.id, part: 'validation' as const }, source: { kind: 'all' as const }, targets: dataset.targetNames, features: [] })
    const view = mount(RegressionMistakes, { props: of(two), global: { ...global, stubs: { ...global.stubs, DecisionMap: { inheritAttrs: false, template: '<i />' }, SampleRows: { inheritAttrs: false, template: '<i />' }, SampleInspector: { inheritAttrs: false, template: '<i />' } } } })
    await flushPromises()
    expect(asked.at(-1)).toBe(0)
    await view.get('.heads select').setValue('1')
    await flushPromises()
    expect(asked.at(-1)).toBe(1)
    expect(view.get('h2').text()).toBe('Furthest off in v first')
    await view.setProps(of(plane))
    await flushPromises()
    await view.findAll('[role=tab]').find((tab) => tab.text() === 'Fit')!.trigger('click')
    await view.setProps(of(two))
    await flushPromises()
    expect(view.findAll('[role=tab]').map((tab) => tab.attributes('aria-selected'))).toContain('true')
    expect(asked.at(-1)).toBe(0)
  })
})

it('an address with another run opens the tab of the two, whichever is open', async () => {
  const view = await open('/mistakes/r1')
  await view.findAll('[role=tab]').find((tab) => tab.text() === 'By class')!.trigger('click')
  await router.push('/mistakes/r1?against=r2')
  await flushPromises()
  expect(view.findAll('[role=tab]').find((tab) => tab.attributes('aria-selected') === 'true')!.text()).toBe('Two runs')
  view.unmount()
})

it('a click on a point of the boundaries asks for its sample, by class and place among its class', async () => {
  host.api.analysis.decisionMap = async () => ({
    x: { from: 0, to: 1 }, y: { from: 0, to: 1 }, columns: 1, rows: 1, outputs: Float32Array.of(0.5, 0.5), units: null,
    samples: { indices: Int32Array.of(30, 10, 20), shape: [2], inputs: new Float32Array(6), targets: Float32Array.of(1, 0, 1) },
  })
  const dataset = { ...useDatasets().all[0]!, inputShape: [2], classes: ['a', 'b'] }
  const map = mount(DecisionMap, { props: { run: useRuns().get('r1')!, part: 'validation', dataset, features: ['x', 'y'], sample: null }, global: { ...global, stubs: { ...global.stubs, ChartFrame: { inheritAttrs: false, emits: ['pick'], template: '<i class="chart" @click="$emit(\'pick\', { seriesIndex: 1, dataIndex: 1, name: \'\' })" @dblclick="$emit(\'pick\', { seriesIndex: 2, dataIndex: 0, name: \'\' })" />' } } } })
  await flushPromises()
  await map.get('.chart').trigger('dblclick') // the picture itself
  await map.get('.chart').trigger('click')
  expect(map.emitted('choose')).toEqual([[[20]]])
})
