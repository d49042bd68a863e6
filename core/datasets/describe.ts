import { GIVEN_PARTS, type Dataset } from './dataset.ts'
import type { DatasetDescription } from './definition.ts'
import { layoutOf, type SampleLayout } from './sample-source.ts'

/** How many samples each class and each of GIVEN_PARTS has. */
export interface SampleCounts {
  /** Empty for values. */
  readonly classes: readonly number[]
  readonly parts: readonly number[]
  /** 0 for data without groups. */
  readonly groups: number
}

/** What there is to know of a data set without its samples. */
export function describeDataset(dataset: Dataset): DatasetDescription {
  const { targets, givenParts, groups } = dataset
  return describeLayout(layoutOf(dataset), {
    classes: targets.kind === 'classes' ? countIndices(targets.labels, targets.classes.length) : [],
    parts: givenParts === null ? [] : countIndices(givenParts, GIVEN_PARTS.length),
    groups: new Set(groups?.indices).size,
  })
}

/** The same of samples that are on their way, counted as they come. */
export function describeLayout({ name, sampleCount, inputShape, targets, hasParts, groups: groupColumn }: SampleLayout, { classes, parts, groups }: SampleCounts): DatasetDescription {
  return {
    name,
    sampleCount,
    inputShape,
    task: targets.kind === 'classes' ? 'classification' : 'regression',
    classes: targets.kind === 'classes' ? targets.classes : null,
    ...(targets.kind === 'classes' ? { classCounts: classes } : {}),
    ...(groupColumn === null ? {} : { groupCount: groups }),
    targetNames: targets.kind === 'classes' ? [targets.name] : targets.names,
    givenCounts: hasParts ? { train: parts[0], validation: parts[1], test: parts[2] } : null,
  }
}

function countIndices(indices: Int32Array | Uint8Array, count: number): readonly number[] {
  const counts = new Array<number>(count).fill(0)
  for (const index of indices) counts[index]++
  return counts
}
