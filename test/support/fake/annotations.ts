import type { Announcements, Api, SampleAnnotation, SampleChoice } from '../../../electron/contract/api.ts'

/** Tags and notes in memory. */
export function fakeAnnotations(announce: (announcement: 'annotations.changed', payload: Announcements['annotations.changed']) => void) {
  const kept = new Map<string, Map<number, SampleAnnotation>>()
  const of = (dataset: string): Map<number, SampleAnnotation> => kept.get(dataset) ?? kept.set(dataset, new Map()).get(dataset)!
  const api: Api['annotations'] = {
    list: async (dataset) => [...of(dataset).values()].sort((a, b) => a.sample - b.sample),
    async put(dataset, annotations) {
      const before = annotations.map(({ sample }) => of(dataset).get(sample) ?? { sample, tags: [], note: '' })
      for (const annotation of annotations) {
        if (annotation.tags.length === 0 && annotation.note === '') of(dataset).delete(annotation.sample)
        else of(dataset).set(annotation.sample, annotation)
      }
      announce('annotations.changed', { dataset, annotations })
      return before
    },
  }
  return {
    api,
    /** Positions in the data set that a choice names; null for all. */
    chosen: (dataset: string, choice: SampleChoice | undefined): ReadonlySet<number> | null =>
      choice === undefined ? null : new Set('samples' in choice ? choice.samples : [...of(dataset).values()].filter(({ tags, note }) => ('tag' in choice ? tags.includes(choice.tag) : note !== '')).map(({ sample }) => sample)),
  }
}
