import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { summarizeDataset, type Dataset, type Issue } from '../../core/index.ts'
import type { DatasetDetails, DatasetSummary, ImportPlan } from '../../electron/contract/api.ts'
import { ApiError } from '../../renderer/api/api-error.ts'
import { api, connect } from '../../renderer/api/client.ts'
import { heatMap, heatMapTable } from '../../renderer/charts/heat-map.ts'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { useDatasetActions } from '../../renderer/composables/dataset-actions.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useDatasetTasks } from '../../renderer/stores/dataset-tasks.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { useToasts } from '../../renderer/stores/toasts.ts'
import DatasetRow from '../../renderer/views/data/DatasetRow.vue'
import HealthList from '../../renderer/views/data/HealthList.vue'
import { healthNotes, strongestPairs } from '../../renderer/views/data/health-notes.ts'
import { groupProblems } from '../../renderer/views/data/import/import-fixes.ts'
import ImportProblems from '../../renderer/views/data/import/ImportProblems.vue'
import ImportTable from '../../renderer/views/data/import/ImportTable.vue'
import { useImport } from '../../renderer/views/data/import/use-import.ts'
import { componentsFor, cumulativeShares } from '../../renderer/views/data/principal-axes.ts'
import { filterPositions, placeOf } from '../../renderer/views/data/sample-filter.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'

let host: FakeHost
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
const global = { plugins: [i18n, router] }
enableAutoUnmount(afterEach)

beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  i18n.global.locale.value = 'en'
  host = createFakeHost()
  connect(host.bridge)
  await useDatasets().open()
})

/** Runs a composable inside a component, as it must be. */
function inside<T>(compose: () => T): T {
  let result: T | undefined
  mount({ setup: () => { result = compose(); return () => null } }, { global })
  return result!
}

const file = (name: string, lines: readonly string[]) => ({ name, file: new File([`${lines.join('\n')}\n`], name) })
const SHOP = file('shop.csv', ['age,city,bought', ...Array.from({ length: 30 }, (_, i) => `${i % 7 === 0 ? 'n.a.' : 20 + i},${['Vigo', 'Lugo'][i % 2]},${i % 3 === 0 ? 'yes' : 'no'}`)])
const withType = (plan: ImportPlan, name: string, type: 'number' | 'category'): ImportPlan => ({ ...plan, table: { ...plan.table!, columns: plan.table!.columns.map((column) => (column.name === name ? { ...column, type } : column)) } })

describe('an import', () => {
  it('undoes and redoes every change of its plan, and reads the files again each time', async () => {
    const given = inside(useImport)
    await given.choose([SHOP])
    const before = given.preview.value!.plan
    given.change('age: number', withType(before, 'age', 'number'))
    await flushPromises()
    expect(given.issues.value.length).toBeGreaterThan(0)
    expect(given.ready.value).toBe(false)
    expect(given.undoable.value).toBe('age: number')
    given.undo()
    await flushPromises()
    expect(given.preview.value!.plan).toEqual(before)
    expect(given.issues.value).toEqual([])
    expect(given.ready.value).toBe(true)
    given.redo()
    await flushPromises()
    expect(given.issues.value.length).toBeGreaterThan(0)
    expect(host.asked.filter((channel) => channel === 'datasets.preview')).toHaveLength(4)
  })

  it('keeps the plan when the import fails', async () => {
    const given = inside(useImport)
    await given.choose([SHOP])
    host.api.datasets.import = async () => { throw new Error('the disk is full') }
    expect(await given.run()).toBeNull()
    expect(given.message.value).toContain('the disk is full')
    expect(given.preview.value!.plan.name).toBe('shop')
  })

  it('says what was wrong with files that cannot be read', async () => {
    const given = inside(useImport)
    await given.choose([file('empty.csv', [])])
    expect(given.preview.value).toBeNull()
    expect(given.issues.value.length + (given.message.value === null ? 0 : 1)).toBeGreaterThan(0)
  })

  it('settles a problem by a click, until none is left', async () => {
    const given = inside(useImport)
    await given.choose([SHOP])
    given.change('age: number', withType(given.preview.value!.plan, 'age', 'number'))
    await flushPromises()
    const shown = mount(ImportProblems, { props: { plan: given.preview.value!.plan, issues: given.issues.value, message: null }, global })
    const button = shown.findAll('button').find((one) => one.text().includes('“n.a.” as missing'))
    await button!.trigger('click')
    const [step, plan] = shown.emitted('fix')![0] as [string, ImportPlan]
    expect(step).toContain('age')
    given.change(step, plan)
    await flushPromises()
    expect(given.issues.value).toEqual([])
    expect(given.preview.value!.plan.table!.missing).toContain('n.a.')
  })
})

