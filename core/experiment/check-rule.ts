import type { AugmentationDefinition } from '../augmentations/definition.ts'
import { activationOf } from '../network/activation-of.ts'
import type { SketchedLayer } from '../network/plan-network.ts'
import type { OptimizerDefinition } from '../optimizers/definition.ts'
import type { RegularizerDefinition } from '../regularizers/definition.ts'
import type { Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import type { ResolvedOutput } from './read-outputs.ts'
import type { BatchesSpec } from './spec.ts'

/** What of an experiment a rule without back-propagation depends on. */
export interface RuleExperiment {
  readonly optimizer: Resolved<OptimizerDefinition> | null
  readonly layers: readonly SketchedLayer[]
  readonly outputs: readonly ResolvedOutput[]
  readonly batches: BatchesSpec
  readonly augmentation: readonly Resolved<AugmentationDefinition>[]
  readonly regularizers: readonly Resolved<RegularizerDefinition>[]
}

/** The problems of rules without back-propagation; none for other optimizers, nor while layers cannot be read. */
export function checkRule({ optimizer, layers, outputs, batches, augmentation, regularizers }: RuleExperiment, issues: Issue[]): void {
  if (optimizer === null || optimizer.definition.sort !== 'rule') return
  const planned = layers.map((layer) => layer.planned).filter((layer) => layer !== null)
  if (planned.length < layers.length || outputs.length === 0) return
  const mixing = augmentation.findIndex(({ definition }) => definition.sort === 'mixing')
  optimizer.definition.check({
    layers: planned.map(({ id, index, resolved, trainable, parameters }) => ({ id, index, kind: resolved.kind, activation: activationOf(resolved), trained: trainable && parameters.length > 0 })),
    outputs: outputs.map(({ from, loss }) => ({ from, loss: loss.kind })),
    batchSize: batches.size,
    showsEachOnce: batches.order !== 'balanced' && batches.order !== 'emphasize',
    mixing: mixing === -1 ? null : mixing,
    regularizers: regularizers.map(({ kind }) => kind),
  }, issues)
}
