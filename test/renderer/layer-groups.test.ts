import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeExperiment, layers, type ExperimentSpec, type LayerSpec } from '../../core/index.ts'
import type { LayerGroup } from '../../electron/contract/api.ts'
import { arrange, groupFrame, NODE_HEIGHT, NODE_WIDTH, placeNodes } from '../../renderer/network-editor/model/arrange.ts'
import { addAfter, branchFrom, connect, disconnect, mergeLayers, newLayer, removeLayers } from '../../renderer/network-editor/model/edit-graph.ts'
import { blockOf, carryGroups, drawnGraph, endsOf, foldedGroups, groupKey, insertBlock, layerBetween, parameterOf, possibleParameters, withGroup, withParameter } from '../../renderer/network-editor/model/layer-groups.ts'
import { edgeId, edgesOf, readGraph } from '../../renderer/network-editor/model/network-graph.ts'
import { issuesByKey, nodeViews } from '../../renderer/network-editor/node-view.ts'
import { pushState, redone, shownState, startHistory, undone } from '../../renderer/stores/history.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const dense = (id: string, inputs?: readonly string[], units = 4): LayerSpec => ({ id, kind: 'dense', units, ...(inputs === undefined ? {} : { inputs }) })
const network = (...list: LayerSpec[]): ExperimentSpec => ({ ...digitsSpec, network: { layers: list }, outputs: [{ from: list.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }] })
const group = (members: readonly string[], part: Partial<LayerGroup> = {}): LayerGroup => ({ id: 'g', name: 'part', members, collapsed: true, parameters: [], ...part })
/** a → b → sum, and a → sum; then c. */
const residual = network(dense('a'), dense('b'), { id: 'sum', kind: 'add', inputs: ['a', 'b'] }, dense('c'))
const drawnWires = (spec: ExperimentSpec, groups: readonly LayerGroup[]): string => drawnGraph(spec, groups).edges.map(({ source, target }) => `${source}>${target}`).join(' ')

describe('a folded group', () => {
  it('is one node between what it reads and what reads it', () => {
    const graph = drawnGraph(residual, [group(['b', 'sum'])])
    expect(graph.keys).toEqual(['input', 'a', 'group:g', 'c', 'output:0'])
    expect(drawnWires(residual, [group(['b', 'sum'])])).toBe('input>a a>group:g group:g>c c>output:0')
    expect(graph.edges.find(({ target }) => target === 'group:g')?.of).toEqual({ source: 'a', target: 'b', slot: 0 })
    expect(drawnWires(residual, [group(['b', 'sum'], { collapsed: false })])).toBe('input>a a>b a>sum b>sum sum>c c>output:0')
    expect(drawnWires(residual, [group(['c'])])).toContain('sum>group:g group:g>output:0')
  })

  it('is drawn as its layers while another layer stands between them', () => {
    expect(layerBetween(readGraph(residual), ['a', 'sum'])).toBe('b')
    expect(layerBetween(readGraph(residual), ['a', 'b', 'sum'])).toBeNull()
    expect(layerBetween(readGraph(residual), ['a', 'c'])).toBe('sum')
    expect(drawnWires(residual, [group(['a', 'sum'])])).toBe(drawnWires(residual, []))
  })

  it('knows where data come in and go out', () => {
    expect(endsOf(group(['b', 'sum']), residual)).toEqual({ entry: 'b', exit: 'sum' })
    expect(endsOf(group(['a', 'b']), residual)).toEqual({ entry: 'a', exit: 'b' })
    expect(endsOf(group(['c']), residual)).toEqual({ entry: 'c', exit: 'c' })
  })

  it('shows its sums, its last shape and the problems inside', () => {
    const data = { name: 'd', sampleCount: 100, inputShape: [3], task: 'classification' as const, classes: ['x', 'y'], targetNames: ['c'], givenCounts: null }
    const spec = network(dense('a'), dense('b'), dense('c', undefined, 7))
    const description = describeExperiment(spec, data)
    const speech = { t: (key: string, named?: Record<string, unknown>) => `${key} ${Object.values(named ?? {}).join(' ')}`, say: ({ en }: { en: string }) => en, value: String, count: String, short: String }
    const groups = [group(['b', 'c'], { parameters: [{ name: 'Width', targets: [{ layer: 'b', field: 'units' }] }] })]
    const view = nodeViews(spec, readGraph(spec), description, 'd', speech, groups).get('group:g')
    expect(view).toMatchObject({ group: true, label: 'part', name: 'Width 4', shape: '7', cost: `networkEditor.parameters ${4 * 4 + 4 + 4 * 7 + 7}`, problems: 1 })
    expect(issuesByKey(description.issues, readGraph(spec), groups).get('group:g')).toHaveLength(1)
  })
})

