import { availableParallelism } from 'node:os'
import { SpecError, type AskedChange, type ChangeSpec } from '../../core/index.ts'
import type { Api, RunSummary } from '../contract/api.ts'
import { createAnnotationRepository } from '../database/annotation-repository.ts'
import { createChangeRequestRepository } from '../database/change-request-repository.ts'
import { createCheckpointRepository } from '../database/checkpoint-repository.ts'
import { createDatasetRepository } from '../database/dataset-repository.ts'
import { createDesignRepository } from '../database/design-repository.ts'
import { createEventRepository } from '../database/event-repository.ts'
import { createExportRepository } from '../database/export-repository.ts'
import { createHistogramRepository } from '../database/histogram-repository.ts'
import { loadMigrations } from '../database/migrations.ts'
import { openWorkspace, type WorkspaceMode } from '../database/open-workspace.ts'
import { createPredictionRepository } from '../database/prediction-repository.ts'
import { createSettingRepository } from '../database/setting-repository.ts'
import { createRunLog } from '../database/run-log.ts'
import { createRunRepository } from '../database/run-repository.ts'
import { createSeriesRepository } from '../database/series-repository.ts'
import { createTestLookRepository } from '../database/test-look-repository.ts'
import { createAnalysisService } from './analysis-service.ts'
import { createAnnotationsService } from './annotations-service.ts'
import { createAnnouncer, type Announcer } from './announcer.ts'
import { answerChangeRequests, changeElsewhere } from './change-requests.ts'
import { createCapsulesService, type CapsulesService } from './capsules-service.ts'
import { createDatasetCatalogue } from './dataset-catalogue.ts'
import { createDatasetsService, type DatasetsService } from './datasets-service.ts'
import { createDesignsService } from './designs-service.ts'
import { createExperimentsService } from './experiments-service.ts'
import { createExportsService } from './exports-service.ts'
import type { Installation } from './installation.ts'
import { createMachineSpeed } from './machine-speed.ts'
import { createModelImporter, type ModelImporter } from './model-importer.ts'
import { reconcileRuns } from './reconcile.ts'
import { createOpenedCapsules } from './opened-capsules.ts'
import { createReportsService, type ReportsService } from './reports-service.ts'
import { createRunQueue } from './run-queue.ts'
import { createRunsService } from './runs-service.ts'
import { createTaskWorkers, type TaskWorkers } from './task-worker.ts'
import { createTrainedRuns, type TrainedRuns } from './trained-runs.ts'
import { createWeightsReader } from './weights-reader.ts'

export interface ServicesOptions {
  readonly installation: Installation
  /** The workspace's folder. */
  readonly workspace: string
  /** A reader neither trains nor stores, and works while another process writes. */
  readonly mode?: WorkspaceMode
  readonly host: 'electron' | 'web'
  readonly parallelRuns?: number
  /** Threads to share among runs; as many as there are processors unless given. */
  readonly threads?: number
  /** Where the catalogue's files are tried first; otherwise DESCENT_DATASET_MIRROR. */
  readonly datasetMirror?: string
  /** False: runs that were queued by another process stay queued (the command line). */
  readonly startsStored?: boolean
}

export interface Services {
  readonly api: Api
  listen: Announcer['listen']
  /** For the command line, which asks more than the window does. */
  readonly datasets: DatasetsService
  readonly trained: TrainedRuns
  readonly tasks: TaskWorkers
  readonly models: ModelImporter
  readonly capsules: CapsulesService
  readonly reports: ReportsService
  /** Reads what the first window will ask for, a little at a time, while it is still being loaded. */
  readAhead(): void
  /** Has a run changed by the process that trains it, for a reader. Throws SpecError with every problem; ends when the signal is aborted. */
  changeElsewhere(run: RunSummary, changes: readonly AskedChange[], signal: AbortSignal): Promise<readonly ChangeSpec[]>
  /** Interrupts what trains, to be resumed later; nothing else starts. */
  interrupt(): Promise<void>
  /** Interrupts what trains, to be resumed later. May be called twice. */
  close(): Promise<void>
}

/** Runs side by side use processors better than threads do, up to a point: each holds its data in memory. */
const mostRuns = (processors: number): number => Math.max(1, Math.min(4, Math.floor(processors / 2)))

/** A reader finds runs that train: true only while another process writes. Where none does, it ended without closing. */
async function reconcileUnattended(folder: string, installation: Installation): Promise<void> {
  try {
    const { database, checkpointFolder, close } = openWorkspace(folder, 'write', loadMigrations(installation.migrationsFolder), 0)
    await reconcileRuns(createRunRepository(database), createCheckpointRepository(database), checkpointFolder)
    close()
  } catch (error) {
    // Somebody writes, or the folder is read-only: then what is stored stands.
    if (!(error instanceof SpecError)) throw error
  }
}

