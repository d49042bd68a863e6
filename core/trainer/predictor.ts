import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import type { Engine } from '../ops/ops.ts'
import { readCheckpoint, restoreParameters } from './checkpoint.ts'
import type { Scores } from './events.ts'
import { readPredictions, scoreResult, totalLosses } from './scores.ts'
import { createSession } from './session.ts'

/** What a trained network says of samples. */
export interface Predictions {
  /** Of the first output: samples × classes probabilities, or samples × values. */
  readonly outputs: Float32Array
  /** What is minimized, one per sample, from the network's raw outputs. */
  readonly losses: Float32Array
  /** Null for a part without samples. */
  readonly scores: Scores | null
}

/** A network with a checkpoint's weights, in inference mode. */
export interface Predictor {
  /** Predictions, losses and scores of samples with known targets, already preprocessed. */
  evaluate(part: PartData): Predictions
  /** Predictions alone, for samples without targets: preprocessed inputs, sampleCount × input size. */
  predict(inputs: Float32Array, sampleCount: number): Float32Array
}

const NO_SAMPLES: PartData = { sampleCount: 0, inputs: new Float32Array(0), labels: new Int32Array(0), values: new Float32Array(0), indices: new Int32Array(0), weights: null }

/** Throws SpecError when the checkpoint does not fit the network. The engine belongs to the predictor from here on. */
export function createPredictor({ experiment, checkpoint, engine }: { experiment: ResolvedExperiment; checkpoint: Uint8Array; engine: Engine }): Predictor {
  const session = createSession(experiment, engine, NO_SAMPLES)
  restoreParameters(session, readCheckpoint(checkpoint).parameters)
  return {
    evaluate(part) {
      const result = session.evaluate(part)
      return { outputs: readPredictions(experiment, result.heads[0].outputs, part.sampleCount), losses: totalLosses(experiment, result), scores: scoreResult(experiment, result, part) }
    },
    predict(inputs, sampleCount) {
      const targetCount = experiment.data.classes === null ? sampleCount * experiment.data.targetNames.length : 0
      const part: PartData = { sampleCount, inputs, labels: new Int32Array(sampleCount), values: new Float32Array(targetCount), indices: new Int32Array(sampleCount), weights: null }
      return readPredictions(experiment, session.evaluate(part).heads[0].outputs, sampleCount)
    },
  }
}
