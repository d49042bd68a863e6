import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layers, type ExperimentSpec, type LayerSpec } from '../../core/index.ts'
import { addAfter, addLoose, branchFrom, connect, copyLayers, disconnect, insertOnEdge, mergeLayers, moveDown, moveUp, newLayer, pasteLayers, refusalOf, removeLayers } from '../../renderer/network-editor/model/edit-graph.ts'
import { edgesOf, readGraph, readsSeveral } from '../../renderer/network-editor/model/network-graph.ts'
import { canRedo, canUndo, pushState, redone, shownState, startHistory, undone } from '../../renderer/stores/history.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const dense = (id: string, inputs?: readonly string[]): LayerSpec => ({ id, kind: 'dense', units: 4, ...(inputs === undefined ? {} : { inputs }) })
const network = (...layers: LayerSpec[]): ExperimentSpec => ({ ...digitsSpec, network: { layers }, outputs: [{ from: layers.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }] })
const chain = network(dense('a'), dense('b'), dense('c'))
/** `a>b b>c` without the outputs. */
const wires = (spec: ExperimentSpec): string => edgesOf(readGraph(spec), []).map(({ source, target }) => `${source}>${target}`).join(' ')
const ids = (spec: ExperimentSpec): string => spec.network.layers.map(({ id }) => id).join(' ')
const edge = (spec: ExperimentSpec, source: string, target: string) => {
  const found = edgesOf(readGraph(spec), spec.outputs).find((candidate) => candidate.source === source && candidate.target === target)
  if (found === undefined) throw new Error(`no edge ${source}>${target}`)
  return found
}

describe('edits of the graph', () => {
  it('add after a layer, on a connection and beside', () => {
    const after = addAfter(chain, 'a', newLayer(chain, 'dense'))
    expect(wires(after)).toBe('input>a a>dense1 dense1>b b>c')
    expect(after.network.layers[1]).toEqual({ id: 'dense1', kind: 'dense' })
    expect(addAfter(chain, 'c', newLayer(chain, 'dense')).outputs[0]?.from).toBe('dense1')
    expect(wires(addAfter(chain, 'input', newLayer(chain, 'dense')))).toBe('input>dense1 dense1>a a>b b>c')
    expect(wires(branchFrom(chain, 'a', newLayer(chain, 'dense')))).toBe('input>a a>dense1 a>b b>c')
    expect(wires(insertOnEdge(chain, edge(chain, 'b', 'c'), newLayer(chain, 'dense')))).toBe('input>a a>b b>dense1 dense1>c')
    expect(insertOnEdge(chain, edge(chain, 'c', 'output:0'), newLayer(chain, 'dense')).outputs[0]?.from).toBe('dense1')
  })

  it('start an empty network from the data, and leave later layers loose', () => {
    const first = addLoose(network(), newLayer(chain, 'dense'))
    expect(wires(first)).toBe('input>dense1')
    expect(first.outputs[0]?.from).toBe('dense1')
    const second = addLoose(first, newLayer(first, 'flatten'))
    expect(wires(second)).toBe('input>dense1')
    expect(second.network.layers[1]).toEqual({ id: 'flatten1', kind: 'flatten', inputs: [] })
    expect(wires(connect(second, 'dense1', 'flatten1'))).toBe('input>dense1 dense1>flatten1')
  })

  it('connect in place of what was read, or as one input more, and keep each layer after what it reads', () => {
    const joined = mergeLayers(chain, ['a', 'b'], newLayer(chain, 'add'))
    expect(wires(joined)).toBe('input>a a>b a>add1 b>add1 add1>c')
    expect(wires(connect(joined, 'input', 'add1'))).toBe('input>a a>b a>add1 b>add1 input>add1 add1>c')
    const crossed = connect(network(dense('a'), dense('b', ['input']), dense('c', ['a'])), 'c', 'b')
    expect(ids(crossed)).toBe('a c b')
    expect(wires(crossed)).toBe('input>a a>c c>b')
    expect(wires(disconnect(joined, edge(joined, 'b', 'add1')))).toBe('input>a a>b a>add1 add1>c')
  })

  it('refuse what would make no network, and say why', () => {
    expect(refusalOf(chain, 'c', 'a')).toBe('circle')
    expect(refusalOf(chain, 'b', 'b')).toBe('itself')
    expect(refusalOf(chain, 'a', 'b')).toBe('connected')
    expect(refusalOf(chain, 'a', 'input')).toBe('into-data')
    expect(refusalOf(chain, 'input', 'output:0')).toBe('data-output')
    expect(refusalOf(chain, 'output:0', 'a')).toBe('from-output')
    expect(connect(chain, 'c', 'a')).toBe(chain)
  })

  it('close the gap where layers go, and forget whose weights they shared', () => {
    const joined = mergeLayers(chain, ['a', 'b'], newLayer(chain, 'add'))
    expect(wires(removeLayers(joined, ['a']))).toBe('input>b input>add1 b>add1 add1>c')
    expect(removeLayers(chain, ['b', 'c']).outputs[0]?.from).toBe('a')
    expect(wires(removeLayers(chain, ['a', 'b']))).toBe('input>c')
    expect(removeLayers(network(dense('a'), { ...dense('b'), sharesWith: 'a' }), ['a']).network.layers).toEqual([dense('b')])
  })

  it('copy layers with their connections', () => {
    const pasted = pasteLayers(chain, copyLayers(chain, ['b', 'c']))
    expect(pasted.keys).toEqual(['dense1', 'dense2'])
    expect(wires(pasted.spec)).toBe('input>a a>b b>c a>dense1 dense1>dense2')
    expect(pasted.spec.network.layers[3]).toMatchObject({ units: 4 })
    expect(wires(pasteLayers(network(dense('z')), copyLayers(chain, ['b', 'c'])).spec)).toBe('input>z dense1>dense2')
  })

  it('exchange neighbours in both directions', () => {
    expect(wires(moveUp(chain, 'b'))).toBe('input>b b>a a>c')
    expect(moveUp(moveDown(chain, 'a'), 'a')).toEqual(chain)
    expect(moveUp(chain, 'a')).toBe(chain)
    expect(moveUp(chain, 'c').outputs[0]?.from).toBe('b')
  })
})

