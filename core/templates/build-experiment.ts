import { SPEC_VERSION, type EarlyStopSpec, type ExperimentSpec } from '../experiment/spec.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import type { BlockSpec } from '../schema/registry.ts'
import type { TemplateData } from './definition.ts'
import { templates } from './registry.ts'

/** Where there are validation samples to watch. */
const EARLY: EarlyStopSpec = { monitor: 'validation.loss', patience: 5, minDelta: 0, restoreBest: true }

/**
 * A whole experiment from a template, fitted to the data as they come out of the preprocessing. `base` gives all that belongs to the data. Throws
 * SpecError, with a problem for each field that is wrong, or with the template's own sentence where the data do not suit it.
 */
export function buildExperiment(template: BlockSpec, data: TemplateData, base: Pick<ExperimentSpec, 'name' | 'seed' | 'dataset' | 'split' | 'preprocessing'>): ExperimentSpec {
  const issues: Issue[] = []
  const resolved = templates.resolve(template, 'template', issues)
  if (resolved === null) throw new SpecError(issues)
  const { definition, hyperparameters } = resolved
  const refusal = definition.refusal(data)
  if (refusal !== null) throw new SpecError([{ path: 'dataset', expected: refusal, received: describeValue(data.inputShape) }])
  return {
    version: SPEC_VERSION,
    name: base.name,
    seed: base.seed,
    dataset: base.dataset,
    split: base.split,
    preprocessing: base.preprocessing,
    metrics: [{ kind: data.task === 'classification' ? 'accuracy' : 'rootMeanSquaredError' }],
    optimizer: { kind: 'adam', learningRate: 0.001 },
    schedule: { kind: 'constant' },
    regularizers: [],
    batches: { size: 32, order: 'shuffle' },
    stop: { epochs: 20, early: base.split['validation'] === 0 ? null : EARLY },
    initialWeights: null,
    pretraining: null,
    ensemble: null,
    ...definition.build(data, hyperparameters),
  }
}
