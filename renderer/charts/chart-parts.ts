import type { ChartTheme } from './chart-theme.ts'

export interface AxisDescription {
  readonly label: string
  readonly log?: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** Ticks and tooltips. */
  readonly format?: (value: number) => string
  /** Ticks, where fewer digits do. */
  readonly tick?: (value: number) => string
  /** Ticks at whole numbers only, e.g. epochs. */
  readonly whole?: boolean
  readonly categories?: readonly string[]
  /** About how many ticks; five unless given. */
  readonly ticks?: number
}

/** An axis in our look; log axes say so in their label. */
export const axis = (description: AxisDescription, theme: ChartTheme, position: 'x' | 'y') => axisLook(description, description.tick ?? description.format, theme, position)

const axisLook = (description: AxisDescription, tick: AxisDescription['tick'], theme: ChartTheme, position: 'x' | 'y') => ({
  type: description.categories !== undefined ? ('category' as const) : description.log === true ? ('log' as const) : ('value' as const),
  ...(description.categories === undefined ? {} : { data: [...description.categories] }),
  name: description.log === true ? `${description.label} (log)` : description.label,
  nameLocation: position === 'x' ? ('middle' as const) : ('end' as const),
  nameGap: position === 'x' ? 26 : 10,
  nameTextStyle: { color: theme.secondary, fontSize: 11, align: position === 'x' ? ('center' as const) : ('left' as const) },
  scale: true,
  ...(description.minimum === undefined ? {} : { min: description.minimum }),
  ...(description.maximum === undefined ? {} : { max: description.maximum }),
  ...(description.ticks === undefined ? {} : { splitNumber: description.ticks }),
  ...(description.whole === true ? { minInterval: 1 } : {}),
  axisLine: { show: position === 'x', onZero: false, lineStyle: { color: theme.axis } },
  axisTick: { show: false },
  axisLabel: { color: theme.secondary, fontSize: 11, hideOverlap: true, ...(tick === undefined ? {} : { formatter: (value: number | string) => (typeof value === 'number' ? tick(value) : value) }) },
  splitLine: { show: position === 'y', lineStyle: { color: theme.grid } },
  axisPointer: { label: { show: false } },
})

/** What every chart starts from: font, margins, a tooltip drawn on the canvas (HTML ones break the content policy). */
export const chartBase = (theme: ChartTheme) => ({
  animation: false,
  textStyle: { fontFamily: theme.font, color: theme.text },
  grid: { left: 8, right: 20, top: 28, bottom: 34, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
  tooltip: { renderMode: 'richText' as const, confine: true, backgroundColor: theme.raised, borderColor: theme.grid, borderWidth: 1, padding: [6, 10], textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font } },
})

/** Wheel zooms x, shift+wheel y, drag pans. */
export const zoom = [
  { type: 'inside' as const, xAxisIndex: 0, filterMode: 'none' as const, zoomOnMouseWheel: true, moveOnMouseMove: true, moveOnMouseWheel: false },
  { type: 'inside' as const, yAxisIndex: 0, filterMode: 'none' as const, zoomOnMouseWheel: 'shift' as const, moveOnMouseMove: true, moveOnMouseWheel: false },
]