/** One edit, drawn by numbers so that it fits whatever network there is. */
const randomEdit = fc.record({ what: fc.integer({ min: 0, max: 10 }), a: fc.nat(), b: fc.nat(), kind: fc.constantFrom(...layers.kinds) })

function apply(spec: ExperimentSpec, { what, a, b, kind }: { what: number; a: number; b: number; kind: string }): ExperimentSpec {
  const keys = ['input', ...readGraph(spec).map(({ key }) => key)]
  const edges = edgesOf(readGraph(spec), spec.outputs)
  const first = keys[a % keys.length] ?? 'input'
  const second = keys[b % keys.length] ?? 'input'
  const chosen = edges[a % Math.max(1, edges.length)]
  const edits: readonly (() => ExperimentSpec)[] = [
    () => addLoose(spec, newLayer(spec, kind)),
    () => addAfter(spec, first, newLayer(spec, kind)),
    () => branchFrom(spec, first, newLayer(spec, kind)),
    () => (chosen === undefined ? spec : insertOnEdge(spec, chosen, newLayer(spec, kind))),
    () => connect(spec, first, second),
    () => (chosen === undefined ? spec : disconnect(spec, chosen)),
    () => mergeLayers(spec, [first, second], newLayer(spec, 'add')),
    () => removeLayers(spec, [first]),
    () => pasteLayers(spec, copyLayers(spec, [first, second])).spec,
    () => moveUp(spec, first),
    () => moveDown(spec, first),
  ]
  return edits[what]?.() ?? spec
}

describe('any series of edits', () => {
  it('leaves each layer with a name of its own, after everything it reads', () => {
    fc.assert(fc.property(fc.array(randomEdit, { maxLength: 60 }), (edits) => {
      let spec = chain
      for (const edit of edits) {
        spec = apply(spec, edit)
        const seen = new Set(['input'])
        for (const { key, layer, inputs } of readGraph(spec)) {
          expect(inputs.filter((source) => !seen.has(source))).toEqual([])
          if (!readsSeveral(layer.kind)) expect(inputs.length).toBeLessThanOrEqual(1)
          expect(seen.has(key)).toBe(false)
          seen.add(key)
        }
        if (spec.network.layers.length > 0) expect(spec.outputs.every(({ from }) => seen.has(from))).toBe(true)
      }
    }), { numRuns: 60 })
  })

  it('is undone to the exact start and redone to the exact end: 200 edits', () => {
    fc.assert(fc.property(fc.array(randomEdit, { minLength: 200, maxLength: 200 }), (edits) => {
      const texts = [JSON.stringify(chain)]
      let history = startHistory(chain)
      for (const edit of edits) {
        const next = apply(shownState(history), edit)
        if (next === shownState(history)) continue
        history = pushState(history, 'edit', next)
        texts.push(JSON.stringify(next))
      }
      const end = history
      for (const expected of texts.toReversed().slice(1)) {
        history = undone(history)
        expect(JSON.stringify(shownState(history))).toBe(expected)
      }
      expect(canUndo(history)).toBe(false)
      while (canRedo(history)) history = redone(history)
      expect(shownState(history)).toBe(shownState(end))
    }), { numRuns: 10 })
  })
})
