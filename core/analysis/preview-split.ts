import { GIVEN_PARTS, type Dataset } from '../datasets/dataset.ts'
import { describeDataset } from '../datasets/describe.ts'
import { partOverlap, type PartOverlap } from '../datasets/quality.ts'
import { countClasses, type ClassCounts } from '../datasets/statistics.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import type { BlockSpec } from '../schema/registry.ts'
import type { PartCounts, SplitIndices } from '../splits/definition.ts'
import { splits } from '../splits/registry.ts'

export interface SplitPreview {
  /** Per sample an index into GIVEN_PARTS. */
  readonly parts: Uint8Array
  readonly counts: PartCounts
  readonly classCounts: readonly ClassCounts[] | null
  readonly overlap: PartOverlap
  /** Groups with samples in more than one part; null for data without groups. */
  readonly torn: number | null
}

/** How a split would share a data set out. Throws SpecError with its problems. */
export function previewSplit(dataset: Dataset, { split, seed }: { readonly split: BlockSpec; readonly seed: number }): SplitPreview {
  const indices = splitDataset(dataset, split, seed)
  const parts = partsOf(indices, dataset.sampleCount)
  return {
    parts,
    counts: { train: indices.train.length, validation: indices.validation.length, test: indices.test.length },
    classCounts: countClasses({ ...dataset, givenParts: parts }),
    overlap: partOverlap(dataset, parts),
    torn: dataset.groups == null ? null : tornGroups(dataset.groups.indices, parts),
  }
}

/** The positions of each part. Throws SpecError for a spec that does not fit the data. */
export function splitDataset(dataset: Dataset, split: BlockSpec, seed: number): SplitIndices {
  const issues: Issue[] = []
  const resolved = splits.resolve(split, 'split', issues)
  if (resolved !== null) issues.push(...resolved.definition.check(resolved.hyperparameters, describeDataset(dataset), 'split'))
  if (resolved === null || issues.length > 0) throw new SpecError(issues)
  return resolved.definition.split(resolved.hyperparameters, dataset, seed)
}

/** Per sample its part, as an index into GIVEN_PARTS. */
function partsOf(indices: SplitIndices, sampleCount: number): Uint8Array {
  const parts = new Uint8Array(sampleCount)
  GIVEN_PARTS.forEach((part, number) => {
    for (const index of indices[part]) parts[index] = number
  })
  return parts
}

/** Groups with samples in more than one part. */
function tornGroups(groups: Int32Array, parts: Uint8Array): number {
  const first = new Map<number, number>()
  const torn = new Set<number>()
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]
    const part = first.get(group)
    if (part === undefined) first.set(group, parts[i])
    else if (part !== parts[i]) torn.add(group)
  }
  return torn.size
}
