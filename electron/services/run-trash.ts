import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../database/open-workspace.ts'
import type { RunId } from '../contract/api.ts'
import type { RunRepository } from '../database/run-repository.ts'

/** Deletes the runs in the trash with their files, but those that stay (because they still train), and gives the disk its space back. Returns the bytes. */
export async function emptyTrash(database: Database, runs: RunRepository, checkpointFolder: string, stays: (id: RunId) => boolean): Promise<number> {
  const ids = runs.trashed().filter((id) => !stays(id))
  const before = databaseBytes(database)
  database.transaction(() => ids.forEach((id) => runs.delete(id)))()
  database.pragma('incremental_vacuum')
  database.pragma('wal_checkpoint(TRUNCATE)')
  let freed = Math.max(0, before - databaseBytes(database))
  for (const id of ids) {
    const folder = join(checkpointFolder, id)
    freed += await folderBytes(folder)
    await rm(folder, { recursive: true, force: true })
  }
  return freed
}

const databaseBytes = (database: Database): number =>
  (database.pragma('page_count', { simple: true }) as number) * (database.pragma('page_size', { simple: true }) as number)

async function folderBytes(folder: string): Promise<number> {
  const files = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