describe('fixes of an import', () => {
  const plan = (columns: ImportPlan['table'] extends infer T ? NonNullable<T> extends { columns: infer C } ? C : never : never, task: 'classification' | 'regression' = 'classification'): ImportPlan => ({ name: 'x', format: 'csv', csv: { delimiter: ',', header: true, decimal: '.' }, table: { task, columns, missing: [] }, idx: null, images: null, arrays: null })
  const issue = (path: string, received: string): Issue => ({ path, expected: { en: 'a number', es: 'un número' }, received })

  it('belong to the column whose name the path ends with, the longest one where several do', () => {
    const given = plan([{ name: 'age', type: 'number', role: 'feature' }, { name: 'old age', type: 'number', role: 'feature' }, { name: 'y', type: 'category', role: 'target' }])
    const groups = groupProblems(given, [issue('f.csv line 2, age', '"x"'), issue('f.csv line 3, old age', '"x"'), issue('f.csv', 'none')])
    expect(groups.map(({ column }) => column)).toEqual([0, 1, null])
  })

  it('offer marks for what is missing only where there are few', () => {
    const given = plan([{ name: 'age', type: 'number', role: 'feature' }, { name: 'y', type: 'category', role: 'target' }])
    const kinds = (texts: readonly string[]) => groupProblems(given, texts.map((text, i) => issue(`f.csv line ${i}, age`, JSON.stringify(text))))[0]!.fixes.map(({ kind }) => kind)
    expect(kinds(['n.a.', 'n.a.'])).toEqual(['asMissing', 'asCategory', 'ignore'])
    expect(kinds(['a', 'b', 'c', 'd'])).toEqual(['asCategory', 'ignore'])
  })

  it('turn a target of words into classes, and several targets into numbers', () => {
    const words = plan([{ name: 'x', type: 'number', role: 'feature' }, { name: 'y', type: 'category', role: 'target' }], 'regression')
    expect(groupProblems(words, [issue('f.csv y', 'categories')])[0]!.fixes[0]).toMatchObject({ kind: 'classification', plan: { table: { task: 'classification' } } })
    const two = plan([{ name: 'a', type: 'category', role: 'target' }, { name: 'b', type: 'category', role: 'target' }, { name: 'x', type: 'number', role: 'feature' }])
    expect(groupProblems(two, [issue('f.csv', 'a, b')])[0]!.fixes[0]!.plan.table).toMatchObject({ task: 'regression', columns: [{ type: 'number' }, { type: 'number' }, { type: 'number' }] })
  })
})

describe('the table of an import', () => {
  it('finds columns among many and gives them a role at once', async () => {
    const given = inside(useImport)
    const names = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? `pixel${i}` : `extra${i}`))
    await given.choose([file('wide.csv', [[...names, 'class'].join(','), ...Array.from({ length: 6 }, (_, row) => [...names.map((_name, i) => row * i + 0.5), row % 2 === 0 ? 'a' : 'b'].join(','))])])
    const table = mount(ImportTable, { props: { preview: given.preview.value!, issues: [] }, global })
    expect(table.findAll('th').length).toBe(40)
    await table.get('input[type=search]').setValue('extra')
    await table.get('select.all').setValue('ignore')
    const [, plan] = table.emitted('change')![0] as [string, ImportPlan]
    expect(plan.table!.columns.filter(({ role }) => role === 'ignore').map(({ name }) => name)).toEqual(names.filter((name) => name.startsWith('extra')))
  })
})

