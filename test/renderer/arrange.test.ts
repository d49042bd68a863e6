import { describe, expect, it } from 'vitest'
import type { ExperimentSpec, LayerSpec } from '../../core/index.ts'
import { align, arrange, carryPositions, nearestEdge, NODE_HEIGHT, NODE_WIDTH, placeNodes, routeOf, type Arrangement } from '../../renderer/network-editor/model/arrange.ts'
import { addAfter, addLoose, mergeLayers, newLayer } from '../../renderer/network-editor/model/edit-graph.ts'
import { edgesOf, readGraph } from '../../renderer/network-editor/model/network-graph.ts'
import { renameLayer } from '../../renderer/network-editor/model/edit-graph.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const network = (...layers: LayerSpec[]): ExperimentSpec => ({ ...digitsSpec, network: { layers }, outputs: [{ from: layers.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }] })
const dense = (id: string, inputs?: readonly string[]): LayerSpec => ({ id, kind: 'dense', units: 4, ...(inputs === undefined ? {} : { inputs }) })
const chain = network(dense('a'), dense('b'), dense('c'))
const residual = network(dense('a'), dense('b'), dense('c'), { id: 'sum', kind: 'add', inputs: ['a', 'c'] }, dense('out'))
/** Many residual blocks: as many layers as the canvas must bear. */
const deep = network(...Array.from({ length: 100 }, (_, block) => [dense(`a${block}`), dense(`b${block}`), { id: `s${block}`, kind: 'add', inputs: [`a${block}`, `b${block}`] }]).flat())

function overlaps({ positions }: Arrangement): readonly string[] {
  const all = [...positions]
  return all.flatMap(([key, a], index) => all.slice(index + 1).flatMap(([other, b]) => (Math.abs(a.x - b.x) < NODE_WIDTH && Math.abs(a.y - b.y) < NODE_HEIGHT ? [`${key} on ${other}`] : [])))
}

/** Connections that run upwards, and those that pass behind a layer. */
function faults(spec: ExperimentSpec, arrangement: Arrangement): readonly string[] {
  return edgesOf(readGraph(spec), spec.outputs).flatMap((edge) => {
    const route = routeOf(edge, arrangement)
    const upward = route.some(({ y }, position) => y < (route[position - 1]?.y ?? -Infinity) - 0.5)
    const hidden = [...arrangement.positions].filter(([key, { x, y }]) => key !== edge.source && key !== edge.target && route.some((point) => point.x > x && point.x < x + NODE_WIDTH && point.y > y && point.y < y + NODE_HEIGHT))
    return [...(upward ? [`${edge.source}>${edge.target} runs up`] : []), ...hidden.map(([key]) => `${edge.source}>${edge.target} behind ${key}`)]
  })
}

describe('the automatic arrangement', () => {
  it('is one column for a chain', () => {
    const { positions } = arrange(chain)
    expect(new Set([...positions.values()].map(({ x }) => x)).size).toBe(1)
    expect([...positions.keys()]).toEqual(['input', 'a', 'b', 'c', 'output:0'])
    expect([...positions.values()].map(({ y }) => y)).toEqual([...positions.values()].map(({ y }) => y).toSorted((a, b) => a - b))
  })

  it.each([['a residual block', residual], ['a hundred of them', deep], ['an empty network', network()], ['a loose layer', addLoose(residual, newLayer(residual, 'flatten'))]])('lets nothing lie on anything: %s', (_, spec) => {
    const arrangement = arrange(spec)
    expect(overlaps(arrangement)).toEqual([])
    expect(faults(spec, arrangement)).toEqual([])
    expect([...arrangement.positions.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true)
  })

  it('leads what skips layers round them', () => {
    expect(arrange(residual).bends.get('a>sum>0')?.length).toBeGreaterThan(0)
  })
})

describe('kept places', () => {
  const kept = Object.fromEntries(arrange(chain).positions)

  it('stay, and new layers find a free one below what they read', () => {
    const more = addAfter(chain, 'a', newLayer(chain, 'dense'))
    const placed = placeNodes(more, kept)
    expect(placed.positions.get('b')).toEqual(kept['b'])
    expect(placed.positions.get('dense1')?.y).toBe(kept['b']?.y)
    expect(overlaps(placed)).toEqual([])
  })

  it('lead connections round what stands in their way', () => {
    const merged = mergeLayers(chain, ['input', 'c'], newLayer(chain, 'add'))
    const column = Object.fromEntries(['input', 'a', 'b', 'c', 'add1', 'output:0'].map((key, row) => [key, { x: 0, y: row * 100 }]))
    const placed = placeNodes(merged, column)
    expect(placed.bends.get('input>add1>0')?.every(({ x }) => x > NODE_WIDTH)).toBe(true)
    expect(placed.bends.get('a>b>0')).toBeUndefined()
  })

  it('follow a new name and go with their layer', () => {
    expect(carryPositions(chain, renameLayer(chain, 1, 'second'), kept)['second']).toEqual(kept['b'])
    expect(Object.keys(carryPositions(chain, network(dense('a'), dense('c')), kept))).toEqual(['input', 'a', 'c', 'output:0'])
    expect(carryPositions(chain, { ...chain, name: 'other' }, kept)).toBe(kept)
  })

  it('are aligned and spaced', () => {
    const positions = new Map([['a', { x: 0, y: 0 }], ['b', { x: 100, y: 90 }], ['c', { x: 50, y: 400 }], ['z', { x: 7, y: 7 }]])
    expect(align(positions, ['a', 'b', 'c'], 'column')).toMatchObject({ a: { x: 50, y: 0 }, b: { x: 50, y: 90 }, z: { x: 7, y: 7 } })
    expect(align(positions, ['a', 'b'], 'row')).toMatchObject({ a: { x: 0, y: 45 }, b: { x: 100, y: 45 } })
    expect(align(positions, ['a', 'b', 'c'], 'spread')).toMatchObject({ b: { x: 100, y: 200 }, c: { y: 400 } })
  })
})

describe('the nearest connection', () => {
  it('is found within reach, and not beyond', () => {
    const arrangement = arrange(chain)
    const edges = edgesOf(readGraph(chain), chain.outputs)
    const a = arrangement.positions.get('a') ?? { x: 0, y: 0 }
    expect(nearestEdge(edges, arrangement, { x: a.x + NODE_WIDTH / 2 + 9, y: a.y + NODE_HEIGHT + 12 }, 30)).toMatchObject({ source: 'a', target: 'b' })
    expect(nearestEdge(edges, arrangement, { x: a.x + NODE_WIDTH / 2 + 60, y: a.y + NODE_HEIGHT + 12 }, 30)).toBeNull()
  })
})
