import { datasets, describeDataset, sizeOf, summarizeDataset, type BlockSpec, type Dataset, type Issue } from '../../../core/index.ts'
import type { DatasetDetails, DatasetSummary } from '../../../electron/contract/api.ts'

/** A data set as the fake workspace keeps it. */
export interface KeptDataset { readonly summary: DatasetSummary; readonly dataset: Dataset }

const IMPORTED_AT = Date.UTC(2026, 10, 12, 9, 30)

/** What a generator of the core makes; throws for anything that is none. */
export function generate(spec: BlockSpec, seed: number): Dataset {
  const issues: Issue[] = []
  const resolved = datasets.resolve(spec, 'dataset', issues)
  if (resolved === null || resolved.definition.source !== 'generator') throw new TypeError(`${spec.kind} generates nothing: ${JSON.stringify(issues)}`)
  return resolved.definition.generate(resolved.hyperparameters, seed)
}

export function keep(id: string, name: string, source: string, dataset: Dataset, runCount = 0): KeptDataset {
  const description = describeDataset(dataset)
  return {
    dataset,
    summary: {
      id, name, source, task: description.task, sampleCount: dataset.sampleCount, inputShape: dataset.inputShape, classes: description.classes, targetNames: description.targetNames,
      bytes: dataset.sampleCount * sizeOf(dataset.inputShape) * (dataset.inputs instanceof Uint8Array ? 1 : 4), importedAt: IMPORTED_AT, runCount, givenTest: (description.givenCounts?.test ?? 0) > 0,
    },
  }
}

export const details = ({ summary, dataset }: KeptDataset): DatasetDetails => ({ dataset: summary, lineage: null, ...summarizeDataset(dataset) })

/** Images, a plane, a table and a regression: one of each kind the Data view shows. */
export function sampleDatasets(): KeptDataset[] {
  made ??= makeDatasets()
  return [...made]
}

// Drawing the digits takes longer than most tests that need them.
let made: readonly KeptDataset[] | null = null
const makeDatasets = (): readonly KeptDataset[] => [
  keep('digits', 'drawn digits', 'strokeDigits', generate({ kind: 'strokeDigits', samples: 2000 }, 1), 4),
  keep('spirals', 'two spirals', 'spirals', generate({ kind: 'spirals', samples: 600 }, 1), 1),
  keep('sine', 'noisy sine', 'noisySine', generate({ kind: 'noisySine', samples: 200 }, 1)),
]
