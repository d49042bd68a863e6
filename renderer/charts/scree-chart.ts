import { axis, chartBase, zoom, type AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'

export interface ScreeChart {
  /** Each component's share of the variance, largest first. */
  readonly shares: ArrayLike<number>
  /** The share of the first 1, 2, … together. */
  readonly cumulative: ArrayLike<number>
  readonly x: AxisDescription
  readonly y: AxisDescription
  readonly names: { readonly share: string; readonly cumulative: string }
  /** How many components are used; marked. */
  readonly used: number
}

/** Shares of variance as bars, what they come to as a curve. */
export function screeChart({ shares, cumulative, x, y, names, used }: ScreeChart, theme: ChartTheme): ChartOption {
  const across = axis({ ...x, whole: true }, theme, 'x')
  const points = (values: ArrayLike<number>) => Array.from(values, (value, i) => [i + 1, value])
  return {
    ...chartBase(theme),
    grid: { ...chartBase(theme).grid, top: 34 },
    xAxis: { ...across, axisLabel: { ...across.axisLabel, showMinLabel: false, showMaxLabel: false }, min: 0.5, max: shares.length + 0.5 },
    yAxis: { ...axis(y, theme, 'y'), min: 0, max: 1 },
    dataZoom: [zoom[0]],
    legend: { top: 0, right: 8, itemWidth: 12, itemHeight: 8, textStyle: { color: theme.secondary, fontSize: 11 } },
    tooltip: {
      ...chartBase(theme).tooltip,
      trigger: 'axis',
      formatter: (given: unknown) => {
        const shown = given as readonly { readonly seriesName: string; readonly marker: string; readonly value: readonly [number, number] }[]
        return [`${x.label} ${shown[0]?.value[0] ?? ''}`, ...shown.map((point) => `${point.marker}${point.seriesName} ${y.format?.(point.value[1]) ?? String(point.value[1])}`)].join('\n')
      },
    },
    series: [
      { type: 'bar', name: names.share, data: points(shares), barCategoryGap: '15%', itemStyle: { color: theme.runs[0] } },
      {
        type: 'line', name: names.cumulative, data: points(cumulative), showSymbol: false, itemStyle: { color: theme.runs[3] }, lineStyle: { color: theme.runs[3], width: 1.5 },
        markLine: { silent: true, symbol: 'none', label: { color: theme.secondary, fontSize: 11, formatter: String(used) }, lineStyle: { color: theme.secondary, type: 'dashed' }, data: [{ xAxis: used }] },
      },
    ],
  }
}
