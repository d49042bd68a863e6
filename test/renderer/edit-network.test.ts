import { describe, expect, it } from 'vitest'
import type { ExperimentSpec, LayerSpec } from '../../core/index.ts'
import { completeSpec, freshId } from '../../renderer/stores/complete-spec.ts'
import { withDataset } from '../../renderer/views/design/default-experiment.ts'
import { duplicateAfter, insertAt, moveTo, newLayer, removeLayers, renameLayer } from '../../renderer/network-editor/model/edit-graph.ts'
import { readGraph } from '../../renderer/network-editor/model/network-graph.ts'
import { formatSpec } from '../../renderer/spec-editor/model/format-spec.ts'
import { layerIndexOf, partOf } from '../../renderer/views/design/parts.ts'
import { sampleDatasets } from '../support/fake/datasets.ts'
import { digitsSpec, spiralsSpec } from '../support/fake/specs.ts'

const layer = (id: string, inputs?: readonly string[]): LayerSpec => ({ id, kind: 'dense', units: 4, ...(inputs === undefined ? {} : { inputs }) })
const withLayers = (...layers: LayerSpec[]): ExperimentSpec => ({ ...digitsSpec, network: { layers }, outputs: [{ from: layers.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }] })
const ids = (spec: ExperimentSpec) => spec.network.layers.map(({ id }) => id)

describe('edits of the network', () => {
  it('give new layers names that nobody has', () => {
    const two = withLayers(layer('dense1'), layer('out'))
    const once = insertAt(two, 1, newLayer(two, 'dense'))
    expect(ids(once)).toEqual(['dense1', 'dense2', 'out'])
    const twice = duplicateAfter(once, 'out')
    expect(ids(twice)).toEqual(['dense1', 'dense2', 'out', 'dense3'])
    expect(twice.network.layers[3]).toEqual({ ...layer('out'), id: 'dense3' })
    expect(twice.outputs[0]?.from).toBe('dense3')
    expect(readGraph(duplicateAfter(withLayers(layer('a'), layer('b'), layer('c', ['a'])), 'a')).map(({ key, inputs }) => `${key}<${inputs.join()}`)).toEqual(['a<input', 'dense1<a', 'b<dense1', 'c<dense1'])
    expect(freshId([], 'flatten')).toBe('flatten1')
  })

  it('move a layer and leave the rest in order', () => {
    const spec = withLayers(layer('a'), layer('b'), layer('c'))
    expect(ids(moveTo(spec, 0, 2))).toEqual(['b', 'c', 'a'])
    expect(ids(moveTo(spec, 2, 0))).toEqual(['c', 'a', 'b'])
    expect(moveTo(spec, 0, 3)).toBe(spec)
  })

  it('rewire what read from a layer that goes, and the output that it was', () => {
    const spec = withLayers(layer('a'), layer('b'), layer('c', ['b']))
    expect(readGraph(removeLayers(spec, ['b']))[1]?.inputs).toEqual(['a'])
    expect(removeLayers(spec, ['c']).outputs[0]?.from).toBe('b')
    expect(readGraph(removeLayers(withLayers(layer('a'), layer('b', ['a'])), ['a']))[0]?.inputs).toEqual(['input'])
  })

  it('keep references when a layer is renamed', () => {
    const renamed = renameLayer(withLayers(layer('a'), layer('b', ['a'])), 0, 'first')
    expect(renamed.network.layers[1]?.inputs).toEqual(['first'])
    expect(renameLayer(renamed, 1, 'last').outputs[0]?.from).toBe('last')
  })
})

describe('other data for an experiment', () => {
  it('change the outputs, the loss and the metrics only where they must', () => {
    const [digits, spirals, sine] = sampleDatasets().map(({ summary }) => summary)
    if (digits === undefined || spirals === undefined || sine === undefined) throw new Error('three data sets expected')
    const onSpirals = withDataset(digitsSpec, spirals)
    expect(onSpirals.network.layers.at(-1)).toMatchObject({ id: 'out', units: 2 })
    expect(onSpirals.outputs).toBe(digitsSpec.outputs)
    const onSine = withDataset(digitsSpec, sine)
    expect(onSine.outputs[0]?.loss.kind).toBe('meanSquaredError')
    expect(onSine.metrics).toEqual([{ kind: 'rootMeanSquaredError' }])
    expect(withDataset(onSine, digits).outputs[0]?.loss.kind).toBe('softmaxCrossEntropy')
  })
})

describe('specs from elsewhere', () => {
  it('get every part, and an output that fits what they predict', () => {
    const short = completeSpec({ dataset: { kind: 'noisySine' }, preprocessing: ['standardize'], network: { layers: [{ kind: 'dense', units: 1 }] } })
    expect(short.outputs).toEqual([{ from: 'dense1', loss: { kind: 'meanSquaredError' } }])
    expect(short.preprocessing).toEqual([{ kind: 'standardize' }])
    expect(completeSpec(spiralsSpec)).toEqual(spiralsSpec)
  })

  it('survive the JSON tab unchanged, short things on one line', () => {
    const written = formatSpec(digitsSpec)
    expect(JSON.parse(written)).toEqual(digitsSpec)
    expect(written).toContain('    "layers": [\n      { "id": "flat", "kind": "flatten" },')
    expect(Math.max(...written.split('\n').map((line) => line.length))).toBeLessThan(130)
  })
})

describe('the place of a problem', () => {
  it('is a layer or a part', () => {
    expect(layerIndexOf('network.layers[12].units')).toBe(12)
    expect(layerIndexOf('network.layers')).toBeNull()
    expect(partOf('outputs[0].loss.kind')).toBe('loss')
    expect(partOf('stop.early.patience')).toBe('stop')
    expect(partOf('stopping')).toBeNull()
  })
})
