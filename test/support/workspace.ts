import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { loadMigrations } from '../../electron/database/migrations.ts'
import { openWorkspace, type Workspace } from '../../electron/database/open-workspace.ts'

export const migrationsFolder = join(import.meta.dirname, '../../migrations')

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'descent-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** An empty workspace that is closed and gone after the test. */
export function temporaryWorkspace(): Workspace {
  const folder = temporaryFolder()
  const workspace = openWorkspace(folder, 'write', loadMigrations(migrationsFolder))
  onTestFinished(() => workspace.close())
  return workspace
}
