import type { ErrorSurface } from '../../../electron/contract/api.ts'

export type SurfaceKind = 'random' | 'between' | 'path'
type Range = readonly [from: number, to: number]

/** Odd, so that the solution itself is looked at. */
const COLUMNS = 41
const ALONG = 121
/** Points asked for at once: often enough for a picture that grows, few enough that stopping is felt. */
const PIECE = 41
/** Around the path, by this part of its extent. */
const MARGIN = 0.25

/** How far a picture reaches in both directions. */
export function rangesOf(kind: SurfaceKind, reach: number, path: ErrorSurface['path']): { readonly x: Range; readonly y: Range } {
  if (kind === 'between') return { x: [-0.5 * reach, 1 + 0.5 * reach], y: [-reach, reach] }
  if (kind === 'random' || path === null) return { x: [-reach, reach], y: [-reach, reach] }
  return { x: around(path.x), y: around(path.y) }
}

function around(values: Float64Array): Range {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)]
  const margin = MARGIN * (most - least || 1)
  return [least - margin, most + margin]
}

export interface SurfacePoints {
  readonly columns: number
  readonly rows: number
  /** Pairs a, b, row by row, the greatest b first. */
  readonly points: Float32Array
}

/** Places on a line (b = 0) or all over a plane, ends included. */
export function pointsOf(shape: 'line' | 'plane', [left, right]: Range, [bottom, top]: Range): SurfacePoints {
  const columns = shape === 'line' ? ALONG : COLUMNS
  const rows = shape === 'line' ? 1 : COLUMNS
  const points = new Float32Array(2 * columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      points[2 * (row * columns + column)] = left + (column / (columns - 1)) * (right - left)
      points[2 * (row * columns + column) + 1] = rows === 1 ? 0 : top - (row / (rows - 1)) * (top - bottom)
    }
  }
  return { columns, rows, points }
}

/** What is asked for at once, from top to bottom. */
export function piecesOf({ points }: SurfacePoints): readonly { readonly from: number; readonly coordinates: Float32Array }[] {
  const count = points.length / 2
  return Array.from({ length: Math.ceil(count / PIECE) }, (_, piece) => ({ from: piece * PIECE, coordinates: points.slice(2 * piece * PIECE, 2 * Math.min(count, (piece + 1) * PIECE)) }))
}

/** Sooner than this nobody can tell how long the rest will take. */
const LEAST_SECONDS = 1

/** How far a picture has come after some seconds, places without an error counted as well. */
export const progressOf = (share: number, seconds: number): { readonly share: number; readonly remainingSeconds: number | null } => ({ share, remainingSeconds: seconds < LEAST_SECONDS || share === 0 ? null : (seconds * (1 - share)) / share })
