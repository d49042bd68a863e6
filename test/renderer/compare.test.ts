import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { RunSummary } from '../../electron/contract/api.ts'
import { connect } from '../../renderer/api/client.ts'
import { seedGroups } from '../../renderer/composables/seed-groups.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useFrame } from '../../renderer/stores/frame.ts'
import { useRuns } from '../../renderer/stores/runs.ts'
import { useSelection } from '../../renderer/stores/selection.ts'
import { useToasts } from '../../renderer/stores/toasts.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import { bestFirst, commonScore, validationScore } from '../../renderer/views/compare/common-score.ts'
import { fractionEnds, roomAround, tickDigits } from '../../renderer/charts/value-range.ts'
import { fittingTooltip, shortened, tooltipRoom } from '../../renderer/views/compare/compare-tooltip.ts'
import { chartGrid, ticksFor, timeUnitFor } from '../../renderer/views/compare/compare-axes.ts'
import CompareCharts from '../../renderer/views/compare/CompareCharts.vue'
import CompareView from '../../renderer/views/compare/CompareView.vue'
import ComparedRuns from '../../renderer/views/compare/ComparedRuns.vue'
import DifferencePanel from '../../renderer/views/compare/DifferencePanel.vue'
import { finalScoreRows } from '../../renderer/views/compare/final-scores.ts'
import { isolated, toggled } from '../../renderer/views/compare/hidden-runs.ts'
import { legendRows } from '../../renderer/views/compare/legend-rows.ts'
import { tellingApart } from '../../renderer/composables/telling-names.ts'
import { notDrawn } from '../../renderer/views/compare/not-drawn.ts'
import { seedVerdicts } from '../../renderer/views/compare/seed-verdicts.ts'
import SeedVerdicts from '../../renderer/views/compare/SeedVerdicts.vue'
import { createFakeHost } from '../support/fake-api.ts'
import { runSummary } from '../support/fake/runs.ts'

enableAutoUnmount(afterEach)
let router: Router
const global = () => ({ plugins: [i18n, router] })
beforeEach(async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  connect(createFakeHost().bridge)
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
  await useRuns().open()
})

interface Sketch { readonly id: string; readonly experiment?: string; readonly scores?: Readonly<Record<string, number>>; readonly status?: RunSummary['status']; readonly name?: string }
const run = ({ id, experiment = id, scores = { loss: 0.5, accuracy: 0.9 }, status = 'completed', name = id }: Sketch): RunSummary => {
  const base = runSummary({ id, name, status, epoch: 3, epochs: 3, skill: 0.9, colour: 0 })
  return { ...base, experiment, latest: { train: null, validation: scores }, final: { train: null, validation: status === 'completed' ? scores : null, test: null } }
}
const alone = (runs: readonly RunSummary[]) => runs.map((one) => ({ first: one, runs: [one] }))

describe('which lines are drawn', () => {
  it('toggles all runs of a line together: what is half drawn is drawn', () => {
    expect(toggled(['a'], ['b', 'c'])).toEqual(['a', 'b', 'c'])
    expect(toggled(['a', 'b'], ['b', 'c'])).toEqual(['a'])
    expect(toggled(['a', 'b', 'c'], ['b', 'c'])).toEqual(['a'])
  })

  it('draws one alone, and all again', () => {
    expect(isolated(['a', 'b', 'c'], [], ['b'])).toEqual(['a', 'c'])
    expect(isolated(['a', 'b', 'c'], ['a', 'b'], ['b'])).toEqual(['a', 'c'])
    expect(isolated(['a', 'b', 'c'], ['a', 'c'], ['b'])).toEqual([])
  })
})

