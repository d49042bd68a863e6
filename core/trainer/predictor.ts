import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { NO_SAMPLES, type PartData } from '../experiment/training-data.ts'
import type { Engine } from '../ops/ops.ts'
import { targetScaleOf } from '../preprocessing/target-scale.ts'
import { restoreParameters } from './checkpoint.ts'
import { createCombination, type Uncertainty } from './combine-predictions.ts'
import type { Scores } from './events.ts'
import { readOutput, scoreResult, totalLosses } from './scores.ts'
import { createSession, type PartResult, type Session } from './session.ts'
import { memberOf, readModel, type ModelMember } from './trained-model.ts'

/** What a trained network, or an ensemble as one, says of samples. */
export interface Predictions {
  /** Of the first output: samples × classes probabilities, or samples × values. */
  readonly outputs: Float32Array
  /** Of the experiment's other outputs, in their order, each as the first. */
  readonly further: readonly Float32Array[]
  /** What is minimized, one per sample, from the raw outputs. */
  readonly losses: Float32Array
  /** Null for a part without samples. */
  readonly scores: Scores | null
  /** How far the members or passes disagree; null for a single prediction. */
  readonly uncertainty: Uncertainty | null
  /** Each member's own scores; for Monte-Carlo dropout those of the network with dropout off. Null for a single network. */
  readonly members: readonly (Scores | null)[] | null
}

/** A network or an ensemble with a checkpoint's weights, in inference mode. */
export interface Predictor {
  /** Predictions, losses and scores of samples with known targets, already preprocessed. */
  evaluate(part: PartData): Predictions
  /** Predictions alone, for samples without targets: preprocessed inputs, sampleCount × input size. */
  predict(inputs: Float32Array, sampleCount: number): Pick<Predictions, 'outputs' | 'further' | 'uncertainty'>
}

/**
 * Predicts with a checkpoint, or with weights exported as safetensors. Throws SpecError when they do not fit the experiment's networks.
 * The engine belongs to the predictor from here on. `member`: one network of an ensemble alone, from 1, its masks off.
 */
export function createPredictor({ experiment, checkpoint, engine, member }: { experiment: ResolvedExperiment; checkpoint: Uint8Array; engine: Engine; member?: number | undefined }): Predictor {
  const model = readModel(experiment, checkpoint)
  const { average, passes, transforms } = model
  const members = member === undefined ? model.members : [memberOf(model, member)]
  const isSingle = experiment.ensemble === null || member !== undefined
  const targetScale = targetScaleOf(transforms)
  const sessions = new Map<ModelMember['experiment']['network'], Session>()
  members.forEach(sessionOf)

  /** One session for all members of the same topology, holding the weights of this one. */
  function sessionOf({ experiment: own, tensors }: ModelMember): Session {
    const known = sessions.get(own.network)
    const session = known ?? createSession(own, engine, NO_SAMPLES)
    if (known === undefined) sessions.set(own.network, session)
    restoreParameters(session, tensors)
    return session
  }

  /** The raw outputs of each member or pass in turn, and of each member with its masks off. */
  function combine(part: PartData, wantsMembers: boolean): { result: PartResult; uncertainty: Uncertainty | null; members: Predictions['members'] } {
    if (isSingle) return { result: sessionOf(members[0]).evaluate(part), uncertainty: null, members: null }
    const combination = createCombination(experiment, part, average)
    const scores = members.map((each) => {
      const session = sessionOf(each)
      const own = passes === null || wantsMembers ? session.evaluate(part) : null
      if (passes === null) combination.add(own!)
      else for (let pass = 0; pass < passes; pass++) combination.add(session.evaluate(part, pass))
      return own === null ? null : scoreResult(experiment, own, part)
    })
    return { result: combination.result(), uncertainty: combination.uncertainty(), members: scores }
  }

  function readResult({ heads }: PartResult, part: PartData): Pick<Predictions, 'outputs' | 'further'> {
    const [outputs, ...further] = heads.map(({ outputs: raw }, index) => readOutput(experiment, index, raw, part))
    return { outputs, further }
  }

  return {
    evaluate(part) {
      const { result, ...others } = combine(part, true)
      return { ...readResult(result, part), losses: totalLosses(experiment, result), scores: scoreResult(experiment, result, part), ...others }
    },
    predict(inputs, sampleCount) {
      const targetCount = experiment.data.classes === null ? sampleCount * experiment.data.targetNames.length : 0
      const part: PartData = { sampleCount, inputs, labels: new Int32Array(sampleCount), values: new Float32Array(targetCount), indices: new Int32Array(sampleCount), weights: null, targetScale }
      const { result, uncertainty } = combine(part, false)
      return { ...readResult(result, part), uncertainty }
    },
  }
}
