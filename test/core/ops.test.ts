import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createReferenceEngine, createWasmEngine, type Engine, type Tensor } from '../../core/index.ts'
import { expectClose } from '../support/close.ts'
import { compareOps, edge, numbersOf } from '../support/compare-ops.ts'

const reference = createReferenceEngine()
let builds: { name: string; engine: Engine }[]

beforeAll(async () => {
  builds = [{ name: 'default', engine: await createWasmEngine() }, { name: 'exact', engine: await createWasmEngine({ exact: true }) }]
})

/** Runs the same call on the reference and on a wasm build. */
const compare = (engine: Engine, ...rest: Parameters<typeof compareOps> extends [Engine, Engine, ...infer Rest] ? Rest : never): void => compareOps(reference, engine, ...rest)

describe('matrix products', () => {
  it('match the reference in every form, on edge sizes, with and without accumulation', () => {
    fc.assert(fc.property(edge, edge, fc.oneof(edge, fc.constantFrom(128, 255, 256, 257, 513)), fc.boolean(), fc.boolean(), fc.boolean(), fc.nat(1000), (m, n, k, transposeA, transposeB, accumulate, seed) => {
      for (const { engine } of builds) {
        compare(engine, [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n], [m, n]], seed,
          ({ ops }, [a, b, out]) => ops.matmul(a!, b!, out!, { transposeA, transposeB, accumulate }), { absolute: 1e-5 * Math.sqrt(k) })
      }
    }), { numRuns: 150 })
  })

  it('cross the borders of the cache blocks', () => {
    for (const { engine } of builds) {
      compare(engine, [[147, 300], [300, 1030], [147, 1030]], 3, ({ ops }, [a, b, out]) => ops.matmul(a!, b!, out!), { absolute: 2e-4 })
      compare(engine, [[150, 70], [150, 1025], [70, 1025]], 4, ({ ops }, [a, b, out]) => ops.matmul(a!, b!, out!, { transposeA: true }), { absolute: 2e-4 })
    }
  })

  it('add the bias in linear layers', () => {
    fc.assert(fc.property(edge, edge, edge, fc.boolean(), fc.nat(1000), (rows, inputs, outputs, biased, seed) => {
      for (const { engine } of builds) {
        compare(engine, [[rows, inputs], [outputs, inputs], [outputs], [rows, outputs]], seed, ({ ops }, [x, weight, bias, y]) => ops.linear(x!, weight!, biased ? bias! : null, y!))
      }
    }), { numRuns: 100 })
  })

  it('sum columns', () => {
    fc.assert(fc.property(edge, edge, fc.boolean(), fc.nat(1000), (rows, columns, accumulate, seed) => {
      for (const { engine } of builds) compare(engine, [[rows, columns], [columns]], seed, ({ ops }, [x, sums]) => ops.columnSums(x!, sums!, accumulate))
    }))
  })

  it('let NaN and infinity through', () => {
    for (const { engine } of builds) {
      const { ops } = engine
      const a = ops.create([9, 9])
      const b = ops.create([9, 9])
      const out = ops.create([9, 9])
      b.data.fill(1)
      a.data[0] = NaN
      a.data[9] = Infinity
      ops.matmul(a, b, out)
      expect(out.data.subarray(0, 9).every(Number.isNaN)).toBe(true)
      expect(out.data.subarray(9, 18).every((value) => value === Infinity)).toBe(true)
      expect(out.data.subarray(18).every((value) => value === 0)).toBe(true)
    }
  })
})

