import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { Scores } from './events.ts'
import type { PartResult } from './session.ts'

/** Outputs as people read them: class probabilities [samples × classes], or values. */
export function readPredictions(experiment: ResolvedExperiment, outputs: Float32Array, sampleCount: number): Float32Array {
  return experiment.outputs[0].loss.definition.predict(outputs, sampleCount, experiment.data)
}

/** The mean loss and every metric of a part; null for a part without samples. */
export function scoreResult(experiment: ResolvedExperiment, { outputs, losses }: PartResult, part: PartData): Scores | null {
  if (part.sampleCount === 0) return null
  const predictions = readPredictions(experiment, outputs, part.sampleCount)
  const scores: Record<string, number> = { loss: mean(losses) }
  for (const { kind, definition, hyperparameters } of experiment.metrics) scores[kind] = definition.compute(predictions, part, hyperparameters)
  return scores
}

function mean(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
