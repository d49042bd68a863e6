import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeExperiment, type ExperimentSpec, type RunEvent } from '../../core/index.ts'
import { connect } from '../../renderer/api/client.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { foldRecord, useRunDetails } from '../../renderer/stores/run-details.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { useToasts } from '../../renderer/stores/toasts.ts'
import DuringRunForm from '../../renderer/views/design/DuringRunForm.vue'
import ChangeDialog from '../../renderer/views/runs/ChangeDialog.vue'
import { changesInWords, liveFieldsAt, plannedChanges } from '../../renderer/composables/change-words.ts'
import { runMarks, spreadLabels } from '../../renderer/views/runs/run-marks.ts'
import { createFakeHost, type FakeHost } from '../support/fake-api.ts'
import { digitsSpec } from '../support/fake/specs.ts'

let host: FakeHost
enableAutoUnmount(afterEach)
beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) { this.open = true }
  host = createFakeHost()
  connect(host.bridge)
  await useRuns().open()
})

const speech = { t: (key: string, named: Record<string, unknown> = {}) => `${key} ${Object.values(named).join(' ')}`.trim(), say: ({ en }: { en: string }) => en, value: String, count: String }
const epoch = (number: number, learningRate: number) => ({ type: 'epoch', epoch: number, step: number * 10, learningRate }) as RunEvent & { type: 'epoch' }

describe('the form of a run that trains', () => {
  const dialog = async () => {
    const mounted = mount(ChangeDialog, { props: { run: useRuns().get('r5')! }, global: { plugins: [i18n], stubs: { teleport: true } } })
    await flushPromises()
    return mounted
  }

  it('shows what may change with the values that hold, and sends what was entered', async () => {
    const form = await dialog()
    expect(form.findAll('.hyperparameter').map((field) => field.attributes('data-path'))).toEqual(liveFieldsAt(digitsSpec, 0).map(({ path }) => path))
    const apply = () => form.get<HTMLButtonElement>('.primary')
    expect(apply().element.disabled).toBe(true)
    await form.get('[data-path="optimizer.learningRate"] input.number').setValue('0.0005')
    expect(apply().element.disabled).toBe(false)
    await apply().trigger('click')
    await flushPromises()
    expect(host.asked).toContain('runs.change')
    expect(form.emitted('close')).toHaveLength(1)
    const step = useRuns().get('r5')!.step
    expect(useRunDetails().recordOf('r5').value?.spec.changes).toEqual([{ step, path: 'optimizer.learningRate', value: 0.0005 }])
    expect(useToasts().all.at(-1)?.text).toBe(`“digits, wide” has its new values from step ${step + 1} on`)
    expect((await dialog()).get('[data-path="optimizer.learningRate"] + .now').text()).toBe('now 0.0005 · 0 ≤ x ≤ 1,000')
  })

  it('says at its field what cannot be, and sends nothing', async () => {
    const form = await dialog()
    await form.get('[data-path="optimizer.beta1"] input.number').setValue('2')
    expect(form.get('[data-path="optimizer.beta1"] .problem').text()).toContain('at least 0 and less than 1')
    expect(form.get<HTMLButtonElement>('.primary').element.disabled).toBe(true)
    expect(host.asked).not.toContain('runs.change')
  })
})

