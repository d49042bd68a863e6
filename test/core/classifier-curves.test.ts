import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { classifierCurves, createRandom, featureRanges, findDisagreements, mapPlaces, findMistakes, labelSuspicions, nearestNeighbours } from '../../core/index.ts'

interface GoldenCurve { thresholds: number[]; falsePositiveRates: number[]; truePositiveRates: number[]; precisions: number[]; recalls: number[]; rocArea: number; averagePrecision: number }
const golden = JSON.parse(readFileSync(new URL('../golden/sklearn/curves.json', import.meta.url), 'utf8')) as {
  labels: number[]; probabilities: number[]; classes: GoldenCurve[]; calibration: { accuracy: number[]; confidence: number[] }
}
const close = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value), `entry ${i}`).toBeLessThan(1e-9))
}

describe('the curves of a classifier', () => {
  const labels = Int32Array.from(golden.labels)
  const curves = classifierCurves(Float32Array.from(golden.probabilities), { labels, sampleCount: labels.length }, 3)

  it.each([0, 1, 2])('are scikit-learn’s for class %i', (index) => {
    const [curve, expected] = [curves.classes[index]!, golden.classes[index]!]
    close(curve.thresholds.subarray(1), expected.thresholds)
    close(curve.falsePositiveRates, expected.falsePositiveRates)
    close(curve.truePositiveRates, expected.truePositiveRates)
    close([curve.rocArea, curve.averagePrecision], [expected.rocArea, expected.averagePrecision])
    // scikit-learn leaves the thresholds out of the precision–recall curve after which every sample of the class is found.
    close(curve.precisions.subarray(0, expected.precisions.length), expected.precisions)
    close(curve.truePositiveRates.subarray(0, expected.recalls.length), expected.recalls)
    expect([...curve.truePositiveRates.subarray(expected.recalls.length - 1)].every((rate) => rate === 1)).toBe(true)
  })

  it('say how often a confidence is right, as scikit-learn does', () => {
    const filled = curves.calibration.filter(({ count }) => count > 0)
    close(filled.map(({ accuracy }) => accuracy), golden.calibration.accuracy)
    close(filled.map(({ confidence }) => confidence), golden.calibration.confidence)
  })

  it('of two classes by one output mirror each other', () => {
    const outputs = Float32Array.of(0.9, 0.2, 0.6, 0.4)
    const { classes: [first, second] } = classifierCurves(outputs, { labels: Int32Array.of(1, 0, 0, 1), sampleCount: 4 }, 2)
    expect(first!.rocArea).toBe(second!.rocArea)
    expect(second!.rocArea).toBe(0.75)
  })

  it('keep their ends when they are thinned out', () => {
    const random = createRandom(3, 'curve')
    const count = 9000
    const outputs = Float32Array.from({ length: count }, () => random.uniform())
    const { classes: [, curve] } = classifierCurves(outputs, { labels: Int32Array.from({ length: count }, () => random.integer(2)), sampleCount: count }, 2)
    expect(curve!.thresholds.length).toBeLessThan(2110)
    expect(curve!.truePositiveRates.at(-1)).toBe(1)
    expect(curve!.falsePositiveRates.at(-1)).toBe(1)
  })

  it('are exact at every hundredth, however they are thinned out', () => {
    const random = createRandom(4, 'curve')
    const count = 50_000
    const labels = Int32Array.from({ length: count }, () => random.integer(2))
    // Sure of nearly everything: few samples lie between the thresholds in the middle.
    const outputs = Float32Array.from(labels, (label) => Math.min(1, Math.max(0, label + 0.2 * random.normal() * random.uniform() ** 4)))
    const { classes: [, curve] } = classifierCurves(outputs, { labels, sampleCount: count }, 2)
    for (let hundredth = 0; hundredth <= 100; hundredth++) {
      const threshold = hundredth / 100
      const at = curve!.thresholds.findLastIndex((each) => each >= threshold)
      const found = labels.reduce((sum, label, i) => sum + (label === 1 && outputs[i]! >= threshold ? 1 : 0), 0)
      expect(curve!.truePositiveRates[at]! * curve!.positives, `at ${threshold}`).toBeCloseTo(found, 6)
    }
  })
})

