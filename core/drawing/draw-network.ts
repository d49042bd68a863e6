/** Something in a drawing of a network: the data, a layer, a loss. */
export interface DrawnNode {
  readonly key: string
  /** Top left corner. */
  readonly x: number
  readonly y: number
  /** The data and the losses are drawn dashed. */
  readonly isEnd: boolean
  readonly family: string
  readonly label: string
  /** Its values, beside the label. */
  readonly words: string
  readonly name: string
  /** Parameters, or what stands for them. */
  readonly cost: string
  /** Beside another network: it has settings of its own (≠), or no counterpart there (+). */
  readonly mark?: 'changed' | 'only'
}

export interface DrawnEdge {
  /** Corners from below its source to above its target. */
  readonly route: readonly { readonly x: number; readonly y: number }[]
  /** The shape that flows along it. */
  readonly shape: string
}

export interface NetworkDrawing {
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly DrawnEdge[]
}

export type DrawingTheme = 'light' | 'dark' | 'print'

export interface DrawingOptions {
  readonly theme: DrawingTheme
  /** Above the drawing; null for none. */
  readonly title: string | null
  /** Below the title or alone, e.g. the experiment in a sentence; null for none. */
  readonly caption: string | null
  /** What each family of layers is called; null for no legend. */
  readonly legend: Readonly<Record<string, string>> | null
}

export const NODE_WIDTH = 216
export const NODE_HEIGHT = 52

const MARGIN = 24
const TITLE_HEIGHT = 24
const CAPTION_HEIGHT = 18
const LEGEND_ROW = 20
const BAR = 8
const INSET = 18

/** A palette told apart by colour-blind readers; in print by hatching too, since it may lose its colours. */
const FAMILIES: Readonly<Record<string, number>> = { dense: 0, pooling: 1, activation: 2, convolution: 3, regularization: 4, normalization: 5, recurrent: 6, other: 7, shape: 7, combination: 8 }
const LIGHT = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#504b00', '#5f6673', '#3557d6'] as const
const DARK = ['#4aa8e0', '#f0b93a', '#2fc59a', '#f2823f', '#e3a1c4', '#8accf2', '#d9e08a', '#78818d', '#7c9bff'] as const
const COLOURS = {
  light: { background: '#ffffff', node: '#ffffff', end: '#f6f7f9', border: '#8a939e', text: '#1c2128', secondary: '#57606a', families: LIGHT, changed: '#8a5a00', only: '#3557d6' },
  dark: { background: '#14171c', node: '#22272f', end: '#1b1f26', border: '#6b7684', text: '#e3e7ec', secondary: '#97a1ae', families: DARK, changed: '#d9a93b', only: '#7c9bff' },
  print: { background: 'none', node: '#ffffff', end: '#ffffff', border: '#000000', text: '#000000', secondary: '#333333', families: LIGHT, changed: '#000000', only: '#000000' },
} as const
const FONT = 'Inter, system-ui, -apple-system, \'Segoe UI\', Roboto, \'Helvetica Neue\', sans-serif'
const MONO = 'ui-monospace, \'SF Mono\', Menlo, Consolas, monospace'
/** Of the size of a font; wide enough that no usual text is longer. */
const GLYPH = 0.56
const MONO_GLYPH = 0.61

