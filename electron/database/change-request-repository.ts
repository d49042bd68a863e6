import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { AskedChange, ChangeSpec, Issue } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'

/** What became of a request: the changes of the run's spec, every problem, or another reason. */
export type ChangeAnswer = { readonly changes: readonly ChangeSpec[] } | { readonly issues: readonly Issue[] } | { readonly message: string }

export interface WaitingRequest { readonly id: number; readonly run: RunId; readonly changes: readonly AskedChange[] }

/** Requests for changes, as the process that trains sees them. */
export interface ChangeRequestRepository {
  waiting(): readonly WaitingRequest[]
  answer(id: number, answer: ChangeAnswer): void
  /** Drops what was asked of a process that has ended. */
  clear(): void
}

export function createChangeRequestRepository(database: Database): ChangeRequestRepository {
  const waiting = database.prepare<[], { id: number; run: RunId; changes: string }>('select id, run_id as run, changes from change_request where answer is null order by id')
  const answer = database.prepare('update change_request set answer = ? where id = ?')
  const clear = database.prepare('delete from change_request')
  return {
    waiting: () => waiting.all().map(({ changes, ...request }) => ({ ...request, changes: JSON.parse(changes) as readonly AskedChange[] })),
    answer: (id, given) => void answer.run(JSON.stringify(given), id),
    clear: () => void clear.run(),
  }
}

/** A request of a process that does not train; it is gone from the workspace once it is closed. */
export interface OpenRequest {
  /** Null while nobody has answered; `dropped` where the process that trained has ended. */
  look(): ChangeAnswer | 'dropped' | null
  close(): void
}

/** Asks whoever trains in the workspace of a database file to change a run. */
export function openChangeRequest(file: string, run: RunId, changes: readonly AskedChange[], at: number): OpenRequest {
  const database = new SqliteDatabase(file, { fileMustExist: true, timeout: 5000 })
  try {
    database.pragma('foreign_keys = on')
    const { lastInsertRowid: id } = database.prepare('insert into change_request (run_id, changes, asked_at) values (?, ?, ?)').run(run, JSON.stringify(changes), at)
    const find = database.prepare<[typeof id], { answer: string | null }>('select answer from change_request where id = ?')
    return {
      look() {
        const row = find.get(id)
        return row === undefined ? 'dropped' : row.answer === null ? null : (JSON.parse(row.answer) as ChangeAnswer)
      },
      close() {
        database.prepare('delete from change_request where id = ?').run(id)
        database.close()
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}
