import type { SampleAnnotation } from '../../../electron/contract/api.ts'

/** Those that change when all get a tag. */
export const withTag = (annotations: readonly SampleAnnotation[], tag: string): readonly SampleAnnotation[] =>
  annotations.filter(({ tags }) => !tags.includes(tag)).map((annotation) => ({ ...annotation, tags: [...annotation.tags, tag] }))

/** Those that change when a tag is taken from all. */
export const withoutTag = (annotations: readonly SampleAnnotation[], tag: string): readonly SampleAnnotation[] =>
  annotations.filter(({ tags }) => tags.includes(tag)).map((annotation) => ({ ...annotation, tags: annotation.tags.filter((other) => other !== tag) }))

/** Those that change when all get a note in place of their own. */
export const withNote = (annotations: readonly SampleAnnotation[], note: string): readonly SampleAnnotation[] =>
  annotations.filter((annotation) => annotation.note !== note).map((annotation) => ({ ...annotation, note }))

/** Every tag of some samples, with how many have it; in the order they first come. */
export function sharedTags(annotations: readonly SampleAnnotation[]): readonly { readonly tag: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { tags } of annotations) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].map(([tag, count]) => ({ tag, count }))
}
