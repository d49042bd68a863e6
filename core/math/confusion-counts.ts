import { classCountOf, predictedClasses } from './predicted-class.ts'

/** classes × classes, row-major: row = true class, column = predicted class. */
export function confusionCounts(truth: Int32Array, predicted: Int32Array, classCount: number): Int32Array {
  const counts = new Int32Array(classCount * classCount)
  for (let i = 0; i < truth.length; i++) counts[truth[i] * classCount + predicted[i]]++
  return counts
}

/** Per class: how often it is true, predicted, and both. */
export interface ClassTotals {
  readonly truth: Int32Array
  readonly predicted: Int32Array
  readonly correct: Int32Array
}

export function classTotals(counts: Int32Array, classCount: number): ClassTotals {
  const truth = new Int32Array(classCount)
  const predicted = new Int32Array(classCount)
  const correct = new Int32Array(classCount)
  for (let row = 0; row < classCount; row++) {
    for (let column = 0; column < classCount; column++) {
      const count = counts[row * classCount + column]
      truth[row] += count
      predicted[column] += count
      if (row === column) correct[row] += count
    }
  }
  return { truth, predicted, correct }
}

/** The totals of predictions given as outputs (see `predictedClasses`). */
export function totalsOf(outputs: Float32Array, labels: Int32Array): ClassTotals {
  const classCount = classCountOf(outputs, labels.length)
  return classTotals(confusionCounts(labels, predictedClasses(outputs, labels.length), classCount), classCount)
}

/** The mean of a value over the classes that occur, be it as truth or as prediction; NaN when none does. */
export function meanOverClasses({ truth, predicted }: ClassTotals, valueOf: (index: number) => number): number {
  let sum = 0
  let present = 0
  for (let index = 0; index < truth.length; index++) {
    if (truth[index] + predicted[index] === 0) continue
    sum += valueOf(index)
    present++
  }
  return sum / present
}
