import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeDataset, splits, type Dataset, type SplitIndices } from '../../core/index.ts'
import { resolved } from '../support/resolved.ts'

const dataset = (labels: readonly number[], givenParts: readonly number[] | null = null): Dataset => ({
  name: 'd', sampleCount: labels.length, inputShape: [1], inputs: Float32Array.from(labels), inputScale: 1, featureNames: ['x'],
  targets: { kind: 'classes', name: 'y', classes: ['a', 'b', 'c'], labels: Int32Array.from(labels) }, givenParts: givenParts === null ? null : Uint8Array.from(givenParts),
})
const split = (data: Dataset, spec: object, seed = 1): SplitIndices => {
  const { definition, hyperparameters } = resolved(splits, { kind: 'fraction', ...spec })
  return definition.split(hyperparameters, data, seed)
}
const sizes = (parts: SplitIndices) => ({ train: parts.train.length, validation: parts.validation.length, test: parts.test.length })

const cases = fc.record({
  labels: fc.array(fc.nat(2), { minLength: 3, maxLength: 80 }),
  given: fc.option(fc.array(fc.nat(2), { minLength: 80, maxLength: 80 })),
  validation: fc.double({ min: 0, max: 0.49, noNaN: true }),
  test: fc.double({ min: 0, max: 0.49, noNaN: true }),
  stratified: fc.boolean(),
  seed: fc.nat(),
})

describe('splitting by fractions', () => {
  it('puts every sample in exactly one part, ascending, of the counted sizes, the same every time', () => {
    fc.assert(fc.property(cases, ({ labels, given, seed, ...fractions }) => {
      const data = dataset(labels, given?.slice(0, labels.length))
      const parts = split(data, fractions, seed)
      expect([...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i))
      for (const part of Object.values(parts) as Int32Array[]) expect(part).toEqual(part.toSorted())
      const { definition, hyperparameters } = resolved(splits, { kind: 'fraction', ...fractions })
      expect(sizes(parts)).toEqual(definition.count(hyperparameters, describeDataset(data)))
      expect(split(data, fractions, seed)).toEqual(parts)
    }))
  })

  it('keeps the proportions of the classes within one sample', () => {
    const manyLabels = fc.array(fc.nat(2), { minLength: 20, maxLength: 120 })
    fc.assert(fc.property(manyLabels, cases, (labels, { validation, test, seed }) => {
      const parts = split(dataset(labels), { validation, test }, seed)
      const share = (part: Int32Array, label: number): number => Array.from(part).filter((i) => labels[i] === label).length
      for (const label of [0, 1, 2]) {
        const size = labels.filter((other) => other === label).length
        for (const part of [parts.validation, parts.test]) expect(Math.abs(share(part, label) - (part.length * size) / labels.length)).toBeLessThanOrEqual(1)
      }
    }))
  })

  it('keeps what the source fixes and does not use its fraction', () => {
    const given = Array.from({ length: 50 }, (_, i) => (i < 40 ? 0 : 2))
    const parts = split(dataset(given.map((_, i) => i % 3), given), { validation: 0.25, test: 0.5 })
    expect(Array.from(parts.test)).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49])
    expect(sizes(parts)).toEqual({ train: 30, validation: 10, test: 10 })
  })

  it('differs from seed to seed', () => {
    const data = dataset(Array.from({ length: 60 }, (_, i) => i % 3))
    expect(split(data, {}, 1)).not.toEqual(split(data, {}, 2))
  })

  it('draws the parts it always drew', () => {
    const parts = split(dataset(Array.from({ length: 20 }, (_, i) => i % 2)), { validation: 0.2, test: 0.2 }, 1)
    expect({ validation: Array.from(parts.validation), test: Array.from(parts.test) }).toMatchInlineSnapshot(`
      {
        "test": [
          0,
          4,
          13,
          19,
        ],
        "validation": [
          10,
          11,
          14,
          15,
        ],
      }
    `)
  })

  it('says when nothing is left to learn from', () => {
    const { definition, hyperparameters } = resolved(splits, { kind: 'fraction', validation: 0.6, test: 0.6 })
    expect(definition.check(hyperparameters, describeDataset(dataset([0, 1, 2])), 'split')).toMatchObject([{ path: 'split', received: 'validation 0.6 and test 0.6 of 3 samples' }])
  })
})

describe('the given split', () => {
  const { definition, hyperparameters } = resolved(splits, 'given')

  it('is what the source fixes', () => {
    const parts = definition.split(hyperparameters, dataset([0, 1, 2, 0], [2, 0, 1, 0]), 1)
    expect([parts.train, parts.validation, parts.test].map((part) => Array.from(part))).toEqual([[1, 3], [2], [0]])
  })

  it('needs a source that fixes parts, with samples to learn from', () => {
    expect(definition.check(hyperparameters, describeDataset(dataset([0, 1])), 'split')).toHaveLength(1)
    expect(definition.check(hyperparameters, describeDataset(dataset([0, 1], [2, 2])), 'split')).toHaveLength(1)
    expect(definition.check(hyperparameters, describeDataset(dataset([0, 1], [0, 2])), 'split')).toEqual([])
  })
})
