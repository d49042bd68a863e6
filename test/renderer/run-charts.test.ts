import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../electron/contract/api.ts'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { brushedShares, parallelOfRuns } from '../../renderer/views/runs/parallel-of-runs.ts'
import { colourSteps, placeAt, placeRuns, placesOf, rangeBetween, runAxis, shareOf, ticksOf } from '../../renderer/views/runs/run-axes.ts'
import type { RunColumn } from '../../renderer/views/runs/run-columns.ts'
import { isWithin, rangeTest, withRange } from '../../renderer/views/runs/run-ranges.ts'
import { scatterOfRuns, tableOfPlaced, type PlacedRuns } from '../../renderer/views/runs/scatter-of-runs.ts'
import { standardAxes } from '../../renderer/views/runs/standard-axes.ts'
import { runSummary } from '../support/fake/runs.ts'

const theme: ChartTheme = { text: '#000', secondary: '#555', grid: '#eee', axis: '#888', background: '#fff', raised: '#fff', accent: '#00f', success: '#080', warning: '#880', danger: '#800', font: 'x', runs: ['#1', '#2', '#3', '#4', '#5', '#6', '#7', '#8'] }
const run = (id: string, rate: number | null, optimizer: string, accuracy: number | null): RunSummary => {
  const base = runSummary({ id, name: id, status: 'completed', epoch: 1, epochs: 1, skill: 1, colour: 0 })
  return { ...base, hyperparameters: rate === null ? { optimizer } : { optimizer, rate }, final: { ...base.final, validation: accuracy === null ? null : { accuracy } }, latest: { train: null, validation: null } }
}
const runs = [run('a', 0.001, 'sgd', 0.5), run('b', 0.1, 'adam', 0.9), run('c', null, 'adam', 0.7), run('d', 0.01, 'rmsprop', null), run('e', 0.01, 'adam', 0.8)]
const column = (key: string, value: RunColumn['value'], part: RunColumn['part'] = 'hyperparameters'): RunColumn => ({ key, part, label: key, width: '1px', align: 'end', descendingFirst: false, value, text: (shown) => String(shown ?? '–') })
const rate = column('rate', (of) => of.hyperparameters['rate'] as number | undefined)
const optimizer = column('optimizer', (of) => String(of.hyperparameters['optimizer']))
const accuracy = column('metric', (of) => of.final.validation?.['accuracy'], 'scores')
const columns = new Map([rate, optimizer, accuracy].map((of) => [of.key, of]))

describe('axes', () => {
  it('are logarithmic over two decades or where it is wanted, and never over what is not above 0', () => {
    expect(runAxis(rate, runs, 'en')).toMatchObject({ log: true, canLog: true, least: 0.001, most: 0.1, words: null })
    expect(runAxis(rate, runs, 'en', false).log).toBe(false)
    expect(runAxis(accuracy, runs, 'en')).toMatchObject({ log: false, canLog: true })
    expect(runAxis(column('zero', (of) => of.hyperparameters['rate'] === 0.1 ? 0 : 1), runs, 'en', true)).toMatchObject({ log: false, canLog: false })
    expect(shareOf(runAxis(rate, runs, 'en'), 0.01)).toBeCloseTo(0.5, 12)
    expect(shareOf(runAxis(rate, runs, 'en', false), 0.01)).toBeCloseTo(0.009 / 0.099, 12)
  })

  it('put words in their order', () => {
    const axis = runAxis(optimizer, runs, 'en')
    expect(axis.words).toEqual(['adam', 'rmsprop', 'sgd'])
    expect(runs.map(axis.placeOf)).toEqual([2, 0, 0, 1, 0])
    expect(rangeBetween(axis, 1.4, -0.5)).toEqual({ key: 'optimizer', words: ['adam', 'rmsprop'] })
    expect(placesOf(axis, { key: 'optimizer', words: ['sgd', 'rmsprop'] })).toEqual([0.6, 2.4])
    expect(placesOf(axis, { key: 'optimizer', words: ['gone'] })).toBeNull()
    expect(rangeBetween(runAxis(rate, runs, 'en'), 0.1, 0.01)).toEqual({ key: 'rate', from: 0.01, to: 0.1 })
  })

  it('leave out runs without a value, and count them', () => {
    const axes = [rate, accuracy].map((of) => runAxis(of, runs, 'en'))
    const placed = placeRuns(runs, axes)
    expect(placed.runs.map(({ id }) => id)).toEqual(['a', 'b', 'e'])
    expect(placed.missing).toBe(2)
    expect(placed.places.map((places) => [...places])).toEqual([[0.001, 0.1, 0.01], [0.5, 0.9, 0.8]])
    expect([...colourSteps(axes[1]!, placed.places[1]!)]).toEqual([0, 9, 7])
  })

  it('have places at every part, and round numbers beside them', () => {
    for (const of of [rate, optimizer, accuracy]) {
      const axis = runAxis(of, runs, 'en')
      for (const part of [0, 0.25, 0.8, 1]) expect(shareOf(axis, placeAt(axis, part))).toBeCloseTo(part, 12)
    }
    expect(ticksOf(runAxis(rate, runs, 'en')).map(({ label }) => label)).toEqual(['0.001', '0.01', '0.1'])
    expect(ticksOf(runAxis(accuracy, runs, 'en')).map(({ label }) => label)).toEqual(['0.5', '0.6', '0.7', '0.8', '0.9'])
    expect(ticksOf(runAxis(optimizer, runs, 'en'))).toEqual([{ share: 1 / 6, label: 'adam' }, { share: 0.5, label: 'rmsprop' }, { share: 5 / 6, label: 'sgd' }])
    expect(ticksOf(runAxis(rate, [], 'en'))).toEqual([])
  })

  it('begin with what differs', () => {
    expect(standardAxes(columns, runs)).toEqual({ x: 'rate', score: 'metric', axes: ['optimizer', 'rate', 'metric'] })
  })
})

