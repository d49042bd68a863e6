import type { SampleStory } from '../../../electron/contract/api.ts'

/** A stretch of kept epochs in a row after which a sample was taken for the same class. */
export interface StoryStretch { readonly first: number; readonly last: number; readonly predicted: number }

/** Positions among the kept epochs, from the first on. */
export function stretchesOf({ predicted }: Pick<SampleStory, 'predicted'>): readonly StoryStretch[] {
  const stretches: { first: number; last: number; predicted: number }[] = []
  predicted.forEach((value, position) => {
    const before = stretches.at(-1)
    if (before?.predicted === value) before.last = position
    else stretches.push({ first: position, last: position, predicted: value })
  })
  return stretches
}

/** The classes it was taken for: the true one first, then the others by how long; of more than `most` the longest. */
export function classesOfStory({ predicted, label }: Pick<SampleStory, 'predicted' | 'label'>, most: number): readonly number[] {
  const counts = new Map<number, number>([[label, Infinity]])
  for (const value of predicted) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([index]) => index)
}
