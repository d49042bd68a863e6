import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointRepository } from '../database/checkpoint-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'

const INTERRUPTED = 'Descent ended while this run was training. Resume it to continue from its last checkpoint.'

/**
 * Makes the store true again after a process that ended without closing: what was running or paused is interrupted.
 * Queued runs stay queued. Half-written and replaced checkpoint files of the interrupted runs go.
 */
export async function reconcileRuns(runs: RunRepository, checkpoints: CheckpointRepository, checkpointFolder: string): Promise<void> {
  const cutOff = runs.withStatus('running', 'paused')
  for (const id of cutOff) runs.setStatus(id, 'interrupted', INTERRUPTED)
  for (const id of cutOff) {
    const kept = new Set(checkpoints.files(id))
    const files = await readdir(join(checkpointFolder, id)).catch(() => [])
    await Promise.all(files.filter((file) => !kept.has(`${id}/${file}`)).map((file) => rm(join(checkpointFolder, id, file), { force: true })))
  }
}
