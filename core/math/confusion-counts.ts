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
