/** Which stretch of the map is in sight. */
export interface MapView { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
export interface Point { readonly x: number; readonly y: number }
export interface Size { readonly width: number; readonly height: number }

const MARGIN = 0.04

/** All places (pairs x, y) with a margin, in the proportions of a canvas: one unit is as long across as up. */
export function wholeView(places: Float32Array, { width, height }: Size): MapView {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < places.length; i += 2) {
    left = Math.min(left, places[i] ?? 0)
    right = Math.max(right, places[i] ?? 0)
    top = Math.min(top, places[i + 1] ?? 0)
    bottom = Math.max(bottom, places[i + 1] ?? 0)
  }
  if (left > right) return { left: -1, top: -1, width: 2, height: 2 }
  const unit = (1 + 2 * MARGIN) * Math.max((right - left) / Math.max(1, width), (bottom - top) / Math.max(1, height)) || 1
  const [across, up] = [unit * width, unit * height]
  return { left: (left + right - across) / 2, top: (top + bottom - up) / 2, width: across, height: up }
}

/** Larger y is further up, as in charts. */
export const toCanvas = (view: MapView, { width, height }: Size, x: number, y: number): Point => ({ x: ((x - view.left) / view.width) * width, y: height - ((y - view.top) / view.height) * height })
export const toMap = (view: MapView, { width, height }: Size, { x, y }: Point): Point => ({ x: view.left + (x / width) * view.width, y: view.top + ((height - y) / height) * view.height })

/** Nearer or further, with one point of the canvas kept in its place. */
export function zoomed(view: MapView, size: Size, at: Point, factor: number): MapView {
  const { x, y } = toMap(view, size, at)
  return { left: x - (x - view.left) * factor, top: y - (y - view.top) * factor, width: view.width * factor, height: view.height * factor }
}

export const moved = (view: MapView, { width, height }: Size, by: Point): MapView => ({ ...view, left: view.left - (by.x / width) * view.width, top: view.top + (by.y / height) * view.height })

/** Whether a point lies within an outline, by the crossings of a line to the right. */
export function isInside({ x, y }: Point, outline: readonly Point[]): boolean {
  let inside = false
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [a, b] = [outline[i], outline[j]]
    if (a === undefined || b === undefined) continue
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  }
  return inside
}

/** Rows of the places within an outline in map coordinates, of those that are drawn. */
export function rowsInside(places: Float32Array, outline: readonly Point[], isShown: (row: number) => boolean): readonly number[] {
  const found: number[] = []
  for (let row = 0; row < places.length / 2; row++) if (isShown(row) && isInside({ x: places[2 * row] ?? NaN, y: places[2 * row + 1] ?? NaN }, outline)) found.push(row)
  return found
}

/** The row whose place is nearest to a point of the canvas, within some pixels; null where there is none. */
export function nearestRow(places: Float32Array, view: MapView, size: Size, at: Point, within: number, isShown: (row: number) => boolean): number | null {
  let best: number | null = null
  let least = within * within
  for (let row = 0; row < places.length / 2; row++) {
    if (!isShown(row)) continue
    const { x, y } = toCanvas(view, size, places[2 * row] ?? NaN, places[2 * row + 1] ?? NaN)
    const square = (x - at.x) ** 2 + (y - at.y) ** 2
    if (square > least) continue
    least = square
    best = row
  }
  return best
}

/** The corners between two opposite ones. */
export const rectangle = (a: Point, b: Point): readonly Point[] => [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }]
