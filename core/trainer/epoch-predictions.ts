import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import type { PartData } from '../experiment/training-data.ts'
import { predictedClasses } from '../math/predicted-class.ts'
import { readOutput } from './scores.ts'
import type { PartResult } from './session.ts'

/** What each validation sample is taken for after an epoch, in the part's order. */
export interface EpochPredictions {
  readonly epoch: number
  readonly step: number
  readonly predicted: Uint16Array
}

/** Up to so many epochs all are kept; of later ones every tenth, and of still later ones every hundredth. */
const ALL_UNTIL = 1000

const isKept = (epoch: number): boolean => epoch <= ALL_UNTIL || (epoch <= 10 * ALL_UNTIL ? epoch % 10 === 0 : epoch % 100 === 0)

/** The classes that an evaluation of the validation part already holds; null for regression, for a part without samples, and for epochs that are not kept. */
export function epochPredictions(experiment: ResolvedExperiment, { heads }: PartResult, part: PartData, { epoch, step }: Pick<EpochPredictions, 'epoch' | 'step'>): EpochPredictions | null {
  if (experiment.data.classes === null || part.sampleCount === 0 || !isKept(epoch)) return null
  return { epoch, step, predicted: Uint16Array.from(predictedClasses(readOutput(experiment, 0, heads[0].outputs, part), part.sampleCount)) }
}
