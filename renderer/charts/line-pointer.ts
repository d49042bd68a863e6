import { graphic, type ECharts } from './echarts.ts'
import { inSight, pixelOf, type LineBundle, type LinePlace } from './line-bundle.ts'
import { countBelow } from './reduce-points.ts'
import type { Line } from './line-chart.ts'

/** Points at the lines of a bundle: a crosshair, the line that is nearest, and the values of its neighbours. Drawn above the chart, which is not drawn again. */
export interface LinePointer {
  /** Whether its chart has a bundle; others have their own tooltip. */
  isOn(): boolean
  take(bundle: LineBundle | null): void
  /** At a place of the chart in pixels. Returns what is pointed at, for linked charts; null beside the lines. */
  showAt(x: number, y: number): PointedAt | null
  /** The same place in another chart. */
  follow(pointed: PointedAt): void
  hide(): void
}

/** A value of the horizontal axis, and which line is nearest: linked charts have theirs in the same order. */
export interface PointedAt { readonly x: number; readonly line: number | null }

/** Values told at once, the nearest line's among them. */
const MOST_TOLD = 15
/** In charts that follow another: its line with where it stands among the others, and the picture behind stays in sight. */
const MOST_FOLLOWING = 1
const LINE_HEIGHT = 18
const [ACROSS, DOWN] = [10, 6]
/** Above all that charts draw. */
const ABOVE = 100
const GAP = 12

const pointers = new WeakMap<ECharts, LinePointer>()
export const pointerOf = (chart: ECharts): LinePointer | undefined => pointers.get(chart)

/** A line's value at the recorded place nearest to x; null more than a step beyond its ends. */
export function valueAt({ x, y }: Pick<Line, 'x' | 'y'>, at: number): { readonly x: number; readonly y: number } | null {
  const after = countBelow(x, at)
  const place = after === 0 || (after < x.length && x[after]! - at < at - x[after - 1]!) ? after : after - 1
  const found = x[place]
  const value = y[place]
  if (found === undefined || value === undefined || !Number.isFinite(value)) return null
  // A pointer seldom stands on a point, and a point alone is told from anywhere.
  const step = x.length < 2 ? Infinity : (x.at(-1)! - x[0]!) / (x.length - 1)
  return at < x[0]! - step || at > x.at(-1)! + step ? null : { x: found, y: value }
}

export interface ToldLine { readonly line: Line; readonly x: number; readonly y: number }

/** All values at a place, largest first. */
export function valuesAt(lines: readonly Line[], at: number): readonly ToldLine[] {
  return lines.flatMap((line) => {
    const value = valueAt(line, at)
    return value === null ? [] : [{ line, ...value }]
  }).sort((a, b) => b.y - a.y)
}

/** The part of a list around a place that is told; what is left out is counted. */
export function toldAround<T>(list: readonly T[], place: number, most: number): { readonly above: number; readonly told: readonly T[]; readonly below: number } {
  const from = Math.max(0, Math.min(list.length - most, place - Math.floor(most / 2)))
  const told = list.slice(from, from + most)
  return { above: from, told, below: list.length - from - told.length }
}

