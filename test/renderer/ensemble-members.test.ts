import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EnsembleSpec, RunEvent } from '../../core/index.ts'
import { connect } from '../../renderer/api/client.ts'
import MemberChoice from '../../renderer/components/MemberChoice.vue'
import { ensembleMembers, layersOfMember, readMember } from '../../renderer/composables/ensemble-members.ts'
import { historyWithin } from '../../renderer/composables/layer-history.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import MemberNote from '../../renderer/views/mistakes/MemberNote.vue'
import RunLayers from '../../renderer/views/runs/RunLayers.vue'
import { createFakeHost } from '../support/fake-api.ts'
import { layerHistograms } from '../support/fake/layers.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const member = (number: number): RunEvent => ({
  type: 'member', member: number, members: 3, epoch: number * 2, step: number * 100, scores: { train: null, validation: null, test: null }, ensemble: { train: null, validation: null, test: null }, outOfBag: null, acceptance: null,
})
const seeds: EnsembleSpec = { kind: 'seeds', members: 3 }

enableAutoUnmount(afterEach)
async function open(ensemble: EnsembleSpec | null, done: number) {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  const { api, bridge, announce } = createFakeHost()
  const { show } = api.runs
  api.runs.show = async (id) => ({ ...(await show(id)), spec: { ...digitsSpec, ensemble }, events: Array.from({ length: done }, (_, index) => ({ at: 0, event: member(index + 1) })) })
  const asked: (number | undefined)[] = []
  const { layers } = api.runs
  api.runs.layers = async (id, wanted) => {
    asked.push(wanted)
    const found = await layers(id)
    return found === null ? null : { ...found, step: wanted === undefined ? 100 * done : 100 * wanted }
  }
  connect(bridge)
  await useRuns().open()
  return { asked, announce }
}
const global = { plugins: [i18n], stubs: { ChartFrame: true } }

describe('the members of an ensemble', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('have the steps that trained them, and layers of their own', () => {
    const events = [member(1), member(2)].map((event) => ({ at: 0, event }))
    const { count, steps } = ensembleMembers({ spec: { ...digitsSpec, ensemble: seeds }, events })!
    expect(count).toBe(2)
    expect(steps.map(({ after, until }) => [after, until])).toEqual([[Number.MIN_SAFE_INTEGER, 100], [100, 200], [200, Number.MAX_SAFE_INTEGER]])
    expect(ensembleMembers({ spec: { ...digitsSpec, ensemble: seeds }, events: [...events, { at: 0, event: member(3) }] })!.steps).toHaveLength(3)
    expect(ensembleMembers({ spec: { ...digitsSpec, ensemble: { kind: 'hamiltonianMonteCarlo' } }, events })).toMatchObject({ sort: 'chain', count: 2, steps: [] })
    expect(ensembleMembers({ spec: digitsSpec, events })).toBeNull()
    const networks = [{ layers: [{ id: 'other', kind: 'dense', units: 3 }] }]
    expect([1, 2].map((number) => layersOfMember({ ...digitsSpec, ensemble: { kind: 'topologies', networks } }, number)[0]!.id)).toEqual([digitsSpec.network.layers[0]!.id, 'other'])
    expect([readMember('2'), readMember('0'), readMember('-1'), readMember('x'), readMember(undefined), readMember(['2'])]).toEqual([2, undefined, undefined, undefined, undefined, undefined])
  })

  it('are chosen in one control, which offers all together first and drops a member that there is not', async () => {
    await open(seeds, 3)
    const choice = mount(MemberChoice, { props: { run: 'r1', modelValue: undefined, whole: 'together' }, global })
    await flushPromises()
    expect(choice.findAll('option').map((option) => option.text())).toEqual(['All 3 together', 'Member 1', 'Member 2', 'Member 3'])
    await choice.get('select').setValue('2')
    await choice.get('select').setValue('')
    expect(choice.emitted('update:modelValue')).toEqual([[2], [undefined]])
    await choice.setProps({ modelValue: 4 })
    expect(choice.emitted('update:modelValue')!.at(-1)).toEqual([undefined])
  })

  it('are passes with and without dropout, and none where there is one network', async () => {
    await open({ kind: 'monteCarloDropout', passes: 20 }, 1)
    const passes = mount(MemberChoice, { props: { run: 'r1', modelValue: undefined, whole: 'together' }, global })
    await flushPromises()
    expect(passes.findAll('option').map((option) => option.text())).toEqual(['Mean of all passes', 'Dropout off'])
    await open(null, 0)
    const single = mount(MemberChoice, { props: { run: 'r1', modelValue: undefined, whole: 'together' }, global })
    const note = mount(MemberNote, { props: { run: 'r1', member: undefined }, global })
    await flushPromises()
    expect([single.find('select').exists(), note.text()]).toEqual([false, ''])
  })

  it('are named where the layers of one alone are shown', async () => {
    const { asked } = await open(seeds, 3)
    const note = mount(MemberNote, { props: { run: 'r1', member: undefined }, global })
    const layers = mount(RunLayers, { props: { run: useRuns().get('r1')! }, global })
    await flushPromises()
    expect(note.text()).toBe('member 1')
    expect(layers.text()).toContain('Member 3: Measured after step 300.')
    await layers.setProps({ member: 2 })
    await flushPromises()
    expect(layers.text()).toContain('Member 2: Measured after step 200.')
    expect(asked).toEqual([undefined, 2])
  })

  it('have histories of their own', () => {
    const all = layerHistograms({ step: 120 } as never, digitsSpec.network.layers[0]!.id!, 'weights')
    const own = historyWithin(all, { after: 30, until: 60 })
    expect([...own.steps]).toEqual([40, 50, 60])
    expect([...own.counts]).toEqual([...all.counts.subarray(3 * all.bins, 6 * all.bins)])
    expect(historyWithin(all, { after: 500, until: 600 }).steps).toHaveLength(0)
  })
})
