import { axis, chartBase, zoom, type AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { ChartOption } from './echarts.ts'
import { bundleSeries, isBundled, keepBundle } from './line-bundle.ts'

export interface Line {
  readonly name: string
  readonly colour: string
  readonly dash: 'solid' | 'dashed' | readonly number[]
  readonly x: Float64Array
  /** NaN is a gap. */
  readonly y: Float64Array
  /** Drawn faint behind, without a tooltip: the raw values under a smoothed line. */
  readonly ghost?: boolean
  readonly width?: number
  /** Vertical marks, e.g. the best epoch. */
  readonly marks?: readonly { readonly x: number; readonly label: string; /** The line's own unless given. */ readonly colour?: string; /** Of its line, where the label stands. */ readonly side?: 'left' | 'right' }[]
}

/** An area between two curves over the same places. */
export interface AreaBand {
  readonly colour: string
  readonly x: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
}

export interface LineChart {
  readonly lines: readonly Line[]
  /** Drawn behind the lines. */
  readonly bands?: readonly AreaBand[]
  readonly x: AxisDescription
  readonly y: AxisDescription
}

/** Curves over steps, epochs or time: one crosshair with every line's value, largest first. */
export function lineChart(chart: LineChart, theme: ChartTheme): ChartOption {
  const { lines, bands = [], x, y } = chart
  const frame = {
    ...chartBase(theme),
    ...(y.label === '' && y.log !== true ? { grid: { ...chartBase(theme).grid, top: 20 } } : {}),
    xAxis: axis(x, theme, 'x'),
    yAxis: axis(y, theme, 'y'),
    dataZoom: zoom,
  }
  if (isBundled(chart)) {
    const bundle = { chart, theme, told: lines.filter(({ ghost }) => ghost !== true), place: null }
    return keepBundle({ ...frame, tooltip: { show: false }, series: [bundleSeries(bundle), ...bands.map((band) => bandSeries(band, y.log === true))] }, bundle)
  }
  return {
    ...frame,
    tooltip: {
      ...chartBase(theme).tooltip,
      trigger: 'axis',
      triggerOn: 'none', // by link-charts
      axisPointer: { type: 'line', lineStyle: { color: theme.axis, width: 1 } },
      formatter: (points: unknown) => lineTooltip(points as readonly TooltipPoint[], lines, x, y),
    },
    // Lines first: a tooltip's series are counted by their position.
    series: [...lines.map((line) => lineSeries(line, y.log === true, theme)), ...bands.map((band) => bandSeries(band, y.log === true))],
  }
}

function lineSeries(line: Line, log: boolean, theme: ChartTheme) {
  return {
    type: 'line',
    name: line.name,
    dimensions: ['x', 'y'],
    data: interleave(line.x, line.y, log),
    showSymbol: line.x.length === 1, // a single point would otherwise not be seen
    symbol: 'circle',
    symbolSize: 5,
    connectNulls: false,
    silent: true,
    itemStyle: { color: line.colour },
    lineStyle: { color: line.colour, width: line.width ?? 1.5, opacity: line.ghost === true ? 0.25 : 1, type: line.dash === 'solid' || line.dash === 'dashed' ? line.dash : [...line.dash] },
    ...(line.marks === undefined || line.marks.length === 0 ? {} : { markLine: marks(line.marks, line.colour, theme) }),
  }
}

/** One polygon; all its corners are data, so that the axes reach around it. */
function bandSeries({ colour, x, low, high }: AreaBand, log: boolean) {
  const corners = new Float64Array(4 * x.length)
  corners.set(interleave(x, low, log))
  corners.set(interleave(Float64Array.from(x).reverse(), Float64Array.from(high).reverse(), log), 2 * x.length)
  return {
    type: 'custom',
    dimensions: ['x', 'y'],
    encode: { x: 'x', y: 'y' },
    data: corners,
    silent: true,
    clip: true,
    z: 1,
    tooltip: { show: false },
    renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord: (point: readonly [number, number]) => number[] }) => {
      if (dataIndex !== 0) return null
      const points: number[][] = []
      for (let i = 0; i < corners.length; i += 2) if (Number.isFinite(corners[i + 1])) points.push(api.coord([corners[i] ?? 0, corners[i + 1] ?? 0]))
      return { type: 'polygon', shape: { points }, style: { fill: colour, opacity: 0.16 } }
    },
  }
}

