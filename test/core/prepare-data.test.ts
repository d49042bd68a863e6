import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importDataset, prepareData, splits, transforms, type Dataset } from '../../core/index.ts'
import { issuesOf } from '../support/issues-of.ts'
import { resolved } from '../support/resolved.ts'
import { sharedData } from '../support/shared-data.ts'

const dataset: Dataset = {
  name: 'd', sampleCount: 5, inputShape: [1, 1, 2], inputs: Uint8Array.of(0, 51, 102, 153, 204, 255, 51, 51, 255, 255), inputScale: 1 / 255, featureNames: null,
  targets: { kind: 'classes', name: 'y', classes: ['a', 'b'], labels: Int32Array.of(0, 1, 0, 1, 0) }, givenParts: Uint8Array.of(0, 0, 1, 2, 2),
}
const given = resolved(splits, 'given')

describe('preparing data', () => {
  it('scales bytes, then fits on the training part alone', () => {
    const { parts, transforms: fitted, source, ...rest } = prepareData({ split: given, preprocessing: [resolved(transforms, { kind: 'minMax', per: 'feature' })], seed: 1 }, dataset)
    // Training values per pixel: 0 … 0.4 and 0.2 … 0.6.
    expect(Array.from(parts.train.inputs)).toEqual([0, 0, 1, 1])
    Array.from(parts.validation.inputs).forEach((value, i) => expect(value).toBeCloseTo([2, 2][i]!, 5))
    expect(Array.from(parts.train.labels)).toEqual([0, 1])
    expect(Array.from(parts.test.labels)).toEqual([1, 0])
    expect(Array.from(parts.test.indices)).toEqual([3, 4])
    expect(parts.train.values).toHaveLength(0)
    expect(fitted).toHaveLength(1)
    expect(Array.from(fitted[0]!.state.maximum!)).toEqual([0.4, 0.6].map(Math.fround))
    expect(rest).toEqual({ inputShape: [1, 1, 2], classes: ['a', 'b'], targetNames: ['y'] })
    // What augmentation starts from is as it was stored.
    expect(source).toMatchObject({ inputs: dataset.inputs, scale: 1 / 255, indices: Int32Array.of(0, 1), labels: Int32Array.of(0, 1), classCount: 2, targetCount: 0 })
  })

  it('leaves the data set as it was', () => {
    const before = structuredClone(dataset)
    prepareData({ split: given, preprocessing: [resolved(transforms, 'standardize')], seed: 1 }, dataset)
    expect(dataset).toEqual(before)
  })

  it('gives regression its values', () => {
    const values: Dataset = { ...dataset, targets: { kind: 'values', names: ['u', 'v'], values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9) } }
    const { parts, classes, targetNames } = prepareData({ split: given, preprocessing: [], seed: 1 }, values)
    expect(Array.from(parts.test.values)).toEqual([6, 7, 8, 9])
    expect(parts.test.labels).toHaveLength(0)
    expect({ classes, targetNames }).toEqual({ classes: null, targetNames: ['u', 'v'] })
  })

  it('refuses missing values by name, unless they are filled in', () => {
    const table: Dataset = { ...dataset, inputShape: [2], inputs: Float32Array.of(1, NaN, 2, 3, 4, NaN, 5, NaN, 6, 7), inputScale: 1, featureNames: ['age', 'weight'] }
    expect(issuesOf(() => prepareData({ split: given, preprocessing: [], seed: 1 }, table)).map((issue) => issue.split(' (')[0])).toEqual([
      'dataset train weight: expected a number in every sample, got 1 missing values',
      'dataset validation weight: expected a number in every sample, got 1 missing values',
      'dataset test weight: expected a number in every sample, got 1 missing values',
    ])
    expect(prepareData({ split: given, preprocessing: [resolved(transforms, 'impute')], seed: 1 }, table).parts.train.inputs).toEqual(Float32Array.of(1, 3, 2, 3))
  })

  it('passes on what the split cannot do', () => {
    expect(issuesOf(() => prepareData({ split: given, preprocessing: [], seed: 1 }, { ...dataset, givenParts: null }))[0]).toContain('split: expected a data set whose source fixes the parts')
  })
})

const iris = sharedData('tabular/iris.csv')
it.skipIf(iris === null)('iris: standardized features, stratified parts', async () => {
  const data = await importDataset([{ name: 'iris.csv', content: new Uint8Array(readFileSync(iris!)) }], null)
  const { parts } = prepareData({ split: resolved(splits, { kind: 'fraction', validation: 0.2, test: 0.2 }), preprocessing: [resolved(transforms, 'standardize')], seed: 3 }, data)
  for (const part of [parts.validation, parts.test]) expect([0, 1, 2].map((label) => part.labels.filter((other) => other === label).length)).toEqual([10, 10, 10])
  for (let feature = 0; feature < 4; feature++) {
    const values = parts.train.inputs.filter((_, i) => i % 4 === feature)
    const mean = values.reduce((a, b) => a + b) / values.length
    expect(mean).toBeCloseTo(0, 6)
    expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length).toBeCloseTo(1, 5)
  }
})
