import { describe, expect, it } from 'vitest'
import { lineChart } from '../../renderer/charts/line-chart.ts'
import type { Curve } from '../../renderer/composables/join-curves.ts'
import { seedGroups, seedIfSame } from '../../renderer/composables/seed-groups.ts'
import { meanCurve } from '../../renderer/views/compare/seed-bands.ts'
import { runSummary } from '../support/fake/runs.ts'
import { digitsSpec, spiralsSpec } from '../support/fake/specs.ts'

const curve = (epochs: number[], values: number[]): Curve => ({ steps: Float64Array.from(epochs, (epoch) => 10 * epoch), epochs: Float64Array.from(epochs), values: Float64Array.from(values), recorded: epochs.length })
const run = (id: string) => runSummary({ id, name: id, status: 'completed', epoch: 3, epochs: 3, skill: 0.9, colour: 0 })

describe('groups of seeds', () => {
  it('hold runs that differ in seed and name alone, in the order of their first runs', () => {
    const specs = { a: digitsSpec, b: spiralsSpec, c: { ...digitsSpec, seed: 7, name: 'again' }, d: { ...digitsSpec, batches: { size: 64, order: 'shuffle' as const } }, e: null }
    const groups = seedGroups(['a', 'b', 'c', 'd', 'e'].map(run), (id) => specs[id as keyof typeof specs])
    expect(groups.map(({ runs }) => runs.map(({ id }) => id))).toEqual([['a', 'c'], ['b'], ['d'], ['e']])
    expect(seedIfSame(digitsSpec, specs.c)).toBe(7)
    expect(seedIfSame(digitsSpec, specs.d)).toBeNull()
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