describe('the score that runs are told apart by', () => {
  const runs = [run({ id: 'a', scores: { loss: 2 } }), run({ id: 'b', scores: { loss: 0.1, accuracy: 0.8 } }), run({ id: 'c', scores: { loss: 0.2, accuracy: 0.9 } }), run({ id: 'd', scores: { loss: 0.3, meanAbsoluteError: 4 } })]

  it('is what most of them report, else the loss', () => {
    expect(commonScore(runs)).toBe('accuracy')
    expect(commonScore([runs[0]!])).toBe('loss')
    expect(commonScore([])).toBe('loss')
    expect(validationScore(run({ id: 'x', scores: { loss: NaN } }), 'loss')).toBeNull()
  })

  it('puts the best first by its own direction, and those without it last', () => {
    const ids = (name: string) => bestFirst(runs, (one) => validationScore(one, name), name).map(({ id }) => id).join('')
    expect(ids('accuracy')).toBe('cbad')
    expect(ids('loss')).toBe('bcda')
  })

  it('is won by no run that broke down', () => {
    const [row] = finalScoreRows([run({ id: 'a', scores: { loss: -5 }, status: 'diverged' }), run({ id: 'b', scores: { loss: 0.2 } }), run({ id: 'c', scores: { loss: 0.4 } })]).filter(({ name }) => name === 'loss')
    expect([row!.values, row!.best]).toEqual([[-5, 0.2, 0.4], [1]])
  })
})

describe('axes', () => {
  it('count time in the unit in which its ticks are round', () => {
    expect([30, 119, 120, 7199, 7200, 1e6].map((longest) => timeUnitFor(longest).name)).toEqual(['s', 's', 'min', 'min', 'h', 'h'])
  })

  it('have as many ticks as there is room', () => {
    expect([100, 290, 330, 2000].map(ticksFor)).toEqual([2, 3, 4, 5])
  })

  it('tell neighbouring ticks apart where all values lie close together', () => {
    const digitsOf = (...values: number[]): number => tickDigits([{ y: Float64Array.from(values) }])
    expect(digitsOf(0, 1)).toBe(4)
    expect(digitsOf(NaN)).toBe(4)
    const [low, high] = [0.7, 0.70001]
    const digits = digitsOf(low, high)
    const ticks = Array.from({ length: 6 }, (_, i) => (low + (i * (high - low)) / 5).toPrecision(digits))
    expect(new Set(ticks).size).toBe(6)
  })

  it('have room around values that are all the same but for rounding', () => {
    const roomOf = (...values: number[]) => roomAround([{ y: Float64Array.from(values) }])
    expect(roomOf(0.7, Math.fround(0.7))).toEqual({ minimum: Math.fround(0.7) - 0.35, maximum: 0.7 + 0.35 })
    // One value has room anyway, and others show their own.
    for (const values of [[0.7], [0.7, 0.7], [0, 1e-9], [0.7, 0.71], [NaN], []]) expect(roomOf(...values)).toEqual({})
    expect(tickDigits([{ y: Float64Array.of(0.7, Math.fround(0.7)) }])).toBe(4)
  })

  it('are told apart where several runs have one name, by their seeds or else by their ids', () => {
    const run = (id: string, name: string, seed?: number) => ({ id, name, hyperparameters: seed === undefined ? {} : { seed } })
    const told = tellingApart([run('a', 'wide', 1), run('b', 'wide', 2), run('c', 'wide', 2), run('d', 'deep', 1), run('e', 'old'), run('f', 'old')], (seed) => `seed ${seed}`)
    expect([...told]).toEqual([['a', 'seed 1'], ['b', 'b'], ['c', 'c'], ['e', 'e'], ['f', 'f']])
  })

  it('end at 1 where fractions come near it, and hold a single one between 0 and 1', () => {
    const endsOf = (...values: number[]) => fractionEnds([{ y: Float64Array.from(values) }])
    expect(endsOf(0.87)).toEqual({ minimum: 0, maximum: 1 })
    expect(endsOf(0.1, 0.97)).toEqual({ maximum: 1 })
    for (const values of [[0.1, 0.3], [-0.5, 0.9], [0.5, 1.5], [], [NaN]]) expect(endsOf(...values)).toEqual({})
  })

  it('lie in a grid that fills its place: few charts are large, none narrower than may be', () => {
    const bounds = { least: 280, lowest: 220, highest: 460, gap: 24 }
    expect(chartGrid(1, { width: 900, height: 700 }, bounds)).toEqual({ columns: 1, rowHeight: 460, width: 900 })
    expect(chartGrid(4, { width: 612, height: 600 }, bounds)).toEqual({ columns: 2, rowHeight: 288, width: 294 })
    expect(chartGrid(4, { width: 1300, height: 900 }, bounds).columns).toBe(2)
    expect(chartGrid(40, { width: 1300, height: 900 }, bounds)).toMatchObject({ columns: 4, rowHeight: 220 })
    expect(chartGrid(4, { width: 200, height: 0 }, bounds)).toMatchObject({ columns: 1, rowHeight: 220 })
  })

  it('say what has no place on them', () => {
    const curve = (...values: number[]) => ({ values: Float64Array.from(values) })
    expect(notDrawn([curve(1, 2), null], true, false)).toEqual({ notFinite: false, notPositive: false, endsEarly: false })
    expect(notDrawn([curve(1, Infinity)], false, true)).toEqual({ notFinite: true, notPositive: false, endsEarly: true })
    expect([true, false].map((log) => notDrawn([curve(0, 2)], log, false).notPositive)).toEqual([true, false])
  })
})

