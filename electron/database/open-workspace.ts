import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { SpecError, text } from '../../core/index.ts'
import { migrate, refuseNewer, schemaVersion, type Migration } from './migrations.ts'
import { lockWorkspace } from './workspace-lock.ts'

export type { Database }

/** `DSNT`: tells a workspace from other SQLite files. */
const APPLICATION_ID = 0x44534e54

export type WorkspaceMode = 'write' | 'read'

/** An open workspace folder: the database and where its files are. */
export interface Workspace {
  readonly folder: string
  readonly mode: WorkspaceMode
  readonly database: Database
  readonly datasetFolder: string
  /** Half-written data sets; emptied when the workspace is opened. */
  readonly importFolder: string
  /** Files of the catalogue, fetched or dropped there by hand. */
  readonly downloadFolder: string
  readonly checkpointFolder: string
  /** Weights of imported models. */
  readonly weightsFolder: string
  close(): void
}

/**
 * Opens a workspace, creating it where there is none. One process writes, any number read; a reader takes no lock unless the workspace must be made or migrated first.
 * Throws SpecError when the folder cannot be used: not writable, in use, made by a newer Descent or by another program.
 */
export function openWorkspace(folder: string, mode: WorkspaceMode, migrations: readonly Migration[], waitMs?: number): Workspace {
  const file = join(folder, 'descent.sqlite')
  if (mode === 'read') {
    const database = openForReading(file, migrations)
    if (database !== null) return workspaceOf(folder, 'read', database, () => database.close())
  }
  try {
    createFolder(folder)
    const lock = lockWorkspace(folder, join(folder, 'descent.lock'), waitMs)
    try {
      const database = openForWriting(file, migrations)
      const workspace = workspaceOf(folder, mode, database, () => {
        database.close()
        lock.release()
      })
      mkdirSync(workspace.datasetFolder, { recursive: true })
      // Whoever wrote there has ended: this process holds the lock.
      rmSync(workspace.importFolder, { recursive: true, force: true })
      mkdirSync(workspace.checkpointFolder, { recursive: true })
      return workspace
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    throw asWorkspaceError(error, folder)
  }
}

const workspaceOf = (folder: string, mode: WorkspaceMode, database: Database, close: () => void): Workspace => ({
  folder,
  mode,
  database,
  datasetFolder: join(folder, 'artifacts', 'datasets'),
  importFolder: join(folder, 'artifacts', 'importing'),
  downloadFolder: join(folder, 'artifacts', 'downloads'),
  checkpointFolder: join(folder, 'artifacts', 'checkpoints'),
  weightsFolder: join(folder, 'artifacts', 'weights'),
  close,
})

/** Creates a folder and what it stands in. Step by step: Node's own recursion never ends where a file system answers that the parent is missing. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) createFolder(parent)
  mkdirSync(folder)
}

function openForWriting(file: string, migrations: readonly Migration[]): Database {
  const database = new SqliteDatabase(file, { timeout: 5000 })
  try {
    refuseForeign(database)
    refuseNewer(database, migrations.length)
    // Takes effect on an empty database only; emptying the trash then shrinks the file without rewriting it.
    database.pragma('auto_vacuum = incremental')
    database.pragma(`application_id = ${APPLICATION_ID}`)
    database.pragma('journal_mode = wal')
    // In WAL mode a killed process loses nothing, a power cut at most the last moments, and neither corrupts.
    database.pragma('synchronous = normal')
    database.pragma('foreign_keys = on')
    database.pragma('cache_size = -32000')
    // What is written again and again while runs train, as the ends of their curves, then goes into the database once, not every 4 MB.
    database.pragma('wal_autocheckpoint = 4000')
    migrate(database, migrations, Date.now())
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Null when the database must be made or migrated first. */
function openForReading(file: string, migrations: readonly Migration[]): Database | null {
  if (!existsSync(file)) return null
  let database: Database | null = null
  try {
    database = new SqliteDatabase(file, { readonly: true, timeout: 5000 })
    refuseForeign(database)
    refuseNewer(database, migrations.length)
    if (schemaVersion(database) === migrations.length) return database
    database.close()
    return null
  } catch (error) {
    database?.close()
    throw asWorkspaceError(error, file)
  }
}

function refuseForeign(database: Database): void {
  const id = database.pragma('application_id', { simple: true }) as number
  const tables = database.prepare('select count(*) from sqlite_schema').pluck().get() as number
  if (id === APPLICATION_ID || (id === 0 && tables === 0)) return
  throw new SpecError([{
    path: database.name,
    expected: text('a Descent workspace', 'un espacio de trabajo de Descent'),
    received: 'a database of another program',
    fix: text('choose another folder with --workspace', 'elija otra carpeta con --workspace'),
  }])
}

const NOT_WRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST', 'SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM']

/** Says in words what the system says in codes; other errors come back as they are. */
export function asWorkspaceError(error: unknown, path: string): unknown {
  if (error instanceof SpecError || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new SpecError([{ path, expected: text('a Descent workspace', 'un espacio de trabajo de Descent'), received: 'a file that is not a database or is damaged', fix: text('restore it from a copy, or choose another folder', 'restáurelo de una copia o elija otra carpeta') }])
  }
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
    return new SpecError([{ path, expected: text('free disk space', 'espacio libre en el disco'), received: 'a full disk', fix: text('empty the trash or free some space', 'vacíe la papelera o libere espacio') }])
  }
  if (NOT_WRITABLE.some((known) => code.startsWith(known))) {
    return new SpecError([{
      path,
      expected: text('a folder that can be written to', 'una carpeta en la que se pueda escribir'),
      received: `${code} (${error.message})`,
      fix: text('choose another folder with --workspace', 'elija otra carpeta con --workspace'),
    }])
  }
  return error
}