/** The whole network as a scalable drawing: text stays text, nothing lies outside the picture. */
export function drawNetwork({ nodes, edges }: NetworkDrawing, { theme, title, caption, legend }: DrawingOptions): string {
  const colours = COLOURS[theme]
  const shown = legend === null ? [] : [...new Set(nodes.filter(({ isEnd }) => !isEnd).map(({ family }) => family))].filter((family) => legend[family] !== undefined)
  const edgeTexts = edges.map(({ route, shape }) => ({ shape, at: middleOf(route) }))
  const left = Math.min(0, ...nodes.map(({ x }) => x), ...edges.flatMap(({ route }) => route.map(({ x }) => x)))
  const top = Math.min(0, ...nodes.map(({ y }) => y))
  const right = Math.max(NODE_WIDTH, ...nodes.map(({ x }) => x + NODE_WIDTH), ...edges.flatMap(({ route }) => route.map(({ x }) => x)), ...edgeTexts.map(({ shape, at }) => at.x + 9 + textWidth(shape, 11)))
  const bottom = Math.max(NODE_HEIGHT, ...nodes.map(({ y }) => y + NODE_HEIGHT))
  const inner = Math.max(right - left, title === null ? 0 : textWidth(title, 16), ...legendWidths(shown, legend))
  const lines = caption === null ? [] : wrap(caption, Math.max(inner, 320), 12)
  const width = Math.ceil(Math.max(inner, ...lines.map((line) => textWidth(line, 12))) + 2 * MARGIN)
  const head = (title === null ? 0 : TITLE_HEIGHT) + lines.length * CAPTION_HEIGHT + (title === null && lines.length === 0 ? 0 : 12)
  const legendTop = MARGIN + head + (bottom - top) + 20
  const height = Math.ceil(legendTop + (shown.length === 0 ? -20 : shown.length * LEGEND_ROW) + MARGIN)
  const shiftX = MARGIN - left + (width - 2 * MARGIN - (right - left)) / 2
  const shiftY = MARGIN + head - top
  const colourOf = (family: string): string => colours.families[FAMILIES[family] ?? 7]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title ?? caption ?? 'Network')}" font-family="${escape(FONT)}" font-size="12">`,
    ...(theme === 'print' ? [hatching(shown.length > 0 ? shown : [...new Set(nodes.map(({ family }) => family))], colourOf)] : []),
    ...(colours.background === 'none' ? [] : [`<rect width="${width}" height="${height}" fill="${colours.background}"/>`]),
    ...(title === null ? [] : [`<text x="${MARGIN}" y="${MARGIN + 14}" font-size="16" font-weight="600" fill="${colours.text}">${escape(title)}</text>`]),
    ...lines.map((line, position) => `<text x="${MARGIN}" y="${MARGIN + (title === null ? 0 : TITLE_HEIGHT) + 12 + position * CAPTION_HEIGHT}" fill="${colours.secondary}">${escape(line)}</text>`),
    `<g transform="translate(${round(shiftX)} ${round(shiftY)})">`,
    ...edges.map(({ route }) => `<path d="${pathOf(route)}" fill="none" stroke="${colours.border}" stroke-width="1.5"/>${tipOf(route, colours.border)}`),
    ...nodes.map((node) => drawNode(node, colours, colourOf(node.family), theme)),
    ...edgeTexts.filter(({ shape }) => shape !== '').map(({ shape, at }) => `<text x="${round(at.x + 9)}" y="${round(at.y + 4)}" font-size="11" fill="${colours.secondary}"${theme === 'print' ? ' stroke="#ffffff"' : ` stroke="${colours.background}"`} stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escape(shape)}</text>`),
    '</g>',
    ...shown.map((family, row) => `<rect x="${MARGIN}" y="${legendTop + row * LEGEND_ROW}" width="${BAR}" height="14" rx="2" fill="${fillOf(family, theme, colourOf(family))}"/><text x="${MARGIN + BAR + 8}" y="${legendTop + row * LEGEND_ROW + 11}" fill="${colours.text}">${escape(legend?.[family] ?? family)}</text>`),
    '</svg>',
  ].join('\n')
}

type Colours = (typeof COLOURS)[DrawingTheme]

