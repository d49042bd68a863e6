import { optimizers, type ExperimentSpec } from '../../../core/index.ts'

/** A tenth of the rate is the usual first remedy. */
const STEP_DOWN = 10

/** The experiment with a tenth of its learning rate, for a run that diverged; null where the optimizer has no rate. */
export function gentlerExperiment(spec: ExperimentSpec): { readonly spec: ExperimentSpec; readonly learningRate: number } | null {
  const { optimizer } = spec
  const standard = optimizers.has(optimizer.kind) ? optimizers.get(optimizer.kind).hyperparameters['learningRate']?.default : undefined
  const rate = optimizer['learningRate'] ?? standard
  if (typeof rate !== 'number' || rate <= 0) return null
  const learningRate = Number((rate / STEP_DOWN).toPrecision(3))
  return { spec: { ...spec, optimizer: { ...optimizer, learningRate } }, learningRate }
}
