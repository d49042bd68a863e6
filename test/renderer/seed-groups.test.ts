import { describe, expect, it } from 'vitest'
import { lineChart } from '../../renderer/charts/line-chart.ts'
import type { Curve } from '../../renderer/composables/join-curves.ts'
import { seedGroups } from '../../renderer/composables/seed-groups.ts'
import type { RunSummary } from '../../electron/contract/api.ts'
import { spreadScores, spreadValues } from '../../renderer/views/compare/many-differences.ts'
import { meanCurve } from '../../renderer/views/compare/seed-bands.ts'
import { runSummary, sampleRuns } from '../support/fake/runs.ts'

const curve = (epochs: number[], values: number[]): Curve => ({ steps: Float64Array.from(epochs, (epoch) => 10 * epoch), epochs: Float64Array.from(epochs), values: Float64Array.from(values), recorded: epochs.length })
const run = (id: string) => runSummary({ id, name: id, status: 'completed', epoch: 3, epochs: 3, skill: 0.9, colour: 0 })

describe('groups of seeds', () => {
  it('hold runs of one experiment, in the order of their first runs', () => {
    const runs = [['a', 'x'], ['b', 'y'], ['c', 'x'], ['d', 'z']].map(([id, experiment]) => ({ ...run(id!), experiment: experiment! }))
    expect(seedGroups(runs).map((group) => group.runs.map(({ id }) => id))).toEqual([['a', 'c'], ['b'], ['d']])
  })
})

describe('the mean of a group', () => {
  const curves = [curve([1, 2, 3], [1, 4, 9]), curve([1, 2], [3, 8])]

  it('ends with the run that stopped first, its band as chosen', () => {
    const range = meanCurve(curves, 'range')!
    expect([...range.curve.epochs]).toEqual([1, 2])
    expect([...range.curve.values]).toEqual([2, 6])
    expect([[...range.low], [...range.high]]).toEqual([[1, 4], [3, 8]])
    const deviation = meanCurve(curves, 'deviation')!
    expect(deviation.high[0]).toBeCloseTo(2 + Math.SQRT2, 12)
    // t(0.975; 1) = 12.706…, the error of the mean √2/√2 = 1.
    expect(meanCurve(curves, 'interval')!.low[0]).toBeCloseTo(2 - 12.706204736432095, 6)
  })

  it('waits for all curves, and of one run is that run', () => {
    expect(meanCurve([curves[0]!, null], 'range')).toBeNull()
    expect(meanCurve([], 'range')).toBeNull()
    const alone = meanCurve([curves[0]!], 'interval')!
    expect([...alone.low]).toEqual([1, 4, 9])
  })

  it('is drawn as one polygon behind the lines, with every corner in the axes', () => {
    const theme = { font: '', text: '', secondary: '', axis: '', grid: '', raised: '', accent: '', runs: [] } as never
    const { series } = lineChart({ lines: [], bands: [{ colour: '#123456', x: Float64Array.of(1, 2), low: Float64Array.of(0.5, NaN), high: Float64Array.of(2, 3) }], x: { label: 'x' }, y: { label: 'y' } }, theme) as unknown as { series: { data: Float64Array; renderItem: (params: object, api: object) => { shape: { points: number[][] } } | null }[] }
    const [band] = series
    expect([...band!.data]).toEqual([1, 0.5, 2, NaN, 2, 3, 1, 2])
    const api = { coord: (point: readonly number[]) => [...point] }
    expect(band!.renderItem({ dataIndex: 0 }, api)!.shape.points).toEqual([[1, 0.5], [2, 3], [1, 2]])
    expect(band!.renderItem({ dataIndex: 1 }, api)).toBeNull()
  })
})

describe('what differs between many runs', () => {
  const of = (hyperparameters: RunSummary['hyperparameters'], validation: number): RunSummary => ({ ...sampleRuns()[0]!, id: `r${validation}`, hyperparameters, final: { train: null, validation: { accuracy: validation }, test: null }, latest: { train: null, validation: null } })
  const many = [of({ optimizer: 'sgd', 'optimizer.learningRate': 0.1 }, 0.7), of({ optimizer: 'adam', 'optimizer.learningRate': 0.01 }, 0.9), of({ optimizer: 'adam' }, 0.8), of({ optimizer: 'adam', 'optimizer.learningRate': 0.01 }, 0.95)]

  it('are values with the runs that have them: numbers in order, words by frequency, and those without', () => {
    expect(spreadValues(many)).toEqual([
      { path: 'optimizer', values: [{ value: 'adam', runs: 3 }, { value: 'sgd', runs: 1 }] },
      { path: 'optimizer.learningRate', values: [{ value: null, runs: 1 }, { value: 0.01, runs: 2 }, { value: 0.1, runs: 1 }] },
    ])
    expect(spreadValues([many[1]!, many[3]!])).toEqual([])
  })

  it('are scores with the best run, the median and the worst', () => {
    expect(spreadScores(many)).toMatchObject([{ part: 'validation', name: 'accuracy', best: { value: 0.95, run: { id: 'r0.95' } }, median: (0.8 + 0.9) / 2, worst: 0.7, count: 4 }])
  })
})
