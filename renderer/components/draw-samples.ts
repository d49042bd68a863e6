import { sizeOf } from '../../core/index.ts'
import type { ChartTheme } from '../charts/chart-theme.ts'
import type { PicturedSamples } from '../composables/generated-samples.ts'
import { imageOf, samplePixels, type SampleImage } from './draw-sample.ts'

const MARGIN = 8
const SMALLEST_TILE = 28
const GAP = 4
const WIDEST_PLANE = 1.25

/** Draws samples into a canvas of this size: a grid of images, sequences over time, patterns of zeros and ones, a plane of points by class, or targets over the first feature. */
export function drawSamples(context: CanvasRenderingContext2D, samples: PicturedSamples, width: number, height: number, theme: ChartTheme): void {
  const image = imageOf(samples.shape)
  if (image !== null) drawImages(context, samples, image, width, height)
  else if (samples.shape.length === 2) drawSequences(context, samples, width, height, theme)
  else if (isPatterns(samples)) drawPatterns(context, samples, width, height, theme)
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

const MOST_SEQUENCES = 6
const LEAST_PATTERN = 3

/** The first sequences one below the other, each feature a line over time. */
function drawSequences(context: CanvasRenderingContext2D, samples: PicturedSamples, width: number, height: number, theme: ChartTheme): void {
  const [length = 1, features = 1] = samples.shape
  const count = Math.min(samples.indices.length, MOST_SEQUENCES, Math.max(1, Math.floor(height / 24)))
  const lane = (height - 2 * MARGIN) / Math.max(1, count)
  for (let i = 0; i < count; i++) {
    for (let feature = 0; feature < features; feature++) {
      const values = Array.from({ length }, (_, step) => samples.inputs[(i * length + step) * features + feature] ?? 0)
      const y = scaleTo(values, MARGIN + (i + 1) * lane - 3, MARGIN + i * lane + 3)
      context.strokeStyle = theme.runs[feature % theme.runs.length] ?? theme.accent
      context.lineWidth = 1.2
      context.beginPath()
      for (let step = 0; step < length; step++) {
        const x = MARGIN + (length === 1 ? 0.5 : step / (length - 1)) * (width - 2 * MARGIN)
        if (step === 0) context.moveTo(x, y[step] ?? 0)
        else context.lineTo(x, y[step] ?? 0)
      }
      context.stroke()
    }
  }
}

/** Rows of at least three features that are all −1, 0 or 1: truth tables, bars, codes. */
const isPatterns = ({ shape, inputs }: PicturedSamples): boolean => sizeOf(shape) >= LEAST_PATTERN && inputs.length > 0 && inputs.every((value) => value === 0 || value === 1 || value === -1)

/** A row of cells per sample, filled where the value is 1, its class as a mark behind. */
function drawPatterns(context: CanvasRenderingContext2D, samples: PicturedSamples, width: number, height: number, theme: ChartTheme): void {
  const size = sizeOf(samples.shape)
  const cell = Math.max(2, Math.min(14, Math.floor((height - 2 * MARGIN) / Math.min(samples.indices.length, 12)) - 1, Math.floor((width - 2 * MARGIN) / (size + 2)) - 1))
  const rows = Math.max(1, Math.floor((height - 2 * MARGIN) / (cell + 1)))
  const across = (size + 2) * (cell + 1) + GAP
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN + GAP) / across))
  for (let i = 0; i < Math.min(samples.indices.length, rows * columns); i++) {
    const x = MARGIN + Math.floor(i / rows) * across
    const y = MARGIN + (i % rows) * (cell + 1)
    for (let k = 0; k < size; k++) {
      context.fillStyle = (samples.inputs[i * size + k] ?? 0) > 0 ? theme.text : theme.grid
      context.fillRect(x + k * (cell + 1), y, cell, cell)
    }
    context.fillStyle = theme.runs[Math.abs(Math.round(samples.targets[i] ?? 0)) % theme.runs.length] ?? theme.accent
    context.fillRect(x + (size + 0.5) * (cell + 1), y, cell, cell)
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
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue // a missing value has no place
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
  const low = values.reduce((least, value) => (Number.isNaN(value) ? least : Math.min(least, value)), Infinity)
  const high = values.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, value)), -Infinity)
  return values.map((value) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from)))
}
