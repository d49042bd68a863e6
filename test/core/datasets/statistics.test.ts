import { describe, expect, it } from 'vitest'
import { sampleBatch, sampleRange, summarizeDataset, type Dataset } from '../../../core/index.ts'

const table: Dataset = {
  name: 't', sampleCount: 4, inputShape: [2], inputs: Float32Array.of(1, 5, 2, 5, NaN, 5, 6, 5), inputScale: 1, featureNames: ['a', 'constant'],
  targets: { kind: 'classes', name: 'y', classes: ['n', 'p'], labels: Int32Array.of(0, 1, 1, 1) }, givenParts: Uint8Array.of(0, 0, 1, 2),
}
const images: Dataset = {
  name: 'i', sampleCount: 2, inputShape: [1, 1, 2], inputs: Uint8Array.of(0, 255, 51, 102), inputScale: 1 / 255, featureNames: null,
  targets: { kind: 'values', names: ['u', 'v'], values: Float32Array.of(1, 2, 3, 4) }, givenParts: null,
}

describe('statistics', () => {
  it('leave missing values out', () => {
    const [a, constant] = summarizeDataset(table).features
    expect(a).toMatchObject({ name: 'a', minimum: 1, maximum: 6, mean: 3, missing: 1, distinct: 3 })
    expect(a!.standardDeviation).toBeCloseTo(Math.sqrt(14 / 3), 12)
    expect(a!.histogram.edges).toHaveLength(33)
    expect([0, 6, 31].map((bin) => a!.histogram.counts[bin])).toEqual([1, 1, 1])
    expect(constant).toMatchObject({ minimum: 5, maximum: 5, standardDeviation: 0, distinct: 1 })
    expect(constant!.histogram.counts[0]).toBe(4)
  })

  it('count classes by part', () => {
    expect(summarizeDataset(table).classCounts).toEqual([{ name: 'n', train: 1, validation: 0, test: 0 }, { name: 'p', train: 1, validation: 1, test: 1 }])
  })

  it('take all pixels together, scaled', () => {
    const { features, targetStatistics, classCounts } = summarizeDataset(images)
    expect(features).toHaveLength(1)
    expect(features[0]!.mean).toBeCloseTo(0.4, 12)
    expect(features[0]!.standardDeviation).toBeCloseTo(Math.sqrt((0.16 + 0.36 + 0.04 + 0) / 4), 12)
    expect(features[0]!.histogram.counts.reduce((a, b) => a + b)).toBe(4)
    expect(targetStatistics).toMatchObject({ name: 'u', mean: 2 })
    expect(classCounts).toBeNull()
  })
})

describe('sample batches', () => {
  it('hold scaled inputs and targets in the order asked for', () => {
    const batch = sampleBatch(images, Int32Array.of(1, 0))
    expect(Array.from(batch.inputs)).toEqual([51 / 255, 102 / 255, 0, 1].map(Math.fround))
    expect(Array.from(batch.targets)).toEqual([3, 4, 1, 2])
    expect(batch.shape).toEqual([1, 1, 2])
  })

  it('end where the data end', () => {
    expect(Array.from(sampleRange(table, 3, 10).indices)).toEqual([3])
    expect(sampleRange(table, 9, 10).indices).toHaveLength(0)
    expect(() => sampleBatch(table, Int32Array.of(4))).toThrow('Sample 4 of 4')
  })
})
