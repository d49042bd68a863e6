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

/** How often values fall between the edges: bars that touch, each as wide as its bin. */
export function histogram({ edges, counts, x, y, colour }: Histogram, theme: ChartTheme): ChartOption {
  const format = (value: number | undefined): string => (value === undefined ? '' : (x.format?.(value) ?? String(value)))
  return {
    ...chartBase(theme),
    // Without labels the bars have their room.
    grid: { ...chartBase(theme).grid, ...(y.label === '' ? { top: 10 } : {}), ...(x.label === '' ? { bottom: 22 } : {}) },
    xAxis: { ...axis(x, theme, 'x'), min: edges[0], max: edges[edges.length - 1] },
    yAxis: { ...axis(y, theme, 'y'), min: 0, ...(y.label === '' ? { splitNumber: 3 } : {}) },
    tooltip: {
      ...chartBase(theme).tooltip,
      trigger: 'item',
      formatter: (bar: unknown) => {
        const { dataIndex } = bar as { readonly dataIndex: number }
        return `${format(edges[dataIndex])} – ${format(edges[dataIndex + 1])}\n${y.label} ${y.format?.(counts[dataIndex] ?? 0) ?? String(counts[dataIndex])}`
      },
    },
    series: [{
      type: 'custom',
      dimensions: ['from', 'to', 'count'],
      encode: { x: [0, 1], y: 2 },
      data: Array.from(counts, (count, bin) => [edges[bin] ?? 0, edges[bin + 1] ?? 0, count]),
      itemStyle: { color: colour },
      renderItem: (_parameters: unknown, api: BarApi) => drawBar(api, colour),
    }],
  }
}

/** The same numbers as a table: a row for each bin. */
export const histogramTable = ({ edges, counts, y }: Pick<Histogram, 'edges' | 'counts' | 'y'>) =>
  ({ columns: ['≥', '<', y.label], rows: Array.from(counts, (count, bin) => [edges[bin] ?? null, edges[bin + 1] ?? null, count]) })

/** What a custom series gives its drawing function, as far as it is used here. */
interface BarApi {
  value(dimension: number): number
  coord(point: readonly [number, number]): readonly [number, number]
}

function drawBar(api: BarApi, fill: string) {
  const [left, top] = api.coord([api.value(0), api.value(2)])
  const [right, bottom] = api.coord([api.value(1), 0])
  const gap = right - left > 4 ? 1 : 0
  return { type: 'rect', shape: { x: left, y: top, width: right - left - gap, height: bottom - top }, style: { fill } }
}