describe('activations', () => {
  const extremes = [0, -0, 1e-30, -1e-30, 1e-42, 0.5, -0.5, 1, -1, 5, -5, 9, -9, 30, -30, 88, -88, 500, -500]

  it.each(['exp', 'logistic', 'tanh', 'relu'] as const)('%s is within 5e-7 of the true value, forwards and backwards', (name) => {
    for (const { engine } of builds) {
      // eˣ saturates where float32 overflows or becomes denormal.
      const inputs = [...(name === 'exp' ? extremes.filter((x) => Math.abs(x) < 87) : extremes), ...numbersOf(1000, 5).map((x) => 4 * x)]
      const run = (target: Engine): [Tensor, Tensor] => {
        const x = target.ops.create([inputs.length])
        const dy = target.ops.create([inputs.length])
        x.data.set(inputs)
        dy.data.fill(1)
        target.ops.unary(name, x, x)
        target.ops.unaryBackward(name, x, dy, dy)
        return [x, dy]
      }
      const [y, dx] = run(engine)
      const [expectedY, expectedDx] = run(reference)
      expectClose(y.data, expectedY.data, { relative: 5e-7, absolute: 2e-38, what: name })
      // 1 − y² and y(1 − y) lose digits near saturation: two units in the last place of y are 4.8e-7 of y'.
      expectClose(dx.data, expectedDx.data, { relative: 1e-5, absolute: 6e-7, what: `${name}'` })
    }
  })

  it.each(['exp', 'logistic', 'tanh', 'relu'] as const)('%s keeps NaN', (name) => {
    for (const { engine } of builds) {
      const x = engine.ops.create([5])
      x.data.set([NaN, 1, NaN, -1, NaN])
      engine.ops.unary(name, x, x)
      expect([...x.data].map(Number.isNaN)).toEqual([true, false, true, false, true])
    }
  })

  it.each([['leakyRelu', 0.1], ['elu', 1], ['elu', 0.3], ['softsign', 1], ['hardSigmoid', 1], ['step', 1], ['sign', 1]] as const)('%s (%d) matches the reference, forwards and backwards', (name, slope) => {
    for (const { engine } of builds) {
      const inputs = [...extremes, ...numbersOf(1000, 5).map((x) => 4 * x)]
      const run = (target: Engine): [Tensor, Tensor] => {
        const x = target.ops.create([inputs.length])
        const dy = target.ops.create([inputs.length])
        x.data.set(inputs.map(Math.fround))
        dy.data.fill(1)
        target.ops.unary(name, x, x, slope)
        target.ops.unaryBackward(name, x, dy, dy, slope)
        return [x, dy]
      }
      const [y, dx] = run(engine)
      const [expectedY, expectedDx] = run(reference)
      // Near 0 eˣ − 1 must keep its digits.
      expectClose(y.data, expectedY.data, { relative: 5e-7, absolute: name === 'hardSigmoid' ? 1e-7 : 2e-38, what: name })
      expectClose(dx.data, expectedDx.data, { relative: 1e-5, absolute: 6e-7, what: `${name}'` })
    }
  })

  it.each(['softplus', 'silu', 'gelu', 'geluTanh', 'mish'] as const)('%s matches the reference, forwards and backwards', (name) => {
    for (const { engine } of builds) {
      const inputs = [...extremes, ...numbersOf(1000, 5).map((x) => 4 * x)]
      const run = (target: Engine): [Tensor, Tensor] => {
        const x = target.ops.create([inputs.length])
        const [y, dx] = [target.ops.create([inputs.length]), target.ops.create([inputs.length])]
        x.data.set(inputs.map(Math.fround))
        dx.data.fill(1)
        target.ops.smooth(name, x, y)
        target.ops.smoothBackward(name, x, dx, dx)
        return [y, dx]
      }
      const [y, dx] = run(engine)
      const [expectedY, expectedDx] = run(reference)
      expectClose(y.data, expectedY.data, { relative: 1e-6, absolute: 1e-6, what: name })
      expectClose(dx.data, expectedDx.data, { relative: 1e-5, absolute: 2e-6, what: `${name}'` })
    }
  })

  it.each(['leakyRelu', 'elu', 'softsign', 'hardSigmoid', 'step', 'sign', 'softplus', 'silu', 'gelu', 'geluTanh', 'mish'] as const)('%s keeps NaN', (name) => {
    for (const { engine } of builds) {
      const x = engine.ops.create([5])
      const y = engine.ops.create([5])
      x.data.set([NaN, 1, NaN, -1, NaN])
      if (name === 'softplus' || name === 'silu' || name === 'gelu' || name === 'geluTanh' || name === 'mish') engine.ops.smooth(name, x, y)
      else engine.ops.unary(name, x, y)
      expect([...y.data].map(Number.isNaN)).toEqual([true, false, true, false, true])
    }
  })

  it('softmax matches the reference, forwards and backwards', () => {
    fc.assert(fc.property(edge, edge, fc.constantFrom(1, 20, 300), fc.nat(1000), (rows, columns, scale, seed) => {
      for (const { engine } of builds) {
        compare(engine, [[rows, columns], [rows, columns], [rows, columns], [rows, columns]], seed, ({ ops }, [x, y, dy, dx]) => {
          for (let i = 0; i < x!.data.length; i++) x!.data[i]! *= scale
          ops.softmax(x!, y!)
          ops.softmaxBackward(y!, dy!, dx!)
        })
      }
    }), { numRuns: 60 })
  })
})

