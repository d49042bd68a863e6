import dagre from '@dagrejs/dagre'
import { DATA_INPUT, type ExperimentSpec } from '../../../core/index.ts'
import { edgeId, edgesOf, outputKey, readGraph, type NetworkEdge } from './network-graph.ts'

/** Top left corner, in pixels of the canvas at its own scale. */
export interface Point { readonly x: number; readonly y: number }

/** Where people put things, by key; what is missing finds its own place. */
export type Positions = Readonly<Record<string, Point>>

export const NODE_WIDTH = 216
export const NODE_HEIGHT = 52
const ROW_GAP = 36
const COLUMN_GAP = 40
const ROW = NODE_HEIGHT + ROW_GAP
const COLUMN = NODE_WIDTH + COLUMN_GAP

/** Where everything stands, and the bends of connections that pass other rows. */
export interface Arrangement {
  readonly positions: ReadonlyMap<string, Point>
  readonly bends: ReadonlyMap<string, readonly Point[]>
}

/** Keys of all that is drawn: the data, the layers, the outputs. */
const drawnKeys = (spec: ExperimentSpec): readonly string[] => [DATA_INPUT, ...readGraph(spec).map(({ key }) => key), ...spec.outputs.map((_, position) => outputKey(position))]

/** Rows from the data at the top to the outputs at the bottom, with room for connections that skip rows. */
export function arrange(spec: ExperimentSpec): Arrangement {
  const keys = drawnKeys(spec)
  const edges = edgesOf(readGraph(spec), spec.outputs)
  return arrangeChain(keys, edges) ?? arrangeRows(keys, edges)
}

/** A network without branches needs no search. */
function arrangeChain(keys: readonly string[], edges: readonly NetworkEdge[]): Arrangement | null {
  const isChain = edges.length === keys.length - 1 && edges.every(({ source, target }, position) => source === keys[position] && target === keys[position + 1])
  return isChain ? { positions: new Map(keys.map((key, row) => [key, { x: 0, y: row * ROW }])), bends: new Map() } : null
}

function arrangeRows(keys: readonly string[], edges: readonly NetworkEdge[]): Arrangement {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: COLUMN_GAP, ranksep: ROW_GAP, edgesep: 24, ranker: 'longest-path' })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const key of keys) graph.setNode(key, { width: NODE_WIDTH, height: NODE_HEIGHT })
  // The straight way weighs more, so that the main path is one column.
  for (const edge of edges) graph.setEdge(edge.source, edge.target, { weight: keys.indexOf(edge.target) - keys.indexOf(edge.source) === 1 ? 8 : 1 }, edgeId(edge))
  dagre.layout(graph)
  const positions = new Map(keys.map((key) => {
    const { x = 0, y = 0 } = graph.node(key)
    return [key, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }]
  }))
  const bends = new Map(graph.edges().flatMap((edge) => {
    const points = (graph.edge(edge) as { points?: readonly Point[] }).points ?? []
    return edge.name === undefined || points.length <= 3 ? [] : [[edge.name, points.slice(1, -1).map(({ x, y }) => ({ x, y }))] as const]
  }))
  return { positions, bends }
}

/** Kept positions, and for whatever has none a free place below what it reads. Without any kept, the automatic arrangement. */
export function placeNodes(spec: ExperimentSpec, kept: Positions): Arrangement {
  const keys = drawnKeys(spec)
  if (!keys.some((key) => kept[key] !== undefined)) return arrange(spec)
  const sources = new Map<string, string>()
  for (const { source, target } of edgesOf(readGraph(spec), spec.outputs)) if (!sources.has(target)) sources.set(target, source)
  const positions = new Map<string, Point>(keys.flatMap((key) => (kept[key] === undefined ? [] : [[key, kept[key]] as const])))
  for (const key of keys) {
    if (positions.has(key)) continue
    const above = positions.get(sources.get(key) ?? '')
    positions.set(key, freePlace([...positions.values()], above === undefined ? below(positions) : { x: above.x, y: above.y + ROW }))
  }
  return { positions, bends: new Map() }
}