function drawNode({ x, y, isEnd, family, label, words, name, cost, mark }: DrawnNode, colours: Colours, colour: string, theme: DrawingTheme): string {
  const room = NODE_WIDTH - INSET - 10
  const shownLabel = clip(label, room, 12, 1.06 * GLYPH)
  const rest = room - textWidth(shownLabel, 12, 1.06 * GLYPH) - 8
  const costWidth = textWidth(cost, 11)
  return [
    `<g transform="translate(${round(x)} ${round(y)})">`,
    `<rect width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="6" fill="${isEnd ? colours.end : colours.node}" stroke="${colours.border}"${isEnd ? ' stroke-dasharray="4 3"' : ''}/>`,
    ...(isEnd ? [] : [`<path d="M6 0.5h${BAR - 6}v${NODE_HEIGHT - 1}h-${BAR - 6}a5.5 5.5 0 0 1 -5.5 -5.5v-${NODE_HEIGHT - 12}a5.5 5.5 0 0 1 5.5 -5.5z" fill="${fillOf(family, theme, colour)}"/>`]),
    `<text x="${INSET}" y="22" fill="${colours.secondary}"><tspan font-weight="600" fill="${colours.text}">${escape(shownLabel)}</tspan>${words === '' || rest < 30 ? '' : `<tspan dx="8">${escape(clip(words, rest, 12))}</tspan>`}</text>`,
    `<text x="${INSET}" y="41" font-family="${escape(MONO)}" font-size="11" fill="${colours.secondary}">${escape(clip(name, room - costWidth - 8, 11, MONO_GLYPH))}</text>`,
    ...(mark === undefined ? [] : [`<rect x="-3" y="-3" width="${NODE_WIDTH + 6}" height="${NODE_HEIGHT + 6}" rx="8" fill="none" stroke="${colours[mark]}" stroke-width="2"/><circle cx="${NODE_WIDTH}" cy="0" r="9" fill="${colours[mark]}"/><text x="${NODE_WIDTH}" y="4" font-weight="600" text-anchor="middle" fill="${theme === 'dark' ? colours.background : '#ffffff'}">${mark === 'changed' ? '≠' : '+'}</text>`]),
    ...(cost === '' ? [] : [`<text x="${NODE_WIDTH - 10}" y="41" font-size="11" text-anchor="end" fill="${colours.secondary}">${escape(cost)}</text>`]),
    '</g>',
  ].join('')
}

const fillOf = (family: string, theme: DrawingTheme, colour: string): string => (theme === 'print' ? `url(#hatch-${FAMILIES[family] ?? 7})` : colour)

/** Lines at an angle of its own for each family, so that they are told apart in grey. */
function hatching(families: readonly string[], colourOf: (family: string) => string): string {
  const patterns = [...new Set(families.map((family) => FAMILIES[family] ?? 7))].map((number) => {
    const family = Object.keys(FAMILIES).find((name) => FAMILIES[name] === number) ?? 'other'
    return `<pattern id="hatch-${number}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(${number * 20})"><rect width="4" height="4" fill="${colourOf(family)}"/><path d="M0 0h${1 + (number % 3)}" stroke="#ffffff" stroke-width="8"/></pattern>`
  })
  return `<defs>${patterns.join('')}</defs>`
}

/** Leaves and arrives vertically. */
function pathOf(route: DrawnEdge['route']): string {
  const [first, ...others] = route
  if (first === undefined) return ''
  let from = first
  return others.reduce((drawn, to) => {
    const reach = Math.max(12, Math.abs(to.y - from.y) / 2)
    const curve = `${drawn} C ${round(from.x)} ${round(from.y + reach)} ${round(to.x)} ${round(to.y - reach)} ${round(to.x)} ${round(to.y)}`
    from = to
    return curve
  }, `M ${round(first.x)} ${round(first.y)}`)
}

function tipOf(route: DrawnEdge['route'], colour: string): string {
  const end = route.at(-1)
  return end === undefined ? '' : `<path d="M ${round(end.x - 4)} ${round(end.y - 8)} L ${round(end.x)} ${round(end.y - 1)} L ${round(end.x + 4)} ${round(end.y - 8)}" fill="none" stroke="${colour}" stroke-width="1.5"/>`
}

function middleOf(route: DrawnEdge['route']): { readonly x: number; readonly y: number } {
  const at = Math.max(1, Math.floor(route.length / 2))
  const [a, b] = [route[at - 1] ?? { x: 0, y: 0 }, route[at] ?? route[at - 1] ?? { x: 0, y: 0 }]
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

const round = (value: number): number => Math.round(value * 10) / 10
const textWidth = (text: string, size: number, glyph = GLYPH): number => text.length * size * glyph
const legendWidths = (families: readonly string[], legend: DrawingOptions['legend']): readonly number[] => families.map((family) => BAR + 8 + textWidth(legend?.[family] ?? family, 12))

/** As much of a text as there is room for. */
function clip(text: string, room: number, size: number, glyph = GLYPH): string {
  if (textWidth(text, size, glyph) <= room) return text
  return `${text.slice(0, Math.max(0, Math.floor(room / (size * glyph)) - 1)).trimEnd()}…`
}

function wrap(text: string, room: number, size: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(`${last} ${word}`, size) <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
/** Characters that XML does not know are left out. */
const escape = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"']/g, (letter) => ESCAPED[letter] ?? '')
