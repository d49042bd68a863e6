import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareNetworks, describeExperiment, drawNetwork, familyLabels, sketchNetwork, type ComparedNetwork, type DatasetDescription, type DrawingOptions, type ExperimentSpec, type LayerSpec } from '../../core/index.ts'
import { layOut } from '../../core/drawing/lay-out.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const data: DatasetDescription = { name: 'digits', sampleCount: 1000, inputShape: [1, 28, 28], task: 'classification', classes: [...'0123456789'], targetNames: ['digit'], givenCounts: null }
const legend = Object.fromEntries(Object.entries(familyLabels).map(([family, { en }]) => [family, en]))
const plain: DrawingOptions = { theme: 'light', title: null, caption: null, legend: null }

const residual: readonly LayerSpec[] = [
  { id: 'c1', kind: 'conv2d', channels: 4, activation: 'relu' }, { id: 'c2', kind: 'conv2d', channels: 4 }, { id: 'sum', kind: 'add', inputs: ['c1', 'c2'] },
  { id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 },
]

function draw(layers: readonly LayerSpec[], options: Partial<DrawingOptions> = {}, language: 'en' | 'es' = 'en', name = 'digits'): string {
  const spec = { ...digitsSpec, network: { layers }, outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }] } as ExperimentSpec
  return drawNetwork(sketchNetwork(spec, describeExperiment(spec, data), name, language), { ...plain, ...options })
}

const numbers = (svg: string, pattern: RegExp): readonly number[][] => [...svg.matchAll(pattern)].map((match) => match.slice(1).map(Number))

describe('a network as a drawing', () => {
  it('has each layer, its values, cost and shapes as text', () => {
    const svg = draw(residual)
    for (const words of ['Convolution 2-D', 'Filters 4', '>c1<', '40 param.', '4 × 28 × 28', 'Softmax cross-entropy', '>digits<']) expect(svg).toContain(words)
    // The data, the loss and five layers; six connections and one more around the second convolution.
    expect(svg.match(/width="216"/g)).toHaveLength(7)
    expect(svg.match(/stroke-width="1.5"\/><path/g)).toHaveLength(7)
    expect(draw(residual, {}, 'es')).toContain('Entropía cruzada')
  })

  it('fits into its picture, with everything that it is asked for', () => {
    const svg = draw(residual, { title: 'A network with a rather long name that is wider than all of its layers together', caption: 'said in a sentence', legend })
    const [width = 0, height = 0] = numbers(svg, /viewBox="0 0 (\d+) (\d+)"/g)[0]!
    const [[shiftX = 0, shiftY = 0] = []] = numbers(svg, /<g transform="translate\(([\d.-]+) ([\d.-]+)\)">\n<path/g)
    for (const [x = 0, y = 0] of numbers(svg, /<g transform="translate\(([\d.-]+) ([\d.-]+)\)"><rect/g)) {
      expect(x + shiftX).toBeGreaterThanOrEqual(24)
      expect(x + shiftX + 216).toBeLessThanOrEqual(width - 24)
      expect(y + shiftY).toBeGreaterThanOrEqual(24)
      expect(y + shiftY + 52).toBeLessThanOrEqual(height - 24)
    }
    for (const word of ['rather long name', 'said in a sentence', 'Convolution', 'Combination']) expect(svg).toContain(word)
    expect(svg).not.toContain('Recurrent')
  })

  it('differs by theme: print has no background and tells families apart without colours', () => {
    expect(draw(residual, { theme: 'dark' })).toContain('fill="#14171c"')
    const print = draw(residual, { theme: 'print' })
    expect(print).toContain('<pattern id="hatch-3"')
    expect(print).toContain('fill="url(#hatch-3)"')
    expect(print).not.toMatch(/<rect width="\d+" height="\d+" fill="#ffffff"\/>\n/)
  })

  it('keeps to XML whatever names say, and clips what has no room', () => {
    const svg = draw([{ id: 'flat', kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }], { title: '<script>&' }, 'en', 'a<b>&"c\'\u0001')
    expect(svg).toContain('a&lt;b&gt;&amp;&quot;c&#39;<')
    expect(svg).toContain('&lt;script&gt;&amp;')
    expect(draw([{ id: 'flat', kind: 'flatten' }, { id: 'x'.repeat(90), kind: 'dense', units: 10 }, { id: 'out', kind: 'dense', units: 10 }])).toMatch(/>x{5,25}…</)
  })
})

