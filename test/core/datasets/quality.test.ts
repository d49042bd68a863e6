import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, importDataset, partOverlap, summarizeDataset, type Dataset } from '../../../core/index.ts'
import { sharedData } from '../../support/shared-data.ts'

const random = createRandom(5, 'quality')
const COUNT = 400
/** Noise, a copy of the label in other numbers, a noisy label, a constant. */
function table(): Dataset {
  const labels = Int32Array.from({ length: COUNT }, () => random.integer(3))
  const inputs = new Float32Array(COUNT * 4)
  labels.forEach((label, i) => inputs.set([random.normal(), 10 - 3 * label, label + 0.8 * random.normal(), 7], 4 * i))
  return { name: 't', sampleCount: COUNT, inputShape: [4], inputs, inputScale: 1, featureNames: ['noise', 'copy', 'noisy', 'constant'], targets: { kind: 'classes', name: 'y', classes: ['a', 'b', 'c'], labels }, givenParts: null }
}
const rows = (values: readonly (readonly number[])[], labels: readonly number[], parts: readonly number[] | null = null): Dataset => ({
  name: 'r', sampleCount: values.length, inputShape: [values[0]!.length], inputs: Float32Array.from(values.flat()), inputScale: 1, featureNames: values[0]!.map((_, i) => `f${i}`),
  targets: { kind: 'classes', name: 'y', classes: ['n', 'p'], labels: Int32Array.from(labels) }, givenParts: parts === null ? null : Uint8Array.from(parts),
})

describe('what is wrong with data', () => {
  it('columns that tell the target alone are told from those that only help, and from noise', () => {
    const { leaks, constantFeatures } = summarizeDataset(table()).quality
    expect(leaks).toEqual([{ name: 'copy', score: 1 }])
    expect(constantFeatures).toEqual(['constant'])
  })

  it('a number derived from the number to predict leaks, noise does not', () => {
    const values = Float32Array.from({ length: COUNT }, () => random.normal())
    const dataset: Dataset = { ...table(), targets: { kind: 'values', names: ['y'], values }, inputs: Float32Array.from({ length: COUNT * 4 }, (_, i) => (i % 4 === 1 ? Math.exp(values[(i - 1) / 4]!) : random.normal())) }
    expect(summarizeDataset(dataset).quality.leaks.map(({ name }) => name)).toEqual(['copy'])
  })

  it('duplicates and contradictions are counted, 0 and −0 and missing values being the same', () => {
    const { duplicates, contradictions } = summarizeDataset(rows([[1, 2], [1, 2], [0, NaN], [-0, NaN], [1, 3], [1, 2]], [0, 0, 1, 1, 0, 1])).quality
    expect([duplicates, contradictions]).toEqual([3, 1])
  })

  it('samples that parts share are counted for given parts and for any split', () => {
    const dataset = rows([[1, 1], [2, 2], [1, 1], [3, 3], [2, 2], [1, 1]], [0, 1, 0, 1, 1, 0], [0, 0, 2, 2, 1, 1])
    expect(summarizeDataset(dataset).quality.overlap).toEqual({ trainValidation: 2, trainTest: 1, validationTest: 1 })
    expect(partOverlap(dataset, Uint8Array.of(0, 0, 0, 1, 0, 0))).toEqual({ trainValidation: 0, trainTest: 0, validationTest: 0 })
    expect(summarizeDataset(rows([[1], [2]], [0, 1])).quality.overlap).toBeNull()
  })

  it('finds as many duplicates as comparing every pair does', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 30 }), (values) => {
      const seen = new Set(values.map((row) => row.join()))
      expect(summarizeDataset(rows(values, values.map(() => 0))).quality.duplicates).toBe(values.length - seen.size)
    }))
  })
})

const iris = sharedData('tabular/iris.csv')
it.skipIf(iris === null)('iris: the correlations that NumPy gives, one repeated flower, no leak', async () => {
  const { quality } = summarizeDataset(await importDataset([{ name: 'iris.csv', content: new Uint8Array(readFileSync(iris!)) }], null))
  const { names, values, sampleCount } = quality.correlations!
  expect(names).toHaveLength(4)
  expect(sampleCount).toBe(150)
  // numpy.corrcoef of the file's columns.
  const golden = JSON.parse(readFileSync(new URL('../../golden/iris-correlations.json', import.meta.url), 'utf8')) as number[][]
  golden.flat().forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5))
  expect(quality.leaks).toEqual([])
  expect(quality.duplicates).toBe(3)
})
