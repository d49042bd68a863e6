import type { Database } from 'better-sqlite3'
import type { DatasetId, SampleAnnotation } from '../contract/api.ts'

/** Tags and notes of samples, by data set. */
export interface AnnotationRepository {
  /** In the order of the data set. */
  list(dataset: DatasetId): readonly SampleAnnotation[]
  /** Puts all of them or none, each in place of what there was; one without tags and note is taken away. Returns what there was. */
  put(dataset: DatasetId, annotations: readonly SampleAnnotation[], at: number): readonly SampleAnnotation[]
}

interface AnnotationRow { readonly sample: number; readonly tags: string; readonly note: string }

const read = ({ sample, tags, note }: AnnotationRow): SampleAnnotation => ({ sample, tags: JSON.parse(tags) as readonly string[], note })

export function createAnnotationRepository(database: Database): AnnotationRepository {
  const all = database.prepare<[string], AnnotationRow>('select sample, tags, note from sample_annotation where dataset_id = ? order by sample')
  const one = database.prepare<[string, number], AnnotationRow>('select sample, tags, note from sample_annotation where dataset_id = ? and sample = ?')
  const insert = database.prepare('insert or replace into sample_annotation (dataset_id, sample, tags, note, changed_at) values (?, ?, ?, ?, ?)')
  const remove = database.prepare('delete from sample_annotation where dataset_id = ? and sample = ?')

  const put = database.transaction((dataset: DatasetId, annotations: readonly SampleAnnotation[], at: number): readonly SampleAnnotation[] => annotations.map(({ sample, tags, note }) => {
    const before = one.get(dataset, sample)
    if (tags.length === 0 && note === '') remove.run(dataset, sample)
    else insert.run(dataset, sample, JSON.stringify(tags), note, at)
    return before === undefined ? { sample, tags: [], note: '' } : read(before)
  }))

  return {
    list: (dataset) => all.all(dataset).map(read),
    put: (dataset, annotations, at) => put.immediate(dataset, annotations, at),
  }
}
