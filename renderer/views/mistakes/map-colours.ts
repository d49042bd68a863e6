import type { EmbeddingMap, SampleAnnotation } from '../../../electron/contract/api.ts'
import { SEQUENTIAL, type ChartTheme } from '../../charts/chart-theme.ts'
import { scaleColour } from '../../charts/colour-scale.ts'
import { predictedClass } from './class-probabilities.ts'

/** What the colours of a map say. */
export type MapColouring = 'truth' | 'predicted' | 'right' | 'loss' | 'tag'

/** Told apart without colour too: the eight colours come again with another shape. */
export type MarkShape = 'circle' | 'triangle' | 'square' | 'diamond'
const SHAPES: readonly MarkShape[] = ['circle', 'triangle', 'square', 'diamond']

export interface MapGroup {
  readonly name: string
  readonly colour: string
  readonly shape: MarkShape
  readonly count: number
  /** Drawn faint and below the others. */
  readonly isQuiet: boolean
}

/** Groups with names, or a scale from the least to the greatest value. */
export interface MapColours {
  /** Per row its group, or −1 where it has none. */
  readonly groupOf: Int32Array
  readonly groups: readonly MapGroup[]
  /** Per row its own colour; null where groups say it. */
  readonly colours: readonly string[] | null
  readonly scale: { readonly from: number; readonly to: number } | null
}

export interface ColouredMap {
  readonly map: EmbeddingMap
  /** Null for regression. */
  readonly classes: readonly string[] | null
  readonly words: { readonly right: string; readonly wrong: string; readonly untagged: string }
  readonly annotationOf: (sample: number) => SampleAnnotation
}

/** Steps of a continuous scale, so that few marks have to be drawn beforehand. */
const STEPS = 64

/** The predicted class of each row. */
export function predictedOf({ outputs, indices }: Pick<EmbeddingMap, 'outputs' | 'indices'>): Int32Array {
  const width = indices.length === 0 ? 0 : outputs.length / indices.length
  return Int32Array.from(indices, (_, row) => predictedClass(outputs.subarray(row * width, (row + 1) * width)))
}

/** For regression `truth` and `predicted` are values on a scale, of the first target. */
export function mapColours({ map, classes, words, annotationOf }: ColouredMap, colouring: MapColouring, theme: ChartTheme): MapColours {
  const count = map.indices.length
  const look = (position: number) => ({ colour: theme.runs[position % theme.runs.length] ?? theme.accent, shape: SHAPES[Math.floor(position / theme.runs.length) % SHAPES.length] ?? 'circle' })
  const grouped = (groupOf: Int32Array, groups: readonly Omit<MapGroup, 'count'>[]): MapColours => {
    const counts = new Int32Array(groups.length)
    for (const group of groupOf) if (group >= 0) counts[group] = (counts[group] ?? 0) + 1
    return { groupOf, groups: groups.map((group, i) => ({ ...group, count: counts[i] ?? 0 })), colours: null, scale: null }
  }
  if (colouring === 'loss') return onScale(map.losses, count, true)
  if (colouring === 'tag') {
    const tags: string[] = []
    const groupOf = Int32Array.from(map.indices, (sample) => {
      const [first] = annotationOf(sample).tags
      if (first === undefined) return 0
      if (!tags.includes(first)) tags.push(first)
      return tags.indexOf(first) + 1
    })
    return grouped(groupOf, [{ name: words.untagged, colour: theme.secondary, shape: 'circle', isQuiet: true }, ...tags.map((name, position) => ({ name, ...look(position), isQuiet: false }))])
  }
  if (classes === null) {
    const values = colouring === 'predicted' ? map.outputs : map.targets
    const width = values.length / Math.max(1, count)
    return onScale(Float32Array.from({ length: count }, (_, row) => values[row * width] ?? NaN), count, false)
  }
  const predicted = predictedOf(map)
  if (colouring === 'right') {
    return grouped(Int32Array.from(predicted, (guess, row) => (guess === map.targets[row] ? 0 : 1)), [
      { name: words.right, colour: theme.runs[0] ?? theme.accent, shape: 'circle', isQuiet: true },
      { name: words.wrong, colour: theme.runs[3] ?? theme.danger, shape: 'triangle', isQuiet: false },
    ])
  }
  return grouped(colouring === 'predicted' ? predicted : Int32Array.from(map.targets), classes.map((name, position) => ({ name, ...look(position), isQuiet: false })))
}

/** The sequential scale over values; of losses over their logarithms, since most are tiny. */
function onScale(values: Float32Array, count: number, isLog: boolean): MapColours {
  const least = 1e-6
  const at = (value: number): number => (isLog ? Math.log(Math.max(least, value)) : value)
  let [from, to] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    from = Math.min(from, value)
    to = Math.max(to, value)
  }
  if (from > to) [from, to] = [0, 1]
  if (isLog) from = Math.max(least, from)
  const span = at(to) - at(from) || 1
  const palette = Array.from({ length: STEPS }, (_, step) => `rgb(${scaleColour((2 * step) / (STEPS - 1) - 1, SEQUENTIAL).map(Math.round).join(' ')})`)
  const colours = Array.from({ length: count }, (_, row) => palette[Math.min(STEPS - 1, Math.max(0, Math.round(((at(values[row] ?? from) - at(from)) / span) * (STEPS - 1))))] ?? '#888888')
  return { groupOf: new Int32Array(count).fill(-1), groups: [], colours, scale: { from, to } }
}
