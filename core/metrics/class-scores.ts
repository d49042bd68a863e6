import { rankScores, type RankedCounts } from '../math/ranking.ts'

/** The probabilities of one class. A single output is the probability of class 1. */
export function classScores(outputs: Float32Array, sampleCount: number, label: number): Float32Array {
  const width = outputs.length / sampleCount
  if (width === 1) return label === 1 ? outputs : outputs.map((probability) => 1 - probability)
  return Float32Array.from({ length: sampleCount }, (_, sample) => outputs[sample * width + label])
}

/** The mean of a value over the classes that occur, each against all others. Of two classes the second alone counts, as is usual. NaN without samples. */
export function meanAgainstRest(outputs: Float32Array, labels: Int32Array, valueOf: (ranked: RankedCounts) => number): number {
  const width = outputs.length / labels.length
  const classes = width <= 2 ? [1] : [...new Set(labels)].sort((a, b) => a - b)
  const values = classes.map((label) => valueOf(rankScores(classScores(outputs, labels.length, label), (sample) => labels[sample] === label)))
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
