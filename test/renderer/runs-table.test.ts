import { flushPromises, mount, enableAutoUnmount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { computed, nextTick, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { summarizeScores } from '../../core/index.ts'
import type { RunSummary } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import { tableToCsv } from '../../renderer/charts/save-chart.ts'
import { nextSort } from '../../renderer/components/table-column.ts'
import { sortRowsBy } from '../../renderer/components/virtual-rows.ts'
import { createRunNames } from '../../renderer/composables/run-values.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useFrame, type MenuItem } from '../../renderer/stores/frame.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useRunsTable } from '../../renderer/stores/runs-table.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import ColumnChooser from '../../renderer/views/runs/ColumnChooser.vue'
import { isBetter } from '../../renderer/views/runs/run-columns.ts'
import { arrangeRuns, groupValue, rowOf, type RunRow } from '../../renderer/views/runs/run-rows.ts'
import TagDialog from '../../renderer/views/runs/TagDialog.vue'
import TrashDialog from '../../renderer/views/runs/TrashDialog.vue'
import { latexText, runsToTable, tableToLatex, tableToMarkdown } from '../../renderer/views/runs/run-table-text.ts'
import { useBulkActions } from '../../renderer/views/runs/use-bulk-actions.ts'
import RunsTable from '../../renderer/views/runs/RunsTable.vue'
import { useRunRows, type RunRows } from '../../renderer/views/runs/use-run-rows.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'
import { runSummary } from '../support/fake/runs.ts'

enableAutoUnmount(afterEach)

/** A run of an experiment with a loss. */
function runOf(id: string, experiment: string, loss: number | null, seed = 1): RunSummary {
  const run = runSummary({ id, name: experiment, status: 'completed', epoch: 3, epochs: 3, skill: 1, colour: 0 })
  return { ...run, experiment, hyperparameters: { seed, rate: 0.1 }, final: { ...run.final, validation: loss === null ? null : { loss } }, latest: { train: null, validation: null } }
}
const validationLoss = { key: 'validationLoss', value: (run: RunSummary) => run.final.validation?.['loss'] }

describe('sorting', () => {
  const rows = [{ n: 'b', x: 2 }, { n: 'a', x: null }, { n: 'a', x: 1 }, { n: 'B', x: 1 }, { n: 'a', x: Infinity }, { n: null, x: 3 }]
  const by = (...orders: ['n' | 'x', boolean][]) => sortRowsBy(rows, orders.map(([key, descending]) => ({ value: (row: (typeof rows)[number]) => row[key], descending })), 'en').map(({ n, x }) => `${n} ${x}`)

  it('goes by several orders, absent values last in each', () => {
    expect(by(['n', false], ['x', true])).toEqual(['a Infinity', 'a 1', 'a null', 'b 2', 'B 1', 'null 3'])
    expect(by(['n', true], ['x', false])).toEqual(['B 1', 'b 2', 'a 1', 'a Infinity', 'a null', 'null 3'])
  })

  it('is stable, and no order leaves rows as they are', () => {
    expect(by(['x', false])).toEqual(['a 1', 'B 1', 'b 2', 'null 3', 'a Infinity', 'a null'])
    expect(by()).toEqual(rows.map(({ n, x }) => `${n} ${x}`))
  })

  it('puts words in the order of the language, numbers within them by size', () => {
    const words = ['run 10', 'Zebra', 'run 9', 'ñu', 'nube', 'Ábaco', 'abeto', '2 b', '10 b']
    expect(sortRowsBy(words, [{ value: (word) => word, descending: false }], 'es')).toEqual(['2 b', '10 b', 'Ábaco', 'abeto', 'ñu', 'nube', 'run 9', 'run 10', 'Zebra'])
  })

  it('is changed by headings: alone, beside others, taken back', () => {
    const loss = { key: 'loss' }
    const time = { key: 'time', descendingFirst: true }
    let sort = nextSort([], loss, false)
    expect(sort).toEqual([{ key: 'loss', descending: false }])
    sort = nextSort(sort, time, true)
    expect(sort).toEqual([{ key: 'loss', descending: false }, { key: 'time', descending: true }])
    sort = nextSort(sort, loss, true)
    expect(sort).toEqual([{ key: 'loss', descending: true }, { key: 'time', descending: true }])
    expect(nextSort(sort, loss, true)).toEqual([{ key: 'time', descending: true }])
    expect(nextSort(sort, time, false)).toEqual([{ key: 'time', descending: true }])
    expect(nextSort(nextSort([{ key: 'loss', descending: true }], loss, false), loss, false)).toEqual([{ key: 'loss', descending: false }])
  })
})

describe('what can be asked of runs', () => {
  const [a, b] = [runOf('a', 'x', 1), runOf('b', 'y', 2)]
  const tagged = { ...b, tags: ['sweep'], hyperparameters: { ...b.hyperparameters, momentum: 0.9 }, experiment: 'z' }

  it('follows single runs, and stays the same object while the names do', () => {
    const namesOf = createRunNames()
    const first = namesOf([a, b])
    expect(first.hyperparameters).toEqual(['rate', 'seed'])
    expect(first.scores).toEqual(expect.arrayContaining(['validation.loss', 'test.loss', 'train.accuracy']))
    expect(namesOf([{ ...a, epoch: 2 }, b])).toBe(first)
    const second = namesOf([a, tagged])
    expect([second.hyperparameters, second.tags]).toEqual([['momentum', 'rate', 'seed'], ['sweep']])
    expect(second.values.get('momentum')?.(tagged)).toBe(0.9)
    expect(namesOf([a]).tags).toEqual([])
    expect(namesOf([]).values.has('validation.loss')).toBe(false)
  })
})

describe('groups', () => {
  const runs = [runOf('a1', 'a', 0.5, 1), runOf('b1', 'b', 0.1, 1), runOf('a2', 'a', 0.7, 2), runOf('c1', 'c', null), runOf('a3', 'a', 0.9, 3), runOf('b2', 'b', 0.3, 2)]
  const arrange = (more: Partial<Parameters<typeof arrangeRuns>[1]> = {}) => arrangeRuns(runs, { columns: new Map([['validationLoss', validationLoss as never], ['name', { key: 'name', value: (run: RunSummary) => run.name } as never]]), sort: [], group: 'seeds', open: new Set(), language: 'en', ...more })
  const keys = (rows: readonly RunRow[]) => rows.map(({ key, within }) => (within ? `  ${key}` : key))

  it('fold the seeds of an experiment; a single run stays a run', () => {
    expect(keys(arrange())).toEqual(['group:seeds:a', 'group:seeds:b', 'c1'])
    expect(keys(arrange({ open: new Set(['group:seeds:a']) }))).toEqual(['group:seeds:a', '  a1', '  a2', '  a3', 'group:seeds:b', 'c1'])
    expect(keys(arrange({ group: null }))).toEqual(runs.map(({ id }) => id))
    expect(keys(arrange({ group: 'no such column' }))).toEqual(runs.map(({ id }) => id))
  })

  it('are sorted by their means, and their runs within alike', () => {
    const sort = [{ key: 'validationLoss', descending: true }]
    expect(keys(arrange({ sort, open: new Set(['group:seeds:b']) }))).toEqual(['group:seeds:a', 'group:seeds:b', '  b2', '  b1', 'c1'])
  })

  it('keep their rows until one of their runs changes, so that only those are drawn again', () => {
    const open = new Set(['group:seeds:a'])
    const before = arrange({ open })
    expect(arrange({ open, sort: [{ key: 'name', descending: true }] }).every((row) => before.includes(row))).toBe(true)
    const changed = runs.map((run) => (run.id === 'b2' ? { ...run, name: 'other' } : run))
    const after = arrangeRuns(changed, { columns: new Map(), sort: [], group: 'seeds', open, language: 'en' })
    expect(after.map((row, i) => row === before[i])).toEqual([true, true, true, true, false, true])
    expect(after[4]!.group!.runs[1]!.name).toBe('other')
  })

  it('may be those of any column', () => {
    const rows = arrange({ group: 'validationLoss' })
    expect(rows).toHaveLength(6)
    expect(rows.map(({ group }) => group?.shared?.value)).toEqual([0.5, 0.1, 0.7, null, 0.9, 0.3])
  })

  it('say the mean, the deviation of the sample, and of how many', () => {
    const group = arrange()[0]!.group!
    // 0.5, 0.7, 0.9: mean 0.7, squares 0.04 + 0 + 0.04 over n − 1 = 2.
    const value = groupValue(group, validationLoss)
    expect(value).toMatchObject({ kind: 'mean', count: 3 })
    if (value.kind !== 'mean') throw new Error('no mean')
    expect(value.mean).toBeCloseTo(0.7, 12)
    expect(value.deviation).toBeCloseTo(0.2, 12)
    expect(value.deviation).toBeCloseTo(summarizeScores([0.5, 0.7, 0.9]).deviation, 12)
    expect(groupValue(group, { value: (run) => run.name })).toEqual({ kind: 'same', value: 'a' })
    expect(groupValue(group, { value: (run) => run.id })).toEqual({ kind: 'several', count: 3 })
    expect(groupValue(group, { value: (run) => (run.id === 'a1' ? 4 : null) })).toEqual({ kind: 'mean', mean: 4, deviation: NaN, count: 1 })
    // Accuracies and errors have no mean.
    expect(groupValue(group, { value: validationLoss.value, score: (run) => (run.id === 'a1' ? 'accuracy' : 'rmse') })).toEqual({ kind: 'several', count: 3 })
    expect(groupValue(group, { value: validationLoss.value, score: () => 'accuracy' })).toMatchObject({ kind: 'mean' })
    expect(groupValue(group, { value: () => null })).toEqual({ kind: 'same', value: null })
  })
})

describe('tables that are taken elsewhere', () => {
  const column = (key: string, value: (run: RunSummary) => unknown, more = {}) => ({ key, label: key, value, align: 'start', ...more }) as never
  const table = { columns: [{ label: 'Name | alias', align: 'start' as const }, { label: 'Val. loss', align: 'end' as const }], rows: [['a|b\\c\nd', '0.05 ± 0.01'], ['50 % & more_', '1.2×10⁻⁷']] }

  it('hold every digit, quote what CSV needs quoted, and leave gaps empty', () => {
    const runs = [{ ...runOf('a', 'x', 0.1 + 0.2), name: 'say "hi", twice\nor more' }, runOf('b', 'y', null)]
    const columns = [column('name', (run) => run.name), column('loss', validationLoss.value), column('status', () => 'Fertig', { written: (run: RunSummary) => run.status })]
    expect(tableToCsv(runsToTable(runs, columns))).toBe('name,loss,status,id,experiment\r\n"say ""hi"", twice\nor more",0.30000000000000004,completed,a,x\r\ny,,completed,b,y\r\n')
  })

  it('are Markdown with its bars escaped', () => {
    expect(tableToMarkdown(table)).toBe('| Name \\| alias | Val. loss |\n| --- | ---: |\n| a\\|b\\\\c d | 0.05 ± 0.01 |\n| 50 % & more_ | 1.2×10⁻⁷ |\n')
  })

  it('are LaTeX that compiles', () => {
    expect(tableToLatex(table).split('\n').slice(1, 6)).toEqual(['\\begin{tabular}{lr}', '  \\toprule', '  Name | alias & Val. loss \\\\', '  \\midrule', '  a|b\\textbackslash{}c d & 0.05 $\\pm$ 0.01 \\\\'])
    expect(latexText('50 % & more_ {x} 1.2×10⁻⁷ #1')).toBe('50 \\% \\& more\\_ \\{x\\} 1.2$\\times$10$^{-7}$ \\#1')
  })
})

describe('a baseline', () => {
  it('is beaten by less loss, and by more accuracy', () => {
    expect([isBetter('loss', 0.1, 0.2), isBetter('loss', 0.3, 0.2), isBetter('accuracy', 0.9, 0.8), isBetter('accuracy', 0.7, 0.8), isBetter('accuracy', 0.8, 0.8)]).toEqual([true, false, true, false, null])
  })

  it('is a run or a group by its key, shown or not', () => {
    const runs = [runOf('a1', 'a', 0.5), runOf('b1', 'b', 0.1), runOf('a2', 'a', 0.7)]
    expect(rowOf('a2', runs, new Map())?.run.id).toBe('a2')
    expect(rowOf('group:seeds:a', runs, new Map())?.group?.runs.map(({ id }) => id)).toEqual(['a1', 'a2'])
    expect(rowOf('group:seeds:gone', runs, new Map())).toBeNull()
  })
})

describe('the table of runs', () => {
  let host: FakeHost
  let arranged: RunRows
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
  const global = { plugins: [i18n, router] }
  const harness = {
    components: { RunsTable },
    setup() {
      const active = shallowRef<string | null>('r1')
      return { active, arranged: (arranged = useRunRows(computed(() => useRuns().all), active)) }
    },
    data: () => ({ chosen: [] as string[] }),
    template: `<RunsTable :arranged="arranged" @update:active="active = $event" v-model:chosen="chosen" />`,
  }

  beforeEach(async () => {
    localStorage.clear()
    setActivePinia(createPinia())
    useSettings().language = 'en'
    host = createFakeHost()
    connect(host.bridge)
    await useRuns().open()
    // Two seeds of one experiment.
    host.announce('runs.changed', { runs: ['r1', 'r2'].map((id, place) => ({ ...useRuns().get(id)!, experiment: 'same', hyperparameters: { ...useRuns().get(id)!.hyperparameters, seed: place + 1 } })) })
  })

  const table = () => mount(harness, { global })
  const press = (drawn: ReturnType<typeof table>, key: string, more = {}) => drawn.get('.viewport').trigger('keydown', { key, ...more })
  const headings = (drawn: ReturnType<typeof table>) => drawn.findAll('[role=columnheader]').map((heading) => heading.text())

  it('opens and closes groups by arrows, which the row tells', async () => {
    const drawn = table()
    const group = () => drawn.findAll('.rows [role=row]').find((row) => row.attributes('aria-expanded') !== undefined)!
    expect(drawn.get('.viewport').attributes('role')).toBe('treegrid')
    expect(group().attributes('aria-expanded')).toBe('false')
    expect(group().classes()).toContain('active')
    await press(drawn, 'ArrowRight')
    await nextTick()
    expect(group().attributes('aria-expanded')).toBe('true')
    expect(drawn.findAll('[aria-level="2"]')).toHaveLength(2)
    await press(drawn, 'ArrowLeft')
    await nextTick()
    await press(drawn, 'ArrowLeft')
    await nextTick()
    expect(drawn.findAll('[aria-level="2"]')).toHaveLength(0)
  })

  it('says a mean with its deviation, and what its runs share', () => {
    const cells = table().findAll('.rows [role=row]').find((row) => row.attributes('aria-expanded') !== undefined)!.findAll('[role=gridcell]').map((cell) => cell.text())
    const [a, b] = ['r1', 'r2'].map((id) => useRuns().get(id)!.final.validation!['accuracy']!)
    const { mean, deviation } = summarizeScores([a!, b!])
    expect(cells[1]).toContain('2')
    expect(cells).toContain(`${(100 * mean).toFixed(2)} % ± ${(100 * Number(deviation.toPrecision(2))).toFixed(2)} %`)
    expect(cells).toContain('drawn digits')
    // A mean of times with a deviation would say nothing.
    const newest = Math.max(...['r1', 'r2'].map((id) => useRuns().get(id)!.startedAt!))
    expect(cells.at(-1)).toBe(new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(newest))
  })

  it('chooses the runs of a group together, all by Ctrl+A, a range by Shift and arrows', async () => {
    const drawn = table()
    await press(drawn, 'm')
    expect([...drawn.vm.chosen].sort()).toEqual(['r1', 'r2'])
    await press(drawn, 'm')
    expect(drawn.vm.chosen).toEqual([])
    await press(drawn, 'ArrowUp', { shiftKey: true })
    expect([...drawn.vm.chosen].sort()).toEqual(['r1', 'r2', 'r3'])
    await press(drawn, 'a', { ctrlKey: true })
    expect(drawn.vm.chosen).toHaveLength(6)
    await press(drawn, 'Escape')
    expect(drawn.vm.chosen).toEqual([])
  })

  it('sorts by headings from the keyboard, moves and resizes columns, and remembers', async () => {
    const drawn = table()
    const heading = (name: string) => drawn.findAll('.heading').find((button) => button.text().startsWith(name))!
    await heading('Val. loss').trigger('keydown', { key: 'Enter' })
    await heading('Time').trigger('keydown', { key: 'Enter', shiftKey: true })
    expect(useSettings().runsTable.sort).toEqual([{ key: 'validationLoss', descending: false }, { key: 'time', descending: true }])
    expect(heading('Time').text()).toBe('Time2')
    await heading('Name').trigger('keydown', { key: 'ArrowRight', altKey: true })
    expect(headings(drawn).slice(0, 3)).toEqual(['★', 'Status', 'Name'])
    await heading('Time').trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    expect(useSettings().runsTable.widths['time']).toBeGreaterThanOrEqual(40)
    await nextTick()
    expect(JSON.parse(localStorage.getItem('descent.runs.table')!)).toMatchObject({ sort: [{ key: 'validationLoss' }, { key: 'time' }] })
  })

  it('has a menu on each heading', async () => {
    const drawn = table()
    await drawn.findAll('.heading')[4]!.trigger('keydown', { key: 'F10', shiftKey: true })
    const items = useFrame().menu!.items.filter((item): item is MenuItem => item !== 'line')
    expect(items.map(({ label }) => label)).toContain('Group by Train loss')
    items.find(({ label }) => label === 'Hide')!.run()
    await nextTick()
    expect(headings(drawn)).not.toContain('Train loss')
  })

  it('shows any hyper-parameter or score as a column, and keeps layouts by name', async () => {
    const drawn = table()
    const chooser = mount(ColumnChooser, { props: { arranged }, global, attachTo: document.body })
    await flushPromises()
    const dialog = document.querySelector('dialog')!
    const search = dialog.querySelector<HTMLInputElement>('input[type=search]')!
    search.value = 'learningRate'
    search.dispatchEvent(new Event('input'))
    await nextTick()
    expect([...dialog.querySelectorAll('label')].map((label) => label.textContent)).toEqual(['optimizer.learningRate'])
    dialog.querySelector<HTMLInputElement>('label input')!.click()
    await nextTick()
    expect(headings(drawn).at(-1)).toBe('optimizer.learningRate')
    const shown = [...dialog.querySelectorAll('ol li')]
    shown.at(-1)!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', altKey: true, bubbles: true }))
    await nextTick()
    expect(headings(drawn).at(-2)).toBe('optimizer.learningRate')
    await useRunsTable().save(' rates ', arranged.shownKeys.value)
    useRunsTable().reset()
    await nextTick()
    expect(headings(drawn)).not.toContain('optimizer.learningRate')
    ;[...dialog.querySelectorAll<HTMLElement>('.set .link')].find((set) => set.textContent === 'rates')!.click()
    await nextTick()
    expect(headings(drawn).at(-2)).toBe('optimizer.learningRate')
    chooser.unmount()
  })

  it('tags several runs: what all have, what some have, and back', async () => {
    await useRuns().update('r1', { tags: ['sweep'] })
    const dialog = mount(TagDialog, { props: { runs: ['r1', 'r2', 'r3'] }, global, attachTo: document.body })
    await nextTick()
    const body = document.querySelector('dialog')!
    const tagsOf = () => ['r1', 'r2', 'r3'].map((id) => useRuns().get(id)!.tags.join())
    const input = body.querySelector<HTMLInputElement>('.tag-field input')!
    const type = async (text: string, key: string) => {
      input.value = text
      input.dispatchEvent(new Event('input'))
      await nextTick()
      input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      await flushPromises()
    }
    await type('  try  again ', 'Enter')
    expect(tagsOf()).toEqual(['sweep,try again', 'try again', 'try again'])
    const partial = () => body.querySelector<HTMLInputElement>('label input')!
    expect(body.querySelector('label')!.textContent).toBe('sweep1 of 3')
    const turned: string[][] = []
    for (let i = 0; i < 3; i++) {
      partial().click()
      await flushPromises()
      turned.push(tagsOf().map((tags) => String(tags.includes('sweep'))))
    }
    expect(turned).toEqual([['true', 'true', 'true'], ['false', 'false', 'false'], ['true', 'false', 'false']])
    await type('', 'Backspace')
    expect(tagsOf()).toEqual(['sweep', '', ''])
    // Known tags are offered, and taken by the arrows.
    await useRuns().update('r6', { tags: ['baseline'] })
    input.focus()
    await nextTick()
    await type('base', 'ArrowDown')
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await flushPromises()
    expect(tagsOf()[2]).toBe('baseline')
    dialog.unmount()
  })

  it('tells other rows from the baseline, by sign, mark and words, and marks what differs', async () => {
    const drawn = table()
    useRunsTable().change({ group: null, baseline: 'r2', columns: ['name', 'validation.loss', 'optimizer.learningRate'] })
    await nextTick()
    const cells = (id: string) => drawn.findAll('.rows [role=row]').find((row) => row.text().includes(useRuns().get(id)!.name))!.findAll('[role=gridcell]')
    const loss = (id: string) => useRuns().get(id)!.final.validation!['loss']!
    const better = cells('r1')[1]!.get('.difference')
    expect(loss('r1')).toBeLessThan(loss('r2'))
    expect(better.text()).toBe(`▲−${(loss('r2') - loss('r1')).toPrecision(3).replace(/0+$/, '')}`)
    expect(better.classes()).toContain('success')
    expect(better.attributes('title')).toMatch(/^Better than “digits, momentum”: −/)
    expect(cells('r3')[1]!.get('.difference').text()).toMatch(/^▽\+/)
    expect(cells('r3')[1]!.get('.difference').classes()).not.toContain('success')
    expect(cells('r2')[1]!.get('.difference').text()).toBe('')
    expect(cells('r6')[1]!.get('.difference').text()).toBe('')
    expect(cells('r1')[2]!.classes()).toContain('marked')
    await cells('r1')[2]!.trigger('pointerover')
    expect(cells('r1')[2]!.attributes('title')).toBe('The baseline has 0.05')
    expect(cells('r2')[2]!.classes()).not.toContain('marked')
    expect(cells('r2')[0]!.find('.pin').exists()).toBe(true)
  })

  it('is taken away in words, groups as means, or only what is chosen', async () => {
    let bulk!: ReturnType<typeof useBulkActions>
    mount({ setup() { bulk = useBulkActions(useRunRows(computed(() => useRuns().all), shallowRef(null)), () => useRuns().all) }, template: '<i />' }, { global })
    useRunsTable().change({ columns: ['star', 'name', 'epoch'], sort: [{ key: 'epoch', descending: true }] })
    const words = bulk.textTable([]).rows
    expect(words).toHaveLength(5)
    expect(words.find(([name]) => name!.includes('n = 2'))?.[1]).toMatch(/^17 ± 4\.2$/)
    const chosen = ['r4', 'r5'].map((id) => useRuns().get(id)!)
    expect(bulk.textTable(chosen).rows.map(([name]) => name)).toEqual(['digits, wide', 'digits, rate 3'])
  })

  it('pauses, resumes and stops those of several runs that can be', async () => {
    let bulk!: ReturnType<typeof useBulkActions>
    mount({ setup() { bulk = useBulkActions(useRunRows(computed(() => useRuns().all), shallowRef(null)), () => useRuns().all) }, template: '<i />' }, { global })
    const all = () => useRuns().all
    host.asked.length = 0
    await bulk.pause(all())
    expect(host.asked).toEqual(['runs.pause'])
    expect(useRuns().get('r5')!.status).toBe('paused')
    await bulk.stop(all())
    expect([useRuns().get('r5')!.status, useRuns().get('r6')!.status, useRuns().get('r1')!.status]).toEqual(['cancelled', 'cancelled', 'completed'])
    bulk.noteRemoved(['r1', 'r2'])
    await useRuns().remove(['r1', 'r2'])
    expect(useRuns().get('r1')).toBeUndefined()
    await bulk.undoRemove()
    expect(useRuns().get('r2')).toBeDefined()
  })

  it('has a trash that tells what it holds, gives back and deletes', async () => {
    await useRuns().remove(['r1', 'r2', 'r3'])
    const dialog = mount(TrashDialog, { global, attachTo: document.body })
    await flushPromises()
    const body = document.querySelector('dialog')!
    const button = (words: string) => [...body.querySelectorAll('button')].find(({ textContent }) => textContent === words)!
    expect(body.textContent).toContain('3 runs, 3.66 MB')
    body.querySelectorAll<HTMLElement>('.rows [role=row]')[1]!.click()
    await nextTick()
    button('Give 1 back').click()
    await flushPromises()
    expect(useRuns().get('r2')).toBeDefined()
    expect(body.textContent).toContain('2 runs, 2.44 MB')
    button('Empty the trash').click()
    await flushPromises()
    expect(body.textContent).toContain('The trash is empty')
    dialog.unmount()
  })
})
