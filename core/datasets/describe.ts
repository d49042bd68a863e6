import { GIVEN_PARTS, type Dataset } from './dataset.ts'
import type { DatasetDescription } from './definition.ts'

/** What there is to know of a data set without its samples. */
export function describeDataset({ name, sampleCount, inputShape, targets, givenParts }: Dataset): DatasetDescription {
  return {
    name,
    sampleCount,
    inputShape,
    task: targets.kind === 'classes' ? 'classification' : 'regression',
    classes: targets.kind === 'classes' ? targets.classes : null,
    ...(targets.kind === 'classes' ? { classCounts: countClasses(targets.labels, targets.classes.length) } : {}),
    targetNames: targets.kind === 'classes' ? [targets.name] : targets.names,
    givenCounts: givenParts === null ? null : countParts(givenParts),
  }
}

function countClasses(labels: Int32Array, classCount: number): readonly number[] {
  const counts = new Array<number>(classCount).fill(0)
  for (const label of labels) counts[label]++
  return counts
}

function countParts(givenParts: Uint8Array): NonNullable<DatasetDescription['givenCounts']> {
  const [train, validation, test] = GIVEN_PARTS.map((_, part) => givenParts.reduce((count, given) => count + (given === part ? 1 : 0), 0))
  return { train, validation, test }
}
