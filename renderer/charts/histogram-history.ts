import type { AxisDescription } from './chart-parts.ts'
import type { ChartTheme } from './chart-theme.ts'
import { parseColour } from './colour-scale.ts'
import { imageSeries } from './decision-chart.ts'
import type { ChartOption } from './echarts.ts'
import { lineChart, lineTable, type Line } from './line-chart.ts'

/** Histograms one after the other, each with bins of one width between its own ends. */
export interface HistogramHistory {
  /** Where each stands on the time line, ascending. */
  readonly x: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  /** x.length × bins. */
  readonly counts: Float64Array
  readonly bins: number
}

/** The parts of the values that lie below the drawn lines. */
export const SHARES = [0.95, 0.5, 0.05] as const
/** Fewer values than the mode are still seen. */
const GAMMA = 0.6
const STRONGEST = 0.85

/** Below which value a share of a histogram's values lies, within a bin as if they were spread evenly. NaN for an empty one. */
export function quantileAt({ low, high, counts, bins }: HistogramHistory, position: number, share: number): number {
  const own = counts.subarray(position * bins, (position + 1) * bins)
  const total = own.reduce((sum, count) => sum + count, 0)
  if (total === 0) return NaN
  const [from = NaN, to = NaN] = [low[position], high[position]]
  let below = 0
  for (let bin = 0; bin < bins; bin++) {
    const count = own[bin] ?? 0
    if (count > 0 && below + count >= share * total) return from + ((bin + (share * total - below) / count) / bins) * (to - from)
    below += count
  }
  return to
}

/** From the lowest to the highest value of all histograms; never empty. */
export function valueRange({ low, high }: Pick<HistogramHistory, 'low' | 'high'>): { readonly from: number; readonly to: number } {
  const from = low.reduce((least, value) => Math.min(least, value), Infinity)
  const to = high.reduce((most, value) => Math.max(most, value), -Infinity)
  return from < to ? { from, to } : { from: (Number.isFinite(from) ? from : 0) - 0.5, to: (Number.isFinite(to) ? to : 0) + 0.5 }
}

/** RGBA bytes of columns × rows, the largest values on top: the more values at a place, the stronger the colour. Each column is as strong as its own mode. */
export function historyPixels(history: HistogramHistory, columns: number, rows: number, colour: string): Uint8ClampedArray<ArrayBuffer> {
  const { x, low, high, counts, bins } = history
  const pixels = new Uint8ClampedArray(4 * columns * rows)
  if (x.length === 0) return pixels
  const ink = parseColour(colour)
  const { from, to } = valueRange(history)
  const [first = 0, last = 0] = [x[0], x[x.length - 1]]
  let position = 0
  for (let column = 0; column < columns; column++) {
    const at = first + ((column + 0.5) / columns) * (last - first)
    while (position < x.length - 1 && Math.abs((x[position + 1] ?? 0) - at) <= Math.abs((x[position] ?? 0) - at)) position++
    const heights = new Float64Array(rows)
    const [start = 0, end = 0] = [low[position], high[position]]
    for (let row = 0; row < rows; row++) {
      const bottom = ((to - from) * (rows - 1 - row)) / rows + from
      heights[row] = sharedCount(counts, position * bins, bins, (bins * (bottom - start)) / (end - start), (bins * (bottom + (to - from) / rows - start)) / (end - start))
    }
    const most = heights.reduce((greatest, height) => Math.max(greatest, height), 0)
    for (let row = 0; row < rows; row++) {
      const height = heights[row] ?? 0
      if (height > 0) pixels.set([...ink, 255 * STRONGEST * (height / most) ** GAMMA], 4 * (row * columns + column))
    }
  }
  return pixels
}

/** How many values lie between two places that are counted in bins. */
function sharedCount(counts: Float64Array, offset: number, bins: number, from: number, to: number): number {
  let sum = 0
  for (let bin = Math.max(0, Math.floor(from)); bin < Math.min(bins, to); bin++) sum += (counts[offset + bin] ?? 0) * Math.max(0, Math.min(bin + 1, to) - Math.max(bin, from))
  return sum
}

export interface HistoryChart {
  readonly picture: CanvasImageSource
  readonly history: HistogramHistory
  /** Of the lines, in the order of SHARES. */
  readonly names: readonly string[]
  readonly x: AxisDescription
  readonly y: AxisDescription
}

const linesOf = ({ history, names }: Pick<HistoryChart, 'history' | 'names'>, colour: string): readonly Line[] =>
  SHARES.map((share, index) => ({ name: names[index] ?? '', colour, dash: share === 0.5 ? 'solid' as const : 'dashed' as const, x: history.x, y: Float64Array.from(history.x, (_, position) => quantileAt(history, position, share)), width: 1.2 }))

/** How values are spread as time goes on: a picture of all of them, with the middle one and those that bound nine tenths as lines. */
export function historyChart(chart: HistoryChart, theme: ChartTheme): ChartOption {
  const { history, picture, x, y } = chart
  const up = valueRange(history)
  const across = { from: history.x[0] ?? 0, to: history.x[history.x.length - 1] ?? 1 }
  const option = lineChart({ lines: linesOf(chart, theme.text), x: { ...x, minimum: across.from, maximum: across.to }, y: { ...y, minimum: up.from, maximum: up.to } }, theme)
  const plain = (given: unknown): object => ({ ...(given as object), splitLine: { show: false }, axisLabel: { ...(given as { readonly axisLabel: object }).axisLabel, showMinLabel: false, showMaxLabel: false } })
  return { ...option, xAxis: plain(option['xAxis']), yAxis: plain(option['yAxis']), series: [...(option['series'] as readonly object[]), imageSeries(picture, across, up)] }
}

/** The lines as a table: a row for each histogram. */
export const historyTable = (chart: Pick<HistoryChart, 'history' | 'names' | 'x' | 'y'>) => lineTable({ lines: linesOf(chart, ''), x: chart.x, y: chart.y })
