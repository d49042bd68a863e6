import type { Database } from 'better-sqlite3'
import type { ExportRecord, RunId } from '../contract/api.ts'
import type { WorkspaceMode } from './open-workspace.ts'
import { writeBeside } from './write-beside.ts'

/** Which files runs were exported as. */
export interface ExportRepository {
  add(run: RunId, record: ExportRecord): void
  /** Oldest first. */
  list(run: RunId): readonly ExportRecord[]
}

interface Row { readonly at: number; readonly format: string; readonly checkpoint: string; readonly bytes: number; readonly sha256: string; readonly reader: string | null; readonly samples: number; readonly max_difference: number }

export function createExportRepository(database: Database, mode: WorkspaceMode): ExportRepository {
  const insert = writeBeside(database, mode, 'insert into export (run_id, at, format, checkpoint, bytes, sha256, reader, samples, max_difference) values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const all = database.prepare<[string], Row>('select at, format, checkpoint, bytes, sha256, reader, samples, max_difference from export where run_id = ? order by at, rowid')
  return {
    add: (run, { at, format, checkpoint, bytes, sha256, verification }) => insert(run, at, format, checkpoint, bytes, sha256, verification?.reader ?? null, verification?.samples ?? null, verification?.maxDifference ?? null),
    list: (run) => all.all(run).map(({ reader, samples, max_difference, ...row }) => ({ ...row, verification: reader === null ? null : { reader, samples, maxDifference: max_difference } }) as ExportRecord),
  }
}
