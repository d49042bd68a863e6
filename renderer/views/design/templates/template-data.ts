import { buildExperiment, templates, type BlockSpec, type ExperimentSpec, type TemplateData } from '../../../../core/index.ts'
import type { DatasetSummary } from '../../../../electron/contract/api.ts'

/** What belongs to the data in a new experiment on a stored data set. */
export const baseOf = (dataset: DatasetSummary): Pick<ExperimentSpec, 'name' | 'seed' | 'dataset' | 'split' | 'preprocessing'> => ({ name: dataset.name, seed: 1, dataset: { kind: 'stored', id: dataset.id }, split: { kind: 'fraction' }, preprocessing: [{ kind: 'standardize' }] })

const classes = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index))

/** Data of every sort, to draw a template by whose own data it does not suit. */
const SORTS: readonly TemplateData[] = [
  { inputShape: [1, 28, 28], task: 'classification', classes: classes(10), targetNames: ['class'] },
  { inputShape: [2], task: 'classification', classes: classes(2), targetNames: ['class'] },
  { inputShape: [20, 1], task: 'regression', classes: null, targetNames: ['a', 'b'] },
]

/** A network of the template, on the data where they suit it, else on some that do: for its drawing. */
export function sampleNetwork(template: BlockSpec, data: TemplateData | null): ExperimentSpec | null {
  const definition = templates.get(template.kind)
  const suited = [...(data === null ? [] : [data]), ...SORTS].find((candidate) => definition.refusal(candidate) === null)
  return suited === undefined ? null : buildExperiment(template, suited, { name: '', seed: 1, dataset: { kind: 'stored', id: '' }, split: { kind: 'fraction' }, preprocessing: [] })
}
