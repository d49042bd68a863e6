import { axis, chartBase, zoom, type AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'
import { interleave } from './line-chart.ts'

export interface PointGroup { readonly name: string; readonly colour: string; readonly x: Float64Array; readonly y: Float64Array }
export interface ScatterChart { readonly groups: readonly PointGroup[]; readonly x: AxisDescription; readonly y: AxisDescription }

/** Told apart without colour too. */
const SHAPES = ['circle', 'triangle', 'rect', 'diamond'] as const

/** Points by group, e.g. samples with two features by class. */
export const scatterChart = ({ groups, x, y }: ScatterChart, theme: ChartTheme): ChartOption => ({
  ...chartBase(theme),
  xAxis: { ...axis(x, theme, 'x'), splitLine: { show: true, lineStyle: { color: theme.grid } } },
  yAxis: axis(y, theme, 'y'),
  dataZoom: zoom,
  legend: groups.length > 1 ? { top: 0, right: 8, itemWidth: 8, itemHeight: 8, icon: undefined, textStyle: { color: theme.secondary, fontSize: 11 } } : { show: false },
  tooltip: {
    ...chartBase(theme).tooltip,
    trigger: 'item',
    formatter: (point: unknown) => {
      const { seriesName, value } = point as { readonly seriesName: string; readonly value: ArrayLike<number> }
      return `${seriesName}\n${x.label} ${x.format?.(value[0] ?? 0) ?? String(value[0])}\n${y.label} ${y.format?.(value[1] ?? 0) ?? String(value[1])}`
    },
  },
  series: groups.map((group, position) => ({ type: 'scatter', name: group.name, dimensions: ['x', 'y'], data: interleave(group.x, group.y), symbol: SHAPES[position % SHAPES.length], symbolSize: 5, itemStyle: { color: group.colour, opacity: 0.8 } })),
})