describe('element by element', () => {
  it('matches the reference', () => {
    fc.assert(fc.property(edge, fc.double({ min: -3, max: 3, noNaN: true }), fc.nat(1000), (length, scale, seed) => {
      for (const { engine } of builds) {
        const shapes = [[length], [length], [length], [length], [length], [1], [1]]
        compare(engine, shapes, seed, ({ ops }, [a, b, sum, product, copied, mean, norm]) => {
          ops.add(a!, b!, sum!)
          ops.multiply(a!, b!, product!)
          ops.copy(a!, copied!)
          ops.addScaled(Math.fround(scale), a!, copied!)
          ops.mean(a!, mean!)
          ops.addSquaredNorm(b!, Math.fround(scale), norm!)
        })
      }
    }))
  })

  it('scales rows by factors of their own, in place too', () => {
    fc.assert(fc.property(edge, edge, fc.boolean(), fc.nat(1000), (rows, columns, inPlace, seed) => {
      for (const { engine } of builds) compare(engine, [[rows], [rows, columns], [rows, columns]], seed, ({ ops }, [factors, x, y]) => ops.scaleRows(factors!, x!, inPlace ? x! : y!))
    }))
    for (const { engine: { ops } } of builds) {
      const [factors, x] = [ops.create([3]), ops.create([3, 2])]
      factors.data.set([NaN, 0, 2])
      x.data.set([1, 2, Infinity, 3, 1e-42, -Infinity])
      ops.scaleRows(factors, x, x)
      expect([...x.data]).toEqual([NaN, NaN, NaN, 0, Math.fround(2 * Math.fround(1e-42)), -Infinity])
    }
  })

  it('gathers rows and labels', () => {
    for (const engine of [reference, ...builds.map((build) => build.engine)]) {
      const source = engine.ops.create([4, 3])
      source.data.set([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32])
      const labels = engine.ops.createIndices([4])
      labels.data.set([7, 8, 9, 6])
      const positions = engine.ops.createIndices([2])
      positions.data.set([3, 1])
      const out = engine.ops.create([2, 3])
      const chosen = engine.ops.createIndices([2])
      engine.ops.gather(source, positions, out)
      engine.ops.gatherIndices(labels, positions, chosen)
      expect([...out.data]).toEqual([30, 31, 32, 10, 11, 12])
      expect([...chosen.data]).toEqual([6, 8])
    }
  })
})

describe('dropout masks', () => {
  it('are the same on every engine', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.nat(), fc.nat(), fc.nat(2 ** 31), (length, keep, seed, step, stream) => {
      const draw = (engine: Engine): number[] => {
        engine.setStep(step)
        const mask = engine.ops.create([length])
        engine.ops.dropoutMask(mask, keep, seed, stream)
        return [...mask.data].map((value) => Number(value > 0))
      }
      const expected = draw(reference)
      for (const { engine } of builds) expect(draw(engine)).toEqual(expected)
    }))
  })

  it('keep the stated fraction, scaled so that the mean stays 1, and differ from step to step', () => {
    for (const { engine } of builds) {
      const mask = engine.ops.create([100_000])
      engine.setStep(1)
      engine.ops.dropoutMask(mask, 0.8, 42, 7)
      const first = mask.data.slice()
      const kept = first.filter((value) => value > 0).length / first.length
      expect(Math.abs(kept - 0.8)).toBeLessThan(5 * Math.sqrt(0.8 * 0.2 / 100_000))
      expect(Math.max(...first.subarray(0, 100))).toBeCloseTo(1.25, 6)
      engine.setStep(2)
      engine.ops.dropoutMask(mask, 0.8, 42, 7)
      expect(mask.data.slice()).not.toEqual(first)
      engine.setStep(1 + 2 ** 32)
      engine.ops.dropoutMask(mask, 0.8, 42, 7)
      expect(mask.data.slice()).not.toEqual(first)
    }
  })
})

