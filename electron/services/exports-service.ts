import { readFile } from 'node:fs/promises'
import { modelManifest, modelTensors, readModel, resolveExperiment, writeJsonWeights, writeNpz, writeOnnx, writeSafetensors, type CheckpointTag } from '../../core/index.ts'
import type { Api, ExportFormat, ExportVerification, RunId } from '../contract/api.ts'
import { weightsFileName } from '../contract/weights-file-name.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { DatasetsService } from './datasets-service.ts'
import type { TaskWorkers } from './task-worker.ts'
import type { TrainedRuns } from './trained-runs.ts'
import { verifyOnnx } from './verify-onnx.ts'

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = { onnx: 'application/octet-stream', safetensors: 'application/octet-stream', npz: 'application/zip', json: 'application/json' }

const VERIFIED_SAMPLES = 64

export interface ExportsOptions {
  readonly runs: RunRepository
  readonly datasets: DatasetsService
  readonly trained: TrainedRuns
  readonly tasks: TaskWorkers
  /** Of this program, for the files to say. */
  readonly version: string
}

export function createExportsService({ runs, datasets, trained, tasks, version }: ExportsOptions): Api['exports'] {
  /** Compares another program's predictions with ours. The test part stays unseen: without a validation part the training part serves. */
  async function verified(content: Uint8Array, run: RunId, checkpoint: CheckpointTag): Promise<ExportVerification | null> {
    const validation = await trained.predictions(run, 'validation', checkpoint)
    const { indices, outputs, sampleCount } = validation.sampleCount > 0 ? validation : await trained.predictions(run, 'train', checkpoint)
    const count = Math.min(VERIFIED_SAMPLES, sampleCount)
    const { inputs, shape } = await tasks.ask('samples', { file: datasets.pathOf(runs.find(run)!.datasetId ?? ''), indices: indices.slice(0, count) })
    return verifyOnnx(content, { inputs, inputShape: shape, outputs: outputs.slice(0, count * (outputs.length / sampleCount)) })
  }

  return {
    async create({ run, format, checkpoint }) {
      const { record, path } = trained.checkpoint(run, checkpoint)
      const { name, datasetId } = runs.find(run)!
      const { description } = datasets.find(datasetId ?? '')
      const { classes, targetNames, inputShape } = description
      const experiment = resolveExperiment(runs.spec(run), description)
      const { spec } = experiment
      const model = readModel(experiment, await readFile(path))
      const tensors = modelTensors(experiment, model)
      const { transforms } = model
      const preprocessing = transforms.map(({ kind, state }) => ({ kind, state: Object.fromEntries(Object.entries(state).map(([key, values]) => [key, Array.from(values)])) }))
      const architecture = { name, run, epoch: record.epoch, step: record.step, inputShape, classes, targetNames, network: spec.network, outputs: spec.outputs, ensemble: modelManifest(experiment, model), preprocessing }
      const content = {
        onnx: () => writeOnnx(experiment, model, { name, version }),
        safetensors: () => writeSafetensors({ tensors, metadata: { format: 'pt', descent: JSON.stringify(architecture) } }),
        npz: () => writeNpz(tensors),
        json: () => writeJsonWeights({ architecture, tensors }),
      }[format]()
      const verification = format === 'onnx' ? await verified(content, run, record.tag) : null
      return { name: weightsFileName(name, { checkpoint: record.tag, format }), content, mediaType: MEDIA_TYPES[format], verification }
    },
  }
}
