import type { NetworkDrawing } from '../../core/index.ts'
import { routeOf, type Arrangement } from './model/arrange.ts'
import type { NetworkEdge } from './model/network-graph.ts'
import type { NodeView } from './node-view.ts'

/** What the canvas shows, as a drawing: everything where it stands there. */
export function drawingOf(views: ReadonlyMap<string, NodeView>, edges: readonly NetworkEdge[], arrangement: Arrangement): NetworkDrawing {
  return {
    nodes: [...arrangement.positions].flatMap(([key, { x, y }]) => {
      const view = views.get(key)
      return view === undefined ? [] : [{ key, x, y, isEnd: view.end !== null, family: view.family, label: view.label, words: view.words, name: view.name, cost: view.cost }]
    }),
    edges: edges.map((edge) => ({ route: routeOf(edge, arrangement), shape: views.get(edge.source)?.shape ?? '' })).filter(({ route }) => route.length > 1),
  }
}
