import { describe, expect, it } from 'vitest'
import {
  createEngine, createReferenceEngine, datasets, describeDataset, findRemedies, lookInside, plainProducts, prepareLook, resolveExperiment, SpecError,
  type Dataset, type Engine, type ExperimentSpec, type LayerLook, type LookData, type NetworkLook, type ResolvedExperiment, type StoredTensors,
} from '../../core/index.ts'
import { distributionOf, measureSignal, unitsOf, valueRangeOf } from '../../core/network/layer-signal.ts'
import { shrinkPicture } from '../../core/analysis/shrink-picture.ts'
import { activations } from '../../core/activations/registry.ts'
import { buildNetwork } from '../../core/network/build-network.ts'
import type { Tensor } from '../../core/ops/tensor.ts'
import { networks } from '../support/networks.ts'
import { spiralsSpec } from '../support/experiments.ts'

const digits = { kind: 'strokeDigits', samples: 300 }

function generate(block: { readonly kind: string }, seed = 1): Dataset {
  const { definition, hyperparameters } = datasets.resolve(block, 'dataset', [])!
  if (definition.source !== 'generator') throw new Error('The test needs a generator')
  return definition.generate(hyperparameters, seed)
}

interface Looked { readonly experiment: ResolvedExperiment; readonly data: LookData; readonly spec: ExperimentSpec }

function prepare(network: readonly object[], more: object = {}, block: { readonly kind: string } = digits): Looked {
  const dataset = generate(block)
  const given = { version: 1, name: 'look', seed: 5, dataset: block, split: { kind: 'fraction', validation: 0.2, test: 0 }, network: { layers: network }, optimizer: { kind: 'adam' }, batches: { size: 32 }, stop: { epochs: 1 }, ...more }
  const experiment = resolveExperiment(given, describeDataset(dataset))
  return { experiment, spec: experiment.spec, data: prepareLook(experiment, dataset, plainProducts) }
}

const look = ({ experiment, data }: Looked, engine: Engine, layer: string | null = null, sample = 0, weights: StoredTensors | null = null): NetworkLook => lookInside(experiment, data, engine, { sample, layer }, weights)

const layerOf = ({ layers }: NetworkLook, id: string): LayerLook => layers.find(({ layer }) => layer === id)!

const hidden = (count: number, layer: object, last = 10): object[] => [{ kind: 'flatten' }, ...Array.from({ length: count }, (_, i) => ({ id: `h${i + 1}`, kind: 'dense', units: 64, ...layer })), { id: 'out', kind: 'dense', units: last }]