describe('tasks', () => {
  it('follow their own progress alone, and keep why they failed', async () => {
    const tasks = useDatasetTasks()
    let settle = (_reason: Error): void => {}
    const running = tasks.run('a', (id) => {
      host.announce('datasets.progressed', { type: 'progress', task: 'another', stage: 'store', file: '', bytes: 9, totalBytes: 10, rows: 9, remainingSeconds: 1 })
      host.announce('datasets.progressed', { type: 'progress', task: id, stage: 'store', file: '', bytes: 5, totalBytes: 10, rows: 3, remainingSeconds: 2 })
      return new Promise((_, reject) => (settle = reject))
    })
    expect(tasks.get('a')).toMatchObject({ state: 'running', progress: { bytes: 5, rows: 3 } })
    settle(new ApiError({ name: 'SpecError', message: 'no', issues: [{ path: 'iris.data', expected: { en: 'a download', es: 'una descarga' }, received: 'none' }] }))
    expect(await running).toBeNull()
    expect(tasks.get('a')).toMatchObject({ state: 'failed', message: null, issues: [{ path: 'iris.data' }] })
    await tasks.run('a', async () => { throw new ApiError({ name: 'CancelledError', message: 'It was cancelled' }) })
    expect(tasks.get('a')).toMatchObject({ state: 'cancelled', issues: [], message: null })
  })
})

describe('the health of data', () => {
  /** x copies the class, z never varies, w lacks values; the last ten are a test part that repeats the first ten. */
  function ill(): DatasetDetails {
    const rows = Array.from({ length: 110 }, (_, i) => i % 100)
    const inputs = Float32Array.from(rows.flatMap((i) => [i % 2, 5, i % 9 === 0 ? NaN : i, 1000 * i]))
    const dataset: Dataset = {
      name: 'ill', sampleCount: 110, inputShape: [4], inputs, inputScale: 1, featureNames: ['x', 'z', 'w', 'v'], targets: { kind: 'classes', name: 'y', classes: ['no', 'yes'], labels: Int32Array.from(rows, (i) => i % 2) },
      givenParts: Uint8Array.from({ length: 110 }, (_, i) => (i >= 100 ? 2 : 0)),
    }
    const summary = { ...useDatasets().all[0]!, sampleCount: 110, inputShape: [4], classes: ['no', 'yes'] } satisfies DatasetSummary
    return { dataset: summary, lineage: null, ...summarizeDataset(dataset) }
  }

  it('lists what is wrong, the worst first', () => {
    const notes = healthNotes(ill())
    expect(notes.map(({ kind, tone }) => `${kind} ${tone}`).slice(0, 2)).toEqual(['trainTest danger', 'leak danger'])
    const of = (kind: string) => notes.find((note) => note.kind === kind)
    expect(of('trainTest')!.count).toBe(10)
    expect(of('leak')!.names).toEqual(['x'])
    expect(of('constant')!.names).toEqual(['z'])
    expect(of('missing')!.names).toEqual(['w'])
    expect(of('duplicates')!.count).toBe(10)
    expect(of('redundant')!.names).toEqual(['w – v'])
    expect(of('scales')!.count).toBeGreaterThan(1000)
  })

  it('says so in words, and that all is well where it is', async () => {
    const list = mount(HealthList, { props: { details: ill() }, global })
    expect(list.text()).toContain('10 test samples are also in training')
    expect(list.text()).toContain('1 column tells the target almost by itself: x')
    await list.setProps({ details: await api.datasets.describe('spirals') })
    expect(list.text()).toContain('Nothing suspicious')
  })

  it('orders pairs by strength, whatever the sign', () => {
    const pairs = strongestPairs({ names: ['a', 'b', 'c'], values: Float64Array.of(1, 0.2, -0.9, 0.2, 1, NaN, -0.9, NaN, 1), sampleCount: 9 })
    expect(pairs.map(({ a, b, r }) => `${a}${b} ${r}`)).toEqual(['ac -0.9', 'ab 0.2'])
  })
})

