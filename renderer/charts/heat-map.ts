import { chartBase } from './chart-parts.ts'
import { DIVERGING, type ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'

export interface HeatMap {
  readonly names: readonly string[]
  /** names.length², row-major, from −1 to 1; NaN is left empty. */
  readonly values: ArrayLike<number>
  readonly format: (value: number) => string
  readonly dark: boolean
  /** The pair that is looked at. */
  readonly chosen: readonly [number, number] | null
}

/** Up to this many names stand at the axes; more would overlap. */
const MOST_NAMED = 40
/** Cells this few carry their numbers. */
const MOST_NUMBERED = 12
/** Of the dark scale. */
const LIGHT_FROM = 0.55

/** A symmetric matrix as colours: a diverging scale centred on zero, with its legend. */
export function heatMap({ names, values, format, dark, chosen }: HeatMap, theme: ChartTheme): ChartOption {
  const size = names.length
  const isNumbered = size <= MOST_NUMBERED
  const data = Array.from({ length: size * size }, (_, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size]
    const value = values[cell] ?? NaN
    const isChosen = chosen !== null && chosen[0] === row && chosen[1] === column
    return {
      value: [column, row, Number.isNaN(value) ? '-' : value],
      ...(isChosen ? { itemStyle: { borderColor: theme.text, borderWidth: 2 } } : {}),
      // In the dark theme the ends of the scale are light.
      ...(isNumbered && dark && Math.abs(value) > LIGHT_FROM ? { label: { color: theme.background } } : {}),
    }
  })
  const axis = { type: 'category' as const, data: [...names], axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { show: size <= MOST_NAMED, color: theme.secondary, fontSize: 11, interval: 0, width: 96, overflow: 'truncate' as const } }
  return {
    ...chartBase(theme),
    grid: { left: size <= MOST_NAMED ? 108 : 12, right: 64, top: 8, bottom: size <= MOST_NAMED ? 84 : 12 },
    xAxis: { ...axis, axisLabel: { ...axis.axisLabel, rotate: size > 4 ? 45 : 0 } },
    yAxis: { ...axis, inverse: true },
    visualMap: { min: -1, max: 1, calculable: false, orient: 'vertical', right: 0, top: 'middle', itemHeight: 140, itemWidth: 10, text: ['1', '−1'], textStyle: { color: theme.secondary, fontSize: 11 }, inRange: { color: [...(dark ? DIVERGING.dark : DIVERGING.light)] } },
    tooltip: {
      ...chartBase(theme).tooltip,
      trigger: 'item',
      formatter: (cell: unknown) => {
        const [column, row, value] = (cell as { readonly value: readonly [number, number, number | '-'] }).value
        return `${names[row]} · ${names[column]}\nr ${value === '-' ? '–' : format(value)}`
      },
    },
    series: [
      {
        type: 'heatmap', data, progressive: 0, label: { show: isNumbered, fontSize: 11, color: theme.text, formatter: (cell: unknown) => { const value = (cell as { readonly value: readonly [number, number, number | '-'] }).value[2]; return value === '-' ? '' : value.toFixed(2) } },
        itemStyle: { borderWidth: size <= MOST_NAMED ? 1 : 0, borderColor: theme.background }, emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
      },
    ],
  }
}

/** The same numbers as a table: one row per pair that differs. */
export function heatMapTable({ names, values }: Pick<HeatMap, 'names' | 'values'>): { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] } {
  return { columns: ['', ...names], rows: names.map((name, row) => [name, ...names.map((_, column) => { const value = values[row * names.length + column] ?? NaN; return Number.isNaN(value) ? null : value })]) }
}
