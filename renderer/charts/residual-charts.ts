import { normalShare, type ResidualReport } from '../../core/index.ts'
import type { AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'
import { histogram } from './histogram.ts'
import { interleave } from './line-chart.ts'
import { scatterChart } from './scatter-chart.ts'

interface Points { readonly predicted: Float64Array; readonly residuals: Float64Array }

export interface ResidualScatter extends Points {
  readonly report: Pick<ResidualReport, 'trend'>
  readonly x: AxisDescription
  readonly y: AxisDescription
  readonly names: { readonly samples: string; readonly trend: string; readonly exact: string }
  /** Position of the point to stress. */
  readonly selected: number | null
}

/** Residuals over predictions, with the line of no error, the mean of groups and one deviation around it. */
export function residualScatter({ predicted, residuals, report: { trend }, x, y, names, selected }: ResidualScatter, theme: ChartTheme): ChartOption {
  const option = scatterChart({ groups: [{ name: names.samples, colour: theme.accent, x: predicted, y: residuals }], x, y }, theme)
  const [points] = option['series'] as readonly [Readonly<Record<string, unknown>>]
  const marked = selected === null || predicted[selected] === undefined ? [] : [{ coord: [predicted[selected], residuals[selected]] }]
  const around = (sign: 1 | -1): Float64Array => trend.mean.map((value, i) => value + sign * (trend.deviation[i] ?? 0))
  const line = (values: Float64Array, type: 'solid' | 'dotted') => ({ type: 'line', name: names.trend, dimensions: ['x', 'y'], data: interleave(trend.predicted, values), showSymbol: false, silent: true, tooltip: { show: false }, lineStyle: { color: theme.runs[3] ?? theme.danger, width: type === 'solid' ? 2 : 1.5, type }, z: 4 })
  return {
    ...option,
    legend: { show: false },
    series: [
      {
        ...points, symbolSize: 5, itemStyle: { color: theme.accent, opacity: 0.45 },
        markLine: { silent: true, symbol: 'none', lineStyle: { color: theme.secondary, type: 'dashed', width: 1 }, label: { formatter: names.exact, color: theme.secondary, fontSize: 11, position: 'insideEndTop' }, data: [{ yAxis: 0 }] },
        markPoint: { silent: true, symbol: 'circle', symbolSize: 13, itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 2 }, data: marked },
      },
      line(trend.mean, 'solid'), line(around(1), 'dotted'), line(around(-1), 'dotted'),
    ],
  }
}

/** How often residuals fall where, with as many as a normal distribution of the same mean and deviation would have there. */
export function residualHistogram({ histogram: { edges, counts }, mean, deviation, count }: ResidualReport, words: { readonly x: AxisDescription; readonly y: AxisDescription; readonly normal: string }, theme: ChartTheme): ChartOption {
  const option = histogram({ edges, counts, x: words.x, y: words.y, colour: theme.accent }, theme)
  const middles = Float64Array.from(counts, (_, bin) => ((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2)
  const expected = Float64Array.from(counts, (_, bin) => count * normalShare(edges[bin] ?? 0, edges[bin + 1] ?? 0, mean, deviation))
  const overlay = { type: 'line', name: words.normal, dimensions: ['x', 'y'], data: interleave(middles, expected), smooth: 0.35, showSymbol: false, silent: true, tooltip: { show: false }, lineStyle: { color: theme.runs[3] ?? theme.danger, width: 2 }, z: 4 }
  return { ...option, series: [...(option['series'] as readonly object[]), ...(deviation > 0 ? [overlay] : [])] }
}

/** Residuals against the quantiles of a normal distribution; on the line they would be normal. */
export function quantileChart({ quantiles: { expected, found }, mean, deviation }: ResidualReport, words: { readonly x: AxisDescription; readonly y: AxisDescription; readonly name: string; readonly normal: string }, theme: ChartTheme): ChartOption {
  const option = scatterChart({ groups: [{ name: words.name, colour: theme.accent, x: expected, y: found }], x: words.x, y: words.y }, theme)
  const [points] = option['series'] as readonly [object]
  const ends = [expected[0] ?? -1, expected.at(-1) ?? 1]
  return {
    ...option,
    series: [{
      ...points, symbolSize: 4,
      markLine: { silent: true, symbol: 'none', lineStyle: { color: theme.runs[3] ?? theme.danger, width: 1.5, type: 'solid' }, label: { formatter: words.normal, color: theme.secondary, fontSize: 11, position: 'insideEndTop' }, data: [ends.map((at) => ({ coord: [at, mean + deviation * at] }))] },
    }],
  }
}
