import type { Database } from 'better-sqlite3'
import type { DatasetDescription, DatasetLineage } from '../../core/index.ts'
import type { DatasetId, DatasetSummary } from '../contract/api.ts'

/** A stored data set; `file` is relative to the data set folder. */
export interface DatasetRecord {
  readonly id: DatasetId
  readonly name: string
  readonly source: string
  readonly description: DatasetDescription
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly importedAt: number
  readonly lineage: DatasetLineage | null
  /** Runs that use it, those in the trash included. */
  readonly runCount: number
}

interface DatasetRow {
  readonly id: string
  readonly name: string
  readonly source: string
  readonly description: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly imported_at: number
  readonly lineage: string | null
  readonly trashed_at: number | null
  readonly run_count: number
}

export interface DatasetRepository {
  /** Does nothing when it is there already: the id is the content's. One in the trash comes back. */
  add(dataset: Omit<DatasetRecord, 'runCount'>): void
  /** Newest first. */
  list(): readonly DatasetRecord[]
  find(id: DatasetId): DatasetRecord | null
  rename(id: DatasetId, name: string): void
  trash(id: DatasetId, at: number): void
  /** Whether there was one in the trash. */
  restore(id: DatasetId): boolean
  trashed(): readonly DatasetRecord[]
  delete(id: DatasetId): void
}

const SELECT = 'select *, (select count(*) from run where run.dataset_id = dataset.id) as run_count from dataset where trashed_at is'

export function createDatasetRepository(database: Database): DatasetRepository {
  const insert = database.prepare('insert into dataset (id, name, source, description, file, bytes, sha256, imported_at, lineage) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set trashed_at = null, lineage = coalesce(lineage, excluded.lineage)')
  const all = database.prepare<[], DatasetRow>(`${SELECT} null order by imported_at desc, rowid desc`)
  const one = database.prepare<[string], DatasetRow>(`${SELECT} null and id = ?`)
  const inTrash = database.prepare<[], DatasetRow>(`${SELECT} not null order by trashed_at`)
  const trash = database.prepare('update dataset set trashed_at = ? where id = ?')
  const restore = database.prepare('update dataset set trashed_at = null where id = ? and trashed_at is not null')
  const rename = database.prepare('update dataset set name = ? where id = ?')
  const remove = database.prepare('delete from dataset where id = ?')
  return {
    add: (dataset) => void insert.run(dataset.id, dataset.name, dataset.source, JSON.stringify(dataset.description), dataset.file, dataset.bytes, dataset.sha256, dataset.importedAt, JSON.stringify(dataset.lineage)),
    list: () => all.all().map(recordOf),
    find(id) {
      const row = one.get(id)
      return row === undefined ? null : recordOf(row)
    },
    rename: (id, name) => void rename.run(name, id),
    trash: (id, at) => void trash.run(at, id),
    restore: (id) => restore.run(id).changes > 0,
    trashed: () => inTrash.all().map(recordOf),
    delete: (id) => void remove.run(id),
  }
}

const recordOf = ({ imported_at, run_count, description, lineage, trashed_at: _, ...row }: DatasetRow): DatasetRecord => ({
  ...row,
  lineage: lineage === null ? null : (JSON.parse(lineage) as DatasetLineage | null),
  description: { ...(JSON.parse(description) as DatasetDescription), name: row.name },
  importedAt: imported_at,
  runCount: run_count,
})

/** A stored data set as tables show it. */
export const datasetSummary = ({ id, name, source, description, bytes, importedAt, runCount }: DatasetRecord): DatasetSummary => ({
  id,
  name,
  source,
  task: description.task,
  sampleCount: description.sampleCount,
  inputShape: description.inputShape,
  classes: description.classes,
  targetNames: description.targetNames,
  bytes,
  importedAt,
  runCount,
  givenTest: (description.givenCounts?.test ?? 0) > 0,
})
