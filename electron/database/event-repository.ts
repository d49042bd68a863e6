import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../../core/index.ts'
import type { RunId } from '../contract/api.ts'
import { readJson, toJson } from './stored-json.ts'

/** Everything but the values of single steps and of layers, which the series and histograms keep. */
export type StoredEvent = Exclude<RunEvent, { type: 'steps' | 'layers' }>

export interface EventRepository {
  append(run: RunId, event: StoredEvent, at: number): void
  /** Oldest first. */
  list(run: RunId): readonly { readonly at: number; readonly event: StoredEvent }[]
  /** Whether the run reported an event of this type at this step. */
  has(run: RunId, type: StoredEvent['type'], step: number): boolean
  /** Drops what a run reported after a step, and what it changed there, which it does again. `started` events stay: they tell when it was resumed. */
  cut(run: RunId, afterStep: number): void
}

export function createEventRepository(database: Database): EventRepository {
  const insert = database.prepare('insert into run_event (run_id, at, step, type, event) values (?, ?, ?, ?, ?)')
  const all = database.prepare<[string], { at: number; event: string }>('select at, event from run_event where run_id = ? order by id')
  const count = database.prepare<[string, string, number], number>('select count(*) from run_event where run_id = ? and type = ? and step = ?').pluck()
  const later = database.prepare(`delete from run_event where run_id = ? and type <> 'started' and (step > ? or type = 'changed' and step = ?)`)
  const ends = database.prepare(`delete from run_event where run_id = ? and type = 'finished'`)
  return {
    append: (run, event, at) => void insert.run(run, at, event.step, event.type, toJson(event)),
    list: (run) => all.all(run).map(({ at, event }) => ({ at, event: readJson<StoredEvent>(event) })),
    has: (run, type, step) => (count.get(run, type, step) ?? 0) > 0,
    cut(run, afterStep) {
      later.run(run, afterStep, afterStep)
      ends.run(run)
    },
  }
}
