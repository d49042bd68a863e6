import type { Line, LineChart } from '../../charts/line-chart.ts'

/** A value under the crosshair, as charts hand it over. */
export interface TooltipPoint { readonly seriesIndex: number; readonly value: ArrayLike<number>; readonly marker: string }

/** Pixels of a row, and of a character of 12 pixels, about. */
const ROW = 22
const CHARACTER = 6.6
/** Beside the name: the margins, the mark and the value. */
const BESIDE = 116
const LEAST_NAME = 12

/** What a tooltip has room for in a chart of this size: rows under its heading, and characters of a name. */
export const tooltipRoom = ({ width, height }: { readonly width: number; readonly height: number }): { readonly rows: number; readonly characters: number } =>
  ({ rows: Math.max(3, Math.floor((height - 16) / ROW) - 1), characters: Math.max(LEAST_NAME, Math.floor((width - BESIDE) / CHARACTER)) })

/** Both ends of a name that is too long: runs of a sweep differ at either. */
export function shortened(name: string, characters: number): string {
  const letters = [...name]
  if (letters.length <= characters) return name
  const start = Math.ceil((characters - 1) / 2)
  return `${letters.slice(0, start).join('')}…${letters.slice(letters.length - (characters - 1 - start)).join('')}`
}

/** The values at a place, largest first; where not all have room the largest and the least, and how many lie between. */
export function fittingTooltip(points: readonly TooltipPoint[], { lines, x, y }: Pick<LineChart, 'x' | 'y'> & { readonly lines: readonly Pick<Line, 'name' | 'ghost'>[] }, rows: number): string {
  const shown = points.filter(({ seriesIndex, value }) => lines[seriesIndex] !== undefined && lines[seriesIndex].ghost !== true && Number.isFinite(value[1])).toSorted((a, b) => (b.value[1] ?? 0) - (a.value[1] ?? 0))
  const [first] = shown
  if (first === undefined) return ''
  const least = Math.floor((rows - 1) / 2)
  const told = shown.length > rows ? [...shown.slice(0, rows - 1 - least), null, ...shown.slice(shown.length - least)] : shown
  const said = (axis: LineChart['x'], value: number | undefined): string => (value === undefined ? '' : (axis.format?.(value) ?? String(value)))
  return [`${x.label} ${said(x, first.value[0])}`, ...told.map((point) => (point === null ? `⋮ ${shown.length - rows + 1}` : `${point.marker}${said(y, point.value[1])}  ${lines[point.seriesIndex]?.name ?? ''}`))].join('\n')
}
