import type { SampleStory } from '../../../electron/contract/api.ts'

type ClassStory = Extract<SampleStory, { kind: 'classes' }>

/** A stretch of kept epochs in a row after which a sample was taken for the same class. */
export interface StoryStretch { readonly first: number; readonly last: number; readonly predicted: number }

/** Positions among the kept epochs, from the first on. */
export function stretchesOf({ predicted }: Pick<ClassStory, 'predicted'>): readonly StoryStretch[] {
  const stretches: { first: number; last: number; predicted: number }[] = []
  predicted.forEach((value, position) => {
    const before = stretches.at(-1)
    if (before?.predicted === value) before.last = position
    else stretches.push({ first: position, last: position, predicted: value })
  })
  return stretches
}

/** The classes it was taken for: the true one first, then the others by how long; of more than `most` the longest. */
export function classesOfStory({ predicted, label }: Pick<ClassStory, 'predicted' | 'label'>, most: number): readonly number[] {
  const counts = new Map<number, number>([[label, Infinity]])
  for (const value of predicted) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([index]) => index)
}

/** Errors as heights over the epochs, on a logarithmic scale from half the least (or the tolerance, if that is less) to the greatest; at most `limit` doublings. */
export function errorHeights({ errors, tolerance }: Pick<Extract<SampleStory, { kind: 'values' }>, 'errors' | 'tolerance'>, limit = 16): { readonly heights: Float64Array; readonly tolerance: number } {
  const most = Math.max(tolerance, ...errors)
  if (most === 0) return { heights: new Float64Array(errors.length), tolerance: 0 }
  const above = [tolerance, ...errors].filter((error) => error > 0)
  const least = Math.max(Math.min(most, ...above) / 2, most / 2 ** limit)
  const height = (error: number): number => Math.max(0, Math.log(Math.max(error, least) / least) / Math.log(most / least))
  return { heights: Float64Array.from(errors, height), tolerance: height(tolerance) }
}
