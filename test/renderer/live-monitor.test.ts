import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { RunSummary } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import AppDialog from '../../renderer/components/AppDialog.vue'
import { i18n } from '../../renderer/i18n/index.ts'
import { remainingSeconds } from '../../renderer/stores/remaining-time.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { foldRecord, type RunRecord } from '../../renderer/stores/run-details.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import RunCurves from '../../renderer/views/runs/RunCurves.vue'
import RateChart from '../../renderer/views/runs/RateChart.vue'
import RunScoreChart from '../../renderer/views/runs/RunScoreChart.vue'
import RunEvents from '../../renderer/views/runs/RunEvents.vue'
import ThroughputChart from '../../renderer/views/runs/ThroughputChart.vue'
import { runLines } from '../../renderer/views/runs/run-lines.ts'
import RunInspector from '../../renderer/views/runs/RunInspector.vue'
import RunPanel from '../../renderer/views/runs/RunPanel.vue'
import { useStepGhost } from '../../renderer/views/runs/step-ghost.ts'
import { hasWeights } from '../../renderer/views/runs/use-run-actions.ts'
import { digitsSpec } from '../support/fake/specs.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'

let host: FakeHost
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
const global = { plugins: [i18n, router], stubs: { ChartFrame: { props: ['title'], template: '<figure>{{ title }}</figure>' } } }
enableAutoUnmount(afterEach)
beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  host = createFakeHost()
  connect(host.bridge)
  await useRuns().open()
})
const run = (changes: Partial<RunSummary> = {}): RunSummary => ({ ...useRuns().get('r5')!, status: 'running', finishedAt: null, ...changes })
const settled = () => new Promise((later) => setTimeout(later, 200))

describe('a run in its first epoch', () => {
  it('shows the loss of its steps at once, however many epochs are planned, until some epochs tell more', async () => {
    const live = shallowRef(run({ epoch: 0, epochs: 30, step: 5 }))
    const scope = effectScope()
    const { ghost } = scope.run(() => useStepGhost(() => live.value))!
    host.announce('runs.progressed', { id: 'r5', events: [{ type: 'steps', from: 1, epoch: 1, series: { loss: Float32Array.of(2.3, 2.1, 1.9) } }] })
    await settled()
    await nextTick()
    expect([...(ghost.value?.y ?? [])].slice(-3).map((loss) => Number(loss.toFixed(3)))).toEqual([2.3, 2.1, 1.9])
    live.value = run({ epoch: 3, epochs: 30 })
    await settled()
    expect(ghost.value).toBeNull()
    scope.stop()
  })

  it('says how long the rest takes as soon as a second has shown its pace', () => {
    const begun = run({ epoch: 0, epochs: 10, stepsPerEpoch: 100, step: 50, seconds: 2 })
    expect(remainingSeconds(begun)).toBeCloseTo(38, 10)
    expect(remainingSeconds({ ...begun, seconds: 0.5 })).toBeNull()
    expect(remainingSeconds({ ...begun, step: 0 })).toBeNull()
    expect(remainingSeconds({ ...begun, epoch: 5, step: 500, seconds: 10 })).toBeCloseTo(10, 10)
  })

  it('tells what is left before its speed, where the header is narrow', async () => {
    const panel = mount(RunPanel, { props: { run: run({ epoch: 3, epochs: 30, stepsPerEpoch: 100, step: 300, seconds: 10, samplesPerSecond: 12_000 }), expanded: false, wanted: 'curves' }, global })
    await flushPromises()
    expect(panel.get('.pace').text()).toMatch(/^epoch 3 of 30 · .*left · 12k samples\/s · 10 s$/)
    expect(panel.get('.pace').attributes('title')).toBe(panel.get('.pace').text())
  })
})

