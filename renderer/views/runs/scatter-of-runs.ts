import type { RunSummary } from '../../../electron/contract/api.ts'
import { axis, chartBase, zoom } from '../../charts/chart-parts.ts'
import type { ChartTheme } from '../../charts/chart-theme.ts'
import type { ChartOption } from '../../charts/echarts.ts'
import type { ChartTable } from '../../charts/save-chart.ts'
import { colourLegend, columnOf, looksOf, type OWN_COLOURS } from './colour-legend.ts'
import { COLOUR_STEPS, endsOf, placesOf, shareOf, type RunAxis } from './run-axes.ts'
import type { ColumnRange } from './run-ranges.ts'

/** Runs at their places. `marked` are those within what was brushed; the rest stays in sight, grey. */
export interface PlacedRuns {
  readonly runs: readonly RunSummary[]
  readonly marked: readonly boolean[]
  /** The position of the run that is shown; −1 where it is not drawn. */
  readonly active: number
  readonly axes: readonly RunAxis[]
  /** Axis by axis. */
  readonly places: readonly Float64Array[]
  /** Of a column, or each run's own; null: all alike. */
  readonly colour: PlacedColumn | typeof OWN_COLOURS | null
  readonly size: PlacedColumn | null
}

export interface PlacedColumn { readonly axis: RunAxis; readonly places: Float64Array }

const SIZES = [4, 6, 9, 13] as const
const PLAIN_SIZE = 6
/** Half the room in which points with the same word are spread. */
const SPREAD = 0.16

/** What stands at a drawn point. */
export interface DrawnGroups { readonly option: ChartOption; readonly runsOf: (seriesIndex: number, dataIndex: number) => RunSummary | undefined }

/** `90.00 %` → `90 %`: ticks are round. */
export const roundPercent = (words: string): string => words.replace(/[.,]0+(?=\s*%)/, '')
export const tickOf = ({ words, say }: RunAxis) => (value: number): string => (words === null ? roundPercent(say(value)) : Number.isInteger(value) ? (words[value] ?? '') : '')

function chartAxis(of: RunAxis, theme: ChartTheme, position: 'x' | 'y') {
  const [least, most] = endsOf(of)
  return { ...axis({ label: of.label, log: of.log, format: of.say, tick: tickOf(of), ...(of.words === null ? {} : { minimum: least, maximum: most }) }, theme, position), ...(of.words === null ? {} : { interval: 1 }), splitLine: { show: true, lineStyle: { color: theme.grid } } }
}

/** A fixed little step aside for each point of a word, so that they do not hide each other. */
const spread = (of: RunAxis, i: number): number => (of.words === null ? 0 : SPREAD * (((i * 0.618_033_988_75) % 1) * 2 - 1))

/** Axes and what else is drawn, each column once. */
function distinct(axes: readonly RunAxis[], more: readonly (PlacedColumn | null)[]): readonly RunAxis[] {
  const all = [...axes, ...more.flatMap((extra) => (extra === null ? [] : [extra.axis]))]
  return all.filter((of, i) => all.findIndex(({ key }) => key === of.key) === i)
}

/** A run in words, for a tooltip. */
export const linesOf = (run: RunSummary, axes: readonly RunAxis[], more: readonly (PlacedColumn | null)[]): string => {
  return [run.name, ...distinct(axes, more).map((of) => `${of.label}  ${of.say(of.placeOf(run))}`)].join('\n')
}

/** The rectangle of what is brushed on either axis. */
function brushedArea(axes: readonly RunAxis[], ranges: readonly ColumnRange[], theme: ChartTheme) {
  const sides = axes.map((axis): readonly [number, number] | null => {
    const range = ranges.find(({ key }) => key === axis.key)
    const places = range === undefined ? null : placesOf(axis, range)
    const [least, most] = endsOf(axis)
    return places === null ? null : [Math.max(least, places[0]), Math.min(most, places[1])]
  })
  if (sides.every((side) => side === null)) return {}
  const corner = (end: 0 | 1) => ({ ...(sides[0] == null ? {} : { xAxis: sides[0][end] }), ...(sides[1] == null ? {} : { yAxis: sides[1][end] }) })
  return { markArea: { silent: true, itemStyle: { color: theme.accent, opacity: 0.1, borderColor: theme.accent, borderWidth: 1 }, data: [[corner(0), corner(1)]] } }
}

