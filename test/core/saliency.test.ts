import { describe, expect, it } from 'vitest'
import { createRandom, createReferenceEngine, createWasmEngine, saliencies, type ExplainedNetwork, type LayerSpec, type TrainedNetwork } from '../../core/index.ts'
import { createTrainedNetwork } from '../../core/analysis/trained-network.ts'
import { copyParameters } from '../../core/trainer/checkpoint.ts'
import { createSession } from '../../core/trainer/session.ts'
import { prepare } from '../support/experiments.ts'
import { networks } from '../support/networks.ts'

const digits = { version: 1, seed: 5, dataset: { kind: 'strokeDigits', samples: 40, size: 20 }, split: { kind: 'fraction', validation: 0.1, test: 0 } }

/** A network with the weights it starts with, and its first training sample. */
async function look(layers: readonly LayerSpec[], engine: 'reference' | 'wasm' = 'reference'): Promise<{ network: TrainedNetwork; input: Float32Array; background: Float32Array }> {
  const { experiment, data } = prepare({ ...digits, network: { layers } } as never)
  const create = async () => (engine === 'reference' ? createReferenceEngine() : createWasmEngine())
  const tensors = copyParameters(createSession(experiment, await create(), data.parts.train))
  const network = createTrainedNetwork({ experiment, tensors }, await create(), null)
  const size = data.parts.train.inputs.length / data.parts.train.sampleCount
  return { network, input: data.parts.train.inputs.slice(0, size), background: new Float32Array(size).fill(0.1) }
}

const raw = (network: TrainedNetwork, input: Float32Array, output: number): number => network.layerOutputs(input).at(-1)!.values[output]!
const smooth: readonly LayerSpec[] = [
  { id: 'c1', kind: 'conv2d', channels: 3, kernel: 3, activation: 'tanh' },
  { id: 'n1', kind: 'batchNormalization' },
  { id: 'p1', kind: 'averagePool2d' },
  { id: 'c2', kind: 'conv2d', channels: 4, kernel: 3, activation: 'tanh' },
  { id: 'f', kind: 'flatten' },
  { id: 'out', kind: 'dense', units: 10 },
] as never

describe('the gradient with respect to the input', () => {
  it('is the slope of the raw output, as differences show', async () => {
    const { network, input } = await look(smooth)
    const gradient = network.gradients(input, 1, 3)
    // float32 weights and inputs on float64 arithmetic: steps must survive the rounding of the input.
    for (const index of [45, 127, 200, 263, 371]) {
      const [above, below] = [2 ** -7, -(2 ** -7)].map((step) => raw(network, input.map((value, i) => (i === index ? value + step : value)), 3))
      expect(gradient[index]! * 2 ** -6, `pixel ${index}`).toBeCloseTo(above! - below!, 6)
    }
  })

  it.each(Object.entries(networks))('is the same on the fast engine: %s', async (_name, layers) => {
    const [slow, fast] = [await look(layers as never), await look(layers as never, 'wasm')]
    const [expected, found] = [slow, fast].map(({ network, input }) => network.gradients(input, 1, 2))
    const scale = Math.max(...expected!.map(Math.abs))
    expect(scale).toBeGreaterThan(0)
    found!.forEach((value, i) => expect(Math.abs(value - expected![i]!)).toBeLessThan(2e-4 * scale))
  })

  it.each(Object.entries(networks))('comes with what every layer gives, alike on both engines: %s', async (_name, layers) => {
    const [expected, found] = [await look(layers as never), await look(layers as never, 'wasm')].map(({ network, input }) => network.layerOutputs(input))
    expect(found!.map(({ layer, shape }) => [layer, shape])).toEqual(expected!.map(({ layer, shape }) => [layer, shape]))
    found!.forEach(({ values, layer }, which) => values.forEach((value, i) => expect(Math.abs(value - expected![which]!.values[i]!), layer).toBeLessThan(1e-4 * (1 + Math.abs(value)))))
  })

  it('takes many rows in chunks', async () => {
    const { network, input } = await look(smooth, 'wasm')
    const rows = 300
    const many = new Float32Array(rows * input.length)
    for (let row = 0; row < rows; row++) many.set(input, row * input.length)
    const all = network.gradients(many, rows, 1)
    expect(all.subarray(299 * input.length)).toEqual(all.subarray(0, input.length))
  })
})

