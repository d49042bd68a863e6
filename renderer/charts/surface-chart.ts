import type { AxisDescription } from './chart-parts.ts'
import { SEQUENTIAL, type ChartTheme } from './chart-theme.ts'
import { scaleColour } from './colour-scale.ts'
import { imageSeries } from './decision-chart.ts'
import type { ChartOption } from './echarts.ts'
import { interleave, lineChart } from './line-chart.ts'

/** Steps of the scale: their edges are lines of equal error. */
const LEVELS = 24

/** From 0 at the least error to 1 at the greatest, on a logarithmic scale, where valleys are not lost beside steep walls. */
export function errorHeights(losses: Float64Array): { readonly heights: Float64Array; readonly least: number; readonly most: number } {
  let [least, most] = [Infinity, -Infinity]
  for (const loss of losses) {
    if (!Number.isFinite(loss)) continue
    least = Math.min(least, loss)
    most = Math.max(most, loss)
  }
  // Distances from just below the least error: a loss may be 0.
  const floor = least - 0.01 * (most - least || 1)
  const [low, high] = [Math.log(least - floor), Math.log(most - floor)]
  return { heights: losses.map((loss) => (Number.isNaN(loss) ? NaN : Math.min(1, (Math.log(loss - floor) - low) / (high - low || 1)))), least, most }
}

/** RGBA bytes, in steps; what is not known yet stays clear. */
export function surfacePixels(losses: Float64Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * losses.length)
  errorHeights(losses).heights.forEach((height, i) => {
    if (Number.isNaN(height)) return
    pixels.set([...scaleColour((2 * Math.floor(height * LEVELS)) / LEVELS - 1, SEQUENTIAL), 255], 4 * i)
  })
  return pixels
}

export interface SurfaceChart {
  readonly picture: CanvasImageSource
  readonly x: AxisDescription & { readonly minimum: number; readonly maximum: number }
  readonly y: AxisDescription & { readonly minimum: number; readonly maximum: number }
  /** Where training went, in the plane; its last place is the solution. */
  readonly path: { readonly name: string; readonly x: Float64Array; readonly y: Float64Array } | null
  /** Solutions to mark, with their names. */
  readonly marks: readonly { readonly name: string; readonly x: number; readonly y: number }[]
}

/** The error over a plane, with the path that training took. */
export function surfaceChart({ picture, x, y, path, marks }: SurfaceChart, theme: ChartTheme): ChartOption {
  const line = path === null ? [] : [{ name: path.name, colour: '#ffffff', dash: 'solid' as const, x: path.x, y: path.y, width: 2 }]
  const option = lineChart({ lines: line, x, y }, theme)
  const outline = path === null ? [] : [{ type: 'line', name: 'outline', data: interleave(path.x, path.y), dimensions: ['x', 'y'], showSymbol: true, symbol: 'circle', symbolSize: 5, silent: true, itemStyle: { color: '#ffffff', borderColor: '#000000', borderWidth: 1 }, lineStyle: { color: '#000000', width: 4, opacity: 0.5 }, z: 1, tooltip: { show: false } }]
  const points = {
    type: 'scatter', name: 'marks', data: marks.map((mark) => ({ name: mark.name, value: [mark.x, mark.y], label: { show: true, formatter: '{b}', position: 'right', color: '#ffffff', textBorderColor: '#000000', textBorderWidth: 3, fontSize: 11 } })),
    symbol: 'diamond', symbolSize: 12, silent: true, itemStyle: { color: '#ffffff', borderColor: '#000000', borderWidth: 1.5 }, z: 6, tooltip: { show: false },
  }
  // The ends of the ranges are no round numbers.
  const plain = (given: unknown): object => ({ ...(given as object), splitLine: { show: false }, axisLabel: { ...(given as { readonly axisLabel: object }).axisLabel, showMinLabel: false, showMaxLabel: false } })
  return { ...option, tooltip: { show: false }, xAxis: plain(option['xAxis']), yAxis: plain(option['yAxis']), series: [...(option['series'] as readonly object[]), ...outline, points, imageSeries(picture, { from: x.minimum, to: x.maximum }, { from: y.minimum, to: y.maximum })] }
}
