import type { ModelImportOptions, ModelReport } from '../../core/index.ts'
import type { DatasetSummary, FileInput } from '../contract/api.ts'
import type { DatasetsService } from './datasets-service.ts'
import type { TaskWorkers } from './task-worker.ts'

/** Makes experiments of model files. */
export interface ModelImporter {
  /** The weights go to `target`, or else to the workspace. Throws SpecError with every problem of the file. */
  import(file: FileInput, options: ModelImportOptions, target?: string): Promise<{ readonly spec: Readonly<Record<string, unknown>>; readonly report: ModelReport; readonly file: string | null; readonly dataset: string | null }>
}

export interface ModelImporterOptions {
  readonly datasets: DatasetsService
  readonly tasks: TaskWorkers
  readonly weightsFolder: string
}

export function createModelImporter({ datasets, tasks, weightsFolder }: ModelImporterOptions): ModelImporter {
  return {
    async import(file, options, target) {
      const imported = await tasks.once('import-model', { file, ...options, target: target === undefined ? { folder: weightsFolder } : { path: target } })
      if (imported.spec['dataset'] !== undefined) return { ...imported, dataset: null }
      const fitting = (await datasets.api.list()).find((dataset) => fits(dataset, imported.report))
      return { ...imported, spec: { ...imported.spec, dataset: { kind: 'stored', id: fitting?.id ?? '' } }, dataset: fitting?.name ?? null }
    },
  }
}

/** Samples of the model's shape, and as many classes as its output has values. */
const fits = ({ inputShape, classes }: DatasetSummary, { inputShape: wanted, outputWidths: [width] }: ModelReport): boolean =>
  JSON.stringify(inputShape) === JSON.stringify(wanted) && classes !== null && (classes.length === width || (classes.length === 2 && width === 1))
