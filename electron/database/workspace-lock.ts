import SqliteDatabase, { type Database } from 'better-sqlite3'
import { SpecError, text } from '../../core/index.ts'

/** The right to write to a workspace. */
export interface WorkspaceLock {
  release(): void
}

/** Short commands end within this time, so the next one waits instead of failing. */
const WAIT_MS = 2000

/**
 * Takes the one right to write to a workspace, or throws SpecError naming the process that has it.
 * An open transaction on a file of its own is the lock: the operating system drops it with the process, however that ends, so none is ever stale.
 */
export function lockWorkspace(folder: string, file: string, waitMs = WAIT_MS): WorkspaceLock {
  const database = new SqliteDatabase(file, { timeout: waitMs })
  try {
    database.pragma('journal_mode = memory')
    database.exec('begin immediate')
    database.exec('create table if not exists holder (pid integer not null) strict; delete from holder')
    database.prepare('insert into holder (pid) values (?)').run(process.pid)
    // Committed so that others can read who holds it; then held again.
    database.exec('commit; begin immediate')
  } catch (error) {
    const holder = holderOf(database)
    database.close()
    if (!isBusy(error)) throw error
    throw new SpecError([{
      path: folder,
      expected: text('a workspace that no other Descent is writing to', 'un espacio de trabajo en el que no escriba otro Descent'),
      received: holder === null ? 'one in use' : `one in use by process ${holder}`,
      fix: text('close the other one, or choose another folder with --workspace', 'cierre el otro o elija otra carpeta con --workspace'),
    }])
  }
  return { release: () => database.close() }
}

const isBusy = (error: unknown): boolean => error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')

function holderOf(database: Database): number | null {
  try {
    return (database.prepare('select pid from holder').pluck().get() as number | undefined) ?? null
  } catch {
    return null // between two holders; the sentence does without the number
  }
}