const marks = (given: NonNullable<Line['marks']>, colour: string, theme: ChartTheme) => ({
  silent: true,
  symbol: 'none',
  lineStyle: { color: colour, type: 'dotted', width: 1 },
  label: { color: theme.secondary, fontSize: 11, position: 'end', rotate: 0, distance: 3, formatter: '{b}' },
  data: given.map((mark) => ({ xAxis: mark.x, name: mark.label, ...(mark.colour === undefined ? {} : { lineStyle: { color: mark.colour } }), ...(mark.side === undefined ? {} : { label: { align: mark.side === 'left' ? 'right' : 'left' } }) })),
})

/** The flat [x0, y0, x1, y1, …] that draws fastest. On log axes values that have no logarithm become gaps. */
export function interleave(x: Float64Array, y: Float64Array, log = false): Float64Array {
  const pairs = new Float64Array(2 * x.length)
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? NaN
    pairs[2 * i] = x[i] ?? NaN
    pairs[2 * i + 1] = log && value <= 0 ? NaN : value
  }
  return pairs
}

/** Values under the crosshair: of more lines, the largest and the least. */
const MOST_TOLD = 20

interface TooltipPoint { readonly seriesIndex: number; readonly value: ArrayLike<number>; readonly marker: string }

function lineTooltip(points: readonly TooltipPoint[], lines: readonly Line[], x: AxisDescription, y: AxisDescription): string {
  const shown = points
    .filter((point) => point.seriesIndex < lines.length && lines[point.seriesIndex]?.ghost !== true && Number.isFinite(point.value[1]))
    .sort((a, b) => (b.value[1] ?? 0) - (a.value[1] ?? 0))
  const [first] = shown
  if (first === undefined) return ''
  const left = shown.length - MOST_TOLD
  const told = left > 1 ? [...shown.slice(0, MOST_TOLD / 2), null, ...shown.slice(-MOST_TOLD / 2)] : shown
  const format = (description: AxisDescription, value: number | undefined): string => (value === undefined ? '' : (description.format?.(value) ?? String(value)))
  return [`${x.label} ${format(x, first.value[0])}`, ...told.map((point) => (point === null ? `⋮ ${left}` : `${point.marker}${format(y, point.value[1])}  ${lines[point.seriesIndex]?.name ?? ''}`))].join('\n')
}

/** Columns that can still be listened to. */
const MOST_COLUMNS = 12
export interface LineTableWords { readonly line: string; readonly first: string; readonly last: string; readonly least: string; readonly greatest: string }

/** The table for listening: that of the numbers, or with many lines one row for each. */
export function spokenLineTable(chart: LineChart, words: LineTableWords): ReturnType<typeof lineTable> | { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number | null)[])[] } {
  const shown = chart.lines.filter((line) => line.ghost !== true)
  if (shown.length <= MOST_COLUMNS) return lineTable(chart)
  return {
    columns: [words.line, words.first, words.last, words.least, words.greatest],
    rows: shown.map(({ name, y }) => {
      const known = y.filter((value) => Number.isFinite(value))
      return [name, known[0] ?? null, known.at(-1) ?? null, known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b)), known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b))]
    }),
  }
}

/** The same numbers as a table: one row per x, one column per line. */
export function lineTable({ lines, x }: LineChart): { readonly columns: readonly string[]; readonly rows: readonly (readonly (number | null)[])[] } {
  const shown = lines.filter((line) => line.ghost !== true)
  const rows = new Map<number, (number | null)[]>()
  shown.forEach((line, column) => {
    line.x.forEach((at, i) => {
      const row = rows.get(at) ?? [at, ...shown.map(() => null)]
      row[column + 1] = line.y[i] ?? null
      rows.set(at, row)
    })
  })
  return { columns: [x.label, ...shown.map((line) => line.name)], rows: [...rows.values()].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)) }
}
