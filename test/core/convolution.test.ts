import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom, createReferenceEngine, createWasmEngine, sizeOf, type Engine, type Tensor } from '../../core/index.ts'
import type { ConvolutionGeometry, PoolingWindow } from '../../core/ops/ops.ts'
import { createSession } from '../../core/trainer/session.ts'
import { expectClose } from '../support/close.ts'
import { prepare } from '../support/experiments.ts'

let engines: Engine[]
beforeAll(async () => { engines = [await createWasmEngine(), await createWasmEngine({ exact: true })] })

function filled(engine: Engine, shape: readonly number[], seed: number): Tensor {
  const tensor = engine.ops.create(shape)
  const random = createRandom(seed, 'convolution')
  for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = Math.fround(random.normal())
  return tensor
}

interface Case { images: number; inputs: number; outputs: number; size: [number, number]; kernel: [number, number]; padding: [number, number]; geometry: ConvolutionGeometry; seed: number }

const step = fc.constantFrom(1, 1, 1, 2, 3)
const cases: fc.Arbitrary<Case> = fc.record({
  images: fc.constantFrom(1, 2, 9), groupInputs: fc.constantFrom(1, 2, 3, 6), groupOutputs: fc.constantFrom(1, 2, 5, 7, 16), groups: fc.constantFrom(1, 1, 2, 3),
  height: fc.integer({ min: 1, max: 15 }), width: fc.integer({ min: 1, max: 21 }), kh: fc.constantFrom(1, 2, 3, 5), kw: fc.constantFrom(1, 2, 3, 5),
  sh: step, sw: step, dh: fc.constantFrom(1, 1, 2), dw: fc.constantFrom(1, 1, 2), ph: fc.nat(4), pw: fc.nat(4), seed: fc.nat(1000),
}).map(({ images, groupInputs, groupOutputs, groups, height, width, kh, kw, sh, sw, dh, dw, ph, pw, seed }) => {
  const reach = [(kh - 1) * dh, (kw - 1) * dw] as const
  return {
    images, inputs: groupInputs * groups, outputs: groupOutputs * groups, size: [Math.max(height, reach[0] + 1), Math.max(width, reach[1] + 1)], kernel: [kh, kw],
    padding: [Math.min(ph, reach[0]), Math.min(pw, reach[1])], geometry: { stride: [sh, sw], dilation: [dh, dw], groups }, seed,
  }
})

/** Everything a convolution computes, forwards and backwards. */
function convolution(engine: Engine, { images, inputs, outputs, size, kernel, padding, geometry, seed }: Case): Record<string, ArrayLike<number>> {
  const { ops } = engine
  const padded = [size[0] + 2 * padding[0], size[1] + 2 * padding[1]]
  const out = [0, 1].map((axis) => Math.floor((padded[axis]! - (kernel[axis]! - 1) * geometry.dilation[axis]! - 1) / geometry.stride[axis]!) + 1)
  const x = filled(engine, [images, inputs, ...size], seed)
  const weight = filled(engine, [outputs, inputs / geometry.groups, ...kernel], seed + 1)
  const bias = filled(engine, [outputs], seed + 2)
  const dy = filled(engine, [images, outputs, ...out], seed + 3)
  const xp = ops.create([images, inputs, ...padded])
  const [y, plain] = [ops.create(dy.shape), ops.create(dy.shape)]
  const dx = ops.create(x.shape)
  const [dw, dwTwice] = [filled(engine, weight.shape, seed + 4), filled(engine, weight.shape, seed + 5)]
  const db = ops.create([outputs])
  const program = engine.record(() => {
    ops.pad(x, xp, padding)
    ops.convolve(xp, weight, bias, y, geometry)
    ops.convolve(xp, weight, null, plain, geometry)
    ops.convolveInputGradient(dy, weight, dx, geometry, padding)
    ops.convolveWeightGradient(xp, dy, dw, geometry)
    ops.convolveWeightGradient(xp, dy, dwTwice, geometry, true)
    ops.channelSums(dy, db)
  })
  program.run()
  return { y: y.data, plain: plain.data, dx: dx.data, dw: dw.data, dwTwice: dwTwice.data, db: db.data }
}

