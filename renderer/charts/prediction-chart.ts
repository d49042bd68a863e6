import type { AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'
import { scatterChart } from './scatter-chart.ts'

export interface PredictionChart {
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly x: AxisDescription
  readonly y: AxisDescription
  /** What a point on the diagonal means. */
  readonly exact: string
  readonly name: string
  /** Position of the point to stress. */
  readonly selected: number | null
}

/** Predicted over true values, with the line on which every prediction would be exact. Both axes cover the same values. */
export function predictionChart({ truth, predicted, x, y, exact, name, selected }: PredictionChart, theme: ChartTheme): ChartOption {
  const [low, high] = rangeOf(truth, predicted)
  const range = { minimum: low, maximum: high }
  const option = scatterChart({ groups: [{ name, colour: theme.accent, x: truth, y: predicted }], x: { ...x, ...range }, y: { ...y, ...range } }, theme)
  const [points] = option['series'] as readonly [Readonly<Record<string, unknown>>]
  const marked = selected === null || truth[selected] === undefined ? [] : [{ coord: [truth[selected], predicted[selected]] }]
  return {
    ...option,
    xAxis: withoutEnds(option['xAxis']),
    yAxis: withoutEnds(option['yAxis']),
    series: [{
      ...points,
      symbolSize: 6,
      itemStyle: { color: theme.accent, opacity: 0.55 },
      markLine: { silent: true, symbol: 'none', lineStyle: { color: theme.secondary, type: 'dashed', width: 1 }, label: { formatter: exact, color: theme.secondary, fontSize: 11, position: 'insideEndTop' }, data: [[{ coord: [low, low] }, { coord: [high, high] }]] },
      markPoint: { silent: true, symbol: 'circle', symbolSize: 13, itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 2 }, data: marked },
    }],
  }
}

/** The ends of the range are no round numbers. */
const withoutEnds = (axis: unknown): object => {
  const given = axis as { readonly axisLabel: object }
  return { ...given, axisLabel: { ...given.axisLabel, showMinLabel: false, showMaxLabel: false } }
}

/** The common range of both, a little wider, so that no point lies on the edge. */
function rangeOf(...all: readonly Float64Array[]): readonly [number, number] {
  let low = Infinity
  let high = -Infinity
  for (const values of all) for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return [0, 1]
  const margin = 0.03 * (high - low || 1)
  return [Number((low - margin).toPrecision(3)), Number((high + margin).toPrecision(3))]
}