describe('a tooltip', () => {
  const points = [0.1, 0.9, NaN, 0.5, 0.3, 0.7].map((value, i) => ({ seriesIndex: i, value: [3, value], marker: '●' }))
  const lines = points.map((_, i) => ({ name: `run ${i}`, ghost: i === 3 }))
  const chart = { lines, x: { label: 'Epoch' }, y: { label: '', format: (value: number) => value.toFixed(2) } }

  it('tells the values of lines, largest first; of more than have room both ends, and how many lie between', () => {
    expect(fittingTooltip(points, chart, 9)).toBe('Epoch 3\n●0.90  run 1\n●0.70  run 5\n●0.30  run 4\n●0.10  run 0')
    expect(fittingTooltip(points, chart, 3)).toBe('Epoch 3\n●0.90  run 1\n⋮ 2\n●0.10  run 0')
    expect(fittingTooltip([], chart, 3)).toBe('')
  })

  it('fits its chart: as many rows as there are, and both ends of long names', () => {
    expect(tooltipRoom({ width: 294, height: 260 })).toEqual({ rows: 10, characters: 26 })
    expect(tooltipRoom({ width: 10, height: 10 })).toEqual({ rows: 3, characters: 12 })
    expect(shortened('short', 12)).toBe('short')
    expect(shortened('a very long name, rate 0.003', 12)).toBe('a very…0.003')
  })
})

