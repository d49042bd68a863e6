import { axis, chartBase, type AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'

export interface Histogram {
  /** One more than the counts. */
  readonly edges: ArrayLike<number>
  readonly counts: ArrayLike<number>
  readonly x: AxisDescription
  readonly y: AxisDescription
  readonly colour: string
}

/** How often values fall between the edges; bars touch and are as wide as their bins. */
export function histogram({ edges, counts, x, y, colour }: Histogram, theme: ChartTheme): ChartOption {
  const middles = Array.from(counts, (count, bin) => [((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2, count])
  const format = (value: number | undefined): string => (value === undefined ? '' : (x.format?.(value) ?? String(value)))
  return {
    ...chartBase(theme),
    xAxis: { ...axis(x, theme, 'x'), min: edges[0], max: edges[edges.length - 1] },
    yAxis: { ...axis(y, theme, 'y'), min: 0 },
    tooltip: {
      ...chartBase(theme).tooltip,
      trigger: 'item',
      formatter: (bar: unknown) => {
        const { dataIndex } = bar as { readonly dataIndex: number }
        return `${format(edges[dataIndex])} – ${format(edges[dataIndex + 1])}\n${y.label} ${y.format?.(counts[dataIndex] ?? 0) ?? String(counts[dataIndex])}`
      },
    },
    series: [{ type: 'bar', data: middles, barWidth: `${100 / Math.max(1, counts.length)}%`, barCategoryGap: 0, itemStyle: { color: colour, borderColor: theme.background, borderWidth: 0.5 } }],
  }
}
