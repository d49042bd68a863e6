import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEngine, createRandom, createReferenceEngine, engineProducts, plainProducts, SpecError, transforms, type SampleArray, type TransformState } from '../../core/index.ts'
import { axesForShare, covarianceAxes } from '../../core/math/covariance-axes.ts'
import { quantile, sortedValues } from '../../core/math/quantiles.ts'
import { symmetricEigen } from '../../core/math/symmetric-eigen.ts'
import { resolved } from '../support/resolved.ts'

interface Golden {
  readonly train: number[]; readonly other: number[]; readonly features: number
  readonly robust: { readonly median: number[]; readonly range: number[]; readonly other: number[] }
  readonly pca: { readonly variances: number[]; readonly components: number[]; readonly other: number[]; readonly needed95: number }
  readonly whiten: { readonly other: number[] }
  readonly zca: { readonly epsilon: number; readonly other: number[] }
  readonly impute: { readonly data: (number | null)[]; readonly mostFrequent: number[] }
  readonly targets: { readonly values: number[]; readonly standard: number[]; readonly minusOneToOne: number[] }
  readonly eigen: { readonly matrix: number[]; readonly values: number[]; readonly vectors: number[] }
}
const golden = JSON.parse(readFileSync(new URL('../golden/sklearn/components.json', import.meta.url), 'utf8')) as Golden

const samples = (values: ArrayLike<number>, ...shape: number[]): SampleArray => ({ sampleCount: values.length / shape.reduce((a, b) => a * b), shape, data: Float32Array.from(values) })
const train = (): SampleArray => samples(golden.train, golden.features)
const other = (): SampleArray => samples(golden.other, golden.features)
const fit = (spec: object | string, given: SampleArray): TransformState => {
  const { definition, hyperparameters } = resolved(transforms, spec)
  return definition.fit(given, hyperparameters)
}
const fitApply = (spec: object | string, given: SampleArray, applied: SampleArray): number[] => {
  const { definition, hyperparameters } = resolved(transforms, spec)
  return Array.from(definition.apply(applied, definition.fit(given, hyperparameters), hyperparameters).data)
}
const expectClose = (received: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-5): void => {
  expect(received.length).toBe(expected.length)
  const size = Math.max(1, ...Array.from(expected, Math.abs))
  Array.from(received).forEach((value, i) => expect(Math.abs(value - expected[i]!), `at ${i}`).toBeLessThanOrEqual(tolerance * size))
}

describe('eigenvalues of symmetric matrices', () => {
  it('are those of NumPy', () => {
    const { values, vectors } = symmetricEigen(Float64Array.from(golden.eigen.matrix), 12)
    expectClose(values, golden.eigen.values, 1e-13)
    expectClose(vectors, golden.eigen.vectors, 1e-12)
  })

  it('descend, belong to orthonormal vectors and give the matrix back', () => {
    const sizes = fc.integer({ min: 1, max: 24 })
    fc.assert(fc.property(sizes, fc.nat(), fc.constantFrom(1e-8, 1, 1e8), fc.integer({ min: 0, max: 24 }), (n, seed, scale, rank) => {
      // Of any rank: sums of squares of a few vectors have many equal eigenvalues.
      const random = createRandom(seed, 'eigen')
      const factors = Float64Array.from({ length: rank * n }, () => random.normal())
      const matrix = new Float64Array(n * n)
      for (let r = 0; r < rank; r++) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j]! += scale * (r % 2 === 0 ? 1 : -1) * factors[r * n + i]! * factors[r * n + j]!
      const { values, vectors } = symmetricEigen(matrix, n)
      const norm = Math.max(1e-300, ...matrix.map(Math.abs)) * n
      for (let i = 1; i < n; i++) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!)
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let dot = 0
          let entry = 0
          for (let k = 0; k < n; k++) {
            dot += vectors[i * n + k]! * vectors[j * n + k]!
            entry += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!
          }
          expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-13 * (n + 4))
          expect(Math.abs(entry - matrix[i * n + j]!)).toBeLessThan(1e-13 * norm)
        }
        const row = vectors.subarray(i * n, (i + 1) * n)
        const greatest = row.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
        expect(greatest).toBeGreaterThan(0)
      }
    }), { numRuns: 60 })
  })

  it('converge where most of them are rounding: few samples of many features, some of them tiny', () => {
    const n = 160
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(seed, 'graded')
      const matrix = plainProducts.scatter(Float32Array.from({ length: 12 * n }, () => (random.uniform() < 0.2 ? random.normal() * 10 ** (-8 * random.uniform()) : 0)), new Float64Array(n))
      const { values, vectors } = symmetricEigen(matrix, n)
      const trace = matrix.reduce((sum, value, i) => (i % (n + 1) === 0 ? sum + value : sum), 0)
      expect(values.reduce((sum, value) => sum + value, 0) / trace).toBeCloseTo(1, 12)
      for (const axis of [0, 11, 12, 80, n - 1]) {
        const vector = vectors.subarray(axis * n, (axis + 1) * n)
        expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12)
        for (let i = 0; i < n; i++) expect(Math.abs(vector.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, -values[axis]! * vector[i]!))).toBeLessThan(1e-13 * trace)
      }
    }
  })

  it('need numbers', () => {
    expect(() => symmetricEigen(Float64Array.of(1, NaN, NaN, 1), 2)).toThrow(RangeError)
  })
})