describe('what is looked at of runs', () => {
  it('stays the same from run to run, where the run has it', async () => {
    const panel = mount(RunPanel, { props: { run: run(), expanded: false, wanted: 'layers' }, global })
    await flushPromises()
    const chosen = (): string => panel.get('[role=tab][aria-selected=true]').text()
    expect(chosen()).toBe('Layers')
    await panel.setProps({ run: useRuns().get('r1')! })
    expect(chosen()).toBe('Layers')
    await panel.findAll('[role=tab]').find((tab) => tab.text() === 'Experiment')!.trigger('click')
    expect(panel.emitted('update:wanted')).toEqual([['experiment']])
    await panel.setProps({ wanted: 'members' })
    expect(chosen(), 'a single network has no members').toBe('Curves')
  })

  it('are the charts that there will be, from the start, and the steps as a curve until there are epochs', async () => {
    const curves = mount(RunCurves, { props: { run: run({ epoch: 0, latest: { train: null, validation: null }, final: { train: null, validation: null, test: null } }) }, global })
    await flushPromises()
    expect(curves.findAll('figure').map((chart) => chart.text()).slice(0, 2)).toEqual(['Loss', 'Accuracy'])
    const steps = { x: Float64Array.of(0.1, 0.2), y: Float64Array.of(2, 1) }
    const curve = (epochs: number) => ({ steps: new Float64Array(epochs), epochs: new Float64Array(epochs), values: new Float64Array(epochs), recorded: epochs })
    const lines = (epochs: number) => runLines({ train: { curve: curve(epochs), name: 'a' }, validation: { curve: null, name: 'b' }, ghost: steps, colour: '#000', validationColour: '#111', marks: [], markColours: { changed: '#222', other: '#333' } })
    expect([0, 1, 2].map((epochs) => lines(epochs)[0]!.ghost)).toEqual([false, false, true])
  })
})

describe('the charts of a run', () => {
  const Chart = { name: 'Chart', props: ['title', 'option'], template: '<figure>{{ title }}<slot name="actions" /></figure>' }
  const charts = { ...global, stubs: { ChartFrame: Chart } }
  const curve = { steps: Float64Array.of(1, 2), epochs: Float64Array.of(1, 2), values: Float64Array.of(0.5, 5e8), recorded: 2 }
  const scoreChart = (name: string) => mount(RunScoreChart, { props: { name, colour: 0, group: 'g', marks: [], train: curve, validation: null, members: [], ghost: null }, global: charts })
  const axisOf = (chart: ReturnType<typeof scoreChart>): string => (chart.getComponent(Chart).props('option') as { yAxis: { type: string } }).yAxis.type

  it('draw losses of every size over a logarithmic axis where that is wanted, and remember it; fractions never', async () => {
    const loss = scoreChart('loss')
    expect(axisOf(loss)).toBe('value')
    await loss.get('.log').trigger('click')
    expect([axisOf(loss), loss.get('.log').attributes('aria-pressed')]).toEqual(['log', 'true'])
    const accuracy = scoreChart('accuracy')
    expect([axisOf(accuracy), accuracy.find('.log').exists()]).toEqual(['value', false])
    expect(axisOf(scoreChart('loss'))).toBe('log')
    await loss.get('.log').trigger('click')
  })

  it('mean the pace of epochs that are too short for one to say anything', () => {
    const epochs = (seconds: number) => Array.from({ length: 9 }, (_, i) => ({ type: 'epoch', epoch: i + 1, step: i + 1, train: { loss: 1 }, validation: null, learningRate: 0.1, trainSeconds: seconds, evaluationSeconds: 0, samplesPerSecond: i % 2 === 0 ? 1e6 : 10, best: false }) as const)
    const opacities = (seconds: number): string => {
      const { series } = mount(ThroughputChart, { props: { epochs: epochs(seconds), colour: 0, group: 'g' }, global: charts }).getComponent(Chart).props('option') as { series: { lineStyle: { opacity: number } }[] }
      return series.map(({ lineStyle }) => lineStyle.opacity).join(' ')
    }
    expect([opacities(0.001), opacities(2)]).toEqual(['0.25 1', '1'])
  })

  it('have the learning rate of every step, where it changes', async () => {
    const { series } = host.api.runs
    const rates = (values: readonly number[]) => {
      host.api.runs.series = async (request) => (request.names[0] === 'step/learningRate' ? (values.length === 0 ? [] : [{ run: 'r1', name: 'step/learningRate', steps: Float64Array.from(values.keys()), epochs: Float64Array.from(values.keys()), values: Float64Array.from(values), recorded: values.length }]) : series(request))
    }
    for (const [values, titles] of [[[0.1, 0.05, 0.01], ['Learning rate']], [[], []]] as const) {
      rates(values)
      const chart = mount(RateChart, { props: { run: useRuns().get('r1')!, group: 'g' }, global: charts })
      await flushPromises()
      expect(chart.findAll('figure').map((figure) => figure.text().replace('Log', '').trim())).toEqual(titles)
    }
  })
})

