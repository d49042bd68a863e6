import { describeDataset, describeExperiment, type ExperimentDescription, type ExperimentSpec } from '../../../core/index.ts'
import type { KeptDataset } from './datasets.ts'

/** What the backend would say: the core's description, with the stored data set where one is meant. */
export function describeSpec(spec: ExperimentSpec, kept: readonly KeptDataset[]): ExperimentDescription {
  const stored = spec.dataset?.kind === 'stored' ? kept.find(({ summary }) => summary.id === spec.dataset['id']) : undefined
  return describeExperiment(spec, stored === undefined ? null : describeDataset(stored.dataset))
}
