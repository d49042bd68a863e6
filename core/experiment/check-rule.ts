import type { AugmentationDefinition } from '../augmentations/definition.ts'
import { activationOf } from '../network/activation-of.ts'
import type { SketchedLayer } from '../network/plan-network.ts'
import type { OptimizerDefinition } from '../optimizers/definition.ts'
import type { RegularizerDefinition } from '../regularizers/definition.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import type { Resolved } from '../schema/registry.ts'
import { text } from '../schema/text.ts'
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
  augmentation.forEach(({ kind, definition }, index) => {
    if (definition.sort !== 'mixing') return
    issues.push({
      path: `augmentation[${index}].kind`,
      expected: text('no blends of samples: a rule without back-propagation learns from one target at a time', 'ninguna mezcla de muestras: una regla sin retropropagación aprende de un objetivo cada vez'),
      received: describeValue(kind),
      fix: text('leave it out, or use adam', 'déjelo fuera, o use adam'),
    })
  })
  const planned = layers.map((layer) => layer.planned).filter((layer) => layer !== null)
  if (planned.length < layers.length || outputs.length === 0) return
  optimizer.definition.check({
    layers: planned.map(({ id, index, resolved, trainable, parameters }) => ({ id, index, kind: resolved.kind, activation: activationOf(resolved), trained: trainable && parameters.length > 0 })),
    outputs: outputs.map(({ from, loss }) => ({ from, loss: loss.kind })),
    batchSize: batches.size,
    regularizers: regularizers.map(({ kind }) => kind),
  }, issues)
}
