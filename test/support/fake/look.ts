import { createReferenceEngine, describeDataset, findRemedies, lookInside, plainProducts, prepareLook, resolveExperiment, type Dataset, type ExperimentSpec, type NetworkLook } from '../../../core/index.ts'
import type { LookedInside, LookOptions } from '../../../electron/contract/api.ts'

/** A real look, on the reference engine. */
export function lookIntoSpec(spec: ExperimentSpec, { sample, layer, remedies }: LookOptions, dataset: Dataset): LookedInside {
  const engine = createReferenceEngine()
  const lookAt = (wanted: ExperimentSpec): NetworkLook => {
    const experiment = resolveExperiment(wanted, describeDataset(dataset))
    return lookInside(experiment, prepareLook(experiment, dataset, plainProducts), engine, { sample, layer }, null)
  }
  const look = lookAt(spec)
  const found = remedies ? findRemedies(spec, resolveExperiment(spec, describeDataset(dataset)), look, lookAt) : null
  return { ...look, remedies: found, classes: dataset.targets.kind === 'classes' ? dataset.targets.classes : null }
}
