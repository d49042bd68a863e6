import { describe, expect, it } from 'vitest'
import { findMistakes, worstResiduals, type MistakesQuery } from '../../core/index.ts'

// Truth and prediction: 0→0, 0→1 (sure), 1→1, 1→2, 2→1 (unsure), 2→0.
const outputs = Float32Array.of(0.8, 0.1, 0.1, 0.05, 0.9, 0.05, 0.2, 0.6, 0.2, 0.01, 0.39, 0.6, 0.25, 0.4, 0.35, 0.7, 0.28, 0.02)
const part = { sampleCount: 6, labels: Int32Array.of(0, 0, 1, 1, 2, 2), indices: Int32Array.of(10, 11, 12, 13, 14, 15) }
const find = (query: Partial<MistakesQuery>): number[] => Array.from(findMistakes(outputs, part, { order: 'index', offset: 0, limit: 100, ...query }).positions)

describe('mistakes', () => {
  it('are all that is wrong, or those of a row or column', () => {
    expect(find({})).toEqual([1, 3, 4, 5])
    expect(find({ truth: 2 })).toEqual([4, 5])
    expect(find({ predicted: 1 })).toEqual([1, 4])
  })

  it('of a cell are all its samples, right or wrong', () => {
    expect(find({ truth: 2, predicted: 0 })).toEqual([5])
    expect(find({ truth: 0, predicted: 0 })).toEqual([0])
    expect(find({ truth: 0, predicted: 2 })).toEqual([])
  })

  it('come in the order asked for', () => {
    expect(find({ order: 'confidence' })).toEqual([1, 5, 3, 4])
    // Margins: 0.85, 0.21, 0.05, 0.68.
    expect(find({ order: 'margin' })).toEqual([1, 5, 3, 4])
    // Probabilities of the truth: 0.05, 0.39, 0.35, 0.02.
    expect(find({ order: 'loss' })).toEqual([5, 1, 4, 3])
  })

  it('come in pages with their positions in the data set, outputs and losses', () => {
    const page = findMistakes(outputs, part, { order: 'loss', offset: 1, limit: 2 })
    expect(page.total).toBe(4)
    expect(Array.from(page.indices)).toEqual([11, 14])
    expect(Array.from(page.outputs)).toEqual([0.05, 0.9, 0.05, 0.25, 0.4, 0.35].map(Math.fround))
    expect(page.losses[0]).toBeCloseTo(-Math.log(0.05), 5)
    expect(findMistakes(outputs, part, { order: 'loss', offset: 9, limit: 2 })).toMatchObject({ total: 4, positions: new Int32Array(0) })
  })

  it('of a single output count from one half', () => {
    const single = { sampleCount: 3, labels: Int32Array.of(1, 0, 1), indices: Int32Array.of(0, 1, 2) }
    const page = findMistakes(Float32Array.of(0.1, 0.7, 0.9), single, { order: 'confidence', offset: 0, limit: 9 })
    expect(Array.from(page.positions)).toEqual([0, 1])
    expect(page.losses[0]).toBeCloseTo(-Math.log(0.1), 5)
  })
})

describe('residuals', () => {
  const values = { sampleCount: 3, values: Float32Array.of(0, 0, 1, 1, 2, 2), indices: Int32Array.of(7, 8, 9) }
  const predictions = Float32Array.of(0, 1, 1, 1, 5, 2)

  it('come worst first, or in the order of the data', () => {
    const worst = worstResiduals(predictions, values, { order: 'loss', offset: 0, limit: 2 })
    expect(Array.from(worst.indices)).toEqual([9, 7])
    expect(Array.from(worst.losses)).toEqual([4.5, 0.5])
    expect(worst.total).toBe(3)
    expect(Array.from(worstResiduals(predictions, values, { order: 'index', offset: 0, limit: 3 }).indices)).toEqual([7, 8, 9])
  })
})
