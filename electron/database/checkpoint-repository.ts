import type { Database } from 'better-sqlite3'
import type { CheckpointTag } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'

/** A checkpoint and its file, whose path is relative to the checkpoint folder. */
export interface CheckpointRecord {
  readonly tag: CheckpointTag
  readonly epoch: number
  readonly step: number
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly createdAt: number
}

/** The newest checkpoint of every tag. */
export interface CheckpointRepository {
  put(run: RunId, checkpoint: CheckpointRecord): void
  find(run: RunId, tag: CheckpointTag): CheckpointRecord | null
  list(run: RunId): readonly CheckpointRecord[]
  files(run: RunId): readonly string[]
}

const COLUMNS = 'tag, epoch, step, file, bytes, sha256, created_at as createdAt'

export function createCheckpointRepository(database: Database): CheckpointRepository {
  const put = database.prepare('insert or replace into checkpoint (run_id, tag, epoch, step, file, bytes, sha256, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)')
  const one = database.prepare<[string, string], CheckpointRecord>(`select ${COLUMNS} from checkpoint where run_id = ? and tag = ?`)
  const all = database.prepare<[string], CheckpointRecord>(`select ${COLUMNS} from checkpoint where run_id = ? order by tag glob 'epoch-*', case when tag glob 'epoch-*' then epoch end, tag`)
  const files = database.prepare<[string], string>('select distinct file from checkpoint where run_id = ?').pluck()
  return {
    put: (run, { tag, epoch, step, file, bytes, sha256, createdAt }) => void put.run(run, tag, epoch, step, file, bytes, sha256, createdAt),
    find: (run, tag) => one.get(run, tag) ?? null,
    list: (run) => all.all(run),
    files: (run) => files.all(run),
  }
}