describe('the legend', () => {
  const many = Array.from({ length: 30 }, (_, i) => run({ id: `r${i}`, name: i % 10 === 3 ? `árbol ${i}` : `net ${i}`, scores: { loss: 1, accuracy: (i * 7) % 30 / 30 } }))
  const legend = (groups = alone(many), hidden: readonly string[] = [], baseline: string | null = null, band: string | null = null) => mount(ComparedRuns, { props: { groups, hidden, baseline, band }, global: global(), attachTo: document.body })
  const names = (drawn: ReturnType<typeof legend>): string[] => drawn.findAll('[role=row] .name').map((name) => name.text())

  it('is searched by words, whatever their capitals and accents, and sorted by score', () => {
    expect(legendRows(alone(many), [], 'ARBOL 23', 'added').map(({ id }) => id)).toEqual(['r23'])
    expect(legendRows(alone(many), [], '', 'score').slice(0, 2).map(({ score }) => score)).toEqual([29 / 30, 28 / 30])
    expect(legendRows(seedGroups([run({ id: 'a', experiment: 'x', scores: { loss: 1, accuracy: 0.5 } }), run({ id: 'b', experiment: 'x', scores: { loss: 1, accuracy: 0.7 } })]), ['b'], '', 'added')).toMatchObject([{ id: 'a', drawn: 1, score: 0.6 }])
  })

  it('has a search where there are many, which says when nothing is found', async () => {
    expect(legend(alone(many.slice(0, 5))).find('input[type=search]').exists()).toBe(false)
    const drawn = legend()
    await drawn.get('input[type=search]').setValue('arbol')
    expect(names(drawn)).toEqual(['árbol 3', 'árbol 13', 'árbol 23'])
    await drawn.get('input[type=search]').setValue('tree')
    expect(drawn.text()).toContain('No line has “tree”.')
  })

  it('draws only what was found, all, or none', async () => {
    const drawn = legend(alone(many), ['r0'])
    await drawn.get('input[type=search]').setValue('arbol')
    await drawn.get('[aria-label="All lines"]').trigger('click')
    const items = useFrame().menu!.items.filter((item) => item !== 'line')
    items.find(({ label }) => label === 'Draw only the 3 found')!.run()
    items.find(({ label }) => label === 'Draw all')!.run()
    const [[hidden], [none]] = drawn.emitted('hide') as [string[][], string[][]]
    expect(many.map(({ id }) => id).filter((id) => !hidden!.includes(id))).toEqual(['r3', 'r13', 'r23'])
    expect(none).toEqual([])
  })

  it('is walked, toggled, isolated, pinned, coloured and emptied by keys', async () => {
    const drawn = legend(alone(many.slice(0, 3)))
    const rows = () => drawn.findAll('[role=row]')
    expect(rows().map((row) => row.attributes('tabindex'))).toEqual(['0', '-1', '-1'])
    await rows()[0]!.trigger('keydown', { key: 'ArrowDown' })
    await flushPromises()
    expect(document.activeElement).toBe(rows()[1]!.element)
    for (const key of [' ', 'o', 'p', 'Delete']) await rows()[1]!.trigger('keydown', { key })
    expect(['toggle', 'isolate', 'pin', 'remove'].map((event) => drawn.emitted(event))).toEqual([[[['r1']]], [[['r1']]], [['r1']], [[['r1']]]])
    await rows()[2]!.trigger('keydown', { key: 'c' })
    expect(useFrame().lookedRuns?.ids).toEqual(['r2'])
    const push = vi.spyOn(router, 'push')
    await rows()[0]!.trigger('keydown', { key: 'Enter' })
    expect(push).toHaveBeenCalledWith('/runs/r0')
    // Keys of what stands inside a row are its own.
    await rows()[0]!.get('.name').trigger('keydown', { key: 'o', bubbles: true })
    expect(drawn.emitted('isolate')).toHaveLength(1)
  })

  it('isolates by Alt and click', async () => {
    const drawn = legend(alone(many.slice(0, 3)))
    await drawn.findAll('.eye')[2]!.trigger('click', { altKey: true })
    expect([drawn.emitted('isolate'), drawn.emitted('toggle')]).toEqual([[[['r2']]], undefined])
  })

  it('shows experiments with their n where lines are means, and what the band is', () => {
    const groups = seedGroups(['a', 'b', 'c'].map((id) => run({ id, experiment: 'x' })))
    const drawn = legend(groups, ['c'], 'b', 'Lines are means over seeds. Band: 95 % interval.')
    expect(drawn.findAll('[role=row]')).toHaveLength(1)
    expect(drawn.get('.badge').text()).toBe('2/3')
    expect(drawn.text()).toContain('Band: 95 % interval.')
    expect(legend(groups, [], null, 'x').get('.badge').text()).toBe('n = 3')
  })
})

