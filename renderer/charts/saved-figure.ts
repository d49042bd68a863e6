import type { ChartTheme } from './chart-theme.ts'

/** A line of a legend. */
export interface LegendItem { readonly name: string; readonly colour: string; readonly dash: 'solid' | 'dashed' | readonly number[] }

/** What a chart that is taken away has around it, since it no longer stands in the window: a title above and a legend below. */
export interface FigureFrame { readonly title: string; readonly legend: readonly LegendItem[]; readonly theme: Pick<ChartTheme, 'text' | 'background' | 'font'> }

const TITLE = 30
const MARGIN = 12
const ROW = 18
const MARK = 28
const SIZE = 12
/** Pixels of a character, about. */
const CHARACTER = 6.6
/** More lines are counted. */
const MOST_ITEMS = 60
const DASHED: readonly number[] = [5, 4]

interface PlacedItem { readonly item: LegendItem | null; readonly text: string; readonly x: number; readonly y: number }
export interface Figure { readonly height: number; readonly chartTop: number; readonly items: readonly PlacedItem[] }

/** Where things stand in a figure as wide as its chart: the legend in as many columns as its longest name leaves. */
export function placeFigure({ title, legend }: FigureFrame, width: number, height: number): Figure {
  const chartTop = title === '' ? 0 : TITLE
  const shown = legend.slice(0, MOST_ITEMS)
  const most = Math.max(12, Math.floor((width - 2 * MARGIN - MARK) / CHARACTER))
  const texts = [...shown.map(({ name }) => ([...name].length > most ? `${[...name].slice(0, most - 1).join('')}…` : name)), ...(legend.length > shown.length ? [`… + ${legend.length - shown.length}`] : [])]
  const column = MARK + 16 + CHARACTER * Math.max(0, ...texts.map((text) => [...text].length))
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN) / column))
  const top = chartTop + height + MARGIN
  const items = texts.map((text, i) => ({ item: shown[i] ?? null, text, x: MARGIN + column * (i % columns), y: top + ROW * Math.floor(i / columns) + ROW / 2 }))
  return { chartTop, items, height: texts.length === 0 ? chartTop + height : top + ROW * Math.ceil(texts.length / columns) + MARGIN / 2 }
}

const dashesOf = ({ dash }: LegendItem): readonly number[] => (dash === 'solid' ? [] : dash === 'dashed' ? DASHED : dash)
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** A chart's drawing with its title and its legend, on the background of its theme. */
export function figureSvg(chart: string, frame: FigureFrame, width: number, height: number): string {
  const { height: whole, chartTop, items } = placeFigure(frame, width, height)
  const { title, theme: { text, background, font } } = frame
  const words = (said: string, x: number, y: number, weight: number): string => `<text x="${x}" y="${y}" dominant-baseline="central" font-family="${escaped(font)}" font-size="${SIZE}" font-weight="${weight}" fill="${text}">${escaped(said)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}">`,
    `<rect width="${width}" height="${whole}" fill="${background}"/>`,
    title === '' ? '' : words(title, MARGIN, TITLE / 2 + 2, 600),
    `<g transform="translate(0 ${chartTop})">${chart}</g>`,
    ...items.map(({ item, text: said, x, y }) => `${item === null ? '' : `<path d="M${x} ${y}h${MARK - 8}" fill="none" stroke="${item.colour}" stroke-width="2.5"${dashesOf(item).length === 0 ? '' : ` stroke-dasharray="${dashesOf(item).join(' ')}"`}/>`}${words(said, x + MARK, y, 400)}`),
    '</svg>',
  ].join('')
}

/** The same as a picture with `ratio` points per pixel, from a canvas that has the chart. */
export function figureCanvas(chart: HTMLCanvasElement, frame: FigureFrame, width: number, height: number, ratio: number): HTMLCanvasElement {
  const { height: whole, chartTop, items } = placeFigure(frame, width, height)
  const { title, theme: { text, background, font } } = frame
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(whole * ratio)
  const context = canvas.getContext('2d')!
  context.scale(ratio, ratio)
  context.fillStyle = background
  context.fillRect(0, 0, width, whole)
  context.drawImage(chart, 0, chartTop, width, height)
  context.textBaseline = 'middle'
  const write = (said: string, x: number, y: number, weight: number): void => {
    context.font = `${weight} ${SIZE}px ${font}`
    context.fillStyle = text
    context.fillText(said, x, y)
  }
  if (title !== '') write(title, MARGIN, TITLE / 2 + 2, 600)
  for (const { item, text: said, x, y } of items) {
    if (item !== null) {
      context.strokeStyle = item.colour
      context.lineWidth = 2.5
      context.setLineDash([...dashesOf(item)])
      context.beginPath()
      context.moveTo(x, y)
      context.lineTo(x + MARK - 8, y)
      context.stroke()
    }
    write(said, x + MARK, y, 400)
  }
  return canvas
}