describe('convolution', () => {
  it('matches the reference for any kernel, stride, padding, dilation and groups', () => {
    const reference = createReferenceEngine()
    fc.assert(fc.property(cases, (one) => {
      const expected = convolution(reference, one)
      for (const engine of engines) {
        const actual = convolution(engine, one)
        for (const [what, numbers] of Object.entries(expected)) expectClose(actual[what]!, numbers, { relative: 2e-5, absolute: 2e-4, what })
      }
    }), { numRuns: 250 })
  })

  it('has gradients that match finite differences of the reference', () => {
    const one: Case = { images: 2, inputs: 4, outputs: 6, size: [7, 8], kernel: [3, 2], padding: [1, 1], geometry: { stride: [2, 1], dilation: [1, 2], groups: 2 }, seed: 1 }
    const engine = createReferenceEngine()
    const { ops } = engine
    const padded = [9, 10]
    const x = filled(engine, [2, 4, 7, 8], 1)
    const weight = filled(engine, [6, 2, 3, 2], 2)
    const y = ops.create([2, 6, 4, 8])
    const seeds = filled(engine, y.shape, 3)
    const loss = (): number => {
      const xp = ops.create([2, 4, ...padded])
      ops.pad(x, xp, one.padding)
      ops.convolve(xp, weight, null, y, one.geometry)
      return Float64Array.from(y.data).reduce((sum, value, i) => sum + value * seeds.data[i]!, 0)
    }
    const dx = ops.create(x.shape)
    const dw = ops.create(weight.shape)
    const xp = ops.create([2, 4, ...padded])
    ops.pad(x, xp, one.padding)
    ops.convolveInputGradient(seeds, weight, dx, one.geometry, one.padding)
    ops.convolveWeightGradient(xp, seeds, dw, one.geometry)
    for (const [tensor, gradient] of [[x, dx], [weight, dw]] as const) {
      const numeric = Float64Array.from(tensor.data, (kept, i) => {
        tensor.data[i] = kept + 1e-4
        const above = loss()
        tensor.data[i] = kept - 1e-4
        const below = loss()
        tensor.data[i] = kept
        return (above - below) / 2e-4
      })
      expectClose(gradient.data, numeric, { relative: 1e-7, absolute: 1e-8 })
    }
  })

  it('does not depend on what stood in the output before', () => {
    for (const engine of engines) {
      const { ops } = engine
      const x = filled(engine, [1, 1, 3, 3], 1)
      const weight = filled(engine, [1, 1, 3, 3], 2)
      const y = ops.create([1, 1, 1, 1])
      y.data[0] = NaN
      ops.convolve(x, weight, null, y, { stride: [1, 1], dilation: [1, 1], groups: 1 })
      expectClose(y.data, [Float64Array.from(x.data).reduce((sum, value, i) => sum + value * weight.data[i]!, 0)], { relative: 1e-5 })
    }
  })
})

