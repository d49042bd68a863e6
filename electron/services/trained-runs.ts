import { join } from 'node:path'
import { SpecError, spreadPositions, text, type CheckpointTag, type SplitPart } from '../../core/index.ts'
import type { PartPredictions, PredictionRequest } from '../../core/worker/protocol.ts'
import type { RunId } from '../contract/api.ts'
import { finalCheckpoint } from '../contract/final-checkpoint.ts'
import type { CheckpointRecord, CheckpointRepository } from '../database/checkpoint-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { DatasetsService } from './datasets-service.ts'
import { noSuchRun } from './not-found.ts'
import { createRecentlyUsed } from './recently-used.ts'
import type { TaskWorkers } from './task-worker.ts'

/** What can be asked of a run's checkpoints. */
export interface TrainedRuns {
  /** The checkpoint, that of the weights the run ended with unless `tag` says otherwise. Throws SpecError when there is none. */
  checkpoint(run: RunId, tag?: CheckpointTag): { readonly record: CheckpointRecord; readonly path: string }
  /** Everything a task needs to use it. */
  request(run: RunId, tag?: CheckpointTag): Omit<PredictionRequest, 'part' | 'member'>
  /** The checkpoints of the epochs that were kept, in order; of more than 200, as many, evenly chosen. */
  keptEpochs(run: RunId): readonly { readonly epoch: number; readonly checkpoint: string }[]
  /** Computed once per run, checkpoint, part and member (of an ensemble, from 1). Predictions of the test part count as a look at it, once as long as the process lives. */
  predictions(run: RunId, part: SplitPart, tag?: CheckpointTag, member?: number): Promise<PartPredictions>
}

const MAXIMUM_BYTES = 128 * 2 ** 20
/** A path with more corners looks the same. */
const MOST_KEPT_EPOCHS = 200

export function createTrainedRuns(runs: RunRepository, checkpoints: CheckpointRepository, checkpointFolder: string, datasets: DatasetsService, tasks: TaskWorkers, looked: (run: RunId) => void): TrainedRuns {
  const recent = createRecentlyUsed<PartPredictions>(MAXIMUM_BYTES, ({ outputs, losses, indices, labels, values, uncertainty }) =>
    [outputs, losses, indices, labels, values, ...Object.values(uncertainty ?? {}) as Float32Array[]].reduce((sum, { byteLength }) => sum + byteLength, 0))

  function checkpoint(run: RunId, wanted?: CheckpointTag): { record: CheckpointRecord; path: string } {
    const found = runs.find(run)
    if (found === null) throw noSuchRun(run)
    const tag = wanted ?? finalCheckpoint(found, runs.spec(run))
    const record = checkpoints.find(run, tag)
    if (record === null) {
      const received = `a run that is ${found.status} and has ${checkpoints.list(run).map((other) => other.tag).join(', ') || 'none'}`
      throw new SpecError([{ path: found.name, expected: text(`a checkpoint "${tag}"`, `un punto de control «${tag}»`), received }])
    }
    return { record, path: join(checkpointFolder, record.file) }
  }

  function request(run: RunId, tag?: CheckpointTag): Omit<PredictionRequest, 'part' | 'member'> {
    const { path } = checkpoint(run, tag)
    const dataset = runs.find(run)?.datasetId ?? ''
    return { spec: runs.spec(run), description: datasets.find(dataset).description, datasetFile: datasets.pathOf(dataset), checkpoint: path }
  }

  /** Pages of the same predictions are one look. */
  const seen = new Set<string>()
  function countLook(key: string, run: RunId): void {
    if (seen.has(key)) return
    seen.add(key)
    looked(run)
  }

  return {
    checkpoint,
    request,
    keptEpochs(run) {
      const kept = checkpoints.list(run).filter(({ tag }) => tag.startsWith('epoch-'))
      return [...spreadPositions(kept.length, MOST_KEPT_EPOCHS)].map((position) => ({ epoch: kept[position]!.epoch, checkpoint: join(checkpointFolder, kept[position]!.file) }))
    },
    async predictions(run, part, tag, member) {
      const look = [checkpoint(run, tag).record.sha256, run, part]
      const predictions = await recent.get(JSON.stringify([...look, member ?? null]), () => tasks.once('predict', { ...request(run, tag), part, member }))
      if (part === 'test' && predictions.sampleCount > 0) countLook(JSON.stringify(look), run)
      return predictions
    },
  }
}
