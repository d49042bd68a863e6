import { describe, expect, it } from 'vitest'
import { confusion } from '../../core/index.ts'
import { cellShare, classScores, macroScores, type ConfusionMatrix } from '../../renderer/views/mistakes/class-scores.ts'
import { classProbabilities, predictedClass, sharedDecimals } from '../../renderer/views/mistakes/class-probabilities.ts'
import { predictedSamples } from '../../renderer/views/mistakes/predicted-pages.ts'

/** Rows are the truth: of 10 cats 8 are seen, of 5 dogs 3; nobody is taken for a bird. */
const matrix: ConfusionMatrix = { classes: ['cat', 'dog', 'bird'], counts: Int32Array.of(8, 2, 0, 2, 3, 0, 0, 1, 0) }

describe('confusion', () => {
  it('as shares of rows and of columns', () => {
    expect(cellShare(matrix, 0, 1, 'rows')).toBe(0.2)
    expect(cellShare(matrix, 0, 1, 'columns')).toBeCloseTo(2 / 6, 12)
    expect(cellShare(matrix, 2, 2, 'columns')).toBe(0)
  })

  it('gives precision, recall, F1 and support by class', () => {
    const [cat, dog, bird] = classScores(matrix)
    expect(cat).toMatchObject({ precision: 0.8, recall: 0.8, f1: 0.8, support: 10 })
    expect(dog).toMatchObject({ precision: 0.5, recall: 0.6, support: 5, predicted: 6 })
    expect(dog?.f1).toBeCloseTo(6 / 11, 12)
    expect(bird).toMatchObject({ precision: NaN, recall: 0, f1: 0, support: 1 })
    const macro = macroScores(classScores(matrix))
    expect(macro.precision).toBeCloseTo((0.8 + 0.5) / 2, 12)
    expect(macro.recall).toBeCloseTo((0.8 + 0.6 + 0) / 3, 12)
    expect(macro.f1).toBeCloseTo((0.8 + 6 / 11 + 0) / 3, 12)
  })
})

describe('predicted samples', () => {
  it('are cut out of their batch', () => {
    const [, second] = predictedSamples({ total: 2, samples: { indices: Int32Array.of(4, 9), shape: [2], inputs: Float32Array.of(1, 2, 3, 4), targets: Float32Array.of(0, 1) }, outputs: Float32Array.of(0.9, 0.1, 0.2, 0.8), losses: Float32Array.of(0.1, 0.25), uncertainty: { entropy: Float32Array.of(0.3, 0.6), mutualInformation: Float32Array.of(0.01, 0.2) } })
    expect(second).toMatchObject({ index: 9, loss: 0.25 })
    expect([...(second?.inputs ?? [])]).toEqual([3, 4])
    expect(second?.uncertainty).toEqual({ entropy: Float32Array.of(0.6), mutualInformation: Float32Array.of(0.2) })
    expect(predictedClass(second?.outputs ?? new Float32Array(0))).toBe(1)
  })

  it('read a single output as the probability of the second class', () => {
    expect([...classProbabilities(Float32Array.of(0.25))]).toEqual([0.75, 0.25])
    expect([0.25, 0.5, 0.75].map((output) => predictedClass(Float32Array.of(output)))).toEqual([0, 1, 1])
    // Points below each other: as many digits as the one that needs most.
    expect(sharedDecimals(Float32Array.of(0.5, 0.4996, 0.0004))).toBe(2)
    expect(sharedDecimals(Float32Array.of(0.5, 0.5))).toBe(1)
    // As the confusion matrix counts them, at one half too.
    const { counts } = confusion(Float32Array.of(0.5, 0.2), { labels: Int32Array.of(0, 0), sampleCount: 2 }, 2)
    expect([...counts]).toEqual([1, 1, 0, 0])
  })
})