describe('a look inside', () => {
  it.each(Object.keys(networks) as (keyof typeof networks)[])('is the first pass of the run: %s', async (name) => {
    const layers = [...networks[name]].map((layer, i) => ({ ...layer, id: `l${i}` }))
    const prepared = prepare(layers, {}, { kind: 'strokeDigits', samples: 60, size: 20 } as never)
    const { experiment, data } = prepared
    const { layers: looks, rows, loss } = look(prepared, await createEngine({ kind: 'wasm' }))
    const exact = look(prepared, createReferenceEngine())
    expect(rows).toBe(48)
    expect(looks.map(({ layer }) => layer)).toEqual(['input', ...layers.map(({ id }) => id)])
    expect(Math.abs(loss / exact.loss - 1)).toBeLessThan(1e-4)
    looks.forEach(({ layer, signal, gradient, picture }) => {
      const own = layerOf(exact, layer)
      expect(Math.abs(signal.mean - own.signal.mean)).toBeLessThan(1e-4 * (1 + own.signal.deviation))
      expect(Math.abs(signal.deviation - own.signal.deviation)).toBeLessThan(1e-3 * own.signal.deviation)
      if (own.gradient === null) expect(gradient).toBeNull()
      else expect(Math.abs(gradient!.norm - own.gradient.norm)).toBeLessThan(1e-2 * own.gradient.norm)
      expect(picture.values.every(Number.isFinite)).toBe(true)
    })
    expect(data.indices).toHaveLength(48)
    expect(experiment.counts.train).toBe(48)
  })

  it('shows what a layer gives for the chosen sample, to the last number', () => {
    const prepared = prepare([{ id: 'conv', kind: 'conv2d', channels: 3, kernel: 5, activation: 'tanh' }, { kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10 }])
    const shown = look(prepared, createReferenceEngine(), 'conv', 7)
    const { dataset, indices } = prepared.data
    const engine = createReferenceEngine()
    const network = buildNetwork(prepared.experiment.network, engine, prepared.experiment.seed)
    const x = engine.ops.create([1, ...dataset.inputShape])
    for (let i = 0; i < x.data.length; i++) x.data[i] = dataset.inputs[indices[7]! * x.data.length + i]! * dataset.inputScale
    const y = network.forward(x, true).outputs.get('conv')!
    expect(shown.sample).toMatchObject({ position: 7, index: indices[7], count: indices.length })
    const { picture, shape } = { ...layerOf(shown, 'conv'), picture: layerOf(shown, 'conv').details!.picture }
    expect(picture.shape).toEqual(shape)
    picture.values.forEach((value, i) => expect(value).toBeCloseTo(y.data[i]!, 5))
    expect(layerOf(shown, 'out').details).toBeNull()
  })

  it('walks round: the sample after the last is the first', () => {
    const prepared = prepare(hidden(1, { activation: 'relu' }))
    const engine = createReferenceEngine()
    expect(look(prepared, engine, null, prepared.data.indices.length).sample.position).toBe(0)
    expect(look(prepared, engine, null, -1).sample.position).toBe(prepared.data.indices.length - 1)
  })

  it('has the gradient of the loss by each output: as differences of the loss say', () => {
    const prepared = prepare([{ id: 'h1', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'h2', kind: 'dense', units: 5, activation: 'logistic' }, { id: 'out', kind: 'dense', units: 2 }], {}, { kind: 'spirals', samples: 40 } as never)
    const { experiment, data } = prepared
    const found = look(prepared, createReferenceEngine())
    const engine = createReferenceEngine()
    const { ops } = engine
    const network = buildNetwork(experiment.network, engine, experiment.seed)
    const rows = found.rows
    const x = ops.create([rows, 2])
    const labels = ops.createIndices([rows])
    // The same samples in whatever order: norms do not depend on it.
    for (let row = 0; row < rows; row++) {
      const index = data.indices[row]!
      x.data.set([data.dataset.inputs[2 * index]! * data.dataset.inputScale, data.dataset.inputs[2 * index + 1]! * data.dataset.inputScale], 2 * row)
      labels.data[row] = data.dataset.targets.kind === 'classes' ? data.dataset.targets.labels[index]! : 0
    }
    const lossWith = (layer: string, element: number, change: number): number => {
      const pass = network.forward(x, true, {
        disturb(id, y) {
          if (id !== layer) return y
          const moved: Tensor = { shape: y.shape, data: Float64Array.from(y.data) }
          moved.data[element] = moved.data[element]! + change
          return moved
        },
      })
      const losses = ops.create([rows])
      const { loss } = experiment.outputs[0]!
      loss.definition.apply(ops, pass.outputs.get('out')!, { labels, values: null, classWeights: null }, { losses, gradient: null, scale: 1 }, loss.hyperparameters)
      return [...losses.data].reduce((sum, value) => sum + value, 0) / rows
    }
    for (const [layer, units] of [['h1', 6], ['h2', 5], ['out', 2]] as const) {
      let squares = 0
      for (let element = 0; element < rows * units; element++) squares += ((lossWith(layer, element, 1e-5) - lossWith(layer, element, -1e-5)) / 2e-5) ** 2
      expect(layerOf(found, layer).gradient!.norm / Math.sqrt(squares * rows)).toBeCloseTo(1, 6)
    }
    expect(layerOf(found, 'input').gradient).toBeNull()
  })

  it('takes no more memory however often it is done', async () => {
    const prepared = prepare(hidden(2, { activation: 'relu' }))
    const engine = await createEngine({ kind: 'wasm' })
    look(prepared, engine)
    const first = engine.ops.create([1]).data.buffer.byteLength
    for (let i = 0; i < 5; i++) look(prepared, engine)
    expect(engine.ops.create([1]).data.buffer.byteLength).toBe(first)
  })

  it('begins with the weights that the spec names', () => {
    const prepared = prepare(hidden(1, { activation: 'linear' }))
    const engine = createReferenceEngine()
    const shape = [64, 784]
    const weights: StoredTensors = new Map([['h1.weight', { shape, data: new Float32Array(64 * 784) }]])
    expect(layerOf(look(prepared, engine, null, 0, weights), 'h1').signal).toMatchObject({ deviation: 0, deadUnits: 64 })
    expect(() => look(prepared, engine, null, 0, new Map([['h1.weight', { shape: [2], data: new Float32Array(2) }]]))).toThrow(SpecError)
  })

  it('has no gradients where the rule that trains uses none', () => {
    const found = look(prepare([{ id: 'out', kind: 'dense', units: 1, activation: 'step' }], { optimizer: { kind: 'perceptron' }, outputs: [{ from: 'out', loss: { kind: 'meanSquaredError' } }], batches: { size: 1 } }, { kind: 'linearlySeparable' }), createReferenceEngine())
    expect(found.layers.every(({ gradient }) => gradient === null)).toBe(true)
  })

  it('looks at values too', () => {
    const found = look(prepare([{ id: 'h', kind: 'dense', units: 8, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }], { outputs: [{ from: 'out', loss: { kind: 'meanSquaredError' } }] }, { kind: 'noisySine' }), createReferenceEngine())
    expect(found.sample.targets).toHaveLength(1)
    expect(found.loss).toBeGreaterThan(0)
  })
})