const explain = (kind: string, network: ExplainedNetwork, input: Float32Array, output: number, given: object = {}): Float32Array => {
  const { definition, hyperparameters } = saliencies.resolve({ kind, ...given }, 'saliency', [])!
  return definition.compute(network, input, output, hyperparameters, createRandom(1, 'saliency'))
}

describe('ways of explaining', () => {
  it('integrated gradients add up to the difference of the outputs', async () => {
    const { network, input, background } = await look(smooth)
    const values = explain('integratedGradients', { ...network, background }, input, 4, { steps: 256 })
    const total = values.reduce((sum, value) => sum + value, 0)
    expect(total).toBeCloseTo(raw(network, input, 4) - raw(network, background, 4), 3)
  })

  it('SmoothGrad without noise is the gradient, and with noise near it', async () => {
    const { network, input, background } = await look(smooth)
    const whole = { ...network, background }
    const plain = explain('gradient', whole, input, 0)
    explain('smoothGrad', whole, input, 0, { copies: 3, noise: 0 }).forEach((value, i) => expect(value).toBeCloseTo(plain[i]!, 6))
    const noisy = explain('smoothGrad', whole, input, 0, { copies: 30, noise: 0.05 })
    expect(noisy).not.toEqual(plain)
    const cosine = dot(noisy, plain) / Math.sqrt(dot(noisy, noisy) * dot(plain, plain))
    expect(cosine).toBeGreaterThan(0.8)
  })

  it('occlusion finds the only pixel that a network reads', async () => {
    const { network, input } = await look(smooth)
    const only = 8 * 20 + 11
    const one: ExplainedNetwork = { ...network, background: new Float32Array(input.length), scores: (inputs, rows) => Float32Array.from({ length: rows }, (_, row) => inputs[row * input.length + only]!) }
    const bright = input.map((value, i) => (i === only ? 1 : value))
    const map = explain('occlusion', one, bright, 0, { size: 3, stride: 1 })
    expect(map.indexOf(Math.max(...map))).toBe(only)
    expect(map[only]).toBeCloseTo(1, 6)
    expect(map[0]).toBe(0)
  })

  it('occlusion reaches the border whatever the step', async () => {
    const { network, input } = await look(smooth)
    const one: ExplainedNetwork = { ...network, background: new Float32Array(input.length), scores: (inputs, rows) => Float32Array.from({ length: rows }, (_, row) => inputs[(row + 1) * input.length - 1]!) }
    expect(explain('occlusion', one, input.map(() => 1), 0, { size: 4, stride: 3 }).at(-1)).toBeGreaterThan(0)
  })

  it('Grad-CAM weighs maps by the weights behind a global average', async () => {
    const layers = [{ id: 'c', kind: 'conv2d', channels: 3, kernel: 3, padding: 'same', activation: 'relu' }, { id: 'g', kind: 'globalAveragePool' }, { id: 'out', kind: 'dense', units: 10 }]
    const { experiment, data } = prepare({ ...digits, network: { layers } } as never)
    const tensors = copyParameters(createSession(experiment, createReferenceEngine(), data.parts.train))
    const network = createTrainedNetwork({ experiment, tensors }, createReferenceEngine(), null)
    const input = data.parts.train.inputs.slice(0, 400)
    const map = explain('gradCam', { ...network, background: new Float32Array(400) }, input, 6)
    const weight = tensors.get('out.weight')!.data
    const maps = network.layerOutputs(input)[0]!.values
    const expected = Float32Array.from({ length: 400 }, (_, i) => Math.max(0, [0, 1, 2].reduce((sum, c) => sum + weight[6 * 3 + c]! / 400 * maps[c * 400 + i]!, 0)))
    map.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 7))
  })

  it('take the first of two classes for the opposite of the second', async () => {
    const spec = { version: 1, seed: 2, dataset: { kind: 'moons', samples: 60 }, network: { layers: [{ id: 'h', kind: 'dense', units: 4, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] }, outputs: [{ from: 'out', loss: 'binaryCrossEntropy' }] }
    const { experiment, data } = prepare(spec as never)
    const network = createTrainedNetwork({ experiment, tensors: copyParameters(createSession(experiment, createReferenceEngine(), data.parts.train)) }, createReferenceEngine(), null)
    const input = data.parts.train.inputs.slice(0, 2)
    network.gradients(input, 1, 1).forEach((value, i) => expect(network.gradients(input, 1, 0)[i]).toBeCloseTo(-value, 12))
    expect(network.scores(input, 1, 0)[0]! + network.scores(input, 1, 1)[0]!).toBeCloseTo(1, 6)
  })
})

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