/** Points of two columns; thousands are drawn as one path per colour and size. */
export function scatterOfRuns(placed: PlacedRuns, ranges: readonly ColumnRange[], theme: ChartTheme): DrawnGroups {
  const { runs, marked, active, axes, places, size } = placed
  const colour = columnOf(placed.colour)
  const [x, y] = axes as readonly [RunAxis, RunAxis]
  const { looks, lookOf } = looksOf(runs, placed.colour, theme)
  const sizeOf = (i: number): number => (size === null ? 0 : Math.min(SIZES.length - 1, Math.max(0, Math.floor(shareOf(size.axis, size.places[i]!) * SIZES.length))))
  const sizes = size === null ? [PLAIN_SIZE] : [...SIZES]
  // The unmarked come first and lie below.
  const groups = [...sizes.map((symbolSize) => ({ colour: theme.axis, opacity: 0.28, symbolSize, shape: 'circle', name: '', members: [] as number[] })),
    ...looks.flatMap((look) => sizes.map((symbolSize) => ({ colour: look.colour, opacity: 0.8, symbolSize, shape: look.shape as string, name: look.name, members: [] as number[] })))]
  runs.forEach((_, i) => groups[marked[i] === true ? sizes.length * (1 + lookOf[i]!) + sizeOf(i) : sizeOf(i)]!.members.push(i))
  const series = groups.map(({ members, ...look }) => {
    const data = new Float64Array(2 * members.length)
    members.forEach((i, place) => data.set([places[0]![i]! + spread(x, i), places[1]![i]! + spread(y, i)], 2 * place))
    return { type: 'scatter', name: look.name, dimensions: ['x', 'y'], data, large: data.length > 0, largeThreshold: 0, symbol: look.shape, symbolSize: look.symbolSize, itemStyle: { color: look.colour, opacity: look.opacity }, emphasis: { disabled: true } }
  })
  const runsOf = (seriesIndex: number, dataIndex: number): RunSummary | undefined => runs[groups[seriesIndex]?.members[dataIndex] ?? -1]
  const words = colour?.axis.words ?? null
  const option: ChartOption = {
    ...chartBase(theme),
    grid: { ...chartBase(theme).grid, right: colour !== null && words === null ? 64 : 20 },
    xAxis: chartAxis(x, theme, 'x'),
    yAxis: chartAxis(y, theme, 'y'),
    // A drag brushes.
    dataZoom: zoom.map((one) => ({ ...one, moveOnMouseMove: false })),
    legend: words === null ? { show: false } : { top: 0, right: 8, type: 'plain', itemWidth: 8, itemHeight: 8, data: [...words.slice(0, COLOUR_STEPS)], textStyle: { color: theme.secondary, fontSize: 11 } },
    ...colourLegend(colour, theme, series.length),
    tooltip: { ...chartBase(theme).tooltip, trigger: 'item', formatter: (point: unknown) => {
      const { seriesIndex, dataIndex } = point as { readonly seriesIndex: number; readonly dataIndex: number }
      const run = runsOf(seriesIndex, dataIndex)
      return run === undefined ? '' : linesOf(run, axes, [colour, size])
    } },
    series: [
      ...series,
      { type: 'scatter', data: [], silent: true, ...brushedArea(axes, ranges, theme) },
      { type: 'scatter', silent: true, z: 4, symbolSize: 15, itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 2 }, data: active < 0 ? [] : [[places[0]![active]! + spread(x, active), places[1]![active]! + spread(y, active)]] },
    ],
  }
  return { option, runsOf }
}

/** The numbers of either chart; at most as many evenly picked rows as are asked for. */
export function tableOfPlaced({ runs, axes, colour, size }: Pick<PlacedRuns, 'runs' | 'axes' | 'colour' | 'size'>, most = Infinity): ChartTable {
  const all = distinct(axes, [columnOf(colour), size])
  return { columns: ['name', ...all.map(({ label }) => label)], rows: runs.filter((_, i) => i % Math.max(1, Math.ceil(runs.length / most)) === 0).map((run) => [run.name, ...all.map((of) => (of.words === null ? of.placeOf(run) : of.say(of.placeOf(run))))]) }
}
