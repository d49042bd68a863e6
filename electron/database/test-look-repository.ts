import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { DatasetId, RunId } from '../contract/api.ts'
import type { WorkspaceMode } from './open-workspace.ts'

/** How often test parts were looked at; runs tell their counts themselves. */
export interface TestLookRepository {
  add(run: RunId, dataset: DatasetId, at: number): void
}

const INSERT = 'insert into test_look (run_id, dataset_id, at) values (?, ?, ?)'
const UNWRITABLE = ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_PERM']

/** In a workspace that is only read, a look is written through a connection of its own, which is gone at once; where nothing can be written it is not counted. */
export function createTestLookRepository(database: Database, mode: WorkspaceMode): TestLookRepository {
  if (mode === 'write') {
    const insert = database.prepare(INSERT)
    return { add: (run, dataset, at) => void insert.run(run, dataset, at) }
  }
  return {
    add(run, dataset, at) {
      try {
        const own = new SqliteDatabase(database.name, { fileMustExist: true, timeout: 5000 })
        try {
          own.prepare(INSERT).run(run, dataset, at)
        } finally {
          own.close()
        }
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : ''
        if (!UNWRITABLE.some((known) => code.startsWith(known))) throw error
      }
    },
  }
}
