import { argMax } from './arg-max.ts'

/**
 * The most probable class of every sample. `outputs`: sampleCount × classes.
 * A single output is the probability of class 1.
 */
export function predictedClasses(outputs: Float32Array, sampleCount: number): Int32Array {
  const predicted = new Int32Array(sampleCount)
  const width = sampleCount === 0 ? 0 : outputs.length / sampleCount
  for (let i = 0; i < sampleCount; i++) predicted[i] = width === 1 ? (outputs[i] >= 0.5 ? 1 : 0) : argMax(outputs, i * width, width)
  return predicted
}

/** How many classes outputs of this width tell apart. */
export const classCountOf = (outputs: Float32Array, sampleCount: number): number => {
  const width = sampleCount === 0 ? 0 : outputs.length / sampleCount
  return width === 1 ? 2 : width
}

/** How many samples' most probable class is not their label. */
export function countErrors(outputs: Float32Array, labels: Int32Array): number {
  const predicted = predictedClasses(outputs, labels.length)
  let errors = 0
  for (let i = 0; i < labels.length; i++) if (predicted[i] !== labels[i]) errors++
  return errors
}
