import { readFile } from 'node:fs/promises'
import { modelManifest, modelTensors, readModel, resolveExperiment, writeJsonWeights, writeNpz, writeSafetensors } from '../../core/index.ts'
import type { Api, ExportFormat } from '../contract/api.ts'
import { weightsFileName } from '../contract/weights-file-name.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { DatasetsService } from './datasets-service.ts'
import type { TrainedRuns } from './trained-runs.ts'

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = { safetensors: 'application/octet-stream', npz: 'application/zip', json: 'application/json' }

export function createExportsService(runs: RunRepository, datasets: DatasetsService, trained: TrainedRuns): Api['exports'] {
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
        safetensors: () => writeSafetensors({ tensors, metadata: { format: 'pt', descent: JSON.stringify(architecture) } }),
        npz: () => writeNpz(tensors),
        json: () => writeJsonWeights({ architecture, tensors }),
      }[format]()
      return { name: weightsFileName(name, { checkpoint: record.tag, format }), content, mediaType: MEDIA_TYPES[format] }
    },
  }
}
