import { dashOf, hueOf } from '../../contract/run-colours.ts'
import { escapeMarkup } from './escape-markup.ts'

/** One line of a chart. Values that are not finite are gaps. */
export interface Curve {
  readonly label: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** The run's colour, with its dash. */
  readonly colour: number
  /** Behind the others: thin and pale, or dashed where there is one run. */
  readonly behind?: 'thin' | 'dashed'
}

const WIDTH = 640
const HEIGHT = 260
const MARGIN = { left: 56, right: 12, top: 12, bottom: 34 } as const
const TICKS = 5

/** Round numbers that span a range, at most about `count` steps apart. */
export function ticksOf(low: number, high: number, count: number): readonly number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!
  const first = Math.ceil(low / step - 1e-9)
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

const classesOf = ({ colour, behind }: Pick<Curve, 'colour' | 'behind'>): string => `curve c${hueOf(colour)} d${dashOf(colour)}${behind === undefined ? '' : ` ${behind}`}`

const shortNumber = (value: number): string => String(Number(value.toPrecision(4)))

/** Curves as a drawing in the text: no scripts, and colours that follow the page's theme. */
export function drawCurves(title: string, axis: string, curves: readonly Curve[]): string {
  const points = curves.map(({ x, y }) => Array.from({ length: x.length }, (_, i) => ({ x: x[i]!, y: y[i]! })).filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y)))
  const all = points.flat()
  if (all.length === 0) return ''
  const extent = (pick: (point: { x: number; y: number }) => number): readonly [number, number] => {
    const [low, high] = all.reduce(([least, most], point) => [Math.min(least, pick(point)), Math.max(most, pick(point))] as const, [Infinity, -Infinity] as const)
    return low === high ? [low - 0.5, high + 0.5] : [low, high]
  }
  const [xLow, xHigh] = extent((point) => point.x)
  const [low, high] = extent((point) => point.y)
  const [yLow, yHigh] = [low - 0.04 * (high - low), high + 0.04 * (high - low)]
  const px = (x: number): number => MARGIN.left + (x - xLow) / (xHigh - xLow) * (WIDTH - MARGIN.left - MARGIN.right)
  const py = (y: number): number => HEIGHT - MARGIN.bottom - (y - yLow) / (yHigh - yLow) * (HEIGHT - MARGIN.top - MARGIN.bottom)
  const place = (value: number): string => String(Math.round(value * 10) / 10)
  const grid = ticksOf(yLow, yHigh, TICKS).map((y) => `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${place(py(y))}" y2="${place(py(y))}"/><text class="tick" x="${MARGIN.left - 8}" y="${place(py(y) + 4)}" text-anchor="end">${shortNumber(y)}</text>`)
  const marks = ticksOf(xLow, xHigh, TICKS).map((x) => `<text class="tick" x="${place(px(x))}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${shortNumber(x)}</text>`)
  const lines = curves.map(({ label, ...look }, index) => `<polyline class="${classesOf(look)}" points="${points[index]!.map((point) => `${place(px(point.x))},${place(py(point.y))}`).join(' ')}"><title>${escapeMarkup(label)}</title></polyline>`)
  const legend = curves.map(({ label, ...look }) => `<li><svg width="32" height="8" aria-hidden="true"><line class="${classesOf(look)}" x1="0" x2="32" y1="4" y2="4"/></svg>${escapeMarkup(label)}</li>`)
  return [
    `<figure><figcaption>${escapeMarkup(title)}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeMarkup(title)}">`,
    ...grid, ...marks,
    `<text class="tick" x="${WIDTH - MARGIN.right}" y="${HEIGHT - 4}" text-anchor="end">${escapeMarkup(axis)}</text>`,
    ...lines,
    '</svg>',
    `<ul class="legend">${legend.join('')}</ul></figure>`,
  ].join('\n')
}