const below = (positions: ReadonlyMap<string, Point>): Point => {
  const all = [...positions.values()]
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.max(...all.map(({ y }) => y)) + ROW }
}

function freePlace(taken: readonly Point[], wanted: Point): Point {
  const isFree = ({ x, y }: Point): boolean => taken.every((other) => Math.abs(other.x - x) >= NODE_WIDTH + 8 || Math.abs(other.y - y) >= NODE_HEIGHT + 8)
  for (let step = 0; ; step++) {
    const place = { x: wanted.x + step * COLUMN, y: wanted.y }
    if (isFree(place)) return place
  }
}

/** The positions of a spec after an edit: those of layers that are gone are dropped, a renamed layer keeps its place. */
export function carryPositions(before: ExperimentSpec, after: ExperimentSpec, kept: Positions): Positions {
  if (before.network.layers === after.network.layers && before.outputs === after.outputs) return kept
  const was = drawnKeys(before)
  const is = drawnKeys(after)
  const present = new Set(is)
  const renamed = was.length === is.length ? was.flatMap((key, position) => (key === is[position] ? [] : [[key, is[position] ?? key] as const])) : []
  const entries = Object.entries(kept).filter(([key]) => present.has(key))
  const [only] = renamed
  const moved = renamed.length === 1 && only !== undefined && !present.has(only[0]) ? kept[only[0]] : undefined
  return Object.fromEntries(moved === undefined || only === undefined ? entries : [...entries, [only[1], moved]])
}

/** Selected things in one column or row, or at equal distances; the first two keep to the mean of their places. */
export function align(positions: ReadonlyMap<string, Point>, keys: readonly string[], along: 'column' | 'row' | 'spread'): Positions {
  const chosen = keys.flatMap((key) => {
    const point = positions.get(key)
    return point === undefined ? [] : [{ key, point }]
  })
  const mean = (axis: 'x' | 'y'): number => Math.round(chosen.reduce((sum, { point }) => sum + point[axis], 0) / Math.max(1, chosen.length))
  const all = Object.fromEntries(positions)
  if (along === 'spread') {
    const sorted = chosen.toSorted((a, b) => a.point.y - b.point.y)
    const top = sorted[0]?.point.y ?? 0
    const gap = Math.max(ROW, ((sorted.at(-1)?.point.y ?? 0) - top) / Math.max(1, sorted.length - 1))
    return { ...all, ...Object.fromEntries(sorted.map(({ key, point }, position) => [key, { x: point.x, y: Math.round(top + position * gap) }])) }
  }
  const axis = along === 'column' ? 'x' : 'y'
  const place = mean(axis)
  return { ...all, ...Object.fromEntries(chosen.map(({ key, point }) => [key, { ...point, [axis]: place }])) }
}

/** How a connection runs: corners from below its source to above its target. */
export function routeOf(edge: NetworkEdge, { positions, bends }: Arrangement): readonly Point[] {
  const from = positions.get(edge.source)
  const to = positions.get(edge.target)
  if (from === undefined || to === undefined) return []
  return [{ x: from.x + NODE_WIDTH / 2, y: from.y + NODE_HEIGHT }, ...(bends.get(edgeId(edge)) ?? []), { x: to.x + NODE_WIDTH / 2, y: to.y }]
}

/** The connection whose route passes nearest to a point, within `reach` pixels. */
export function nearestEdge(edges: readonly NetworkEdge[], arrangement: Arrangement, point: Point, reach: number): NetworkEdge | null {
  let best: NetworkEdge | null = null
  let bestDistance = reach
  for (const edge of edges) {
    const route = routeOf(edge, arrangement)
    route.slice(1).forEach((end, position) => {
      const distance = distanceToSegment(point, route[position] ?? end, end)
      if (distance >= bestDistance) return
      best = edge
      bestDistance = distance
    })
  }
  return best
}

function distanceToSegment({ x, y }: Point, a: Point, b: Point): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length))
  return Math.hypot(x - a.x - along * (b.x - a.x), y - a.y - along * (b.y - a.y))
}
