import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createReferenceEngine, createWasmEngine, type Engine, type Tensor } from '../../core/index.ts'
import { compareOps, edge, numbersOf } from '../support/compare-ops.ts'
import { expectClose } from '../support/close.ts'

const reference = createReferenceEngine()
let engines: Engine[]
beforeAll(async () => { engines = [await createWasmEngine(), await createWasmEngine({ exact: true })] })

const size = fc.constantFrom(1, 2, 3, 4, 5, 7, 9, 16, 25, 49)

describe('normalization', () => {
  it('of channels matches the reference, forwards and backwards, on features and images', () => {
    fc.assert(fc.property(fc.constantFrom(2, 3, 8), edge, size, fc.boolean(), fc.boolean(), fc.boolean(), fc.nat(1000), (samples, channels, pixels, affine, fixed, accumulate, seed) => {
      const data = [samples, channels, pixels]
      const each = [channels]
      for (const engine of engines) {
        compareOps(reference, engine, [data, data, data, each, each, each, each, each, each, each, each], seed, ({ ops }, tensors) => {
          const [x, y, dy, mean, inverse, weight, bias, runningMean, runningVariance, dWeight, dBias] = tensors as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
          const moments = { mean, inverse }
          const scale = { moments, weight: affine ? weight : null, bias: affine ? bias : null }
          ops.batchMoments(x, 0.01, moments, seed % 2 === 0 ? { mean: runningMean, variance: runningVariance, momentum: 0.25 } : null)
          ops.normalizeChannels(x, scale, y)
          ops.normalizeChannelsBackward(x, scale, dy, { x: dy, weight: affine ? { gradient: dWeight, accumulate } : null, bias: affine ? { gradient: dBias, accumulate: !accumulate } : null, fixed })
        }, { relative: 2e-5, absolute: 1e-4 })
      }
    }), { numRuns: 120 })
  })

  it('of rows matches the reference, forwards and backwards', () => {
    fc.assert(fc.property(edge, fc.constantFrom(2, 3, 4, 5, 9, 16, 31, 1030, 4099), fc.nat(1000), (rows, length, seed) => {
      for (const engine of engines) {
        compareOps(reference, engine, [[rows, length], [rows, length], [rows, length], [rows]], seed, ({ ops }, [x, y, dy, inverse]) => {
          ops.normalizeRows(x!, 0.01, y!, inverse!)
          ops.normalizeRowsBackward(y!, inverse!, dy!, dy!)
        }, { relative: 2e-5, absolute: 1e-4 })
      }
    }), { numRuns: 40 })
  })

  it('keeps its digits where the mean is large', () => {
    for (const engine of engines) {
      for (const shape of [[512, 3], [32, 3, 4, 4]]) {
        const x = engine.ops.create(shape)
        x.data.set(numbersOf(x.data.length, 3).map((value) => 1000 + value))
        const [mean, inverse, y] = [engine.ops.create([3]), engine.ops.create([3]), engine.ops.create(shape)]
        engine.ops.batchMoments(x, 1e-5, { mean, inverse }, null)
        engine.ops.normalizeChannels(x, { moments: { mean, inverse }, weight: null, bias: null }, y)
        const exact = { x: reference.ops.create(shape), mean: reference.ops.create([3]), inverse: reference.ops.create([3]), y: reference.ops.create(shape) }
        exact.x.data.set(x.data)
        reference.ops.batchMoments(exact.x, 1e-5, exact, null)
        reference.ops.normalizeChannels(exact.x, { moments: exact, weight: null, bias: null }, exact.y)
        // One unit in the last place of 1000 is 6e-5.
        expectClose(y.data, exact.y.data, { relative: 1e-4, absolute: 1e-4 })
      }
    }
  })

  it('leaves the running statistics alone when a batch has one value per channel', () => {
    for (const { ops } of [reference, ...engines]) {
      const x = ops.create([1, 5])
      x.data.fill(3)
      const running = { mean: ops.create([5]), variance: ops.create([5]), momentum: 0.5 }
      const moments = { mean: ops.create([5]), inverse: ops.create([5]) }
      ops.batchMoments(x, 0.25, moments, running)
      expect([...running.mean.data, ...running.variance.data]).toEqual(Array.from({ length: 10 }, () => 0))
      expect([...moments.mean.data]).toEqual([3, 3, 3, 3, 3])
      expect([...moments.inverse.data]).toEqual([2, 2, 2, 2, 2])
    }
  })
})

describe('log-softmax', () => {
  it('matches the reference, forwards and backwards', () => {
    fc.assert(fc.property(edge, edge, fc.constantFrom(1, 20, 300), fc.nat(1000), (rows, columns, scale, seed) => {
      for (const engine of engines) {
        compareOps(reference, engine, [[rows, columns], [rows, columns], [rows, columns]], seed, ({ ops }, [x, y, dy]) => {
          ops.scale(scale, x!, x!)
          ops.logSoftmax(x!, y!)
          ops.logSoftmaxBackward(y!, dy!, dy!)
          // The scaled inputs are rounded in their last place.
        }, { relative: 1e-5, absolute: 1e-5 + 1e-6 * scale })
      }
    }), { numRuns: 50 })
  })
})
