import type { ResolvedExperiment } from '../experiment/resolve-experiment.ts'
import { activationOf } from '../network/activation-of.ts'
import type { Scores } from './events.ts'

type RuleExperiment = Pick<ResolvedExperiment, 'optimizer' | 'network' | 'outputs'>

/** What a learning rule reports of a pass over the training part, from outputs as they were when each sample was shown; nothing for other optimizers. */
export function passScores({ optimizer: { definition }, network, outputs }: RuleExperiment, shown: Float32Array, labels: Int32Array): Scores {
  if (definition.sort !== 'rule' || definition.passScores === undefined) return {}
  const { resolved } = network.layers.find(({ id }) => id === outputs[0].from)!
  return definition.passScores(shown, labels, activationOf(resolved) === 'sign' ? -1 : 0)
}

/** Whether a learning rule has nothing left to learn after a pass with these scores. */
export const isSolved = ({ optimizer: { definition } }: Pick<RuleExperiment, 'optimizer'>, scores: Scores): boolean =>
  definition.sort === 'rule' && definition.solved?.(scores) === true
