import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts'
import type { RunSummary } from '../../../electron/contract/api.ts'
import { chartBase } from '../../charts/chart-parts.ts'
import type { ChartTheme } from '../../charts/chart-theme.ts'
import type { ChartOption } from '../../charts/echarts.ts'
import { colourLegend, columnOf, looksOf } from './colour-legend.ts'
import { placesOf, shareOf, ticksOf, type RunAxis } from './run-axes.ts'
import type { ColumnRange } from './run-ranges.ts'
import { linesOf, roundPercent, type DrawnGroups, type PlacedRuns } from './scatter-of-runs.ts'

/** Pixels around the axes. */
export const PARALLEL_MARGINS = { left: 64, right: 64, top: 40, bottom: 14 } as const
/** Beside the last axis, with the scale's legend. */
export const LEGEND_ROOM = 48
/** From here on lines come in pieces, a frame each, and do not answer the pointer. */
const IN_PIECES = 1500
const PIECE = 120
/** Among more lines dashes tell nothing, and take long to draw. */
const MOST_DASHED = 200
const BRUSH_WIDTH = 12
/** Pixels of a character at the size of ticks, about. */
const CHARACTER = 6.5

/** Fewer lines may be stronger. */
const opacityOf = (count: number): number => Math.min(0.75, Math.max(0.14, 7 / Math.sqrt(Math.max(1, count))))

export const parallelMargins = (hasLegend: boolean) => ({ ...PARALLEL_MARGINS, right: PARALLEL_MARGINS.right + (hasLegend ? LEGEND_ROOM : 0) })

/** One line per run across several columns, from 0 to 1 along each. */
export function parallelOfRuns(placed: PlacedRuns, ranges: readonly ColumnRange[], theme: ChartTheme): DrawnGroups {
  const { runs, marked, active, axes, places } = placed
  const colour = columnOf(placed.colour)
  const { looks, lookOf } = looksOf(runs, placed.colour, theme)
  const isDashed = runs.length <= MOST_DASHED
  const count = marked.filter(Boolean).length
  // The unmarked come first and lie below.
  const groups = [{ colour: theme.axis, dash: 'solid' as 'solid' | readonly number[], opacity: Math.min(0.1, 200 / Math.max(1, runs.length)), members: [] as number[] }, ...looks.map((look) => ({ colour: look.colour, dash: isDashed ? look.dash : 'solid' as const, opacity: opacityOf(count), members: [] as number[] }))]
  runs.forEach((_, i) => groups[marked[i] === true ? 1 + lookOf[i]! : 0]!.members.push(i))
  const shares = axes.map((axis, position) => Float64Array.from(places[position]!, (place) => shareOf(axis, place)))
  const series = groups.map(({ members, colour: of, dash, opacity }, place) => {
    // For each line its length, then its points.
    const data = new Float64Array(members.length * (1 + 2 * axes.length))
    members.forEach((i, line) => {
      const at = line * (1 + 2 * axes.length)
      data[at] = axes.length
      axes.forEach((_, position) => data.set([position, shares[position]![i]!], at + 1 + 2 * position))
    })
    return {
      type: 'lines', coordinateSystem: 'cartesian2d', polyline: true, data, large: data.length > 0, largeThreshold: 0, z: place === 0 ? 1 : 2, silent: place === 0 && ranges.length > 0,
      progressive: runs.length > IN_PIECES ? PIECE : 0, progressiveThreshold: 0, lineStyle: { color: of, type: dash === 'solid' ? dash : [...dash], opacity, width: 1.2 }, emphasis: { disabled: true },
    }
  })
  const runsOf = (seriesIndex: number, dataIndex: number): RunSummary | undefined => runs[groups[seriesIndex]?.members[dataIndex] ?? -1]
  const option: ChartOption = {
    ...chartBase(theme),
    grid: { ...parallelMargins(colour !== null && colour.axis.words === null), outerBoundsMode: 'none' },
    xAxis: { type: 'value', min: 0, max: Math.max(1, axes.length - 1), show: false },
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    ...colourLegend(colour, theme, series.length + 1),
    tooltip: { ...chartBase(theme).tooltip, trigger: 'item', formatter: (line: unknown) => {
      const { seriesIndex, dataIndex } = line as { readonly seriesIndex: number; readonly dataIndex: number }
      const run = runsOf(seriesIndex, dataIndex)
      return run === undefined ? '' : linesOf(run, axes, [colour])
    } },
    series: [
      ...series,
      { type: 'custom', coordinateSystem: 'cartesian2d', data: axes.map((_, position) => [position, 0.5]), silent: true, z: 5, clip: false, renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => drawAxis(axes[params.dataIndex]!, params.dataIndex, ranges, api, theme) },
      { type: 'scatter', data: [], silent: true },
      // The run that is shown, over all others.
      { type: 'line', silent: true, symbol: 'none', z: 4, data: active < 0 ? [] : axes.map((_, position) => [position, shares[position]![active]!]), lineStyle: { color: theme.text, width: 2.5 } },
    ],
  }
  return { option, runsOf }
}

/** An axis with its name, its ticks, and the part of it that is brushed. */
function drawAxis(axis: RunAxis, position: number, ranges: readonly ColumnRange[], api: CustomSeriesRenderItemAPI, theme: ChartTheme) {
  const pixel = (share: number): number => api.coord([position, share])[1]!
  const x = api.coord([position, 0])[0]!
  const room = Math.max(40, Math.abs(api.coord([1, 0])[0]! - api.coord([0, 0])[0]!) - 10)
  const font = `11px ${theme.font}`
  const range = ranges.find(({ key }) => key === axis.key)
  const brushed = range === undefined ? null : brushedShares(axis, range)
  return {
    type: 'group' as const,
    children: [
      { type: 'line' as const, shape: { x1: x, y1: pixel(0), x2: x, y2: pixel(1) }, style: { stroke: theme.axis, lineWidth: 1 } },
      ...(brushed === null ? [] : [{ type: 'rect' as const, shape: { x: x - BRUSH_WIDTH / 2, y: pixel(brushed[1]), width: BRUSH_WIDTH, height: Math.max(2, pixel(brushed[0]) - pixel(brushed[1])), r: 2 }, style: { fill: theme.accent, opacity: 0.3, stroke: theme.accent, lineWidth: 1 } }]),
      ...ticksOf(axis).map(({ share, label }) => ({ type: 'text' as const, style: { text: shortened(roundPercent(label), room), x: x + 8, y: pixel(share), fill: theme.text, stroke: theme.background, lineWidth: 3, font, textVerticalAlign: 'middle' as const } })),
      { type: 'text' as const, style: { text: axis.log ? `${axis.short} (log)` : axis.short, x, y: pixel(1) - 12, fill: theme.text, font: `500 ${font}`, textAlign: 'center' as const, textVerticalAlign: 'bottom' as const, width: room, overflow: 'truncate' as const } },
    ],
  }
}

/** As many characters as there is room for. */
function shortened(words: string, room: number): string {
  const most = Math.max(4, Math.floor((room - 8) / CHARACTER))
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`
}

/** Where a range lies on its axis, from 0 to 1. */
export function brushedShares(axis: RunAxis, range: ColumnRange): readonly [number, number] | null {
  const places = placesOf(axis, range)
  if (places === null) return null
  const within = (place: number): number => Math.min(1, Math.max(0, place === -Infinity ? 0 : place === Infinity ? 1 : shareOf(axis, place)))
  return [within(places[0]), within(places[1])]
}