describe('groups', () => {
  it('take layers from the groups they were in', () => {
    const first = group(['a', 'b'], { id: 'one', parameters: [{ name: 'w', targets: [{ layer: 'b', field: 'units' }] }] })
    expect(withGroup([first], group(['b', 'sum'], { id: 'two' }))).toEqual([{ ...first, members: ['a'], parameters: [] }, group(['b', 'sum'], { id: 'two' })])
    expect(withGroup([first], group(['a', 'b'], { id: 'two' })).map(({ id }) => id)).toEqual(['two'])
  })

  it('offer fields with one value as one parameter, and set it in all of them', () => {
    const spec = network(dense('a', undefined, 8), dense('b', undefined, 8), dense('c', undefined, 3))
    const [units] = possibleParameters(spec, ['a', 'b', 'c']).filter(({ name }) => name === 'units')
    expect(units?.targets).toEqual([{ layer: 'a', field: 'units' }, { layer: 'b', field: 'units' }])
    const parameter = { name: 'Width', targets: units!.targets }
    expect(parameterOf(spec, parameter)).toMatchObject({ value: 8, mixed: false })
    const wider = withParameter(spec, parameter, 12)
    expect(wider.network.layers.map((layer) => layer['units'])).toEqual([12, 12, 3])
    expect(wider.network.layers[2]).toBe(spec.network.layers[2])
    expect(withParameter(wider, parameter, undefined).network.layers[0]).toEqual({ id: 'a', kind: 'dense' })
    expect(parameterOf(network(dense('a', undefined, 1), dense('b', undefined, 2)), parameter)).toMatchObject({ value: 1, mixed: true })
    expect(parameterOf(spec, { name: 'gone', targets: [{ layer: 'z', field: 'units' }] })).toBeNull()
  })

  it('have a frame around all of their layers', () => {
    const arrangement = arrange(residual)
    const frame = groupFrame(arrangement, ['b', 'sum'])!
    for (const member of ['b', 'sum']) {
      const { x, y } = arrangement.positions.get(member)!
      expect(x > frame.x && y > frame.y && x + NODE_WIDTH < frame.x + frame.width && y + NODE_HEIGHT < frame.y + frame.height).toBe(true)
    }
    expect(groupFrame(arrangement, ['nobody'])).toBeNull()
  })
})

describe('a block', () => {
  const block = blockOf(residual, group(['b', 'sum'], { name: 'twice', parameters: [{ name: 'Width', targets: [{ layer: 'b', field: 'units' }] }] }))

  it('comes in with names of its own, before what read its place, with its parameters', () => {
    const { spec, group: made } = insertBlock(residual, block, { after: 'sum' }, 'new')
    expect(edgesOf(readGraph(spec), spec.outputs).map(({ source, target }) => `${source}>${target}`).join(' ')).toBe('input>a a>b a>sum b>sum sum>dense1 sum>add1 dense1>add1 add1>c c>output:0')
    expect(made).toEqual({ id: 'new', name: 'twice', collapsed: false, members: ['dense1', 'add1'], parameters: [{ name: 'Width', targets: [{ layer: 'dense1', field: 'units' }] }] })
  })

  it('goes into one connection, behind the data, before the loss, and into an empty network', () => {
    const wires = (spec: ExperimentSpec): string => edgesOf(readGraph(spec), spec.outputs).map(({ source, target }) => `${source}>${target}`).join(' ')
    const [edge] = edgesOf(readGraph(residual), residual.outputs).filter(({ source, target }) => source === 'a' && target === 'sum')
    expect(wires(insertBlock(residual, block, { edge: edge! }, 'n').spec)).toBe('input>a a>dense1 a>add1 dense1>add1 a>b add1>sum b>sum sum>c c>output:0')
    expect(wires(insertBlock(residual, block, { after: 'input' }, 'n').spec)).toContain('input>dense1 input>add1 dense1>add1 add1>a')
    expect(insertBlock(residual, block, { after: 'c' }, 'n').spec.outputs[0]?.from).toBe('add1')
    const empty = insertBlock(network(), block, { after: 'input' }, 'n').spec
    expect(wires(empty)).toBe('input>dense1 input>add1 dense1>add1 add1>output:0')
  })
})

