import { sizeOf } from '../../core/index.ts'
import type { ChartTheme } from '../charts/chart-theme.ts'
import type { PicturedSamples } from '../composables/generated-samples.ts'
import { imageOf, samplePixels, type SampleImage } from './draw-sample.ts'

const MARGIN = 8
const SMALLEST_TILE = 28
const GAP = 4
const WIDEST_PLANE = 1.25

/** Draws samples into a canvas of this size: a grid of images, a plane of points by class, or targets over the first feature. */
export function drawSamples(context: CanvasRenderingContext2D, samples: PicturedSamples, width: number, height: number, theme: ChartTheme): void {
  const image = imageOf(samples.shape)
  if (image !== null) drawImages(context, samples, image, width, height)
  else if (samples.classes !== null && sizeOf(samples.shape) >= 2) drawPoints(context, samples, width, height, theme, (i) => samples.inputs[i * sizeOf(samples.shape) + 1] ?? 0)
  else drawPoints(context, samples, width, height, theme, (i) => samples.targets[i] ?? 0)
}

function drawImages(context: CanvasRenderingContext2D, samples: PicturedSamples, image: SampleImage, width: number, height: number): void {
  const rows = Math.max(1, Math.floor((height - MARGIN) / (SMALLEST_TILE + GAP)))
  const tile = Math.floor((height - 2 * MARGIN - (rows - 1) * GAP) / rows)
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN + GAP) / (tile + GAP)))
  const left = (width - columns * (tile + GAP) + GAP) / 2
  const size = sizeOf(samples.shape)
  const stamp = new OffscreenCanvas(image.width, image.height)
  const stampContext = stamp.getContext('2d')
  context.imageSmoothingEnabled = tile < image.width
  for (let i = 0; i < Math.min(samples.indices.length, rows * columns); i++) {
    stampContext?.putImageData(new ImageData(samplePixels(samples.inputs.subarray(i * size, (i + 1) * size), image), image.width, image.height), 0, 0)
    context.drawImage(stamp, left + (i % columns) * (tile + GAP), MARGIN + Math.floor(i / columns) * (tile + GAP), tile, tile)
  }
}

function drawPoints(context: CanvasRenderingContext2D, samples: PicturedSamples, width: number, height: number, theme: ChartTheme, yOf: (i: number) => number): void {
  const features = sizeOf(samples.shape)
  const count = samples.indices.length
  // A plane keeps its proportions; a curve fills its place.
  const across = samples.classes === null ? width : Math.min(width, height * WIDEST_PLANE)
  const x = scaleTo(Array.from({ length: count }, (_, i) => samples.inputs[i * features] ?? 0), (width - across) / 2 + MARGIN, (width + across) / 2 - MARGIN)
  const y = scaleTo(Array.from({ length: count }, (_, i) => yOf(i)), height - MARGIN, MARGIN)
  for (let i = 0; i < count; i++) {
    const group = samples.classes === null ? 0 : (samples.targets[i] ?? 0)
    context.fillStyle = theme.runs[group % theme.runs.length] ?? theme.accent
    context.globalAlpha = 0.85
    context.beginPath()
    if (group % 2 === 1) context.rect((x[i] ?? 0) - 1.8, (y[i] ?? 0) - 1.8, 3.6, 3.6) // told apart without colour too
    else context.arc(x[i] ?? 0, y[i] ?? 0, 2, 0, 2 * Math.PI)
    context.fill()
  }
  context.globalAlpha = 1
}

function scaleTo(values: readonly number[], from: number, to: number): readonly number[] {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  return values.map((value) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from)))
}
