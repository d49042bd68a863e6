import dagre from '@dagrejs/dagre'
import type { ExperimentSpec } from '../../../core/index.ts'
import type { LayerGroup } from '../../../electron/contract/api.ts'
import { drawnGraph, groupIdOf } from './layer-groups.ts'
import { edgeId, type NetworkEdge } from './network-graph.ts'

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
/** What a node is taller by while it shows what goes on inside, and how much farther apart rows are then. */
export const LOOK_HEIGHT = 60
const LOOK_STRETCH = (ROW + LOOK_HEIGHT) / ROW

/** Where everything stands, and the bends of connections that pass other rows. */
export interface Arrangement {
  readonly positions: ReadonlyMap<string, Point>
  readonly bends: ReadonlyMap<string, readonly Point[]>
}

/** Rows from the data at the top to the outputs at the bottom, with room for connections that skip rows. */
export function arrange(spec: Pick<ExperimentSpec, 'network' | 'outputs'>, groups: readonly LayerGroup[] = []): Arrangement {
  const { keys, edges } = drawnGraph(spec, groups)
  const positions = new Map<string, Point>()
  const bends = new Map<string, readonly Point[]>()
  let origin: Point = { x: 0, y: 0 }
  const known = new Map<string, Arrangement>()
  for (const stretch of stretchesOf(keys, edges)) {
    const drawn = arrangeStretch(stretch, known)
    const top = drawn.positions.get('0') ?? origin
    const moved = ({ x, y }: Point): Point => ({ x: x - top.x + origin.x, y: y - top.y + origin.y })
    stretch.keys.forEach((key, index) => positions.set(key, moved(drawn.positions.get(String(index)) ?? origin)))
    stretch.edges.forEach((edge, index) => {
      const points = drawn.bends.get(String(index))
      if (points !== undefined) bends.set(edgeId(edge), points.map(moved))
    })
    origin = positions.get(stretch.keys.at(-1) ?? '') ?? origin
  }
  return { positions, bends }
}

/** A part of the network between two places that everything flows through; both belong to it. */
interface Stretch { readonly keys: readonly string[]; readonly edges: readonly NetworkEdge[] }

/** Cut where all data pass one place: deep networks are many small drawings, most of them alike. */
function stretchesOf(keys: readonly string[], edges: readonly NetworkEdge[]): readonly Stretch[] {
  const at = new Map(keys.map((key, position) => [key, position]))
  const place = (key: string): number => at.get(key) ?? 0
  // How many connections pass each place without touching it.
  const passing = new Array<number>(keys.length + 1).fill(0)
  for (const { source, target } of edges) {
    const [first, last] = [Math.min(place(source), place(target)), Math.max(place(source), place(target))]
    if (last - first < 2) continue
    passing[first + 1] = (passing[first + 1] ?? 0) + 1
    passing[last] = (passing[last] ?? 0) - 1
  }
  const connected = new Set(edges.flatMap(({ source, target }) => [source, target]))
  let count = 0
  const cuts = keys.flatMap((key, position) => {
    count += passing[position] ?? 0
    return position === 0 || (count === 0 && connected.has(key)) ? [position] : []
  })
  if (cuts.at(-1) !== keys.length - 1) cuts.push(keys.length - 1)
  const starts = new Map<number, NetworkEdge[]>()
  for (const edge of edges) {
    const first = Math.min(place(edge.source), place(edge.target))
    const stretch = cuts.findLastIndex((cut) => cut <= first)
    starts.set(stretch, [...(starts.get(stretch) ?? []), edge])
  }
  return cuts.slice(0, Math.max(1, cuts.length - 1)).map((cut, position) => ({ keys: keys.slice(cut, (cuts[position + 1] ?? cut) + 1), edges: starts.get(position) ?? [] }))
}

/** One stretch with its places and connections counted from 0. Stretches of the same form are drawn once. */
function arrangeStretch({ keys, edges }: Stretch, known: Map<string, Arrangement>): Arrangement {
  const ends = edges.map(({ source, target }) => [keys.indexOf(source), keys.indexOf(target)] as const)
  const form = `${keys.length}: ${ends.join(' ')}`
  const drawn = known.get(form) ?? (arrangeColumn(keys.length, ends) ?? layOut(keys.length, ends))
  known.set(form, drawn)
  return drawn
}

/** Space between connections that run side by side. */
const LANE = 20

/** One column where each reads the one before, with what skips layers at its side; null for other forms. */
function arrangeColumn(count: number, ends: readonly (readonly [number, number])[]): Arrangement | null {
  const neighbours = new Set(ends.filter(([source, target]) => target - source === 1).map(([source]) => source))
  if (neighbours.size < count - 1 || ends.some(([source, target]) => target <= source)) return null
  const positions = new Map(Array.from({ length: count }, (_, row) => [String(row), { x: 0, y: row * ROW }]))
  /** Where each lane is taken, as rows. The shortest run innermost. */
  const lanes: (readonly [number, number])[][] = []
  const bends = new Map<string, readonly Point[]>()
  const skips = ends.map(([source, target], index) => ({ source, target, index })).filter(({ source, target }) => target - source > 1).sort((a, b) => a.target - a.source - (b.target - b.source))
  for (const { source, target, index } of skips) {
    const free = lanes.findIndex((taken) => taken.every(([first, last]) => target <= first || source >= last))
    const lane = free === -1 ? lanes.length : free
    lanes[lane] = [...(lanes[lane] ?? []), [source, target]]
    const x = NODE_WIDTH + LANE + lane * LANE
    bends.set(String(index), [{ x, y: (source + 1) * ROW }, { x, y: (target - 1) * ROW + NODE_HEIGHT }])
  }
  return { positions, bends }
}

