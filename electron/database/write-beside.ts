import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { WorkspaceMode } from './open-workspace.ts'

const UNWRITABLE = ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_PERM']

/**
 * A statement that readers may run too: in a workspace that is only read it goes through a connection of its own, which is gone at once; where
 * nothing can be written nothing is.
 */
export function writeBeside(database: Database, mode: WorkspaceMode, sql: string): (...values: readonly (string | number | null)[]) => void {
  if (mode === 'write') {
    const statement = database.prepare(sql)
    return (...values) => void statement.run(...values)
  }
  return (...values) => {
    try {
      const own = new SqliteDatabase(database.name, { fileMustExist: true, timeout: 5000 })
      try {
        own.prepare(sql).run(...values)
      } finally {
        own.close()
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!UNWRITABLE.some((known) => code.startsWith(known))) throw error
    }
  }
}
