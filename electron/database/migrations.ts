import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { SpecError, text } from '../../core/index.ts'

export interface Migration {
  readonly number: number
  /** `0001-create-workspace`. */
  readonly name: string
  readonly sql: string
}

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/

/** The migrations of a folder, in order. Throws when numbers are missing or used twice. */
export function loadMigrations(folder: string): readonly Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql')).sort()
  return files.map((file, index) => {
    const match = FILE_NAME.exec(file)
    if (match === null || Number(match[1]) !== index + 1) throw new RangeError(`${file} should be called ${String(index + 1).padStart(4, '0')}-verb-noun.sql`)
    return { number: index + 1, name: file.slice(0, -'.sql'.length), sql: readFileSync(join(folder, file), 'utf8') }
  })
}

/** The schema version of a database: the number of its last migration, 0 when it has none. */
export function schemaVersion(database: Database): number {
  const known = database.prepare(`select 1 from sqlite_schema where type = 'table' and name = 'migration'`).get() !== undefined
  return known ? (database.prepare('select coalesce(max(number), 0) from migration').pluck().get() as number) : 0
}

/**
 * Brings a database to the newest schema, one transaction per migration that also holds its record.
 * Throws SpecError for a schema newer than the migrations; nothing is changed then.
 */
export function migrate(database: Database, migrations: readonly Migration[], now: number): void {
  refuseNewer(database, migrations.length)
  database.exec('create table if not exists migration (number integer primary key, name text not null, sha256 text not null, applied_at integer not null) strict')
  const record = database.prepare('insert into migration (number, name, sha256, applied_at) values (?, ?, ?, ?)')
  for (const { number, name, sql } of migrations.slice(schemaVersion(database))) {
    database.transaction(() => {
      database.exec(sql)
      record.run(number, name, createHash('sha256').update(sql).digest('hex'), now)
    })()
  }
}

/** Throws SpecError when a newer Descent made the database. */
export function refuseNewer(database: Database, newest: number): void {
  const version = schemaVersion(database)
  if (version <= newest) return
  throw new SpecError([{
    path: database.name,
    expected: text(`a workspace of schema version ${newest} or older`, `un espacio de trabajo de la versión ${newest} o anterior`),
    received: `version ${version}`,
    fix: text('it was made by a newer Descent: update this one, or choose another workspace', 'lo creó un Descent más nuevo: actualice este o elija otro espacio de trabajo'),
  }])
}
