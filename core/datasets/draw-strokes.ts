import type { Point } from './digit-strokes.ts'

/** Where a span of a smooth line is cut into straight pieces. */
const PIECES_PER_SPAN = 6

/** A smooth line through the points, as a polyline (Catmull & Rom, 1974, "A class of local interpolating splines"). */
export function smooth(points: readonly Point[]): Point[] {
  const line: Point[] = [points[0]]
  for (let i = 0; i + 1 < points.length; i++) {
    const before = points[Math.max(0, i - 1)]
    const after = points[Math.min(points.length - 1, i + 2)]
    for (let piece = 1; piece <= PIECES_PER_SPAN; piece++) line.push(between(before, points[i], points[i + 1], after, piece / PIECES_PER_SPAN))
  }
  return line
}

const between = (a: Point, b: Point, c: Point, d: Point, t: number): Point => [cubic(a[0], b[0], c[0], d[0], t), cubic(a[1], b[1], c[1], d[1], t)]

const cubic = (a: number, b: number, c: number, d: number, t: number): number =>
  0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)

/** Draws a polyline into a square image of `size` pixels a side; coordinates and width in pixels. A pixel keeps its darkest ink, 0 … 1. */
export function drawPolyline(ink: Float32Array, size: number, line: readonly Point[], width: number): void {
  for (let i = 0; i + 1 < line.length; i++) drawSegment(ink, size, line[i], line[i + 1], width / 2)
}

/** Coverage falls from 1 to 0 over one pixel around the pen's edge: anti-aliasing by distance. */
function drawSegment(ink: Float32Array, size: number, [ax, ay]: Point, [bx, by]: Point, radius: number): void {
  const reach = radius + 0.5
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach))
  const right = Math.min(size - 1, Math.ceil(Math.max(ax, bx) + reach))
  const top = Math.max(0, Math.floor(Math.min(ay, by) - reach))
  const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, by) + reach))
  const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - ax
      const py = y + 0.5 - ay
      const along = lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, (px * (bx - ax) + py * (by - ay)) / lengthSquared))
      const distance = Math.sqrt((px - along * (bx - ax)) ** 2 + (py - along * (by - ay)) ** 2)
      const coverage = Math.max(0, Math.min(1, reach - distance))
      if (coverage > ink[y * size + x]) ink[y * size + x] = coverage
    }
  }
}
