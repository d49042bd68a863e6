import { describe, expect, it } from 'vitest'
import { describeExperiment, type DatasetDescription, type ExperimentSpec, type LayerSpec } from '../../core/index.ts'
import { edgesOf, readGraph } from '../../renderer/network-editor/model/network-graph.ts'
import { issuesByKey, nodeViews, receptiveFieldWords, troubledEdges } from '../../renderer/network-editor/node-view.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const digits: DatasetDescription = { name: 'digits', sampleCount: 1000, inputShape: [1, 28, 28], task: 'classification', classes: [...'0123456789'], targetNames: ['digit'], givenCounts: null }
const speech = { t: (key: string, named?: Record<string, unknown>) => `${key}${named === undefined ? '' : ` ${Object.values(named).join(' ')}`}`, say: ({ en }: { en: string }) => en, value: String, count: String, short: String }

function drawn(layers: readonly LayerSpec[]): { readonly views: ReturnType<typeof nodeViews>; readonly troubled: readonly string[] } {
  const spec: ExperimentSpec = { ...digitsSpec, network: { layers }, outputs: [{ from: layers.at(-1)?.id ?? '', loss: { kind: 'softmaxCrossEntropy' } }] }
  const description = describeExperiment(spec, digits)
  const nodes = readGraph(spec)
  const views = nodeViews(spec, nodes, description, 'digits', speech)
  return { views, troubled: [...troubledEdges(edgesOf(nodes, spec.outputs), issuesByKey(description.issues, nodes), views).keys()].map(({ source, target }) => `${source}>${target}`) }
}

describe('what the canvas shows', () => {
  it('is each layer with its values, shape and cost', () => {
    const { views, troubled } = drawn([{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }])
    expect(views.get('input')).toMatchObject({ end: 'data', name: 'digits', shape: '1 × 28 × 28' })
    expect(views.get('out')).toMatchObject({ family: 'dense', label: 'Dense', words: 'Units 10', shape: '10', cost: 'networkEditor.parameters 7850', problems: 0 })
    expect(views.get('output:0')).toMatchObject({ end: 'output', name: 'Softmax cross-entropy' })
    expect(troubled).toEqual([])
  })

  it('draws a shape that does not fit where it comes in, and a result that does not suit the loss where it goes out', () => {
    const wrong = drawn([{ id: 'out', kind: 'dense', units: 10 }])
    expect(wrong.troubled).toEqual(['input>out'])
    expect(wrong.views.get('out')?.problemText).toContain('a flat input')
    expect(drawn([{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 7 }]).troubled).toEqual(['out>output:0'])
  })

  it('marks a wrong value at its layer, and at no connection', () => {
    const { views, troubled } = drawn([{ id: 'flat', kind: 'flatten' }, { id: 'a', kind: 'dense', units: 4, bias: 'yes' }, { id: 'out', kind: 'dense', units: 10 }])
    expect(views.get('a')?.problems).toBe(1)
    expect(troubled).toEqual([])
  })

  it('says receptive fields in words', () => {
    expect([3, 'all', null].map((field) => receptiveFieldWords(field as number | 'all' | null, speech))).toEqual(['networkEditor.field.places 3', 'networkEditor.field.all', 'networkEditor.field.none'])
  })
})