describe('likely label errors', () => {
  it('are the labels that were changed, in data a network knows well', () => {
    const random = createRandom(5, 'labels')
    const [count, classes] = [600, 4]
    const truth = Int32Array.from({ length: count }, () => random.integer(classes))
    const outputs = new Float32Array(count * classes)
    truth.forEach((label, i) => {
      for (let k = 0; k < classes; k++) outputs[i * classes + k] = k === label ? 0.85 : 0.05
    })
    const changed = new Set([3, 77, 401, 599])
    const labels = truth.map((label, i) => (changed.has(i) ? (label + 1) % classes : label))
    const suspicions = labelSuspicions(outputs, labels)
    expect(new Set([...suspicions.keys()].filter((i) => suspicions[i] !== -Infinity))).toEqual(changed)
    const page = findMistakes(outputs, { labels, indices: labels.map((_, i) => i), sampleCount: count }, { order: 'label', offset: 0, limit: 10 })
    expect(new Set(page.positions)).toEqual(changed)
  })

  it('are not the mistakes of a class that is seldom predicted surely', () => {
    // Class 1 gets 0.4 at most; a sample of class 0 at 0.55 against 0.45 is a doubt, not an error of its label.
    const outputs = Float32Array.of(0.9, 0.1, 0.95, 0.05, 0.45, 0.55, 0.1, 0.9, 0.2, 0.8)
    const suspicions = labelSuspicions(outputs, Int32Array.of(0, 0, 0, 1, 1))
    expect(suspicions[2]).toBe(-Infinity)
  })
})

describe('two classifiers on the same samples', () => {
  const labels = Int32Array.of(0, 1, 0, 1, 0)
  const part = { labels, indices: Int32Array.of(10, 11, 12, 13, 14), sampleCount: 5 }
  const first = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4, 0.8, 0.2)
  const second = Float32Array.of(0.8, 0.2, 0.9, 0.1, 0.9, 0.1, 0.7, 0.3, 0.45, 0.55)

  it('are told apart sample by sample, the clearest difference first', () => {
    const onlyFirst = findDisagreements(first, second, part, { which: 'onlyFirst', offset: 0, limit: 10 })
    expect([...onlyFirst.page.indices]).toEqual([11, 14])
    expect([...onlyFirst.otherOutputs]).toEqual([...second.subarray(2, 4), ...second.subarray(8, 10)])
    expect([...findDisagreements(first, second, part, { which: 'onlySecond', offset: 0, limit: 10 }).page.indices]).toEqual([12])
    expect([...findDisagreements(first, second, part, { which: 'bothWrong', offset: 0, limit: 10 }).page.indices]).toEqual([13])
    expect(onlyFirst.test).toMatchObject({ onlyFirst: 2, onlySecond: 1, bothWrong: 1, bothRight: 1, pValue: expect.closeTo(1, 12) })
  })
})

describe('the places of a map', () => {
  it('are the middles of cells, row by row, the greatest second feature first', () => {
    const ranges = featureRanges(Float32Array.of(0, 10, 1, 20), 2)
    expect(ranges[0]!.from).toBeCloseTo(-0.15)
    expect(ranges[1]!.to).toBeCloseTo(21.5)
    const places = mapPlaces([{ from: 0, to: 2 }, { from: 0, to: 4 }], 2, 2)
    expect([...places]).toEqual([0.5, 3, 1.5, 3, 0.5, 1, 1.5, 1])
    expect([...mapPlaces([{ from: 0, to: 4 }], 4, 1)]).toEqual([0.5, 1.5, 2.5, 3.5])
  })

  it('have a width where all samples are equal', () => {
    const [range] = featureRanges(Float32Array.of(3, 3), 1)
    expect(range!.to - range!.from).toBeGreaterThan(0)
  })
})

describe('nearest neighbours', () => {
  it('are sorted by distance', () => {
    const { positions, distances } = nearestNeighbours(Float32Array.of(0, 0), Float32Array.of(3, 4, 0, 1, 5, 12, 0, -2), 3)
    expect([...positions]).toEqual([1, 3, 0])
    expect([...distances]).toEqual([1, 2, 5])
  })
})
