import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applyTransforms, transforms, type FittedTransform, type SampleArray } from '../../core/index.ts'
import { resolved } from '../support/resolved.ts'

const golden = JSON.parse(readFileSync(new URL('../golden/sklearn/transforms.json', import.meta.url), 'utf8')) as {
  train: number[]; other: number[]; features: number; standardize: { mean: number[]; deviation: number[]; other: number[] }; minMax: { low: number; high: number; other: number[] }
}
const samples = (values: readonly number[], ...shape: number[]): SampleArray => ({ sampleCount: values.length / shape.reduce((a, b) => a * b), shape, data: Float32Array.from(values) })
const fitApply = (spec: object | string, train: SampleArray, other: SampleArray): number[] => {
  const { definition, hyperparameters } = resolved(transforms, spec)
  return Array.from(definition.apply(other, definition.fit(train, hyperparameters), hyperparameters).data)
}
/** Relative to the size of the values. */
const expectClose = (received: readonly number[], expected: readonly number[]): void => {
  expect(received).toHaveLength(expected.length)
  received.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(expected[i]!))))
}
/** All but the constant last feature. */
const varying = (values: readonly number[]): number[] => values.filter((_, i) => i % golden.features < golden.features - 1)

describe('against scikit-learn', () => {
  const train = (): SampleArray => samples(golden.train, golden.features)
  const other = (): SampleArray => samples(golden.other, golden.features)

  it('standardizes', () => {
    expectClose(varying(fitApply('standardize', train(), other())), varying(golden.standardize.other))
    const { definition, hyperparameters } = resolved(transforms, 'standardize')
    const state = definition.fit(train(), hyperparameters)
    expectClose(Array.from(state.mean!), golden.standardize.mean)
    expectClose(Array.from(state.deviation!), golden.standardize.deviation)
  })

  it('scales to a range', () => {
    expectClose(varying(fitApply({ kind: 'minMax', low: -1, high: 1 }, train(), other())), varying(golden.minMax.other))
  })
})

describe('standardizing', () => {
  it('leaves a constant feature at 0, also where it varies later', () => {
    expect(fitApply('standardize', samples([7, 1, 7, 3], 2), samples([9, 2], 2))).toEqual([0, 0])
    expect(fitApply('standardize', samples([0.1, 0.1, 0.1], 1), samples([5], 1))).toEqual([0])
  })

  it('treats all pixels of an image alike unless told otherwise', () => {
    const images = (): SampleArray => samples([0, 2, 4, 6], 1, 1, 2)
    const overall = [-3, -1, 1, 3].map((value) => Math.fround(value / Math.sqrt(5)))
    expect(fitApply('standardize', images(), images())).toEqual(overall)
    expect(fitApply({ kind: 'standardize', per: 'overall' }, samples([0, 2, 4, 6], 2), samples([0, 2, 4, 6], 2))).toEqual(overall)
    expect(fitApply({ kind: 'standardize', per: 'feature' }, images(), images())).toEqual([-1, -1, 1, 1])
  })
})

it('scaling puts a constant feature at the low end', () => {
  expect(fitApply({ kind: 'minMax', low: -1, high: 1 }, samples([3, 0, 3, 10], 2), samples([8, 5], 2))).toEqual([-1, 0])
})

describe('filling in', () => {
  const train = (): SampleArray => samples([1, NaN, 2, NaN, 9, NaN, NaN, NaN], 2)
  const gaps = (): SampleArray => samples([NaN, NaN, 5, 6], 2)

  it.each([['median', 2], ['mean', 4], ['zero', 0]])('by %s', (by, expected) => {
    expect(fitApply({ kind: 'impute', by }, train(), gaps())).toEqual([expected, 0, 5, 6])
  })

  it('takes the middle of an even number', () => {
    expect(fitApply('impute', samples([1, 2, 4, 9], 1), samples([NaN], 1))).toEqual([3])
  })
})

describe('applying saved transforms', () => {
  const chain = [resolved(transforms, 'impute'), resolved(transforms, 'standardize')]

  it('runs them in order with their states', () => {
    const fitted: FittedTransform[] = [{ kind: 'impute', state: { fill: Float64Array.of(4) } }, { kind: 'standardize', state: { mean: Float64Array.of(2), deviation: Float64Array.of(0.5) } }]
    expect(Array.from(applyTransforms(chain, fitted, samples([NaN, 3], 1)).data)).toEqual([4, 2])
  })

  it('refuses states of other transforms', () => {
    expect(() => applyTransforms(chain, [{ kind: 'standardize', state: {} }], samples([1], 1))).toThrow('do not belong to [impute, standardize]')
  })
})