export function createLinePointer(chart: ECharts): LinePointer {
  const layer = new graphic.Group({ silent: true })
  const surface = chart.getZr()
  let bundle: LineBundle | null = null
  let isShown = false

  function hide(): void {
    if (isShown) surface.remove(layer)
    isShown = false
    layer.removeAll()
  }

  function draw(place: LinePlace, at: number, nearest: ToldLine | null, values: readonly ToldLine[], most: number): void {
    if (bundle === null) return
    const { theme } = bundle
    layer.removeAll()
    const { area } = place
    const [x] = pixelOf(place, at, 1)
    layer.add(new graphic.Line({ shape: { x1: x, x2: x, y1: area.y, y2: area.y + area.height }, style: { stroke: theme.axis, lineWidth: 1 }, z: ABOVE, silent: true }))
    if (nearest !== null) {
      const line = new graphic.Polyline({ shape: { points: pixelsOf(nearest.line, place) }, style: { stroke: nearest.line.colour, lineWidth: 3, fill: 'none' }, z: ABOVE, silent: true })
      line.setClipPath(new graphic.Rect({ shape: { ...area } }))
      layer.add(line)
    }
    // Above and below the heading, what is told and what is counted.
    const room = Math.floor((chart.getHeight() - 2 * DOWN) / LINE_HEIGHT) - 3
    const box = textOf(bundle, at, nearest, values, Math.max(1, Math.min(most, room)))
    layer.add(box)
    const { width, height } = box.getBoundingRect()
    const right = x + GAP
    box.x = right + width > chart.getWidth() ? Math.max(0, x - GAP - width) : right
    box.y = Math.max(0, (chart.getHeight() - height) / 2)
    if (!isShown) surface.add(layer)
    isShown = true
    surface.refresh()
  }

  const pointer: LinePointer = {
    isOn: () => bundle !== null,
    take(given) {
      bundle = given
      hide()
    },
    showAt(pixelX, pixelY) {
      const place = bundle?.place ?? null
      if (bundle === null || place === null || place.x[0] === 0 || !isInside(place, pixelX, pixelY)) {
        hide()
        return null
      }
      const at = (pixelX - place.x[1]) / place.x[0]
      const values = valuesAt(bundle.told, at)
      const distance = ({ y }: ToldLine): number => Math.abs(pixelOf(place, at, y)[1] - pixelY)
      const nearest = values.length === 0 ? null : values.reduce((best, told) => (distance(told) < distance(best) ? told : best))
      draw(place, at, nearest, values, MOST_TOLD)
      return { x: at, line: nearest === null ? null : bundle.told.indexOf(nearest.line) }
    },
    follow({ x, line }) {
      const place = bundle?.place ?? null
      if (bundle === null || place === null || !isInside(place, pixelOf(place, x, 1)[0], place.area.y)) return hide()
      const values = valuesAt(bundle.told, x)
      draw(place, x, values.find((told) => told.line === bundle?.told[line ?? -1]) ?? null, values, MOST_FOLLOWING)
    },
    hide,
  }
  pointers.set(chart, pointer)
  return pointer
}

const isInside = ({ area }: LinePlace, x: number, y: number): boolean => x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height

/** A line's points in sight, as pixels; gaps are left out. */
function pixelsOf(line: Line, place: LinePlace): number[][] {
  const [from, to] = inSight(line, place)
  return Array.from({ length: to - from }, (_, i) => [...pixelOf(place, line.x[from + i]!, line.y[from + i]!)]).filter(([, top]) => Number.isFinite(top))
}

function textOf({ chart, theme }: LineBundle, at: number, nearest: ToldLine | null, values: readonly ToldLine[], most: number): InstanceType<typeof graphic.Text> {
  const { above, told, below } = toldAround(values, nearest === null ? 0 : values.indexOf(nearest), most)
  const said = (description: LineChartAxis, value: number): string => description.format?.(value) ?? String(value)
  const rich: Record<string, object> = { name: { fill: theme.text }, nearest: { fill: theme.text, fontWeight: 'bold' }, left: { fill: theme.secondary } }
  const rows = told.map(({ line, y }, i) => {
    rich[`mark${i}`] = { backgroundColor: line.colour, width: 9, height: 9, borderRadius: 5 }
    return `{mark${i}|} {${line === nearest?.line ? 'nearest' : 'name'}|${said(chart.y, y)}  ${line.name.replaceAll(/[{}|]/g, ' ')}}`
  })
  const { x = at } = nearest ?? {}
  const text = [`{left|${chart.x.label} ${said(chart.x, x)}}`, ...(above > 0 ? [`{left|⋮ ${above}}`] : []), ...rows, ...(below > 0 ? [`{left|⋮ ${below}}`] : [])].join('\n')
  return new graphic.Text({
    style: { text, rich, fill: theme.text, fontSize: 12, fontFamily: theme.font, lineHeight: LINE_HEIGHT, backgroundColor: theme.raised, borderColor: theme.grid, borderWidth: 1, borderRadius: 4, padding: [DOWN, ACROSS] }, z: ABOVE + 1, silent: true,
  })
}

type LineChartAxis = LineBundle['chart']['x']