describe('what the seeds say', () => {
  const experiment = (name: string, accuracies: readonly number[], status: RunSummary['status'] = 'completed'): RunSummary[] => accuracies.map((accuracy, i) => run({ id: `${name}${i}`, experiment: name, name, status, scores: { loss: 1, accuracy } }))
  const groups = seedGroups([...experiment('plain', [0.9, 0.91, 0.92]), ...experiment('wide', [0.95, 0.96, 0.97]), ...experiment('slow', [0.8, 0.81, 0.79]), ...experiment('near', [0.905, 0.91, 0.918]), ...experiment('lone', [0.93])])

  it('is told best first, against the pinned experiment, else the first', () => {
    const told = seedVerdicts(groups, null)
    expect(told.score).toBe('accuracy')
    expect(told.rows.map(({ group, standing }) => [group.first.name, standing])).toEqual([['wide', 'better'], ['lone', 'few'], ['near', 'open'], ['plain', 'reference'], ['slow', 'worse']])
    const pinned = seedVerdicts(groups, 'wide1')
    expect(pinned.rows.map(({ group, standing }) => [group.first.name, standing])).toEqual([['wide', 'reference'], ['lone', 'few'], ['near', 'worse'], ['plain', 'worse'], ['slow', 'worse']])
    expect(pinned.rows[4]!.verdict!.difference).toBeCloseTo(-0.16, 12)
  })

  it('turns around for scores of which less is better, and leaves out what is not finite', () => {
    const losses = seedGroups([...[1, 1.1, 1.2].map((loss, i) => run({ id: `a${i}`, experiment: 'a', scores: { loss } })), ...[0.4, 0.5, 0.6, NaN].map((loss, i) => run({ id: `b${i}`, experiment: 'b', scores: { loss } }))])
    const [first, second] = seedVerdicts(losses, null).rows
    expect([first!.group.first.id, first!.standing, first!.summary!.count, second!.standing]).toEqual(['b0', 'better', 3, 'reference'])
  })

  it('says percentage points (pp), two digits of effect and whole per cents, and n', () => {
    const drawn = mount(SeedVerdicts, { props: { groups: groups.slice(0, 2), baseline: null }, global: global() })
    expect(drawn.get('p.sure').text()).toBe('“wide” is better than “plain”: Accuracy +5 pp (95 % between +2.73 pp and +7.27 pp), effect size 4, better in 100 % of the pairs.')
    expect(drawn.findAll('tbody tr').map((row) => row.findAll('td').slice(0, 2).map((cell) => cell.text()))).toEqual([['3', '96.00 % ± 1.00 %'], ['3', '91.00 % ± 1.00 %']])
    expect(drawn.text()).toContain('Compared with “plain”')
  })

  it('says many verdicts as signs, and in words when asked', async () => {
    const many = seedGroups(Array.from({ length: 8 }, (_, i) => experiment(`e${i}`, [0.5 + i / 20, 0.51 + i / 20, 0.52 + i / 20])).flat())
    const drawn = mount(SeedVerdicts, { props: { groups: many, baseline: null }, global: global() })
    expect(drawn.findAll('p:not(.secondary)')).toHaveLength(0)
    expect(drawn.findAll('.sign').map((sign) => sign.get('[aria-hidden]').text()).join('')).toBe('▲'.repeat(7))
    await drawn.get('.more').trigger('click')
    expect(drawn.findAll('p:not(.secondary)')).toHaveLength(7)
  })
})

describe('the view', () => {
  it('gives a run back that was taken out, to its place and as it was drawn', async () => {
    await router.push('/compare?runs=r1,r2,r3&hidden=r2&base=r2&smooth=0.5')
    const drawn = mount(CompareView, { global: { ...global(), stubs: { CompareCharts: true, DifferencePanel: true } } })
    const at = (): unknown => router.currentRoute.value.query
    drawn.getComponent(ComparedRuns).vm.$emit('remove', ['r2'])
    await flushPromises()
    expect(at()).toEqual({ runs: 'r1,r3', smooth: '0.5' })
    const [toast] = useToasts().all
    expect(toast!.text).toBe('“digits, momentum” taken out of Compare')
    toast!.action!.run()
    await flushPromises()
    expect(at()).toEqual({ runs: 'r1,r2,r3', hidden: 'r2', base: 'r2', smooth: '0.5' })
    expect(useSelection().comparedRuns).toEqual(['r1', 'r2', 'r3'])
  })

  it('leaves its lists as they are while only the smoothing changes', async () => {
    await router.push('/compare?runs=r1,r2')
    const drawn = mount(CompareView, { global: { ...global(), stubs: { CompareCharts: true, DifferencePanel: true } } })
    const before = drawn.getComponent(ComparedRuns).props()
    await drawn.get('input[type=range]').setValue(0.7)
    await flushPromises()
    expect(router.currentRoute.value.query['smooth']).toBe('0.7')
    expect(drawn.getComponent(ComparedRuns).props().groups).toBe(before.groups)
    expect(drawn.getComponent(ComparedRuns).props().hidden).toBe(before.hidden)
  })

  it('hides, isolates and pins by what the legend says', async () => {
    await router.push('/compare?runs=r1,r2,r3')
    const drawn = mount(CompareView, { global: { ...global(), stubs: { CompareCharts: true, DifferencePanel: true } } })
    const after = async (event: string, value: unknown): Promise<unknown> => {
      drawn.getComponent(ComparedRuns).vm.$emit(event as 'toggle', value as string[])
      await flushPromises()
      return { ...router.currentRoute.value.query }
    }
    expect(await after('toggle', ['r1'])).toEqual({ runs: 'r1,r2,r3', hidden: 'r1' })
    expect(await after('isolate', ['r2'])).toEqual({ runs: 'r1,r2,r3', hidden: 'r1,r3' })
    expect(await after('isolate', ['r2'])).toEqual({ runs: 'r1,r2,r3' })
    expect(await after('pin', 'r2')).toEqual({ runs: 'r1,r2,r3', base: 'r2' })
    expect(await after('pin', 'r2')).toEqual({ runs: 'r1,r2,r3' })
  })
})

