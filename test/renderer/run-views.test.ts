import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, nextTick, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useDatasets } from '../../renderer/stores/datasets.ts'
import { useFrame } from '../../renderer/stores/frame.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSelection } from '../../renderer/stores/selection.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { useToasts } from '../../renderer/stores/toasts.ts'
import ComparedRuns from '../../renderer/views/compare/ComparedRuns.vue'
import ConfusionMatrix from '../../renderer/views/mistakes/ConfusionMatrix.vue'
import RunMessage from '../../renderer/views/runs/RunMessage.vue'
import RunsTable from '../../renderer/views/runs/RunsTable.vue'
import { useRunRows } from '../../renderer/views/runs/use-run-rows.ts'
import { useRunActions } from '../../renderer/views/runs/use-run-actions.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'

let host: FakeHost
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
const global = { plugins: [i18n, router] }
enableAutoUnmount(afterEach)

beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  host = createFakeHost()
  connect(host.bridge)
  await Promise.all([useRuns().open(), useDatasets().open()])
})

describe('the runs table', () => {
  const harness = { components: { RunsTable }, setup: () => ({ arranged: useRunRows(computed(() => useRuns().all), shallowRef('r5')) }), template: `<RunsTable :arranged="arranged" :chosen="[]" />` }
  const table = () => mount(harness, { global }).getComponent(RunsTable)
  const cellsOf = (drawn: ReturnType<typeof table>, name: string): string[] => drawn.findAll('.rows [role=row]').find((row) => row.text().includes(name))?.findAll('[role=gridcell]').map((cell) => cell.text()) ?? []

  it('says how each run stands', () => {
    const drawn = table()
    expect(cellsOf(drawn, 'digits, rate 3')[2]).toBe('Diverged')
    expect(cellsOf(drawn, 'digits, narrow')[2]).toBe('Queued1')
    expect(drawn.get('[role=progressbar]').attributes('aria-valuenow')).toBe('23')
    expect(cellsOf(drawn, 'digits, wide')[3]).toBe('7 / 30')
  })

  it('follows a run that is under way without asking again', async () => {
    const drawn = table()
    const asked = host.asked.length
    host.advance('r5')
    await nextTick()
    expect(cellsOf(drawn, 'digits, wide')[3]).toBe('8 / 30')
    expect(host.asked.length).toBe(asked)
  })

  it('opens the choice of colour from the swatch, without showing another run', async () => {
    const drawn = table()
    const row = drawn.findAll('.rows [role=row]').find((candidate) => candidate.text().includes('digits, momentum'))!
    await row.get('.swatch-button').trigger('click')
    expect(useFrame().lookedRuns?.ids).toEqual(['r2'])
    expect(drawn.emitted('update:active')).toBeUndefined()
  })

  it('leaves Space to pausing and chooses by M', async () => {
    const drawn = table()
    await drawn.get('[role=grid]').trigger('keydown', { key: ' ' })
    await drawn.get('[role=grid]').trigger('keydown', { key: 'm' })
    expect(drawn.emitted('update:chosen')).toEqual([[['r5']]])
  })

  it('names the metric that all runs share', () => {
    expect(table().findAll('[role=columnheader]').map((heading) => heading.text())).toContain('Val. accuracy')
  })
})

describe('what became of a run', () => {
  it('is said with the button that helps', async () => {
    const diverged = mount(RunMessage, { props: { run: useRuns().get('r4')! }, global })
    await flushPromises()
    expect(diverged.findAll('button').map((button) => button.text())).toEqual(['Try learning rate 0.0001'])
    const run = { ...useRuns().get('r1')!, status: 'interrupted' as const }
    const interrupted = mount(RunMessage, { props: { run }, global })
    await interrupted.get('button').trigger('click')
    await flushPromises()
    expect(useRuns().get('r1')?.status).toBe('running')
  })
})

describe('the trash', () => {
  it('is undone by the toast', async () => {
    vi.useFakeTimers()
    let remove: ReturnType<typeof useRunActions>['remove'] | undefined
    mount({ setup: () => void ({ remove } = useRunActions()), template: '<i />' }, { global })
    await remove?.([useRuns().get('r1')!, useRuns().get('r2')!])
    expect(useRuns().get('r1')).toBeUndefined()
    expect(useToasts().all[0]?.text).toBe('2 runs are in the trash')
    await useToasts().all[0]?.action?.run()
    expect(useRuns().get('r2')?.name).toBe('digits, momentum')
    vi.useRealTimers()
  })
})

describe('compared runs', () => {
  it('are hidden, taken out and added', async () => {
    const runs = [useRuns().get('r1')!, useRuns().get('r2')!]
    const list = mount(ComparedRuns, { props: { groups: runs.map((run) => ({ first: run, runs: [run] })), hidden: ['r2'], baseline: null, band: null }, global })
    expect(list.findAll('.eye').map((eye) => eye.attributes('aria-pressed'))).toEqual(['true', 'false'])
    await list.findAll('.eye')[0]?.trigger('click')
    await list.findAll('.take-out')[1]?.trigger('click')
    expect([list.emitted('toggle'), list.emitted('remove')]).toEqual([[[['r1']]], [[['r2']]]])
    useSelection().toggleCompared('r1')
    expect(useSelection().isCompared('r1')).toBe(true)
  })
})

describe('the confusion matrix', () => {
  const confusion = { classes: ['a', 'b'], counts: Int32Array.of(8, 2, 1, 9), sampleCount: 20, errors: 3, scores: {} }
  const matrix = (measure: 'counts' | 'rows' | 'columns' = 'counts') => mount(ConfusionMatrix, { props: { confusion, measure, chosen: {} }, global })

  it('shows counts, and shares of rows and columns', () => {
    const cells = (measure: 'counts' | 'rows' | 'columns'): string[] => matrix(measure).findAll('.cell').map((cell) => cell.text())
    expect(cells('counts')).toEqual(['8', '2', '1', '9'])
    expect(cells('rows')).toEqual(['80', '20', '10', '90'])
    expect(cells('columns')).toEqual(['89', '18', '11', '82'])
    expect(matrix('rows').findAll('.cell')[1]?.attributes('aria-label')).toBe('a taken for b: 20.00 %')
  })

  it('is walked by arrow keys and chosen from by Enter', async () => {
    const drawn = matrix()
    await drawn.get('table').trigger('keydown', { key: 'ArrowRight' })
    await drawn.findAll('.cell')[1]?.trigger('keydown', { key: 'Enter' })
    await drawn.findAll('tbody .heading')[1]?.trigger('click')
    await drawn.findAll('thead .heading')[0]?.trigger('click')
    expect(drawn.findAll('[tabindex="0"]')).toHaveLength(1)
    expect(drawn.emitted('choose')).toEqual([[{ truth: 0, predicted: 1 }], [{ truth: 1 }], [{ predicted: 0 }]])
  })

  it('lets go of what is chosen again', async () => {
    const drawn = matrix()
    await drawn.setProps({ chosen: { truth: 0, predicted: 1 } })
    expect(drawn.findAll('.cell').map((cell) => cell.attributes('aria-selected'))).toEqual(['false', 'true', 'false', 'false'])
    await drawn.findAll('.cell')[1]?.trigger('click')
    expect(drawn.emitted('choose')).toEqual([[{}]])
  })
})