describe('a layout of its own', () => {
  const graphs = fc.integer({ min: 1, max: 24 }).chain((count) => fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 40 })
    .map((pairs) => ({ count, edges: pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const) })))

  it('puts each layer below what it reads, and none over another', () => {
    fc.assert(fc.property(graphs, ({ count, edges }) => {
      const { places, routes } = layOut(count, edges)
      for (const [source, target] of edges) expect(places[target]!.y).toBeGreaterThan(places[source]!.y)
      places.forEach((a, i) => places.slice(i + 1).forEach((b) => expect(Math.abs(a.x - b.x) >= 216 || Math.abs(a.y - b.y) >= 52).toBe(true)))
      routes.forEach((route, edge) => {
        expect(route[0]).toEqual({ x: places[edges[edge]![0]]!.x + 108, y: places[edges[edge]![0]]!.y + 52 })
        expect(route.at(-1)).toEqual({ x: places[edges[edge]![1]]!.x + 108, y: places[edges[edge]![1]]!.y })
      })
    }), { numRuns: 200 })
  })

  it('lets connections that pass rows run beside the layers there', () => {
    const { places, routes: [, , around] } = layOut(3, [[0, 1], [1, 2], [0, 2]])
    const passing = around!.slice(1, -1)
    expect(passing).toHaveLength(2)
    for (const { x } of passing) expect(x < places[1]!.x || x > places[1]!.x + 216).toBe(true)
  })
})

describe('two networks beside each other', () => {
  const network = (layers: readonly LayerSpec[]): ComparedNetwork => ({ specs: layers, layers: describeExperiment({ ...digitsSpec, network: { layers }, outputs: [{ from: String(layers.at(-1)!.id), loss: { kind: 'softmaxCrossEntropy' } }] }, data).layers })
  const said = (left: readonly LayerSpec[], right: readonly LayerSpec[]): string[] => compareNetworks(network(left), network(right)).map((pair) => `${pair.left ?? '–'} ${pair.right ?? '–'} ${pair.difference}`)
  const dense = (id: string, units: number): LayerSpec => ({ id, kind: 'dense', units })

  it('are the same when nothing but names differs', () => {
    expect(said([dense('a', 8), dense('out', 10)], [dense('b', 8), dense('out', 10)])).toEqual(['a b same', 'out out same'])
  })

  it('differ by the layer that was put between others, whatever automatic names become of it', () => {
    expect(said([dense('dense1', 8), dense('dense2', 10)], [dense('dense1', 8), dense('dense2', 16), dense('dense3', 10)])).toEqual(['dense1 dense1 same', '– dense2 only', 'dense2 dense3 same'])
    expect(said(residual, [...residual.slice(0, 3), { id: 'drop', kind: 'dropout', rate: 0.5 }, ...residual.slice(3)])).toEqual(['c1 c1 same', 'c2 c2 same', 'sum sum same', '– drop only', 'flat flat same', 'out out same'])
  })

  it('differ by settings and by what layers read', () => {
    expect(said(residual, residual.map((layer) => (layer.id === 'c2' ? { ...layer, channels: 4, kernel: 5 } : layer)))[1]).toBe('c2 c2 changed')
    expect(said(residual, residual.map((layer) => (layer.id === 'sum' ? { ...layer, inputs: ['c2', 'c1'] } : layer)))[2]).toBe('sum sum changed')
  })

  it('have every layer once, in order, beside one of its kind', () => {
    const kinds = fc.array(fc.constantFrom<LayerSpec>({ kind: 'dense', units: 4 }, { kind: 'dense', units: 5 }, { kind: 'dropout' }, { kind: 'layerNormalization' }), { minLength: 1, maxLength: 6 }).map((layers) => [{ id: 'flat', kind: 'flatten' }, ...layers.map((layer, i) => ({ ...layer, id: `l${i}` }))])
    fc.assert(fc.property(kinds, kinds, (left, right) => {
      const pairs = compareNetworks(network(left), network(right))
      expect(pairs.flatMap((pair) => pair.left ?? [])).toEqual(left.map(({ id }) => id))
      expect(pairs.flatMap((pair) => pair.right ?? [])).toEqual(right.map(({ id }) => id))
      const kindOf = (layers: readonly LayerSpec[], id: string): unknown => layers.find((layer) => layer.id === id)!.kind
      for (const pair of pairs) if (pair.left !== null && pair.right !== null) expect(kindOf(left, pair.left)).toBe(kindOf(right, pair.right))
      expect(compareNetworks(network(left), network(left)).every(({ difference }) => difference === 'same')).toBe(true)
    }), { numRuns: 60 })
  })

  it('mark what differs in their drawings, with a sign beside the colour', () => {
    const drawing = sketchNetwork({ ...digitsSpec, network: { layers: residual }, outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }] } as ExperimentSpec, describeExperiment({ ...digitsSpec, network: { layers: residual } }, data), 'digits', 'en')
    const svg = drawNetwork({ ...drawing, nodes: drawing.nodes.map((node) => (node.key === 'c2' ? { ...node, mark: 'changed' } : node.key === 'sum' ? { ...node, mark: 'only' } : node)) }, plain)
    expect(svg.match(/>≠</g)).toHaveLength(1)
    expect(svg.match(/>\+</g)).toHaveLength(1)
  })
})
