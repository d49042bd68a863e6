import { describe, expect, it } from 'vitest'
import { createRandom, principalComponents, reconstruct, SpecError, type Dataset } from '../../core/index.ts'

const random = createRandom(2, 'components')
/** 200 samples in a plane within five dimensions, and a little noise. */
const inputs = new Float32Array(200 * 5)
for (let i = 0; i < 200; i++) {
  const [u, v] = [3 * random.normal(), random.normal()]
  for (let j = 0; j < 5; j++) inputs[5 * i + j] = j + u * [0.6, 0.8, 0, 0, 0][j]! + v * [0, 0, 0.8, 0.6, 0][j]! + 0.01 * random.normal()
}
const dataset: Dataset = {
  name: 'plane', sampleCount: 200, inputShape: [5], inputs, inputScale: 1, featureNames: null,
  targets: { kind: 'classes', name: 'y', classes: ['a', 'b'], labels: Int32Array.from({ length: 200 }, (_, i) => i % 2) }, givenParts: null,
}

describe('principal components of a data set', () => {
  const found = principalComponents(dataset, { samples: 50, components: 5 })

  it('find the plane: its axes, the variance along them, and nothing beside it', () => {
    expect(found.variances[0]!).toBeGreaterThan(7)
    expect(found.variances[0]!).toBeLessThan(11)
    expect(found.variances[2]!).toBeLessThan(3e-4)
    ;[0.6, 0.8, 0, 0, 0].forEach((value, j) => expect(found.axes[j]).toBeCloseTo(value, 1))
  })

  it('put samples together again: all components wholly, two nearly, none as the mean', () => {
    for (const row of [0, 7, 49]) {
      const sample = inputs.subarray(found.indices[row]! * 5, (found.indices[row]! + 1) * 5)
      reconstruct(found, row, 5).forEach((value, j) => expect(value).toBeCloseTo(sample[j]!, 4))
      reconstruct(found, row, 2).forEach((value, j) => expect(Math.abs(value - sample[j]!)).toBeLessThan(0.06))
      expect(reconstruct(found, row, 0)).toEqual(found.mean)
    }
  })

  it('lose exactly the variance of the axes that are left out', () => {
    const whole = principalComponents(dataset, { samples: 200, components: 5 })
    for (const kept of [1, 2, 3]) {
      let lost = 0
      for (let row = 0; row < 200; row++) reconstruct(whole, row, kept).forEach((value, j) => { lost += (value - inputs[5 * row + j]!) ** 2 })
      const left = whole.variances.slice(kept).reduce((sum, variance) => sum + variance, 0)
      expect(lost / 199 / left).toBeCloseTo(1, 2)
    }
  })

  it('show samples from all over the data set, with their classes', () => {
    // One of every four, in order.
    expect(found.indices).toHaveLength(50)
    found.indices.forEach((index, i) => expect(Math.floor(index / 4)).toBe(i))
    expect(found.labels).toEqual(Int32Array.from(found.indices, (index) => index % 2))
    expect(found.projections).toHaveLength(250)
    expect(principalComponents(dataset, { samples: 9999, components: 2 }).projections).toHaveLength(400)
  })

  it('of standardized features do not depend on their units', () => {
    const scaled: Dataset = { ...dataset, inputs: inputs.map((value, i) => (i % 5 === 4 ? 1000 * value : value)) }
    const [plain, other] = [dataset, scaled].map((data) => principalComponents(data, { samples: 10, components: 2, standardized: true }))
    plain!.variances.forEach((variance, k) => expect(other!.variances[k]).toBeCloseTo(variance, 4))
    expect(plain!.variances.reduce((sum, variance) => sum + variance, 0)).toBeCloseTo((5 * 200) / 199, 4)
    reconstruct(other!, 3, 5).forEach((value, j) => expect(value / scaled.inputs[other!.indices[3]! * 5 + j]!).toBeCloseTo(1, 0))
  })

  it('count a missing value as the mean, and refuse more features than a covariance can have', () => {
    const gappy: Dataset = { ...dataset, inputs: inputs.map((value, i) => (i === 12 ? NaN : value)) }
    expect(principalComponents(gappy, { samples: 5, components: 5 }).projections.every(Number.isFinite)).toBe(true)
    expect(() => principalComponents({ ...dataset, inputShape: [3, 64, 64], sampleCount: 1 }, { samples: 1, components: 1 })).toThrow(SpecError)
  })
})