describe('what happened on the time line', () => {
  const spec = { ...digitsSpec, schedule: { kind: 'reduceOnPlateau' } } as ExperimentSpec

  it('is changes, pauses, drops of the rate by the schedule, and the best epoch', () => {
    const events = [epoch(1, 0.1), epoch(2, 0.1), { type: 'paused', step: 25, epoch: 2 }, { type: 'resumed', step: 25, epoch: 2 }, { type: 'changed', step: 30, epoch: 3, changes: [{ path: 'optimizer.learningRate', from: 0.1, to: 0.05 }, { path: 'stop.epochs', from: 9, to: 12 }] }, epoch(3, 0.1), epoch(4, 0.05), epoch(5, 0.005)] as never
    expect(runMarks(events, spec, 10, 5, speech)).toEqual([
      { what: 'paused', epoch: 2.5, label: 'runs.marks.paused' }, { what: 'changed', epoch: 3, label: 'Learning rate 0.05 +1' }, { what: 'rate', epoch: 4, label: 'runs.marks.rate 0.005' }, { what: 'best', epoch: 5, label: 'runs.bestEpoch 5' },
    ])
    expect(runMarks([{ type: 'finished', restoredEpoch: 3 }] as never, spec, 10, 3, speech)).toEqual([{ what: 'best', epoch: 3, label: 'runs.marks.restored 3' }])
    expect(runMarks(events, digitsSpec, 10, null, speech).map(({ epoch: at }) => at)).toEqual([2.5, 3])
  })

  it('is labelled where there is room', () => {
    const marks = [{ what: 'rate', epoch: 1, label: 'rate 0.1' }, { what: 'changed', epoch: 1.1, label: 'Momentum 0.8' }, { what: 'best', epoch: 9, label: 'best 9' }] as const
    expect(spreadLabels(marks, 10).map(({ label }) => label)).toEqual(['', 'Momentum 0.8', 'best 9'])
    expect(spreadLabels(marks, 10).map(({ epoch: at }) => at)).toEqual([1, 1.1, 9])
    expect(spreadLabels([{ what: 'changed', epoch: 9.9, label: 'Learning rate 0.002' }, { what: 'paused', epoch: 0.2, label: 'paused a while' }], 10).map(({ side }) => side)).toEqual(['left', 'right'])
  })

  it('is said in a sentence, and kept in the record', () => {
    const changes = [{ path: 'network.layers[1].weightNoise', from: 0, to: 0.1 }, { path: 'optimizer.learningRate', from: 0.1, to: 0.05 }]
    expect(changesInWords(changes, digitsSpec, speech)).toBe('hidden: Weight noise σ 0 → 0.1; Learning rate 0.1 → 0.05')
    const record = { spec: digitsSpec, checkpoints: [], events: [], suggestions: [] }
    const folded = foldRecord(record, [{ type: 'changed', step: 30, epoch: 3, changes }], 5)
    expect(folded.spec.changes).toEqual([{ step: 30, path: 'network.layers[1].weightNoise', value: 0.1 }, { step: 30, path: 'optimizer.learningRate', value: 0.05 }])
    expect(foldRecord(folded, [{ type: 'started', step: 30, epoch: 3 } as never], 6).events.map(({ event }) => event.type)).toEqual(['started'])
  })
})

describe('changes that an experiment plans', () => {
  const edited = (form: ReturnType<typeof planned>): ExperimentSpec => (form.emitted<[(spec: ExperimentSpec) => ExperimentSpec]>('change')!.at(-1)![0])(form.props('spec'))
  const planned = (spec: ExperimentSpec) => mount(DuringRunForm, { props: { spec, issues: describeExperiment(spec, null).issues }, global: { plugins: [i18n] } })
  const withChange = { ...digitsSpec, changes: [{ step: 50, path: 'optimizer.learningRate', value: 0.0005 }] } as ExperimentSpec

  it('are added, edited, taken out, and said', async () => {
    const empty = planned(digitsSpec)
    await empty.get('.button').trigger('click')
    expect(edited(empty).changes).toEqual([{ step: 1000, path: 'optimizer.learningRate', value: 0.0001 }])
    const form = planned(withChange)
    await form.get('.value input').setValue('0.002')
    expect(edited(form).changes).toEqual([{ step: 50, path: 'optimizer.learningRate', value: 0.002 }])
    await form.get('select.what').setValue('network.layers[2].rate')
    expect(edited(form).changes).toEqual([{ step: 50, path: 'network.layers[2].rate', value: 0.2 }])
    await form.get('.icon-button').trigger('click')
    expect(edited(form)).not.toHaveProperty('changes')
    expect(plannedChanges(withChange, speech)).toEqual([{ step: 50, words: 'Learning rate → 0.0005' }])
  })

  it('say what is wrong with them', () => {
    expect(planned({ ...withChange, changes: [{ step: 5, path: 'optimizer.beta1', value: 3 }] }).get('.problem').text()).toContain('at least 0 and less than 1')
  })

  it('stand beside how often layers are measured', async () => {
    const form = planned(digitsSpec)
    await form.get('.measure select').setValue('never')
    expect(edited(form).diagnostics).toBe(false)
    await form.get('.measure select').setValue('steps')
    expect(edited(form).diagnostics).toEqual({ everySteps: 100 })
    await form.get('.measure select').setValue('automatic')
    expect(edited(form)).not.toHaveProperty('diagnostics')
  })
})
