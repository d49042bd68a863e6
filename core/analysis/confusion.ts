import type { PartData } from '../experiment/training-data.ts'
import { confusionCounts } from '../math/confusion-counts.ts'
import { predictedClasses } from '../math/predicted-class.ts'

/** Which class is taken for which. */
export interface ConfusionCounts {
  /** classes × classes, row = true class, column = predicted. */
  readonly counts: Int32Array
  readonly sampleCount: number
  readonly errors: number
}

/** `outputs`: sampleCount × classes, probabilities; a single one is that of class 1. */
export function confusion(outputs: Float32Array, { labels, sampleCount }: Pick<PartData, 'labels' | 'sampleCount'>, classCount: number): ConfusionCounts {
  const counts = confusionCounts(labels, predictedClasses(outputs, sampleCount), classCount)
  let correct = 0
  for (let index = 0; index < classCount; index++) correct += counts[index * classCount + index]
  return { counts, sampleCount, errors: sampleCount - correct }
}
