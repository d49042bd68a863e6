import type { Database } from 'better-sqlite3'
import type { DatasetId, RunId } from '../contract/api.ts'
import type { WorkspaceMode } from './open-workspace.ts'
import { writeBeside } from './write-beside.ts'

/** How often test parts were looked at; runs tell their counts themselves. */
export interface TestLookRepository {
  add(run: RunId, dataset: DatasetId, at: number): void
}

/** Readers count their looks too, where they can. */
export const createTestLookRepository = (database: Database, mode: WorkspaceMode): TestLookRepository => ({ add: writeBeside(database, mode, 'insert into test_look (run_id, dataset_id, at) values (?, ?, ?)') })