describe('troubles before training', () => {
  const kinds = (found: NetworkLook): readonly string[] => found.troubles.map(({ layer, kind }) => `${layer} ${kind}`)

  it('are none in networks as the lectures draw them', () => {
    const engine = createReferenceEngine()
    expect(kinds(look(prepare(hidden(4, { activation: 'relu', initializer: 'heNormal' })), engine))).toEqual([])
    expect(kinds(look(prepare(hidden(2, { activation: 'tanh' })), engine))).toEqual([])
    expect(kinds(look(prepare(spiralsSpec.network.layers, {}, spiralsSpec.dataset), engine))).toEqual([])
  })

  it.each([
    ['saturated', hidden(2, { activation: 'logistic', initializer: { kind: 'normal', standardDeviation: 5 } }), ['h1 saturated', 'h2 saturated']],
    ['dead', hidden(2, { activation: 'relu', initializer: 'heNormal', biasInitializer: { kind: 'constant', value: -30 } }), ['h1 dead', 'h2 dead', 'out vanishing-signal']],
    ['vanishing-signal', hidden(4, { activation: 'relu', initializer: { kind: 'normal', standardDeviation: 0.01 } }), ['h4 vanishing-signal', 'out vanishing-signal']],
    ['exploding-signal', hidden(4, { activation: 'relu', initializer: { kind: 'normal', standardDeviation: 1 } }), ['h3 exploding-signal', 'h4 exploding-signal', 'out exploding-signal']],
    ['vanishing-gradient', hidden(8, { activation: 'logistic' }), ['h1 vanishing-gradient']],
  ])('%s: found, and mended by what is proposed', (kind, network, expected) => {
    const engine = createReferenceEngine()
    const prepared = prepare(network)
    const found = look(prepared, engine)
    expect(kinds(found)).toEqual(expect.arrayContaining(expected))
    expect(found.troubles.every(({ sentence }) => sentence.en !== sentence.es && sentence.en.length > 20)).toBe(true)
    const dataset = prepared.data.dataset
    const again = (spec: ExperimentSpec): NetworkLook => {
      const experiment = resolveExperiment(spec, describeDataset(dataset))
      return lookInside(experiment, prepareLook(experiment, dataset, plainProducts), engine, { sample: 0, layer: null }, null)
    }
    const [remedy] = findRemedies(prepared.spec, prepared.experiment, found, again)
    expect(remedy, kind).toMatchObject({ left: 0 })
    expect(remedy!.changes.length).toBeGreaterThan(0)
  })

  it('of data on a large scale are mended by standardizing them', () => {
    const prepared = prepare([{ id: 'h1', kind: 'dense', units: 32, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 2 }], {}, { kind: 'gaussians', samples: 300, distance: 400 } as never)
    const engine = createReferenceEngine()
    const found = look(prepared, engine)
    expect(kinds(found)).toContain('h1 saturated')
    const again = (spec: ExperimentSpec): NetworkLook => {
      const experiment = resolveExperiment(spec, describeDataset(prepared.data.dataset))
      return lookInside(experiment, prepareLook(experiment, prepared.data.dataset, plainProducts), engine, { sample: 0, layer: null }, null)
    }
    const [remedy] = findRemedies(prepared.spec, prepared.experiment, found, again)
    expect(remedy).toMatchObject({ left: 0, changes: [{ path: 'preprocessing' }] })
  })
})

