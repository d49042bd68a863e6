import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  modelManifest, modelTensors, readModel, resolveExperiment, writeCHeader, writeJsonWeights, writeKeras, writeNpz, writeOnnx, writePytorch, writeSafetensors, writeTfjs, writeTypescript, type CheckpointTag, type Language,
} from '../../core/index.ts'
import type { Api, ExportVerification, ReportFormat, RunId } from '../contract/api.ts'
import { EXPORT_FORMATS } from '../contract/export-formats.ts'
import { reportFileName, weightsFileName } from '../contract/weights-file-name.ts'
import type { ExportRepository } from '../database/export-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { DatasetsService } from './datasets-service.ts'
import type { TaskWorkers } from './task-worker.ts'
import type { TrainedRuns } from './trained-runs.ts'
import { verifyOnnx } from './verify-onnx.ts'

const VERIFIED_SAMPLES = 64
const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = { html: 'text/html', md: 'text/markdown', tex: 'text/x-tex' }

export interface ExportsOptions {
  readonly runs: RunRepository
  readonly exports: ExportRepository
  readonly datasets: DatasetsService
  readonly trained: TrainedRuns
  readonly tasks: TaskWorkers
  /** Of this program, for the files to say. */
  readonly version: string
  capsule(run: RunId, withData: boolean): Promise<Uint8Array>
  report(runs: readonly RunId[], format: ReportFormat, language: Language): Promise<string>
}

export function createExportsService({ runs, exports, datasets, trained, tasks, version, capsule, report }: ExportsOptions): Api['exports'] {
  /** Compares another program's predictions with ours. The test part stays unseen: without a validation part the training part serves. */
  async function verified(content: Uint8Array, run: RunId, checkpoint: CheckpointTag): Promise<ExportVerification | null> {
    const validation = await trained.predictions(run, 'validation', checkpoint)
    const { indices, outputs, further, sampleCount } = validation.sampleCount > 0 ? validation : await trained.predictions(run, 'train', checkpoint)
    const count = Math.min(VERIFIED_SAMPLES, sampleCount)
    const { inputs, shape } = await tasks.ask('samples', { file: datasets.pathOf(runs.find(run)!.datasetId ?? ''), indices: indices.slice(0, count) })
    const firstOf = (values: Float32Array): Float32Array => values.slice(0, count * (values.length / sampleCount))
    return verifyOnnx(content, { inputs, inputShape: shape, outputs: firstOf(outputs), further: further.map(firstOf) })
  }

  return {
    async create({ run, format, checkpoint, withData = false }) {
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
      const naming = { name, version }
      const content = await {
        onnx: () => writeOnnx(experiment, model, naming),
        pytorch: () => writePytorch(experiment, model, naming),
        keras: () => writeKeras(experiment, model, naming),
        c: () => writeCHeader(experiment, model, naming),
        typescript: () => writeTypescript(experiment, model, naming),
        tfjs: () => writeTfjs(experiment, model, naming),
        safetensors: () => writeSafetensors({ tensors, metadata: { format: 'pt', descent: JSON.stringify(architecture) } }),
        npz: () => writeNpz(tensors),
        json: () => writeJsonWeights({ architecture, tensors }),
        capsule: () => capsule(run, withData),
      }[format]()
      const verification = format === 'onnx' ? await verified(content, run, record.tag) : null
      exports.add(run, { at: Date.now(), format, checkpoint: record.tag, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex'), verification })
      return { name: weightsFileName(name, { checkpoint: record.tag, format }), content, mediaType: EXPORT_FORMATS[format].mediaType, verification }
    },
    async report(ids, format, language) {
      const [first] = ids
      const name = ids.length === 1 && first !== undefined ? (runs.find(first)?.name ?? 'run') : 'comparison'
      return { name: reportFileName(name, format), content: new TextEncoder().encode(await report(ids, format, language)), mediaType: REPORT_TYPES[format], verification: null }
    },
  }
}
