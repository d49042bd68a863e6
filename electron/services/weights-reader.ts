import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointTag, Shape } from '../../core/index.ts'
import type { CheckpointRepository } from '../database/checkpoint-repository.ts'
import { RUN_WEIGHTS } from './absolute-paths.ts'
import { noSuchRun } from './not-found.ts'
import type { TaskWorkers } from './task-worker.ts'

/** The names and shapes of a file's tensors. */
export type WeightShapes = ReadonlyMap<string, { readonly shape: Shape }>

/** Knows the files that `initialWeights` of specs name. */
export interface WeightsReader {
  /** The file, be it named itself or by a run's id. Throws SpecError for a run without a checkpoint. */
  fileOf(initialWeights: string): string
  /** Throws SpecError where the file cannot be read. */
  describe(initialWeights: string): Promise<WeightShapes>
}

/** The newest read stays known: a spec is described again at every keystroke. */
export function createWeightsReader(checkpoints: CheckpointRepository, checkpointFolder: string, tasks: TaskWorkers): WeightsReader {
  let known: { readonly key: string; readonly shapes: Promise<WeightShapes> } | null = null

  function fileOf(initialWeights: string): string {
    const match = RUN_WEIGHTS.exec(initialWeights)
    if (match === null) return initialWeights
    const checkpoint = checkpoints.find(match[1]!, (match[2] ?? 'last') as CheckpointTag)
    if (checkpoint === null) throw noSuchRun(match[1]!)
    return join(checkpointFolder, checkpoint.file)
  }

  return {
    fileOf,
    async describe(initialWeights) {
      const file = fileOf(initialWeights)
      const status = await stat(file).catch(() => null)
      const key = JSON.stringify([file, status?.mtimeMs, status?.size])
      if (known?.key !== key) known = { key, shapes: tasks.ask('describe-weights', { file }).then((tensors) => new Map(tensors.map(({ name, shape }) => [name, { shape }]))) }
      return known.shapes
    },
  }
}
