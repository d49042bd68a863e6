import { describe, expect, it } from 'vitest'
import { previewPreprocessing, previewSplit, SpecError, type Dataset } from '../../core/index.ts'

/** 60 samples, x = 0 … 59 and a constant; the last ten are the source's test part, and lie far off. */
function ramp(): Dataset {
  const inputs = Float32Array.from({ length: 120 }, (_, i) => (i % 2 === 1 ? 7 : i / 2 + (i >= 100 ? 1000 : 0)))
  return {
    name: 'ramp', sampleCount: 60, inputShape: [2], inputs, inputScale: 1, featureNames: ['x', 'constant'],
    targets: { kind: 'classes', name: 'class', classes: ['a', 'b'], labels: Int32Array.from({ length: 60 }, (_, i) => i % 2) },
    givenParts: Uint8Array.from({ length: 60 }, (_, i) => (i >= 50 ? 2 : 0)), groups: { name: 'pair', indices: Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 2)) },
  }
}

describe('a split before it is used', () => {
  it('counts every sample once, by class and part', () => {
    const { counts, classCounts, parts, torn, overlap } = previewSplit(ramp(), { split: { kind: 'fraction', validation: 0.2 }, seed: 3 })
    expect(counts).toEqual({ train: 40, validation: 10, test: 10 })
    expect(classCounts).toEqual([{ name: 'a', train: 20, validation: 5, test: 5 }, { name: 'b', train: 20, validation: 5, test: 5 }])
    expect([0, 1, 2].map((part) => parts.filter((given) => given === part).length)).toEqual([40, 10, 10])
    expect(overlap).toEqual({ trainValidation: 0, trainTest: 0, validationTest: 0 })
    const brokenPairs = Array.from({ length: 30 }, (_, pair) => parts[2 * pair] !== parts[2 * pair + 1]).filter(Boolean).length
    expect(torn).toBe(brokenPairs)
    expect(torn).toBeGreaterThan(0)
  })

  it('says what is wrong with it', () => {
    expect(() => previewSplit(ramp(), { split: { kind: 'fraction', validation: 1.5 }, seed: 1 })).toThrow(SpecError)
    expect(() => previewSplit(ramp(), { split: { kind: 'nothing' }, seed: 1 })).toThrow(SpecError)
  })
})

describe('preprocessing before it is used', () => {
  const request = { split: { kind: 'fraction', validation: 0.2 }, seed: 3, input: 0, output: 0 }

  it('is fitted on the training part alone', () => {
    const { before, after, fittedOn, outputShape } = previewPreprocessing(ramp(), { ...request, preprocessing: [{ kind: 'standardize' }] })
    expect(fittedOn).toBe(40)
    expect(outputShape).toEqual([2])
    expect(after.train!.mean).toBeCloseTo(0, 6)
    expect(after.train!.standardDeviation).toBeCloseTo(1, 6)
    // The test part lies a thousand further: had it been seen, its mean would be near.
    expect(before.test!.mean).toBeCloseTo(1054.5, 3)
    expect(after.test!.mean).toBeCloseTo((1054.5 - before.train!.mean) / before.train!.standardDeviation, 3)
  })

  it('applies its steps in order', () => {
    const { after } = previewPreprocessing(ramp(), { ...request, preprocessing: [{ kind: 'standardize' }, { kind: 'minMax' }] })
    expect([after.train!.minimum, after.train!.maximum].map((value) => value.toFixed(4))).not.toEqual(['NaN', 'NaN'])
    const { after: other } = previewPreprocessing(ramp(), { ...request, preprocessing: [{ kind: 'minMax' }, { kind: 'standardize' }] })
    expect(other.train!.mean).toBeCloseTo(0, 6)
    expect(after.train!.minimum).toBeCloseTo(0, 6)
  })

  it('checks each transform against what the ones before leave', () => {
    const preprocessing = [{ kind: 'pca', components: 1 }, { kind: 'pca', components: 2 }]
    try {
      previewPreprocessing(ramp(), { ...request, preprocessing })
      expect.unreachable()
    } catch (error) {
      expect((error as SpecError).issues.map(({ path }) => path)).toEqual(['preprocessing[1].components'])
    }
    const { outputShape, after } = previewPreprocessing(ramp(), { ...request, preprocessing: preprocessing.slice(0, 1), output: 5 })
    expect(outputShape).toEqual([1])
    expect(after.train!.mean).toBeCloseTo(0, 4)
  })

  it('leaves the data set as it was', () => {
    const dataset = ramp()
    previewPreprocessing(dataset, { ...request, preprocessing: [{ kind: 'standardize' }] })
    expect(dataset.inputs).toEqual(ramp().inputs)
  })

  it('says which transform is unknown', () => {
    try {
      previewPreprocessing(ramp(), { ...request, preprocessing: [{ kind: 'standardize' }, { kind: 'nothing' }] })
      expect.unreachable()
    } catch (error) {
      expect((error as SpecError).issues.map(({ path }) => path)).toEqual([expect.stringContaining('preprocessing[1]')])
    }
  })
})
