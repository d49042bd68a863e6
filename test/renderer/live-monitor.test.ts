import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { RunSummary } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { remainingSeconds } from '../../renderer/stores/remaining-time.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import RunCurves from '../../renderer/views/runs/RunCurves.vue'
import RunInspector from '../../renderer/views/runs/RunInspector.vue'
import RunPanel from '../../renderer/views/runs/RunPanel.vue'
import { useStepGhost } from '../../renderer/views/runs/step-ghost.ts'
import { hasWeights } from '../../renderer/views/runs/use-run-actions.ts'
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
    const panel = mount(RunPanel, { props: { run: run({ epoch: 3, epochs: 30, stepsPerEpoch: 100, step: 300, seconds: 10, samplesPerSecond: 12_000 }), expanded: false }, global })
    await flushPromises()
    expect(panel.get('.pace').text()).toMatch(/^epoch 3 of 30 · .*left · 12k samples\/s · 10 s$/)
    expect(panel.get('.pace').attributes('title')).toBe(panel.get('.pace').text())
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