/** One edit of layers and groups, drawn by numbers so that it fits whatever there is. */
const randomEdit = fc.record({ what: fc.integer({ min: 0, max: 9 }), a: fc.nat(), b: fc.nat(), kind: fc.constantFrom(...layers.kinds) })
interface State { readonly spec: ExperimentSpec; readonly groups: readonly LayerGroup[] }

function apply({ spec, groups }: State, { what, a, b, kind }: { what: number; a: number; b: number; kind: string }, id: string): State {
  const keys = ['input', ...readGraph(spec).map(({ key }) => key)]
  const first = keys[a % keys.length] ?? 'input'
  const second = keys[b % keys.length] ?? 'input'
  const chosen = groups[a % Math.max(1, groups.length)]
  const edit = (next: ExperimentSpec): State => ({ spec: next, groups: carryGroups(spec, next, groups) })
  const edges = edgesOf(readGraph(spec), spec.outputs)
  const edge = edges[a % Math.max(1, edges.length)]
  const edits: readonly (() => State)[] = [
    () => edit(addAfter(spec, first, newLayer(spec, kind))),
    () => edit(branchFrom(spec, first, newLayer(spec, kind))),
    () => edit(connect(spec, first, second)),
    () => (edge === undefined ? { spec, groups } : edit(disconnect(spec, edge))),
    () => edit(mergeLayers(spec, [first, second], newLayer(spec, 'add'))),
    () => edit(removeLayers(spec, [first])),
    () => ({ spec, groups: withGroup(groups, group(keys.slice(1 + (a % keys.length), 2 + (a % keys.length) + (b % 3)), { id, collapsed: b % 2 === 0 })) }),
    () => ({ spec, groups: groups.map((other) => (other === chosen ? { ...other, collapsed: !other.collapsed } : other)) }),
    () => {
      if (chosen === undefined) return { spec, groups }
      const inserted = insertBlock(spec, blockOf(spec, chosen), edge === undefined || b % 2 === 0 ? { after: first } : { edge }, id)
      return { spec: inserted.spec, groups: withGroup(carryGroups(spec, inserted.spec, groups), inserted.group) }
    },
    () => ({ spec, groups: groups.filter((other) => other !== chosen) }),
  ]
  const next = edits[what]?.() ?? { spec, groups }
  return { ...next, groups: next.groups.filter(({ members }) => members.length > 0) }
}

describe('any series of edits with groups', () => {
  it('keeps each layer in one group at most, and draws every layer once, after what it reads, in no circle', () => {
    fc.assert(fc.property(fc.array(randomEdit, { maxLength: 40 }), (edits) => {
      let state: State = { spec: residual, groups: [] }
      edits.forEach((edit, position) => {
        state = apply(state, edit, `g${position}`)
        const { spec, groups } = state
        const members = groups.flatMap((one) => one.members)
        const ids = new Set(spec.network.layers.map(({ id }) => id))
        expect(new Set(members).size).toBe(members.length)
        expect(members.filter((member) => !ids.has(member))).toEqual([])
        const graph = drawnGraph(spec, groups)
        const folded = foldedGroups(readGraph(spec), groups)
        const hidden = new Set(folded.flatMap((one) => one.members))
        expect([...graph.keys].sort()).toEqual(['input', ...readGraph(spec).map(({ key }) => key).filter((key) => !hidden.has(key)), ...folded.map(({ id }) => groupKey(id)), ...spec.outputs.map((_, index) => `output:${index}`)].sort())
        const at = new Map(graph.keys.map((key, index) => [key, index]))
        for (const { source, target } of graph.edges) expect(at.get(source)!, `${source}>${target}`).toBeLessThan(at.get(target)!)
        expect(new Set(graph.edges.map(edgeId)).size).toBe(graph.edges.length)
        const { positions } = placeNodes(spec, { a: { x: 0, y: 0 } }, groups)
        expect([...positions.keys()].sort()).toEqual([...graph.keys].sort())
      })
    }), { numRuns: 60 })
  })

  it('is undone to the exact start and redone to the exact end', () => {
    fc.assert(fc.property(fc.array(randomEdit, { minLength: 100, maxLength: 100 }), (edits) => {
      let history = startHistory<State>({ spec: residual, groups: [] })
      edits.forEach((edit, position) => (history = pushState(history, 'edit', apply(shownState(history), edit, `g${position}`))))
      const end = JSON.stringify(shownState(history))
      for (let step = 0; step < 100; step++) history = undone(history)
      expect(shownState(history)).toEqual({ spec: residual, groups: [] })
      for (let step = 0; step < 100; step++) history = redone(history)
      expect(JSON.stringify(shownState(history))).toBe(end)
    }), { numRuns: 10 })
  })
})