describe('a convolutional network', () => {
  it('has the same losses and gradients on every engine, also where instructions are fused', async () => {
    const { experiment, data } = prepare({
      version: 1, seed: 2, dataset: { kind: 'strokeDigits', samples: 60, size: 14 }, split: { kind: 'fraction', validation: 0.1, test: 0 },
      network: { layers: [
        { kind: 'conv2d', channels: 7, kernel: 5, activation: 'relu' }, { kind: 'maxPool2d' },
        { kind: 'conv2d', channels: 9, padding: 'valid', activation: 'relu' }, { kind: 'maxPool2d', size: 3, stride: 1 },
        { kind: 'conv2d', channels: 4, stride: 2, activation: 'relu' }, { kind: 'flatten' }, { kind: 'dense', units: 10 },
      ] },
    } as never)
    const positions = Int32Array.from({ length: 20 }, (_, i) => i)
    const results = [createReferenceEngine(), ...engines].map((engine) => {
      const session = createSession(experiment, engine, data.parts.train)
      const { loss } = session.gradientStep(positions, 1)
      const { losses } = session.evaluate(data.parts.validation).heads[0]!
      return { loss, losses, gradients: session.network.parameters.map(({ name, gradient }) => ({ name, gradient: Float64Array.from(gradient.data) })) }
    })
    const [expected, ...others] = results
    for (const { loss, losses, gradients } of others) {
      expectClose([loss], [expected!.loss], { relative: 1e-5, what: 'loss' })
      expectClose(losses, expected!.losses, { relative: 1e-4, what: 'validation losses' })
      gradients.forEach(({ name, gradient }, index) => expectClose(gradient, expected!.gradients[index]!.gradient, { relative: 1e-3, absolute: 2e-6, what: name }))
    }
  })
})

describe('pooling', () => {
  const windows = fc.record({
    planes: fc.constantFrom(1, 3), height: fc.integer({ min: 2, max: 13 }), width: fc.integer({ min: 2, max: 21 }),
    size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), stride: fc.tuple(step, step), pad: fc.nat(1), seed: fc.nat(1000),
  }).filter(({ height, width, size }) => size[0] <= height && size[1] <= width)

  it('matches the reference', () => {
    const reference = createReferenceEngine()
    fc.assert(fc.property(windows, ({ planes, height, width, size, stride, pad, seed }) => {
      const padding: [number, number] = [Math.min(pad, size[0] >> 1), Math.min(pad, size[1] >> 1)]
      const window: PoolingWindow = { size, stride, padding }
      const out = [Math.floor((height + 2 * padding[0] - size[0]) / stride[0]) + 1, Math.floor((width + 2 * padding[1] - size[1]) / stride[1]) + 1]
      const run = (engine: Engine): ArrayLike<number>[] => {
        const { ops } = engine
        const x = filled(engine, [2, planes, height, width], seed)
        const [greatest, mean, dx, dxMean] = [ops.create([2, planes, ...out]), ops.create([2, planes, ...out]), ops.create(x.shape), ops.create(x.shape)]
        const positions = ops.createIndices([2, planes, ...out])
        const dy = filled(engine, greatest.shape, seed + 1)
        ops.maxPool(x, greatest, positions, window)
        ops.maxPoolBackward(dy, positions, dx)
        ops.averagePool(x, mean, window)
        ops.averagePoolBackward(dy, dxMean, window)
        return [greatest.data, positions.data, dx.data, mean.data, dxMean.data]
      }
      const expected = run(reference)
      for (const engine of engines) run(engine).forEach((numbers, index) => expectClose(numbers, expected[index]!, { relative: 1e-5, absolute: 1e-5, what: `result ${index}` }))
    }), { numRuns: 200 })
  })

  it('gives ties to the first and lets NaN through', () => {
    for (const engine of [createReferenceEngine(), ...engines]) {
      const { ops } = engine
      const x = ops.create([1, 1, 2, 10])
      x.data.set([1, 1, 0, NaN, 3, 2, -1, -1, 0, 0, 1, 1, 0, 0, 2, 3, -1, -1, 0, NaN])
      const y = ops.create([1, 1, 1, 5])
      const positions = ops.createIndices([1, 1, 1, 5])
      ops.maxPool(x, y, positions, { size: [2, 2], stride: [2, 2], padding: [0, 0] })
      expect([...y.data]).toEqual([1, NaN, 3, -1, NaN])
      expect([...positions.data]).toEqual([0, 3, 4, 6, 19])
      expect(sizeOf(y.shape)).toBe(5)
    }
  })
})
