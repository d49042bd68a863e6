import { SpecError, text } from '../../core/index.ts'
import type { Api, SampleAnnotation } from '../contract/api.ts'
import type { AnnotationRepository } from '../database/annotation-repository.ts'
import type { Announcer } from './announcer.ts'
import type { DatasetsService } from './datasets-service.ts'

const LONGEST_TAG = 40
const LONGEST_NOTE = 10_000

/** Tags and notes of samples; they belong to the data set, so every run on it sees them. */
export function createAnnotationsService(annotations: AnnotationRepository, datasets: Pick<DatasetsService, 'find'>, announcer: Announcer): Api['annotations'] {
  return {
    async list(dataset) {
      return annotations.list(datasets.find(dataset).id)
    },
    async put(dataset, given) {
      const { id, description: { sampleCount } } = datasets.find(dataset)
      const tidy = given.map((annotation) => tidied(annotation, sampleCount))
      const before = annotations.put(id, tidy, Date.now())
      announcer.announce('annotations.changed', { dataset: id, annotations: tidy })
      return before
    },
  }
}

/** Tags without spaces around them, each once. Throws SpecError for what cannot be kept. */
function tidied({ sample, tags, note }: SampleAnnotation, sampleCount: number): SampleAnnotation {
  if (!Number.isInteger(sample) || sample < 0 || sample >= sampleCount) throw new SpecError([{ path: 'sample', expected: text(`a position from 0 to ${sampleCount - 1}`, `una posición de 0 a ${sampleCount - 1}`), received: String(sample) }])
  const words = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
  const long = words.find((tag) => tag.length > LONGEST_TAG)
  if (long !== undefined) throw new SpecError([{ path: 'tags', expected: text(`at most ${LONGEST_TAG} letters`, `como máximo ${LONGEST_TAG} letras`), received: `"${long}"`, fix: text('put what is longer into the note', 'ponga lo más largo en la nota') }])
  if (note.length > LONGEST_NOTE) throw new SpecError([{ path: 'note', expected: text(`at most ${LONGEST_NOTE} letters`, `como máximo ${LONGEST_NOTE} letras`), received: String(note.length) }])
  return { sample, tags: words, note: note.trim() }
}
