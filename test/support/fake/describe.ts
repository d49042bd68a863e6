import { adviseOnDesign, describeDataset, describeExperiment, type ExperimentSpec } from '../../../core/index.ts'
import type { AdvisedDescription } from '../../../electron/contract/api.ts'
import type { KeptDataset } from './datasets.ts'

/** What the backend would say: the core's description, with the stored data set where one is meant. */
export function describeSpec(spec: ExperimentSpec, kept: readonly KeptDataset[]): AdvisedDescription {
  const stored = spec.dataset?.kind === 'stored' ? kept.find(({ summary }) => summary.id === spec.dataset['id']) : undefined
  const data = stored === undefined ? null : describeDataset(stored.dataset)
  return { ...describeExperiment(spec, data), suggestions: adviseOnDesign(spec, data), data }
}