describe('the charts', () => {
  interface Drawn { readonly title: string; readonly option: { readonly series: readonly { readonly name?: string; readonly type: string; readonly data: Float64Array; readonly lineStyle?: { readonly width: number; readonly opacity: number } }[] }; readonly omitted?: string }
  const view = { x: 'epoch', log: false, smoothing: 0, seeds: false, band: 'range', layers: false } as const
  const stubbed = () => ({ ...global(), stubs: { ChartFrame: { name: 'ChartFrame', props: ['title', 'option', 'omitted', 'table', 'points', 'group'], template: '<i />', methods: { resetZoom: zoomed } } } })
  const zoomed = vi.fn()
  async function charts(props: Partial<InstanceType<typeof CompareCharts>['$props']> & { readonly runs: readonly RunSummary[] }) {
    const drawn = mount(CompareCharts, { props: { view, groups: seedGroups(props.runs), highlighted: null, ...props }, global: stubbed() })
    await flushPromises()
    return { drawn, chart: (title: string) => drawn.findAllComponents({ name: 'ChartFrame' }).map((frame) => frame.props() as unknown as Drawn).find((found) => found.title === title)! }
  }
  const of = (...ids: string[]): RunSummary[] => ids.map((id) => useRuns().get(id)!)
  const strong = ({ option }: Drawn): number[] => option.series.filter(({ lineStyle }) => lineStyle !== undefined && lineStyle.opacity === 1).map(({ lineStyle }) => lineStyle!.width)

  it('stay as they are when summaries come that change none of their curves', async () => {
    const { drawn, chart } = await charts({ runs: of('r1', 'r2') })
    const before = chart('Validation loss').option
    const again = of('r1', 'r2').map((one) => ({ ...one, seconds: one.seconds + 1 }))
    await drawn.setProps({ runs: again, groups: seedGroups(again) })
    expect(chart('Validation loss').option).toBe(before)
    const recoloured = again.map((one, i) => ({ ...one, colour: i === 0 ? 5 : one.colour }))
    await drawn.setProps({ runs: recoloured, groups: seedGroups(recoloured) })
    expect(chart('Validation loss').option).not.toBe(before)
  })

  it('make the line strong that is pointed at in the legend, and no other chart or line anew', async () => {
    const { drawn, chart } = await charts({ runs: of('r1', 'r2') })
    const before = chart('Validation loss').option.series.map(({ data }) => data)
    await drawn.setProps({ highlighted: 'r2' })
    expect(strong(chart('Validation loss'))).toEqual([1.6, 3])
    expect(chart('Validation loss').option.series.map(({ data }) => [...data])).toEqual(before.map((data) => [...data]))
    await drawn.setProps({ highlighted: null })
    expect(strong(chart('Validation loss'))).toEqual([1.6, 1.6])
  })

  it('draw the mean of the seeds that have begun, with n, and its band as smooth as its line', async () => {
    const seeds = of('r1', 'r2', 'r6').map((one) => ({ ...one, experiment: 'x' }))
    const { drawn, chart } = await charts({ runs: seeds, view: { ...view, seeds: true } })
    const lines = (): Drawn['option']['series'] => chart('Validation loss').option.series
    expect(lines().map(({ name, type }) => `${type} ${name}`)).toEqual(['line digits, Adam (mean of 2)', 'line digits, Adam (mean of 2)', 'custom undefined'])
    expect(chart('Validation loss').omitted).toBe('A mean ends with the run that stopped first.')
    await drawn.setProps({ view: { ...view, seeds: true, smoothing: 0.9 } })
    const [, mean, band] = lines()
    const count = mean!.data.length / 2
    for (let i = 0; i < count; i++) {
      const [low, high] = [band!.data[2 * i + 1]!, band!.data[2 * (2 * count - 1 - i) + 1]!]
      expect(mean!.data[2 * i + 1]).toBeGreaterThanOrEqual(low)
      expect(mean!.data[2 * i + 1]).toBeLessThanOrEqual(high)
    }
  })

  it('show what is in sight in the others, also where they come later; another axis is shown whole', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { drawn } = await charts({ runs: of('r1', 'r2') })
    const [first] = drawn.findAllComponents({ name: 'ChartFrame' })
    const late = { dispatchAction: vi.fn() }
    first!.vm.$emit('ready', late)
    expect(late.dispatchAction).not.toHaveBeenCalled()
    first!.vm.$emit('zoom', { from: 0.25, to: 0.5, start: 5, end: 10 })
    vi.advanceTimersByTime(500)
    vi.useRealTimers()
    first!.vm.$emit('ready', late)
    expect(late.dispatchAction.mock.calls).toEqual([[{ type: 'dataZoom', dataZoomIndex: 0, start: 25, end: 50, relayed: true }]])
    expect(new Set(drawn.findAllComponents({ name: 'ChartFrame' }).map((frame) => frame.props('group')))).toEqual(new Set(['compare']))
    zoomed.mockReset()
    await drawn.setProps({ view: { ...view, x: 'step' } })
    expect(zoomed).toHaveBeenCalledWith('both')
    first!.vm.$emit('ready', late)
    expect(late.dispatchAction).toHaveBeenCalledTimes(1)
  })

  it('are shown whole again together: one leads along x, each has its own y', async () => {
    const { drawn } = await charts({ runs: of('r1', 'r2') })
    zoomed.mockReset()
    ;(drawn.vm as unknown as { resetZoom(): void }).resetZoom()
    expect(zoomed.mock.calls[0]).toEqual(['both'])
    expect(zoomed.mock.calls.slice(1).every(([axes]) => axes === 'y')).toBe(true)
    expect(zoomed.mock.calls).toHaveLength(drawn.findAllComponents({ name: 'ChartFrame' }).length)
  })
})

