import type { FeatureRange } from '../../core/index.ts'
import type { AxisDescription } from './chart-parts.ts'
import { SEQUENTIAL, type ChartTheme } from './chart-theme.ts'
import { parseColour, scaleColour, type Colour } from './colour-scale.ts'
import type { ChartOption } from './echarts.ts'
import { lineChart, interleave } from './line-chart.ts'
import { scatterChart, type PointGroup } from './scatter-chart.ts'

/** How strongly a place is coloured where the network is undecided, and where it is certain. */
const WEAKEST = 0.08
const STRONGEST = 0.5

/** RGBA bytes of a map: classes mixed by their probabilities over the background, paler where nothing is certain; values on the sequential scale. */
export function decisionPixels(outputs: Float32Array, places: number, classes: number | null, colours: readonly string[], background: string): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * places)
  const width = outputs.length / places
  const behind = parseColour(background)
  const palette = colours.map(parseColour)
  const [least, most] = classes === null ? rangeOf(outputs, width) : [0, 1]
  for (let place = 0; place < places; place++) {
    const colour = classes === null
      ? scaleColour((2 * ((outputs[place * width] ?? 0) - least)) / (most - least || 1) - 1, SEQUENTIAL)
      : mixed(probabilitiesAt(outputs, place, width), palette, behind)
    pixels.set([...colour, 255], 4 * place)
  }
  return pixels
}

/** A single output is the probability of the second of two classes. */
const probabilitiesAt = (outputs: Float32Array, place: number, width: number): ArrayLike<number> =>
  (width === 1 ? [1 - (outputs[place] ?? 0), outputs[place] ?? 0] : outputs.subarray(place * width, (place + 1) * width))

function mixed(probabilities: ArrayLike<number>, palette: readonly Colour[], behind: Colour): Colour {
  const mix = [0, 0, 0]
  let surest = 0
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index] ?? 0
    surest = Math.max(surest, probability)
    palette[index % palette.length]?.forEach((part, c) => { mix[c] = (mix[c] ?? 0) + probability * part })
  }
  const chance = 1 / probabilities.length
  const strength = WEAKEST + (STRONGEST - WEAKEST) * Math.max(0, (surest - chance) / (1 - chance))
  return mix.map((part, c) => part * strength + (behind[c] ?? 0) * (1 - strength)) as unknown as Colour
}

function rangeOf(outputs: Float32Array, width: number): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (let i = 0; i < outputs.length; i += width) {
    least = Math.min(least, outputs[i] ?? least)
    most = Math.max(most, outputs[i] ?? most)
  }
  return [least, most]
}

export interface DecisionChart {
  readonly picture: CanvasImageSource
  readonly groups: readonly PointGroup[]
  readonly ranges: readonly [x: FeatureRange, y: FeatureRange]
  /** The sample that is shown elsewhere. */
  readonly marked?: readonly [x: number, y: number] | null
  readonly x: AxisDescription
  readonly y: AxisDescription
}

/** A picture that fills a stretch of both axes, under everything else. */
export const imageSeries = (picture: CanvasImageSource, across: FeatureRange, up: FeatureRange): object => ({
  type: 'custom', name: 'map', data: [[across.from, up.to]], silent: true, clip: true, z: 0, tooltip: { show: false },
  renderItem: (_: unknown, api: { coord: (point: readonly [number, number]) => readonly [number, number] }) => {
    const [[left, top], [right, bottom]] = [api.coord([across.from, up.to]), api.coord([across.to, up.from])]
    return { type: 'image', style: { image: picture, x: left, y: top, width: right - left, height: bottom - top } }
  },
})

/** Samples over what the network says of every place. */
export function decisionChart({ picture, groups, ranges: [across, up], marked = null, x, y }: DecisionChart, theme: ChartTheme): ChartOption {
  const option = scatterChart({ groups, x: { ...x, minimum: across.from, maximum: across.to }, y: { ...y, minimum: up.from, maximum: up.to } }, theme)
  const image = imageSeries(picture, across, up)
  const ring = { type: 'scatter', name: 'marked', data: marked === null ? [] : [[...marked]], symbol: 'circle', symbolSize: 15, silent: true, z: 5, tooltip: { show: false }, itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 2 } }
  const legend = { ...(option['legend'] as object), data: groups.map(({ name }) => name) }
  return { ...option, legend, xAxis: withoutGrid(option['xAxis']), yAxis: withoutGrid(option['yAxis']), series: [...(option['series'] as readonly object[]).map((series) => ({ ...series, itemStyle: { ...(series as { itemStyle: object }).itemStyle, opacity: 1, borderColor: theme.background, borderWidth: 1 }, symbolSize: 7 })), image, ring] }
}

const withoutGrid = (given: unknown): object => ({ ...(given as object), splitLine: { show: false }, axisLabel: { ...(given as { readonly axisLabel: object }).axisLabel, showMinLabel: false, showMaxLabel: false } })

export interface FitChart {
  readonly places: Float64Array
  /** Per line one value at each place. */
  readonly lines: readonly { readonly name: string; readonly colour: string; readonly values: Float64Array }[]
  readonly points: readonly PointGroup[]
  readonly x: AxisDescription
  readonly y: AxisDescription
}

/** What a network gives along a single feature, with the samples. */
export function fitChart({ places, lines, points, x, y }: FitChart, theme: ChartTheme): ChartOption {
  const option = lineChart({ lines: lines.map(({ name, colour, values }) => ({ name, colour, dash: 'solid', x: places, y: values, width: 2 })), x, y }, theme)
  const dots = points.map((group) => ({ type: 'scatter', name: group.name, dimensions: ['x', 'y'], data: interleave(group.x, group.y), symbolSize: 5, silent: true, tooltip: { show: false }, itemStyle: { color: group.colour, opacity: 0.6 } }))
  return { ...option, series: [...(option['series'] as readonly object[]), ...dots] }
}