describe('against scikit-learn', () => {
  it('robust scaling', () => {
    const { median, range } = fit('robust', train())
    expectClose(median!, golden.robust.median)
    expectClose(range!, golden.robust.range)
    expectClose(fitApply('robust', train(), other()), golden.robust.other)
  })

  it('principal components', () => {
    const { variances, components } = fit('pca', train())
    expectClose(variances!, golden.pca.variances)
    expectClose(components!, golden.pca.components)
    expectClose(fitApply('pca', train(), other()), golden.pca.other)
    expectClose(fitApply({ kind: 'pca', components: 2 }, train(), other()), golden.pca.other.filter((_, i) => i % 5 < 2))
  })

  it('as many components as a share of the variance needs; the others are 0', () => {
    expect(axesForShare(Float64Array.from(golden.pca.variances), 0.95)).toBe(golden.pca.needed95)
    expectClose(fitApply({ kind: 'pca', share: 0.95 }, train(), other()), golden.pca.other.map((value, i) => (i % 5 < golden.pca.needed95 ? value : 0)))
  })

  it('whitening', () => {
    expectClose(fitApply({ kind: 'pca', whiten: true, epsilon: 0 }, train(), other()), golden.whiten.other)
  })

  it('ZCA', () => {
    expectClose(fitApply({ kind: 'zca', epsilon: golden.zca.epsilon }, train(), other()), golden.zca.other)
  })

  it('the most frequent value', () => {
    const gappy = (): SampleArray => samples(golden.impute.data.map((value) => value ?? NaN), 3)
    expect(fitApply({ kind: 'impute', by: 'mostFrequent' }, gappy(), gappy())).toEqual(golden.impute.mostFrequent)
  })

  it('scaled targets', () => {
    const targets = (): SampleArray => samples(golden.targets.values, 2)
    expectClose(fitApply('targetScaling', targets(), targets()), golden.targets.standard, 1e-4)
    expectClose(fitApply({ kind: 'targetScaling', to: 'minusOneToOne' }, targets(), targets()), golden.targets.minusOneToOne, 1e-4)
  })
})

describe('whitened samples', () => {
  const random = createRandom(5, 'whitened')
  const data = Float32Array.from({ length: 300 * 4 }, () => random.normal())
  for (let i = 0; i < 300; i++) {
    data[4 * i + 1] = 3 * data[4 * i]! + 0.2 * data[4 * i + 1]!
    data[4 * i + 2] = 7
  }

  it.each([{ kind: 'pca', whiten: true, epsilon: 0 }, { kind: 'zca', epsilon: 0 }])('of $kind have covariance 1, and 0 where nothing varies', (spec) => {
    const white = fitApply(spec, samples(data, 4), samples(data, 4))
    const { values } = covarianceAxes(Float32Array.from(white), 4)
    expectClose(values, [1, 1, 1, 0], 1e-4)
  })

  it('of ZCA stay closest to what they were: its matrix is symmetric', () => {
    const { matrix } = fit({ kind: 'zca' }, samples(data, 4))
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(matrix![4 * i + j]).toBeCloseTo(matrix![4 * j + i]!, 9)
  })

  it('need every value', () => {
    const gappy = data.slice()
    gappy[5] = NaN
    expect(() => fit('pca', samples(gappy, 4))).toThrow(SpecError)
  })
})

describe('the products of an engine', () => {
  it.each(['wasm', 'reference'])('are those of plain loops (%s), each row whatever stands beside it', async (kind) => {
    const engine = kind === 'wasm' ? await createEngine({ kind: 'wasm' }) : createReferenceEngine()
    const random = createRandom(9, 'products')
    const rows = Float32Array.from({ length: 700 * 13 }, () => random.normal())
    const mean = Float64Array.from({ length: 13 }, () => random.normal())
    const matrix = Float64Array.from({ length: 5 * 13 }, () => random.normal())
    const products = engineProducts(engine)
    expectClose(products.scatter(rows, mean), plainProducts.scatter(rows, mean), 1e-6)
    const projected = products.project(rows, mean, matrix)
    expectClose(projected, plainProducts.project(rows, mean, matrix), 1e-6)
    expect(products.project(rows.slice(0, 3 * 13), mean, matrix)).toEqual(projected.slice(0, 15))
    engine.dispose()
  })
})

describe('quantiles', () => {
  it('interpolate between neighbours, without what is missing', () => {
    const sorted = sortedValues(Float32Array.of(4, 9, NaN, 9, 1, 9, 3, 9, 2, 9), 0, 2)
    expect(Array.from(sorted)).toEqual([1, 2, 3, 4])
    expect([0, 0.25, 0.5, 1].map((share) => quantile(sorted, share))).toEqual([1, 1.75, 2.5, 4])
    expect(quantile([], 0.5)).toBe(0)
  })
})

describe('what cannot be', () => {
  const problems = (spec: object | string, shape: number[], task: 'classification' | 'regression' = 'classification'): string[] => {
    const { definition, hyperparameters } = resolved(transforms, spec)
    return (definition.check?.(hyperparameters, { shape, task }, 'preprocessing[0]') ?? []).map(({ path }) => path)
  }

  it('is named', () => {
    expect(problems({ kind: 'pca', components: 5 }, [4])).toEqual(['preprocessing[0].components'])
    expect(problems('pca', [3, 64, 64])).toEqual(['preprocessing[0]'])
    expect(problems('zca', [3, 64, 64])).toEqual(['preprocessing[0]'])
    expect(problems('targetScaling', [4])).toEqual(['preprocessing[0]'])
    expect(problems('targetScaling', [4], 'regression')).toEqual([])
  })
})