/** The whole backend over one workspace. Throws SpecError when the workspace cannot be used. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const { installation, mode = 'write' } = options
  const processors = availableParallelism()
  const threads = options.threads ?? processors
  const workspace = openWorkspace(options.workspace, mode, loadMigrations(installation.migrationsFolder))
  const { database, checkpointFolder } = workspace
  const runs = createRunRepository(database)
  const events = createEventRepository(database)
  const series = createSeriesRepository(database)
  const checkpoints = createCheckpointRepository(database)
  const histograms = createHistogramRepository(database)
  const predictions = createPredictionRepository(database)
  const announcer = createAnnouncer()
  const tasks = createTaskWorkers(installation.workerUrl)
  const datasets = createDatasetsService({
    datasets: createDatasetRepository(database), runs, tasks, announcer,
    folder: workspace.datasetFolder,
    importFolder: workspace.importFolder,
    catalogue: createDatasetCatalogue({ folder: workspace.downloadFolder, mirror: options.datasetMirror ?? process.env['DESCENT_DATASET_MIRROR'] }),
    version: installation.version,
  })
  if (mode === 'write') await reconcileRuns(runs, checkpoints, checkpointFolder)
  else if (runs.withStatus('running', 'paused').length > 0) await reconcileUnattended(options.workspace, installation)
  const weights = createWeightsReader(checkpoints, checkpointFolder, tasks)
  const queue = createRunQueue({
    runs, series, predictions, checkpoints, datasets, announcer, checkpointFolder,
    log: createRunLog(database, { runs, events, series, checkpoints, histograms, predictions }),
    workerUrl: installation.workerUrl,
    parallelRuns: options.parallelRuns ?? mostRuns(processors),
    threads,
    startsStored: options.startsStored ?? true,
    weightsOf(id) {
      const { initialWeights } = runs.spec(id)
      return initialWeights === null ? null : weights.fileOf(initialWeights)
    },
  })
  const annotations = createAnnotationRepository(database)
  const looks = createTestLookRepository(database, mode)
  const exports = createExportRepository(database, mode)
  const trained = createTrainedRuns(runs, checkpoints, checkpointFolder, datasets, tasks, (run) => {
    looks.add(run, runs.find(run)?.datasetId ?? '', Date.now())
    announcer.announce('runs.changed', { runs: [runs.find(run)].filter((found) => found !== null) })
  })
  const settings = createSettingRepository(database)
  const models = createModelImporter({ datasets, tasks, weightsFolder: workspace.weightsFolder })
  const opened = createOpenedCapsules({
    datasets, announcer, version: installation.version, weightsFolder: workspace.weightsFolder,
    openBackend: (folder) => createServices({ installation, workspace: folder, host: options.host, parallelRuns: 1, threads }),
  })
  let engine: Promise<string> | null = null
  const engineName = (): Promise<string> => (engine ??= tasks.ask('engine', { threads }))
  const api: Api = {
    app: {
      info: async () => ({
        version: installation.version,
        host: options.host,
        node: process.version,
        sqlite: database.prepare('select sqlite_version()').pluck().get() as string,
        workspace: workspace.folder,
        processors,
        engine: await engineName(),
        platform: process.platform,
      }),
      speed: createMachineSpeed({ runs, datasets, settings, tasks, announcer, threads, writes: mode === 'write', engineName }),
    },
    datasets: datasets.api,
    experiments: createExperimentsService({ datasets, tasks, examplesFolder: installation.examplesFolder, weights, models }),
    designs: createDesignsService(createDesignRepository(database)),
    runs: createRunsService({ database, runs, exports, events, series, histograms, checkpoints, datasets, queue, announcer, checkpointFolder, weights, settings }),
    analysis: createAnalysisService(runs, datasets, trained, tasks, annotations, predictions, announcer),
    annotations: createAnnotationsService(annotations, datasets, announcer),
    capsules: opened.api,
    exports: createExportsService({ runs, exports, datasets, trained, tasks, version: installation.version, capsule: (run, withData) => capsules.create(run, { withData }), report: (ids, format, language) => reports.write(ids, format, language) }),
  }
  const capsules = createCapsulesService({ runs, events, series, datasets, trained, weights, version: installation.version, curves: (run, names) => api.runs.series({ runs: [run], names, maximumPoints: Infinity }) })
  const reports = createReportsService({ runs, series, datasets, curves: (request) => api.runs.series(request), version: installation.version })
  const stopAnswering = mode === 'write' ? answerChangeRequests(createChangeRequestRepository(database), api.runs.change) : null
  let closing: Promise<void> | null = null
  async function close(): Promise<void> {
    stopAnswering?.()
    await queue.close()
    await opened.close()
    await datasets.close()
    await tasks.close()
    workspace.close()
  }
  function readAhead(): void {
    const steps = runs.readAhead()
    const step = (): void => {
      if (closing === null && steps.next().done !== true) setImmediate(step)
    }
    step()
  }
  if (mode === 'write') queue.pump()
  return {
    api,
    listen: announcer.listen,
    datasets,
    trained,
    tasks,
    models,
    capsules,
    reports,
    readAhead,
    changeElsewhere: (run, changes, signal) => changeElsewhere(run, changes, { file: database.name, signal }),
    interrupt: () => queue.close(),
    close: () => (closing ??= close()),
  }
}