describe('differences', () => {
  it('of more runs than have room in a row go on in the next, each value with its run’s colour', async () => {
    const runs = ['r1', 'r2', 'r3', 'r5'].map((id) => useRuns().get(id)!)
    const panel = (shown: readonly RunSummary[]) => mount(DifferencePanel, { props: { runs: shown, groups: alone(shown), baseline: null }, global: { ...global(), stubs: { teleport: true } } })
    const swatches = (drawn: ReturnType<typeof panel>) => drawn.findAll('.score').map((row) => row.findAll('td').map((cell) => cell.find('.swatch path').exists() ? cell.get('.swatch path').attributes('stroke') : null))
    const wrapped = swatches(panel(runs))
    expect(wrapped.length).toBeGreaterThan(3)
    for (const row of wrapped) expect(row).toEqual(['var(--run-0)', 'var(--run-1)', 'var(--run-2)', 'var(--run-4)'])
    expect(swatches(panel(runs.slice(0, 3))).flat().every((stroke) => stroke === null)).toBe(true)
  })

  it('of one run are none: it says what to do', () => {
    const drawn = mount(DifferencePanel, { props: { runs: [useRuns().get('r1')!], groups: alone([useRuns().get('r1')!]), baseline: null }, global: { ...global(), stubs: { teleport: true } } })
    expect(drawn.text()).toContain('Add another run to see what differs.')
    expect(drawn.text()).not.toContain('the same in every part')
  })
})
