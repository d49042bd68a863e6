import { describe, expect, it } from 'vitest'
import { datasets, describeDataset, type Dataset } from '../../../core/index.ts'
import { resolved } from '../../support/resolved.ts'

const generate = (spec: { kind: string; [hyperparameter: string]: unknown }, seed = 1): Dataset => {
  const { definition, hyperparameters } = resolved(datasets, spec)
  if (definition.source !== 'generator') throw new Error(`${spec.kind} is no generator`)
  return definition.generate(hyperparameters, seed)
}
const kinds = datasets.kinds.filter((kind) => datasets.get(kind).source === 'generator')
const labelOf = ({ targets }: Dataset, i: number): number => (targets.kind === 'classes' ? targets.labels[i]! : NaN)
const point = ({ inputs }: Dataset, i: number): [number, number] => [inputs[2 * i]!, inputs[2 * i + 1]!]
/** The share of samples that a rule over planar points gets right. */
const agreement = (dataset: Dataset, rule: (x: number, y: number) => number): number =>
  Array.from({ length: dataset.sampleCount }, (_, i) => rule(...point(dataset, i)) === labelOf(dataset, i)).filter(Boolean).length / dataset.sampleCount

describe.each(kinds)('%s', (kind) => {
  const samples = kind === 'strokeDigits' ? 103 : 301

  it('is what its description says', () => {
    const { definition, hyperparameters } = resolved(datasets, { kind, samples })
    if (definition.source !== 'generator') throw new Error()
    // How many samples each class has is known once they are there.
    const { classCounts, ...described } = describeDataset(definition.generate(hyperparameters, 1))
    expect(described).toEqual(definition.describe(hyperparameters))
    if (described.classes !== null) expect(classCounts).toHaveLength(described.classes.length)
    if (described.classes !== null) expect(classCounts!.reduce((sum, count) => sum + count, 0)).toBe(described.sampleCount)
  })

  it('is a function of its seed', () => {
    expect(generate({ kind, samples }, 5)).toEqual(generate({ kind, samples }, 5))
    expect(generate({ kind, samples }, 5).inputs).not.toEqual(generate({ kind, samples }, 6).inputs)
  })

  it('has finite inputs and balanced classes', () => {
    const { inputs, targets } = generate({ kind, samples })
    expect(inputs.every((value) => Number.isFinite(value))).toBe(true)
    if (targets.kind === 'values') return
    const sizes = targets.classes.map((_, index) => targets.labels.filter((label) => label === index).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  })
})

describe('without noise', () => {
  it('XOR has four points, told apart by x ≠ y', () => {
    const dataset = generate({ kind: 'xor', samples: 40, noise: 0 })
    expect(new Set(Array.from({ length: 40 }, (_, i) => point(dataset, i).join()))).toEqual(new Set(['0,0', '0,1', '1,0', '1,1']))
    expect(agreement(dataset, (x, y) => (x === y ? 0 : 1))).toBe(1)
  })

  it('circles are told apart by their radius', () => {
    expect(agreement(generate({ kind: 'circles', noise: 0, ratio: 0.4 }), (x, y) => (Math.abs(Math.hypot(x, y) - 1) < 1e-6 ? 0 : 1))).toBe(1)
  })

  it('moons lie on two half circles that no line separates', () => {
    const dataset = generate({ kind: 'moons', noise: 0 })
    expect(agreement(dataset, (x, y) => (Math.abs(Math.hypot(x, y) - 1) < 1e-6 && y >= 0 ? 0 : 1))).toBe(1)
    expect(agreement(dataset, (_, y) => (y > 0.25 ? 0 : 1))).toBeLessThan(0.95)
  })

  it('the angle of a spiral tells its arm', () => {
    const dataset = generate({ kind: 'spirals', noise: 0, arms: 3, turns: 2 })
    const arm = (x: number, y: number): number => {
      const turns = Math.atan2(y, x) / (2 * Math.PI) - 2 * Math.hypot(x, y)
      return Math.round((turns - Math.floor(turns)) * 3) % 3
    }
    expect(agreement(dataset, arm)).toBeGreaterThan(0.99)
  })

  it('the sine is a sine', () => {
    const { inputs, targets } = generate({ kind: 'noisySine', noise: 0, periods: 2 })
    if (targets.kind !== 'values') throw new Error()
    inputs.forEach((x, i) => expect(targets.values[i]).toBeCloseTo(Math.sin(2 * Math.PI * x), 5))
  })
})

it('the Gaussians overlap as much as theory says', () => {
  // The best rule errs with probability Φ(−distance / 2 deviations) = Φ(−1) = 0.1587.
  const dataset = generate({ kind: 'gaussians', samples: 20_000, distance: 2, deviation: 1 })
  expect(1 - agreement(dataset, (x, y) => (x + y > 0 ? 1 : 0))).toBeCloseTo(0.1587, 2)
})

describe('drawn digits', () => {
  /** Classifies every odd sample by the nearest mean of the even ones. */
  const nearestMean = (dataset: Dataset): number => {
    const size = dataset.inputs.length / dataset.sampleCount
    const means = Array.from({ length: 10 }, () => new Float64Array(size))
    const half = dataset.sampleCount / 2
    for (let i = 0; i < half; i++) for (let k = 0; k < size; k++) means[labelOf(dataset, i)]![k]! += dataset.inputs[i * size + k]! / (half / 10)
    let correct = 0
    for (let i = half; i < dataset.sampleCount; i++) {
      const distances = means.map((mean) => mean.reduce((sum, value, k) => sum + (value - dataset.inputs[i * size + k]!) ** 2, 0))
      if (distances.indexOf(Math.min(...distances)) === labelOf(dataset, i)) correct++
    }
    return correct / half
  }

  it('can be told apart, but not by templates alone', () => {
    const accuracy = nearestMean(generate({ kind: 'strokeDigits', samples: 2000 }))
    expect(accuracy).toBeGreaterThan(0.6)
    expect(accuracy).toBeLessThan(0.95)
  })

  it('are ink on an empty ground, with grey edges, at any size', () => {
    for (const size of [8, 28, 40]) {
      const { inputs } = generate({ kind: 'strokeDigits', samples: 100, size, noise: 0 })
      const share = (test: (value: number) => boolean): number => (inputs as Uint8Array).filter(test).length / inputs.length
      expect(share((value) => value === 0)).toBeGreaterThan(0.4)
      expect(share((value) => value > 128)).toBeGreaterThan(0.05)
      expect(share((value) => value > 0 && value < 255)).toBeGreaterThan(0.03)
    }
  })

  it('are mere templates without distortion', () => {
    const { inputs } = generate({ kind: 'strokeDigits', samples: 400, distortion: 0, noise: 0 })
    const images = new Set(Array.from({ length: 400 }, (_, i) => inputs.subarray(i * 784, (i + 1) * 784).join()))
    expect(images.size).toBeLessThanOrEqual(25)
  })
})
