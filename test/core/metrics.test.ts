import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { confusion, metrics, type PartData } from '../../core/index.ts'
import { resolved } from '../support/resolved.ts'

const golden = JSON.parse(readFileSync(new URL('../golden/sklearn/metrics.json', import.meta.url), 'utf8')) as {
  classification: Record<string, number> & { labels: number[]; probabilities: number[]; confusion: number[] }
  regression: Record<string, number> & { values: number[]; outputs: number[] }
}
const part = (labels: readonly number[], values: readonly number[] = [], targets = 1): PartData => {
  const sampleCount = labels.length > 0 ? labels.length : values.length / targets
  return { sampleCount, inputs: new Float32Array(0), labels: Int32Array.from(labels), values: Float32Array.from(values), indices: Int32Array.from({ length: sampleCount }, (_, i) => i), weights: null, targetScale: null }
}
const compute = (spec: object | string, outputs: readonly number[], data: PartData): number => {
  const { definition, hyperparameters } = resolved(metrics, spec)
  return definition.compute(Float32Array.from(outputs), data, hyperparameters)
}
const classification = metrics.kinds.filter((kind) => metrics.get(kind).task === 'classification')
const regression = metrics.kinds.filter((kind) => metrics.get(kind).task === 'regression')

describe('against scikit-learn', () => {
  it.each(classification.filter((kind) => kind !== 'topK'))('%s', (kind) => {
    expect(compute(kind, golden.classification.probabilities, part(golden.classification.labels))).toBeCloseTo(golden.classification[kind]!, 12)
  })

  it('top-k accuracy', () => {
    const { probabilities, labels } = golden.classification
    expect(compute({ kind: 'topK', k: 2 }, probabilities, part(labels))).toBeCloseTo(golden.classification.top2!, 12)
    expect(compute({ kind: 'topK', k: 1 }, probabilities, part(labels))).toBe(compute('accuracy', probabilities, part(labels)))
    expect(compute({ kind: 'topK', k: 5 }, probabilities, part(labels))).toBe(1)
  })

  it.each(regression)('%s', (kind) => {
    expect(compute(kind, golden.regression.outputs, part([], golden.regression.values, 2))).toBeCloseTo(golden.regression[kind]!, 9)
  })

  it('confusion', () => {
    const { counts, errors } = confusion(Float32Array.from(golden.classification.probabilities), part(golden.classification.labels), 5)
    expect(Array.from(counts)).toEqual(golden.classification.confusion)
    expect(errors).toBe(golden.classification.errorCount)
  })
})

describe('edges', () => {
  it('a single output is the probability of class 1', () => {
    const data = part([0, 1, 1, 0])
    expect(compute('accuracy', [0.2, 0.9, 0.4, 0.5], data)).toBe(0.5)
    expect(compute('errorCount', [0.2, 0.9, 0.4, 0.5], data)).toBe(2)
    expect(compute({ kind: 'topK', k: 1 }, [0.2, 0.9, 0.4, 0.5], data)).toBe(0.5)
  })

  it.each(metrics.kinds)('%s of nothing is NaN', (kind) => {
    expect(compute(kind, [], part([]))).toBeNaN()
  })

  it('a constant target is explained or not', () => {
    expect(compute('rSquared', [2, 2], part([], [2, 2]))).toBe(1)
    expect(compute('rSquared', [2, 3], part([], [2, 2]))).toBe(0)
  })
})
