import { DATA_INPUT, layers, type ExperimentSpec } from '../../../core/index.ts'
import { arrange, NODE_HEIGHT, NODE_WIDTH, routeOf } from './arrange.ts'
import { edgesOf, outputPosition, readGraph } from './network-graph.ts'

export interface SketchedBox { readonly key: string; readonly family: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** A small drawing of a network: boxes and lines in a frame of its own size. */
export interface NetworkSketch { readonly width: number; readonly height: number; readonly boxes: readonly SketchedBox[]; readonly lines: readonly string[] }

/** A deep network is drawn squatter than the canvas has it, so that it fits a card. */
const TALLEST = 3
const MARGIN = 12

/** The whole network as the canvas would arrange it, compressed along its depth where it is deep. */
export function sketchNetwork(spec: Pick<ExperimentSpec, 'network' | 'outputs'>): NetworkSketch {
  const arrangement = arrange(spec)
  const points = [...arrangement.positions.values(), ...[...arrangement.bends.values()].flat()]
  const left = Math.min(...points.map(({ x }) => x))
  const top = Math.min(...points.map(({ y }) => y))
  const width = Math.max(...points.map(({ x }) => x)) - left + NODE_WIDTH
  const depth = Math.max(...points.map(({ y }) => y)) - top + NODE_HEIGHT
  const squeeze = Math.min(1, (TALLEST * NODE_WIDTH) / depth)
  const x = (at: number): number => Math.round(at - left + MARGIN)
  const y = (at: number): number => Math.round((at - top) * squeeze + MARGIN)
  const families = new Map(readGraph(spec).map(({ key, layer }) => [key, layers.has(layer.kind) ? layers.get(layer.kind).family : 'other']))
  const boxes = [...arrangement.positions].map(([key, place]) => ({ key, family: families.get(key) ?? (key === DATA_INPUT ? 'data' : outputPosition(key) === null ? 'other' : 'output'), x: x(place.x), y: y(place.y), width: NODE_WIDTH, height: Math.max(4, Math.round(NODE_HEIGHT * squeeze)) }))
  const lines = edgesOf(readGraph(spec), spec.outputs).map((edge) => routeOf(edge, arrangement).map((point, position) => `${position === 0 ? 'M' : 'L'}${x(point.x)} ${y(point.y)}`).join(' '))
  return { width: width + 2 * MARGIN, height: Math.round(depth * squeeze) + 2 * MARGIN, boxes, lines }
}
