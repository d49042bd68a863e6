import type { Database } from 'better-sqlite3'

/** Small things that outlive the window, by key: the draft on the Design page. */
export interface SettingRepository {
  get<T>(key: string): T | null
  set(key: string, value: unknown): void
}

export function createSettingRepository(database: Database): SettingRepository {
  const one = database.prepare<[string], string>('select value from setting where key = ?').pluck()
  const put = database.prepare('insert or replace into setting (key, value) values (?, ?)')
  return {
    get<T>(key: string) {
      const json = one.get(key)
      return json === undefined ? null : (JSON.parse(json) as T)
    },
    set: (key, value) => void put.run(key, JSON.stringify(value)),
  }
}
