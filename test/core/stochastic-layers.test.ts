import { describe, expect, it } from 'vitest'
import { createReferenceEngine, createWasmEngine, layers, type Engine, type Tensor } from '../../core/index.ts'
import { expectClose } from '../support/close.ts'
import { resolved } from '../support/resolved.ts'

function forward(engine: Engine, spec: object, x: Tensor, training: boolean) {
  const { definition, hyperparameters } = resolved(layers, spec)
  if (definition.inputs === 'many') throw new Error('A layer with one input is needed')
  return definition.forward(x, { ops: engine.ops, hyperparameters, parameters: {}, buffers: {}, training, frozen: false, needsInputGradient: true, seed: 5, stream: 9 })
}

function filled(engine: Engine, shape: readonly number[], value: number): Tensor {
  const tensor = engine.ops.create(shape)
  tensor.data.fill(value)
  return tensor
}

describe('stochastic binary units', () => {
  it('are 1 with the logistic probability, differ from step to step, and pass the logistic gradient', async () => {
    for (const engine of [createReferenceEngine(), await createWasmEngine()]) {
      const z = Math.log(0.3 / 0.7)
      engine.setStep(1)
      const { y, backward } = forward(engine, { kind: 'stochasticBinary' }, filled(engine, [1, 40_000], z), true)
      const first = [...y.data]
      expect(new Set(first)).toEqual(new Set([0, 1]))
      const share = first.reduce((sum, bit) => sum + bit, 0) / first.length
      expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / first.length))
      expectClose(backward(filled(engine, [1, 40_000], 2))!.data, first.map(() => 2 * 0.3 * 0.7), { relative: 1e-5 })
      engine.setStep(2)
      expect([...forward(engine, { kind: 'stochasticBinary' }, filled(engine, [1, 40_000], z), true).y.data]).not.toEqual(first)
      expectClose(forward(engine, { kind: 'stochasticBinary' }, filled(engine, [1, 8], z), false).y.data, Array.from({ length: 8 }, () => 0.3), { relative: 1e-6 })
    }
  })
})

describe('layers of the training phase alone', () => {
  it.each(['gaussianNoise', 'spatialDropout', 'dropout'])('%s does nothing at inference', (kind) => {
    const engine = createReferenceEngine()
    const x = filled(engine, [2, 3, 4, 4], 1.5)
    expect(forward(engine, { kind }, x, false).y).toBe(x)
    expect([...forward(engine, { kind }, x, true).y.data]).not.toEqual([...x.data])
  })

  it('spatial dropout switches whole channels', async () => {
    for (const engine of [createReferenceEngine(), await createWasmEngine()]) {
      const { y } = forward(engine, { kind: 'spatialDropout', rate: 0.5 }, filled(engine, [20, 6, 3, 3], 1), true)
      const channels = Array.from({ length: 120 }, (_, i) => new Set(y.data.subarray(9 * i, 9 * i + 9)))
      expect(channels.every((values) => values.size === 1)).toBe(true)
      expect(new Set(channels.map((values) => [...values][0]))).toEqual(new Set([0, 2]))
    }
  })
})

describe('embedding', () => {
  const definition = layers.get('embedding')
  const pass = (engine: Engine, symbols: readonly number[]) => {
    const { hyperparameters } = resolved(layers, { kind: 'embedding', count: 4, dimensions: 2 })
    const weight = { value: engine.ops.create([4, 2]), gradient: engine.ops.create([4, 2]), claimGradient: () => false }
    weight.value.data.set([0, 1, 10, 11, 20, 21, 30, 31])
    const x = engine.ops.create([2, 2])
    x.data.set(symbols)
    if (definition.inputs === 'many') throw new Error('A layer with one input is needed')
    const { y, backward } = definition.forward(x, { ops: engine.ops, hyperparameters, parameters: { weight }, buffers: {}, training: true, frozen: false, needsInputGradient: false, seed: 1, stream: 1 })
    return { y, backward, weight }
  }

  it('looks vectors up and sums the gradients of equal symbols', async () => {
    for (const engine of [createReferenceEngine(), await createWasmEngine()]) {
      const { y, backward, weight } = pass(engine, [3, 1, 3, 0])
      expect(y.shape).toEqual([2, 2, 2])
      expect([...y.data]).toEqual([30, 31, 10, 11, 30, 31, 0, 1])
      const dy = engine.ops.create([2, 2, 2])
      dy.data.set([1, 2, 3, 4, 5, 6, 7, 8])
      backward(dy)
      expect([...weight.gradient.data]).toEqual([7, 8, 3, 4, 0, 0, 6, 8])
    }
  })

  it.each([[4], [-1], [0.5]])('refuses %d, which is no symbol', (symbol) => {
    expect(() => pass(createReferenceEngine(), [0, 1, 2, symbol])).toThrow('expected whole numbers from 0 to 3 as inputs of the embedding')
  })
})
