import { graphic, type ChartOption } from './echarts.ts'
import type { ChartTheme } from './chart-theme.ts'
import { countBelow } from './reduce-points.ts'
import type { Line, LineChart } from './line-chart.ts'

/** More lines are drawn as one: a chart of hundreds of series takes a second to be made and stutters when it is dragged, and of a dozen lines the nearest wants to be told. */
export const MOST_SERIES = 12

/** A chart's lines that are drawn as one, with where they are drawn: for those who point at them. */
export interface LineBundle {
  readonly chart: LineChart
  readonly theme: ChartTheme
  /** Lines that have values to point at. */
  readonly told: readonly Line[]
  /** As last drawn; null before. */
  place: LinePlace | null
}

/** From values to pixels: `pixel = slope · value + offset`, of the decimal logarithm on log axes. */
export interface LinePlace {
  readonly area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly x: readonly [slope: number, offset: number]
  readonly y: readonly [slope: number, offset: number]
  readonly log: boolean
}

const bundles = new WeakMap<ChartOption, LineBundle>()

/** The bundle that a chart's option draws; null for charts of few lines. */
export const bundleOf = (option: ChartOption): LineBundle | null => bundles.get(option) ?? null

export function keepBundle<Option extends ChartOption>(option: Option, bundle: LineBundle): Option {
  bundles.set(option, bundle)
  return option
}

/** Lines with marks have labels of their own to draw. */
export const isBundled = ({ lines }: LineChart): boolean => lines.length > MOST_SERIES && lines.every(({ marks }) => marks === undefined || marks.length === 0)

export const pixelOf = ({ x, y, log }: LinePlace, atX: number, atY: number): readonly [number, number] => [x[0] * atX + x[1], y[0] * (log ? Math.log10(atY) : atY) + y[1]]

interface Pen { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; arc(x: number, y: number, radius: number, from: number, to: number): void }
interface CurvesShape { readonly drawing: { readonly lines: readonly Line[]; readonly place: LinePlace } | null }

/** The part of a line's points that is in sight, with a neighbour on each side. */
export function inSight({ x }: Line, { area, x: [slope, offset] }: LinePlace): readonly [from: number, to: number] {
  if (slope === 0) return [0, x.length]
  return [Math.max(0, countBelow(x, (area.x - offset) / slope) - 1), Math.min(x.length, countBelow(x, (area.x + area.width - offset) / slope) + 2)]
}

/** Radius of a point that stands alone in its line, in pixels. */
const ALONE = 2

graphic.registerShape('curves', graphic.extendShape({
  type: 'curves',
  shape: { drawing: null },
  buildPath(path: Pen, { drawing }: CurvesShape) {
    if (drawing === null) return
    const { lines, place } = drawing
    const [[xSlope, xOffset], [ySlope, yOffset]] = [place.x, place.y]
    for (const line of lines) {
      const [from, to] = inSight(line, place)
      let isDown = false
      for (let i = from; i < to; i++) {
        const value = place.log ? Math.log10(line.y[i]!) : line.y[i]!
        // Gaps, and on log axes what has no logarithm.
        if (!Number.isFinite(value)) {
          isDown = false
          continue
        }
        const [x, y] = [xSlope * line.x[i]! + xOffset, ySlope * value + yOffset]
        if (isDown) path.lineTo(x, y)
        else path.moveTo(x, y)
        isDown = true
        if (line.x.length === 1) path.arc(x, y, ALONE, 0, 2 * Math.PI)
      }
    }
  },
}))

interface ItemParameters { readonly dataIndex: number; readonly coordSys: LinePlace['area'] }
interface ItemApi { coord(point: readonly [number, number]): readonly number[] }

/** One series for all lines: a path for each look that some of them share. Its data are the corners of all, so that the axes reach around them. */
export function bundleSeries(bundle: LineBundle) {
  const { lines, y: { log = false } } = bundle.chart
  const corners = cornersOf(lines, log)
  const looks = Map.groupBy(lines, ({ colour, dash, width, ghost }) => JSON.stringify([colour, dash, width, ghost]))
  return {
    type: 'custom',
    dimensions: ['x', 'y'],
    encode: { x: 'x', y: 'y' },
    data: corners,
    silent: true,
    clip: true,
    z: 2,
    tooltip: { show: false },
    renderItem: ({ dataIndex, coordSys }: ItemParameters, { coord }: ItemApi) => {
      if (dataIndex !== 0) return null
      bundle.place = placeOf(coordSys, corners, log, coord)
      const { place } = bundle
      return {
        type: 'group',
        children: Array.from(looks.values(), (alike) => {
          const [{ colour, dash, width = 1.5, ghost }] = alike as [Line]
          // Those that stand out lie above the rest.
          return { type: 'curves', shape: { drawing: { lines: alike, place } }, style: { fill: 'none', stroke: colour, lineWidth: width, opacity: ghost === true ? 0.25 : 1, lineJoin: 'bevel', ...(dash === 'solid' ? {} : { lineDash: dash === 'dashed' ? 'dashed' : [...dash] }) }, z2: ghost === true ? 0 : Math.round(10 * width) }
        }),
      }
    },
  }
}

/** The least and the greatest place and value of all lines: [x, y, x, y]; NaN where there are none. */
function cornersOf(lines: readonly Line[], log: boolean): Float64Array {
  const corners = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity)
  for (const { x, y } of lines) {
    for (let i = 0; i < x.length; i++) {
      const value = y[i]!
      if (!Number.isFinite(value) || (log && value <= 0) || !Number.isFinite(x[i]!)) continue
      corners[0] = Math.min(corners[0]!, x[i]!)
      corners[2] = Math.max(corners[2]!, x[i]!)
      corners[1] = Math.min(corners[1]!, value)
      corners[3] = Math.max(corners[3]!, value)
    }
  }
  return corners[0]! <= corners[2]! ? corners : new Float64Array(4).fill(NaN)
}

function placeOf(area: LinePlace['area'], corners: Float64Array, log: boolean, coord: ItemApi['coord']): LinePlace {
  const [x0, y0, x1, y1] = corners as unknown as readonly [number, number, number, number]
  const [low, high] = [coord([x0, y0]), coord([x1, y1])]
  const along = (value0: number, pixel0: number, value1: number, pixel1: number): readonly [number, number] => {
    const slope = value1 === value0 ? 0 : (pixel1 - pixel0) / (value1 - value0)
    return [slope, pixel0 - slope * value0]
  }
  const { x, y, width, height } = area
  const scaled = log ? Math.log10 : (value: number): number => value
  return { area: { x, y, width, height }, log, x: along(x0, low[0]!, x1, high[0]!), y: along(scaled(y0), low[1]!, scaled(y1), high[1]!) }
}