describe('what is brushed', () => {
  const ids = (...ranges: Parameters<typeof rangeTest>[0]) => runs.filter(rangeTest(ranges, columns)).map(({ id }) => id).join('')

  it('marks what lies within all ranges, ends included; a missing value never does', () => {
    expect(ids()).toBe('abcde')
    expect(ids({ key: 'rate', from: 0.01, to: 0.1 })).toBe('bde')
    expect(ids({ key: 'rate', from: -Infinity, to: 0.01 }, { key: 'metric', from: 0.5, to: Infinity })).toBe('ae')
    expect(ids({ key: 'optimizer', words: ['adam'] }, { key: 'metric', from: 0.75, to: 1 })).toBe('be')
    expect(ids({ key: 'optimizer', words: [] })).toBe('')
    expect(ids({ key: 'gone', from: 0, to: 1 })).toBe('abcde')
    expect(isWithin(NaN, { key: 'x', from: 0, to: 1 }, String)).toBe(false)
  })

  it('is one range per column', () => {
    const first = withRange([], 'rate', { key: 'rate', from: 0, to: 1 })
    expect(withRange(first, 'rate', { key: 'rate', from: 2, to: 3 })).toEqual([{ key: 'rate', from: 2, to: 3 }])
    expect(withRange(first, 'rate', null)).toEqual([])
  })
})

describe('charts of runs', () => {
  const axes = [rate, accuracy].map((of) => runAxis(of, runs, 'en'))
  const placed = placeRuns(runs, axes)
  const colour = runAxis(optimizer, runs, 'en')
  const chart: PlacedRuns = { runs: placed.runs, marked: [false, true, true], active: 2, axes, places: placed.places, colour: { axis: colour, places: Float64Array.from(placed.runs, colour.placeOf) }, size: null }
  type Drawn = { readonly series: readonly { readonly data: readonly unknown[]; readonly name: string; readonly symbol: string }[] }

  it('draw every run once: grey where it is not marked, else in the colour and shape of its word', () => {
    const { option, runsOf } = scatterOfRuns(chart, [{ key: 'rate', from: 0.01, to: Infinity }], theme)
    const { series } = option as unknown as Drawn
    expect(series.slice(0, -2).map(({ data }) => data.length / 2).reduce((sum, count) => sum + count, 0)).toBe(3)
    expect(series.at(-1)!.data).toEqual([[0.01, 0.8]])
    expect([...(series[0]!.data as unknown as Float64Array)]).toEqual([0.001, 0.5])
    expect(series[1]).toMatchObject({ name: 'adam', symbol: 'circle' })
    expect(series.at(-2)).toMatchObject({ markArea: { data: [[{ xAxis: 0.01 }, { xAxis: 0.1 }]] } })
    expect([runsOf(0, 0)?.id, runsOf(1, 0)?.id, runsOf(1, 1)?.id, runsOf(2, 0)]).toEqual(['a', 'b', 'e', undefined])
  })

  it('draw a line per run across all axes', () => {
    const { option, runsOf } = parallelOfRuns(chart, [{ key: 'rate', from: 0.01, to: Infinity }], theme)
    const { series } = option as unknown as Drawn
    const share = (place: number, of: number) => shareOf(axes[of]!, place)
    expect([...(series[0]!.data as unknown as Float64Array)]).toEqual([2, 0, 0, 1, 0])
    expect([...(series[1]!.data as unknown as Float64Array)]).toEqual([2, 0, 1, 1, 1, 2, 0, share(0.01, 0), 1, share(0.8, 1)])
    expect(runsOf(1, 1)?.id).toBe('e')
    expect(series.at(-1)!.data).toEqual([[0, share(0.01, 0)], [1, share(0.8, 1)]])
    expect(brushedShares(axes[0]!, { key: 'rate', from: 0.01, to: Infinity })).toEqual([share(0.01, 0), 1])
  })

  it('give their numbers', () => {
    expect(tableOfPlaced(chart)).toEqual({ columns: ['name', 'rate', 'metric', 'optimizer'], rows: [['a', 0.001, 0.5, 'sgd'], ['b', 0.1, 0.9, 'adam'], ['e', 0.01, 0.8, 'adam']] })
  })
})