describe('what is measured of a layer', () => {
  it('is counted by hand', () => {
    // Two samples of two channels with two places each.
    const signal = measureSignal(Float32Array.of(0, 0, 1, 3, 0, 0, 1, 5), 2, [2, 1, 2], null)
    expect(signal).toMatchObject({ mean: 1.25, minimum: 0, maximum: 5, zeroShare: 0.5, units: 2, deadUnits: 1, saturatedShare: null, finite: true })
    expect(signal.deviation).toBeCloseTo(Math.sqrt((4 * 1.25 ** 2 + 2 * 0.25 ** 2 + 1.75 ** 2 + 3.75 ** 2) / 8), 10)
    expect(signal.variation).toBeCloseTo(Math.sqrt(2 / 8), 10) // one place of four moves by ±1
    expect(measureSignal(Float32Array.of(0.001, 0.5, 0.999, 0.6), 2, [2], { low: 0, high: 1 }).saturatedShare).toBe(0.5)
    expect(measureSignal(Float32Array.of(NaN, 1), 1, [2], null).finite).toBe(false)
    expect([unitsOf([5, 3]).count, unitsOf([5, 3]).unitAt(4), unitsOf([7]).count, unitsOf([2, 3, 4]).unitAt(12)]).toEqual([3, 1, 7, 1])
  })

  it('knows which activations have asymptotes', () => {
    const range = (kind: string) => valueRangeOf(activations.resolve(kind, 'activation', [])!)
    expect(range('logistic')).toEqual({ low: 0, high: 1 })
    expect(range('tanh')).toEqual({ low: -1, high: 1 })
    for (const kind of ['relu', 'elu', 'gelu', 'linear', 'softmax', 'step', 'sign', 'softplus']) expect(range(kind), kind).toBeNull()
    expect(range('softsign')!.high).toBeCloseTo(1, 3)
  })

  it('is drawn small: means over blocks, the first channels', () => {
    expect(shrinkPicture(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), [1, 3, 3], 8, 2)).toEqual({ shape: [1, 2, 2], values: Float32Array.of(3, 4.5, 7.5, 9) })
    expect(shrinkPicture(Float32Array.of(1, 2, 3, 4), [2, 1, 2], 1, 8)).toEqual({ shape: [1, 1, 2], values: Float32Array.of(1, 2) })
    expect(shrinkPicture(Float32Array.of(1, 2, 3), [3], 8, 48)).toEqual({ shape: [3], values: Float32Array.of(1, 2, 3) })
  })

  it('spreads over bins that take every finite value', () => {
    const { edges, counts } = distributionOf(Float32Array.of(0, 1, 1, 4, NaN, Infinity))
    expect([edges[0], edges.at(-1)]).toEqual([0, 4])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4)
    expect(distributionOf(Float32Array.of(2, 2)).counts).toEqual(Float64Array.of(2))
  })
})
