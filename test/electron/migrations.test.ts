import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { SpecError } from '../../core/index.ts'
import { loadMigrations, migrate, schemaVersion } from '../../electron/database/migrations.ts'
import { createDesignRepository } from '../../electron/database/design-repository.ts'
import { createPredictionRepository } from '../../electron/database/prediction-repository.ts'
import { asWorkspaceError, openWorkspace } from '../../electron/database/open-workspace.ts'
import { migrationsFolder, temporaryFolder } from '../support/workspace.ts'

const migrations = loadMigrations(migrationsFolder)
const schemaOf = (database: SqliteDatabase.Database): unknown => database.prepare('select type, name, sql from sqlite_schema order by name').all()

describe('migrations', () => {
  test.each(migrations.map(({ number }) => number - 1))('a database of version %i reaches the newest schema', (version) => {
    const direct = new SqliteDatabase(':memory:')
    migrate(direct, migrations, 0)
    const older = new SqliteDatabase(':memory:')
    migrate(older, migrations.slice(0, version), 0)
    expect(schemaVersion(older)).toBe(version)
    migrate(older, migrations, 0)
    expect(schemaVersion(older)).toBe(migrations.length)
    expect(schemaOf(older)).toEqual(schemaOf(direct))
  })

  test('the one experiment of older workspaces becomes the design that is open, with its places', () => {
    const database = new SqliteDatabase(':memory:')
    migrate(database, migrations.slice(0, 3), 0)
    const put = database.prepare('insert into setting values (?, ?)')
    put.run('draft', JSON.stringify({ version: 1, name: 'mine', network: { layers: [{ id: 'a', kind: 'dense', units: 3 }] } }))
    put.run('draft.layout', JSON.stringify({ a: { x: 1, y: -2.5 } }))
    put.run('other', '3')
    migrate(database, migrations, 0)
    const designs = createDesignRepository(database)
    const id = designs.opened()!
    expect(designs.find(id)).toEqual({ spec: { version: 1, name: 'mine', network: { layers: [{ id: 'a', kind: 'dense', units: 3 }] } }, positions: { a: { x: 1, y: -2.5 } }, groups: [], text: null })
    expect(database.prepare('select name from design').pluck().all()).toEqual(['mine'])
    expect(database.prepare('select key from setting order by key').pluck().all()).toEqual(['design.open', 'other'])
  })

  test('what samples were taken for in older workspaces is that of the validation part of a single network', () => {
    const database = new SqliteDatabase(':memory:')
    migrate(database, migrations.slice(0, 9), 0)
    database.pragma('foreign_keys = off')
    database.prepare('insert into epoch_prediction values (?, ?, ?, ?, ?, ?)').run('r', 3, 30, 0, 1, deflateRawSync(Uint8Array.of(1, 2)))
    migrate(database, migrations, 0)
    expect(createPredictionRepository(database).histories('r', 'validation', 1)).toEqual({ epochs: Int32Array.of(3), sampleCount: 2, predicted: Uint16Array.of(1, 2) })
  })

  test('a workspace without an experiment has no design', () => {
    const database = new SqliteDatabase(':memory:')
    migrate(database, migrations, 0)
    expect(createDesignRepository(database).list()).toEqual([])
    expect(createDesignRepository(database).opened()).toBeNull()
  })

  test('a migration that fails leaves neither its changes nor its record', () => {
    const database = new SqliteDatabase(':memory:')
    migrate(database, migrations, 0)
    const broken = { number: migrations.length + 1, name: '9999-break', sql: 'create table half (a); insert into nowhere values (1)' }
    expect(() => migrate(database, [...migrations, broken], 0)).toThrow(/nowhere/)
    expect(schemaVersion(database)).toBe(migrations.length)
    expect(database.prepare(`select count(*) from sqlite_schema where name = 'half'`).pluck().get()).toBe(0)
  })

  test('a newer schema is refused and left alone', () => {
    const database = new SqliteDatabase(':memory:')
    migrate(database, [...migrations, { number: migrations.length + 1, name: '9999-future', sql: 'create table future (a)' }], 0)
    expect(() => migrate(database, migrations, 0)).toThrow(SpecError)
    expect(() => migrate(database, migrations, 0)).toThrow(`got version ${migrations.length + 1}`)
  })

  test('a gap in the numbers is an error of the build', () => {
    const folder = temporaryFolder()
    cpSync(migrationsFolder, folder, { recursive: true })
    writeFileSync(join(folder, `${String(migrations.length + 2).padStart(4, '0')}-skip-one.sql`), '')
    expect(() => loadMigrations(folder)).toThrow(/should be called/)
  })
})

describe('opening a workspace', () => {
  test('a database of another program is refused unchanged', () => {
    const folder = temporaryFolder()
    const other = new SqliteDatabase(join(folder, 'descent.sqlite'))
    other.exec('create table cooking (recipe text)')
    other.close()
    expect(() => openWorkspace(folder, 'write', migrations)).toThrow('expected a Descent workspace, got a database of another program')
    const after = new SqliteDatabase(join(folder, 'descent.sqlite'), { readonly: true })
    expect(after.prepare('select name from sqlite_schema').pluck().all()).toEqual(['cooking'])
    after.close()
  })

  test('a file that is not a database is refused in words', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'descent.sqlite'), 'x'.repeat(5000))
    expect(() => openWorkspace(folder, 'read', migrations)).toThrow('not a database or is damaged')
    expect(() => openWorkspace(folder, 'write', migrations)).toThrow('not a database or is damaged')
  })

  test('a folder that cannot be made is refused in words', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(() => openWorkspace(join(file, 'workspace'), 'write', migrations)).toThrow('expected a folder that can be written to, got ENOTDIR')
  })

  test.each(['EACCES', 'EROFS', 'SQLITE_READONLY_DIRECTORY', 'SQLITE_CANTOPEN'])('%s means a read-only folder', (code) => {
    const error = asWorkspaceError(Object.assign(new Error('refused'), { code }), '/w')
    expect(error).toBeInstanceOf(SpecError)
    expect((error as SpecError).issues[0]).toMatchObject({ path: '/w', received: `${code} (refused)` })
  })

  test('one process writes; a second is refused with its number; readers read on; closing frees it', () => {
    const folder = temporaryFolder()
    const first = openWorkspace(folder, 'write', migrations)
    expect(() => openWorkspace(folder, 'write', migrations, 50)).toThrow(`in use by process ${process.pid}`)
    const reader = openWorkspace(folder, 'read', migrations)
    first.database.prepare(`insert into setting values ('a', '1')`).run()
    expect(reader.database.prepare('select value from setting').pluck().get()).toBe('1')
    expect(() => reader.database.prepare('delete from setting').run()).toThrow(/readonly/)
    reader.close()
    first.close()
    openWorkspace(folder, 'write', migrations, 50).close()
  })
})