describe('a dialog', () => {
  const open = async (content: string) => {
    const dialog = mount(AppDialog, { props: { title: 'Some' }, slots: { default: content }, global, attachTo: document.body })
    await nextTick()
    return dialog
  }

  it('takes what is typed into its first field, unless another asks for it', async () => {
    const first = await open('<input type="range" id="slider"><input id="number"><input id="other">')
    expect(document.activeElement?.id).toBe('number')
    first.unmount()
    const asking = await open('<input id="plain"><input id="asking" autofocus>')
    expect(document.activeElement?.id).not.toBe('plain')
    asking.unmount()
  })
})

describe('a run that ended before its first epoch', () => {
  const scores = { loss: 2.2, accuracy: 0.17 }
  const ended = () => run({ status: 'stopped-early', finishedAt: 9, epoch: 0, step: 1, final: { train: scores, validation: scores, test: null } })

  it('has weights to look at, and its scores', () => {
    expect(hasWeights(ended())).toBe(true)
    expect(hasWeights(run({ epoch: 0, step: 4, final: { train: null, validation: null, test: null } }))).toBe(false)
    const inspector = mount(RunInspector, { props: { run: ended() }, global: { ...global, stubs: { ...global.stubs, InspectorPanel: { template: '<aside><slot /></aside>' } } } })
    expect(inspector.get('.scores').text()).toContain('17')
  })

  it('draws the loss of its steps and no empty charts', async () => {
    const curves = mount(RunCurves, { props: { run: ended() }, global })
    await flushPromises()
    const drawn = (): readonly string[] => curves.findAll('figure').map((chart) => chart.text())
    expect(drawn()).toContain('Loss')
    expect(drawn()).not.toContain('Accuracy')
    await curves.setProps({ run: run({ epoch: 0 }) })
    expect(drawn(), 'places stay where they are once there is something to draw').toContain('Accuracy')
  })
})

describe('a run of many short epochs', () => {
  const epoch = (number: number) => ({ type: 'epoch', epoch: number, step: number, train: { loss: 1 }, validation: null, learningRate: 0.1, trainSeconds: 0.002, evaluationSeconds: 0, samplesPerSecond: 1e5, best: false }) as const

  it('is folded in a moment, however many epochs there were', () => {
    let record: RunRecord = { spec: digitsSpec, checkpoints: [], events: [], suggestions: [], exports: [] }
    const begun = performance.now()
    for (let report = 0; report < 200; report++) record = foldRecord(record, Array.from({ length: 100 }, (_, i) => epoch(100 * report + i + 1)), 0)
    expect(record.events).toHaveLength(20_000)
    expect(record.events.at(-1)?.event).toMatchObject({ epoch: 20_000 })
    // One copy for each epoch would be 200 million entries, and take seconds.
    expect(performance.now() - begun).toBeLessThan(600)
  })

  it('is read once a second, however often it reports', async () => {
    const events = mount(RunEvents, { props: { run: run({ id: 'r5' }) }, global })
    await settled()
    const newest = (): string => events.get('tbody td').text()
    const announce = (number: number): void => host.announce('runs.progressed', { id: 'r5', events: [epoch(number)] })
    announce(901)
    await settled()
    const shown = newest()
    for (let number = 902; number < 906; number++) {
      announce(number)
      await nextTick()
    }
    expect(newest()).toBe(shown)
    await new Promise((later) => setTimeout(later, 1100))
    expect(newest()).toBe('905')
  })
})
