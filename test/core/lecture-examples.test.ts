import { describe, expect, it } from 'vitest'
import { createReferenceEngine } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import { expectClose } from '../support/close.ts'
import { prepare } from '../support/experiments.ts'

const softmax = (z: readonly number[]): number[] => {
  const powers = z.map((value) => Math.exp(value))
  return powers.map((power) => power / powers.reduce((sum, other) => sum + other, 0))
}

/** Outputs of one op on a row. */
function row(length: number, write: (ops: ReturnType<typeof createReferenceEngine>['ops'], x: { data: Float64Array | Float32Array }, y: { data: Float64Array | Float32Array }) => void): Float64Array | Float32Array {
  const { ops } = createReferenceEngine()
  const [x, y] = [ops.create([1, length]), ops.create([1, length])]
  write(ops, x, y)
  return y.data
}

describe('lecture 000, appendix: softmax', () => {
  const z = [1.5, -0.5, 0.25, 3]

  it('makes a distribution, whose derivatives are yᵢ(1 − yᵢ) and −yᵢyⱼ', () => {
    const y = softmax(z)
    expectClose(row(4, (ops, x, out) => { x.data.set(z); ops.softmax(x as never, out as never) }), y, { relative: 1e-12 })
    expect(y.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    y.forEach((yi, i) => {
      // The row i of the Jacobian: dy picks yᵢ out.
      const { ops } = createReferenceEngine()
      const [out, dy, dz] = [ops.create([1, 4]), ops.create([1, 4]), ops.create([1, 4])]
      out.data.set(y)
      dy.data[i] = 1
      ops.softmaxBackward(out, dy, dz)
      expectClose(dz.data, y.map((yj, j) => (i === j ? yi * (1 - yi) : -yi * yj)), { relative: 1e-12 })
    })
  })

  it('with cross-entropy has the gradient y − t, however wrong the output: the steep cost makes up for the flat output', () => {
    for (const logits of [z, [20, 0, 0, 0]]) {
      const { ops } = createReferenceEngine()
      const [outputs, losses, gradient, labels] = [ops.create([1, 4]), ops.create([1]), ops.create([1, 4]), ops.createIndices([1])]
      outputs.data.set(logits)
      labels.data.set([2])
      ops.softmaxCrossEntropy(outputs, labels, { losses, gradient, scale: 1 })
      const y = softmax(logits)
      expectClose(gradient.data, y.map((value, i) => value - Number(i === 2)), { relative: 1e-9 })
      expect(losses.data[0]).toBeCloseTo(-Math.log(y[2]!), 9)
    }
  })
})

describe('lecture 000: dropout as a mean of models', () => {
  it('with all units on gives the geometric mean of the 2^H networks that share their weights', () => {
    const hidden = 5
    const { experiment, data } = prepare({
      version: 1, seed: 4, dataset: { kind: 'moons', samples: 40 }, split: { kind: 'fraction', validation: 0, test: 0 },
      network: { layers: [{ id: 'h', kind: 'dense', units: hidden, activation: 'tanh' }, { id: 'd', kind: 'dropout', rate: 0.5 }, { id: 'out', kind: 'dense', units: 2 }] },
    } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const tensor = (name: string) => session.network.parameters.find((parameter) => parameter.name === name)!.value.data
    const [w, b, v, c] = [tensor('h.weight'), tensor('h.bias'), tensor('out.weight'), tensor('out.bias')]
    const logits = session.evaluate(data.parts.train).heads[0]!.outputs
    for (let sample = 0; sample < 10; sample++) {
      const x = data.parts.train.inputs.subarray(2 * sample, 2 * sample + 2)
      const h = Array.from({ length: hidden }, (_, unit) => Math.tanh(w[2 * unit]! * x[0]! + w[2 * unit + 1]! * x[1]! + b[unit]!))
      const logSums = [0, 0]
      for (let mask = 0; mask < 2 ** hidden; mask++) {
        // In training a unit that stays counts twice, so that what follows sees the same sum on average.
        const out = [0, 1].map((k) => h.reduce((sum, value, unit) => sum + (mask & (1 << unit) ? 2 * v[k * hidden + unit]! * value : 0), c[k]!))
        softmax(out).forEach((p, k) => { logSums[k]! += Math.log(p) })
      }
      const geometric = softmax(logSums.map((sum) => sum / 2 ** hidden))
      expectClose(softmax([logits[2 * sample]!, logits[2 * sample + 1]!]), geometric, { relative: 1e-5 })
    }
  })
})
