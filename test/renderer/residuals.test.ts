import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createRandom, residualReport } from '../../core/index.ts'
import { connect } from '../../renderer/api/client.ts'
import type { ChartTheme } from '../../renderer/charts/chart-theme.ts'
import { quantileChart, residualHistogram, residualScatter } from '../../renderer/charts/residual-charts.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { useSettings } from '../../renderer/stores/settings.ts'
import ResidualPlots from '../../renderer/views/mistakes/ResidualPlots.vue'
import { residualVerdicts } from '../../renderer/views/mistakes/residual-verdicts.ts'
import { createFakeHost } from '../support/fake-api.ts'

const random = createRandom(8, 'residuals')
const half = Float64Array.from({ length: 250 }, () => random.normal())
/** As often above as below. */
const noise = Float64Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (half[i >> 1] ?? 0))
const truth = Float32Array.from(noise, (_, i) => i / 50)
/** Predictions that are off by what `error` says of the true value and a normal number. */
const verdictsOf = (error: (value: number, normal: number) => number, count = 500) => residualVerdicts(residualReport(truth.slice(0, count).map((value, i) => value + error(value, noise[i] ?? 0)), truth.slice(0, count)))

describe('what residuals say in words', () => {
  it('names bias, bends, growing spread, skew and outliers, and nothing where there is only noise', () => {
    expect(verdictsOf((_, z) => 0.3 * z)).toEqual(['fine'])
    expect(verdictsOf((_, z) => 0.3 * z + 0.4)).toContain('biasedHigh')
    expect(verdictsOf((_, z) => 0.3 * z - 0.4)).toContain('biasedLow')
    expect(verdictsOf((value, z) => 0.2 * z + 0.04 * ((value - 5) ** 2 - 8.3))).toContain('bent')
    expect(verdictsOf((value, z) => 0.05 * value * z)).toContain('growing')
    expect(verdictsOf((value, z) => 0.05 * (10 - value) * z)).toContain('shrinking')
    expect(verdictsOf((_, z) => 0.1 * (Math.exp(z) - 1.6))).toContain('skewedHigh')
    expect(verdictsOf((_, z) => 0.02 * z ** 3)).toEqual(expect.arrayContaining(['heavy']))
    expect(verdictsOf((_, z) => z, 20)).toEqual(['tooFew'])
  })
})

describe('residual charts', () => {
  const theme = { accent: '#3557d6', danger: '#c00', text: '#111', secondary: '#777', runs: ['#1', '#2', '#3', '#4'], grid: '#eee', axis: '#888', raised: '#fff', font: 'x' } as unknown as ChartTheme
  const report = residualReport(truth.map((value, i) => value + 0.3 * (noise[i] ?? 0)), truth)
  const axis = { label: '' }

  it('draw the mean of groups between lines one deviation apart', () => {
    const { series } = residualScatter({ predicted: Float64Array.of(1, 2), residuals: Float64Array.of(0.1, -0.2), report, x: axis, y: axis, names: { samples: 's', trend: 't', exact: 'e' }, selected: 1 }, theme) as { series: { data: Float64Array; markPoint?: { data: { coord: number[] }[] } }[] }
    expect(series).toHaveLength(4)
    expect(series[0]?.markPoint?.data).toEqual([{ coord: [2, -0.2] }])
    const [, mean, high, low] = series
    expect((high?.data[1] ?? 0) - (mean?.data[1] ?? 0)).toBeCloseTo(report.trend.deviation[0] ?? NaN, 10)
    expect((low?.data[1] ?? 0) + (high?.data[1] ?? 0)).toBeCloseTo(2 * (mean?.data[1] ?? NaN), 10)
  })

  it('expect as many residuals in all bins as there are, nearly', () => {
    const { series } = residualHistogram(report, { x: axis, y: axis, normal: 'n' }, theme) as { series: { data: Float64Array }[] }
    const expected = series[1]?.data.filter((_, i) => i % 2 === 1).reduce((sum, count) => sum + count, 0)
    expect(expected).toBeGreaterThan(480)
    expect(expected).toBeLessThanOrEqual(500)
  })

  it('draw the line on which residuals would be normal', () => {
    const { series } = quantileChart(report, { x: axis, y: axis, name: '', normal: '' }, theme) as unknown as { series: { markLine: { data: { coord: number[] }[][] } }[] }
    const [[from, to]] = series[0]!.markLine.data as [[{ coord: [number, number] }, { coord: [number, number] }]]
    expect((to.coord[1] - from.coord[1]) / (to.coord[0] - from.coord[0])).toBeCloseTo(report.deviation, 10)
  })
})

it('the plots stand with their numbers and what they mean', async () => {
  setActivePinia(createPinia())
  useSettings().language = 'en'
  connect(createFakeHost({ empty: true }).bridge)
  const plots = mount(ResidualPlots, { props: { run: 'r1', part: 'validation', target: 0, name: 'price', predicted: Float64Array.of(1, 2), truth: Float64Array.of(1.5, 2), recorded: 2, selected: null }, global: { plugins: [i18n], stubs: { ChartFrame: { props: ['title'], template: '<h3>{{ title }}</h3>' } } } })
  await flushPromises()
  expect(plots.findAll('h3').map((title) => title.text())).toEqual(['Residuals over predictions', 'How residuals spread', 'Against a normal distribution'])
  expect(plots.findAll('dd').map((value) => value.text())[4]).toBe('0.985')
  expect(plots.get('.verdicts').text()).not.toBe('')
})
