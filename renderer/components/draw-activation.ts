import type { Picture } from '../../core/index.ts'

/** How activations are coloured: a diverging scale from the lowest to the highest, with 0 in its middle. */
export type ActivationScale = readonly string[]

export interface Box { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** From how many numbers on a layer is shown as a histogram, not as bars. */
export const MOST_BARS = 32
const HISTOGRAM_BINS = 24
const GAP = 2

/** The largest size of a number, for a scale with 0 in its middle; 1 where all are 0. */
export function limitOf(values: ArrayLike<number>): number {
  let limit = 0
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0)
    if (Number.isFinite(size) && size > limit) limit = size
  }
  return limit === 0 ? 1 : limit
}

/** A colour of the scale for a number between −limit and limit, as red, green and blue; what is not finite is magenta. */
export function colourOf(value: number, limit: number, scale: ActivationScale): readonly [number, number, number] {
  if (!Number.isFinite(value)) return [255, 0, 255]
  const at = ((Math.max(-1, Math.min(1, value / limit)) + 1) / 2) * (scale.length - 1)
  const below = Math.min(scale.length - 2, Math.floor(at))
  const [from, to] = [channels(scale[below] ?? '#000000'), channels(scale[below + 1] ?? '#000000')]
  const mix = (position: 0 | 1 | 2): number => Math.round(from[position] + (to[position] - from[position]) * (at - below))
  return [mix(0), mix(1), mix(2)]
}

const channels = (colour: string): readonly [number, number, number] => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16)) as unknown as readonly [number, number, number]

/** RGBA bytes of one channel of a picture. */
export function channelPixels({ shape: [, height = 1, width = 1], values }: Picture, channel: number, limit: number, scale: ActivationScale): Uint8ClampedArray<ArrayBuffer> {
  const size = height * width
  const pixels = new Uint8ClampedArray(4 * size)
  for (let i = 0; i < size; i++) pixels.set([...colourOf(values[channel * size + i] ?? NaN, limit, scale), 255], 4 * i)
  return pixels
}

export const isPicture = ({ shape }: Picture): boolean => shape.length === 3

/** Where the channels of a picture stand in a box: as many as fit, all of one size, in rows. */
export function placeChannels({ shape: [count = 1, height = 1, width = 1] }: Picture, box: Box, rows: number): readonly Box[] {
  const side = (box.height - (rows - 1) * GAP) / rows
  const scaled = Math.min(side / height, side / width, Math.max(1, side / Math.max(height, width)))
  const [w, h] = [Math.min(box.width, width * scaled), Math.min(side, height * scaled)]
  const perRow = Math.max(1, Math.floor((box.width + GAP) / (w + GAP)))
  return Array.from({ length: Math.min(count, perRow * rows) }, (_, channel) => ({ left: box.left + (channel % perRow) * (w + GAP), top: box.top + Math.floor(channel / perRow) * (side + GAP), width: w, height: h }))
}

interface DrawnBar { readonly box: Box; readonly value: number }

/** Bars up and down from 0 for a few numbers. */
export function bars(values: ArrayLike<number>, box: Box): readonly DrawnBar[] {
  const limit = limitOf(values)
  let low = 0
  let high = 0
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] ?? 0)
    high = Math.max(high, values[i] ?? 0)
  }
  const span = high - low === 0 ? 2 * limit : high - low
  const zero = box.top + (box.height * (high - low === 0 ? limit : high)) / span
  const width = box.width / values.length
  return Array.from({ length: values.length }, (_, i) => {
    const value = values[i] ?? 0
    const height = Math.max(1, (Math.abs(value) / span) * box.height)
    return { value, box: { left: box.left + i * width, top: value >= 0 ? zero - height : zero, width: Math.max(1, Math.min(14, width - 1)), height } }
  })
}

/** A histogram of many numbers; each bar stands for the middle of its bin. */
export function histogramBars(values: ArrayLike<number>, box: Box): readonly DrawnBar[] {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return []
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0)
  for (let i = 0; i < values.length; i++) {
    const bin = high === low ? HISTOGRAM_BINS / 2 : Math.min(HISTOGRAM_BINS - 1, Math.floor((((values[i] ?? NaN) - low) / (high - low)) * HISTOGRAM_BINS))
    if (Number.isFinite(bin)) counts[bin] = (counts[bin] ?? 0) + 1
  }
  const most = Math.max(...counts)
  const width = box.width / HISTOGRAM_BINS
  return counts.map((count, bin) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * box.height)
    return { value: low + ((bin + 0.5) / HISTOGRAM_BINS) * (high - low), box: { left: box.left + bin * width, top: box.top + box.height - height, width: Math.max(1, width - 1), height } }
  })
}

/** Draws what a layer gives: channels as images, a few numbers as bars, many as a histogram. */
export function drawActivation(context: CanvasRenderingContext2D, picture: Picture, box: Box, scale: ActivationScale, rows = 1): void {
  const limit = limitOf(picture.values)
  if (!isPicture(picture)) {
    const drawn = picture.values.length <= MOST_BARS ? bars(picture.values, box) : histogramBars(picture.values, box)
    for (const { box: { left, top, width, height }, value } of drawn) {
      const [red, green, blue] = colourOf(value, limit, [scale[0] ?? '#000000', scale[1] ?? '#000000', '#8a94a0', scale[3] ?? '#000000', scale[4] ?? '#000000'])
      context.fillStyle = `rgb(${red} ${green} ${blue})`
      context.fillRect(left, top, width, height)
    }
    return
  }
  const [, height = 1, width = 1] = picture.shape
  const tile = document.createElement('canvas')
  tile.width = width
  tile.height = height
  const pen = tile.getContext('2d')
  context.imageSmoothingEnabled = false
  placeChannels(picture, box, rows).forEach((place, channel) => {
    pen?.putImageData(new ImageData(channelPixels(picture, channel, limit, scale), width, height), 0, 0)
    context.drawImage(tile, place.left, place.top, place.width, place.height)
  })
}