describe('noise', () => {
  it('is the same on every engine, and differs from step to step', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat(), fc.nat(2 ** 31), (length, seed, step, stream) => {
      const drawNoise = (engine: Engine): [Tensor, Tensor] => {
        engine.setStep(step)
        const [normal, uniform] = [engine.ops.create([length]), engine.ops.create([length])]
        engine.ops.normalNoise(normal, 1.5, seed, stream)
        engine.ops.uniformNoise(uniform, seed, stream)
        return [normal, uniform]
      }
      const [normal, uniform] = drawNoise(reference)
      for (const { engine } of builds) {
        const [otherNormal, otherUniform] = drawNoise(engine)
        expectClose(otherNormal.data, normal.data, { relative: 1e-5, absolute: 1e-5 })
        expect([...otherUniform.data]).toEqual([...uniform.data])
      }
    }))
  })

  it('has the moments of its law', () => {
    const count = 100_000
    for (const { engine } of builds) {
      const [normal, uniform] = [engine.ops.create([count]), engine.ops.create([count])]
      engine.setStep(3)
      engine.ops.normalNoise(normal, 2, 42, 7)
      engine.ops.uniformNoise(uniform, 42, 7)
      const moment = ({ data }: Tensor, power: number): number => Array.from(data).reduce((sum, value) => sum + value ** power, 0) / count
      expect(Math.abs(moment(normal, 1))).toBeLessThan(5 * 2 / Math.sqrt(count))
      expect(Math.abs(moment(normal, 2) - 4)).toBeLessThan(5 * 4 * Math.sqrt(2 / count))
      expect(Math.abs(moment(normal, 4) - 48)).toBeLessThan(5 * 16 * Math.sqrt(96 / count))
      expect(Math.abs(moment(uniform, 1) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * count))
      expect(Math.abs(moment(uniform, 2) - 1 / 3)).toBeLessThan(5 * 0.3 / Math.sqrt(count))
    }
  })
})

describe('strided copies', () => {
  it('match the reference, with and without accumulation', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), fc.nat(3), fc.boolean(), fc.nat(1000), (first, second, width, gap, accumulate, seed) => {
      const from = [gap, second * (width + gap), width + gap] as const
      const to = [1, width, first * width] as const
      for (const { engine } of builds) {
        compare(engine, [[gap + first * second * (width + gap)], [1 + first * second * width]], seed, ({ ops }, [a, b]) => ops.copyStrided(a!, b!, { counts: [first, second], width, from, to, accumulate }))
      }
    }))
  })
})

describe('updates and losses with extreme numbers', () => {
  it('keep NaN in Adam’s moments, so that divergence is noticed', () => {
    for (const { engine } of builds) {
      const { ops } = engine
      const target = { value: ops.create([8]), gradient: ops.create([8]) }
      const [m, v, coefficients] = [ops.create([8]), ops.create([8]), ops.create([16])]
      coefficients.data.set([0.001, 0.9, 0.999, 1e-8])
      target.gradient.data[3] = NaN
      ops.adam(target, m, v, coefficients)
      expect([...target.value.data].map(Number.isNaN)).toEqual([false, false, false, true, false, false, false, false])
    }
  })

  it('give a finite cross-entropy for certain and wrong predictions, and NaN for NaN', () => {
    for (const { engine } of builds) {
      const { ops } = engine
      const logits = ops.create([3, 2])
      logits.data.set([80, -80, -80, 80, NaN, 0])
      const labels = ops.createIndices([3])
      const losses = ops.create([3])
      ops.softmaxCrossEntropy(logits, labels, { losses, gradient: null, scale: 1 })
      expect(losses.data[0]).toBe(0)
      expect(losses.data[1]).toBeCloseTo(160, 3)
      expect(losses.data[2]).toBeNaN()
    }
  })
})