function layOut(count: number, ends: readonly (readonly [number, number])[]): Arrangement {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: COLUMN_GAP, ranksep: ROW_GAP, edgesep: 24, ranker: 'longest-path' })
  graph.setDefaultEdgeLabel(() => ({}))
  for (let place = 0; place < count; place++) graph.setNode(String(place), { width: NODE_WIDTH, height: NODE_HEIGHT })
  // The way through neighbours weighs more, so that the main path is one column.
  ends.forEach(([source, target], index) => graph.setEdge(String(source), String(target), { weight: target - source === 1 ? 8 : 1 }, String(index)))
  dagre.layout(graph)
  const positions = new Map(graph.nodes().map((place) => {
    const { x = 0, y = 0 } = graph.node(place)
    return [place, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) }]
  }))
  const bends = new Map(graph.edges().flatMap((edge) => {
    const points = (graph.edge(edge) as { points?: readonly Point[] }).points ?? []
    return edge.name === undefined || points.length <= 3 ? [] : [[edge.name, points.slice(1, -1).map(({ x, y }) => ({ x, y }))] as const]
  }))
  return { positions, bends }
}

/** Kept positions, and for whatever has none a free place below what it reads. Without any kept, the automatic arrangement. */
export function placeNodes(spec: ExperimentSpec, kept: Positions, groups: readonly LayerGroup[] = []): Arrangement {
  const { keys, edges } = drawnGraph(spec, groups)
  if (!keys.some((key) => kept[key] !== undefined)) return arrange(spec, groups)
  const sources = new Map<string, string>()
  for (const { source, target } of edges) if (!sources.has(target)) sources.set(target, source)
  const positions = new Map<string, Point>(keys.flatMap((key) => (kept[key] === undefined ? [] : [[key, kept[key]] as const])))
  for (const key of keys) {
    if (positions.has(key)) continue
    const above = positions.get(sources.get(key) ?? '')
    positions.set(key, freePlace([...positions.values()], above === undefined ? below(positions) : { x: above.x, y: above.y + ROW }))
  }
  return { positions, bends: detours(edges, positions) }
}

/** Connections that would run through things that stand in their way go round them. */
function detours(edges: readonly NetworkEdge[], positions: ReadonlyMap<string, Point>): ReadonlyMap<string, readonly Point[]> {
  const found = new Map<string, readonly Point[]>()
  for (const edge of edges) {
    const [from, to] = routeOf(edge, { positions, bends: found })
    if (from === undefined || to === undefined || to.y - from.y <= ROW) continue
    const inTheWay = [...positions].filter(([key, { x, y }]) => key !== edge.source && key !== edge.target && y > from.y && y + NODE_HEIGHT < to.y && crosses(from, to, x, y)).map(([, point]) => point)
    if (inTheWay.length === 0) continue
    const x = Math.max(...inTheWay.map((point) => point.x)) + NODE_WIDTH + COLUMN_GAP / 2
    found.set(edgeId(edge), [{ x, y: Math.min(...inTheWay.map(({ y }) => y)) }, { x, y: Math.max(...inTheWay.map(({ y }) => y)) + NODE_HEIGHT }])
  }
  return found
}

/** Whether the way from a to b passes a node at (x, y), taken at the node's middle. */
function crosses(a: Point, b: Point, x: number, y: number): boolean {
  const at = a.x + ((y + NODE_HEIGHT / 2 - a.y) / (b.y - a.y)) * (b.x - a.x)
  return at > x - 4 && at < x + NODE_WIDTH + 4
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
  const was = drawnGraph(before).keys
  const is = drawnGraph(after).keys
  const present = new Set(is)
  const renamed = was.length === is.length ? was.flatMap((key, position) => (key === is[position] ? [] : [[key, is[position] ?? key] as const])) : []
  const entries = Object.entries(kept).filter(([key]) => present.has(key) || groupIdOf(key) !== null)
  const [only] = renamed
  const moved = renamed.length === 1 && only !== undefined && !present.has(only[0]) ? kept[only[0]] : undefined
  return Object.fromEntries(moved === undefined || only === undefined ? entries : [...entries, [only[1], moved]])
}

/** Space between the layers of a group and its frame; more above, where its name stands. */
const FRAME = 12
const FRAME_TITLE = 20

/** The frame around the layers of a group; null where none of them is drawn. */
export function groupFrame({ positions }: Arrangement, members: readonly string[], nodeHeight = NODE_HEIGHT): (Point & { readonly width: number; readonly height: number }) | null {
  const places = members.flatMap((member) => positions.get(member) ?? [])
  if (places.length === 0) return null
  const [left, top] = [Math.min(...places.map(({ x }) => x)) - FRAME, Math.min(...places.map(({ y }) => y)) - FRAME_TITLE]
  return { x: left, y: top, width: Math.max(...places.map(({ x }) => x)) + NODE_WIDTH + FRAME - left, height: Math.max(...places.map(({ y }) => y)) + nodeHeight + FRAME - top }
}

/** The same arrangement with room for taller nodes, and a place on it as it is without. */
export const stretched = ({ positions, bends }: Arrangement): Arrangement => ({
  positions: new Map([...positions].map(([key, point]) => [key, stretchedPoint(point)])),
  bends: new Map([...bends].map(([edge, points]) => [edge, points.map(stretchedPoint)])),
})
const stretchedPoint = ({ x, y }: Point): Point => ({ x, y: Math.round(y * LOOK_STRETCH) })
export const unstretchedPoint = ({ x, y }: Point): Point => ({ x, y: Math.round(y / LOOK_STRETCH) })

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