describe('samples', () => {
  const labels = { labels: Int32Array.of(0, 1, 0, 1, 0), parts: Uint8Array.of(0, 0, 2, 2, 2) }

  it('pass by class and by part', () => {
    expect(filterPositions(labels, { label: null, part: null })).toBeNull()
    expect([...filterPositions(labels, { label: 0, part: null })!]).toEqual([0, 2, 4])
    expect([...filterPositions(labels, { label: 1, part: 'test' })!]).toEqual([3])
    expect([...filterPositions({ labels: null, parts: labels.parts }, { label: null, part: 'validation' })!]).toEqual([])
  })

  it('are found among those that pass', () => {
    expect(placeOf(null, 7)).toBe(7)
    expect(placeOf(Int32Array.of(2, 5, 9), 5)).toBe(1)
    expect(placeOf(Int32Array.of(2, 5, 9), 6)).toBe(2)
    expect(placeOf(Int32Array.of(2, 5, 9), 50)).toBe(2)
  })
})

describe('principal components', () => {
  it('say how many hold a share of the variance', () => {
    expect([...cumulativeShares(Float64Array.of(6, 3, 1))]).toEqual([0.6, 0.9, 1])
    expect([0.5, 0.6, 0.61, 0.9, 1].map((share) => componentsFor(Float64Array.of(6, 3, 1), share))).toEqual([1, 1, 2, 2, 3])
    expect([...cumulativeShares(Float64Array.of(0, 0))]).toEqual([0, 0])
  })
})

describe('the heat map', () => {
  const theme = { runs: [], text: '#111', background: '#fff', secondary: '#555', font: 'sans' } as unknown as ChartTheme
  const matrix = { names: ['a', 'b'], values: Float64Array.of(1, -0.5, -0.5, NaN) }

  it('is centred on zero and leaves out what is no number', () => {
    const option = heatMap({ ...matrix, format: String, dark: false, chosen: [0, 1] }, theme)
    expect(option['visualMap']).toMatchObject({ min: -1, max: 1 })
    const [series] = option['series'] as [{ data: { value: unknown[]; itemStyle?: object }[] }]
    expect(series.data.map(({ value }) => value)).toEqual([[0, 0, 1], [1, 0, -0.5], [0, 1, -0.5], [1, 1, '-']])
    expect(series.data.map(({ itemStyle }) => itemStyle !== undefined)).toEqual([false, true, false, false])
    expect(heatMapTable(matrix).rows).toEqual([['a', 1, -0.5], ['b', -0.5, null]])
  })
})

describe('a data set in the list', () => {
  const row = () => mount(DatasetRow, { props: { dataset: useDatasets().all[0]!, chosen: false }, global, attachTo: document.body })

  it('is renamed by F2 and Enter, and keeps its name on Escape', async () => {
    const drawn = row()
    await drawn.get('button.dataset').trigger('keydown', { key: 'F2' })
    await drawn.get('input').setValue('other digits')
    await drawn.get('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(useDatasets().get('digits')!.name).toBe('other digits')
    await drawn.get('button.dataset').trigger('keydown', { key: 'F2' })
    await drawn.get('input').setValue('nothing')
    await drawn.get('input').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(useDatasets().get('digits')!.name).toBe('other digits')
  })

  it('is deleted by Delete, and taken back from the note', async () => {
    const drawn = row()
    await drawn.get('button.dataset').trigger('keydown', { key: 'Delete' })
    await flushPromises()
    expect(useDatasets().get('digits')).toBeUndefined()
    const [toast] = useToasts().all
    await toast!.action!.run()
    await flushPromises()
    expect(useDatasets().get('digits')).toBeDefined()
  })

  it('says which runs need it, and stays', async () => {
    host.api.datasets.remove = vi.fn(async () => { throw new ApiError({ name: 'SpecError', message: 'needed', issues: [{ path: 'drawn digits', expected: { en: 'a data set that no run needs', es: '' }, received: 'one that 4 runs need: a, b, c, d' }] }) })
    const { remove } = inside(useDatasetActions)
    await remove(useDatasets().all[0]!)
    expect(useToasts().all[0]).toMatchObject({ tone: 'danger', issues: [{ received: 'one that 4 runs need: a, b, c, d' }], action: { label: 'Show runs' } })
    expect(useDatasets().get('digits')).toBeDefined()
  })
})
