import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Database } from '../database/open-workspace.ts'
import { adviseOnEvents, checkChanges, LAYER_SCALARS, layerSeries, type LayerMeasure, type LayerScalar, describeExperiment, readRangeTest, resolveExperiment, SpecError, text, type ExperimentSpec, type CheckpointTag } from '../../core/index.ts'
import { RUN_LOOKS } from '../contract/run-colours.ts'
import type { Api, ColumnSet, RangeTestSummary, RunId, RunSummary, SavedComparison, Series, SeriesRequest } from '../contract/api.ts'
import { stepsOfMembers } from '../contract/member-steps.ts'
import type { DatasetRecord } from '../database/dataset-repository.ts'
import type { CheckpointRepository } from '../database/checkpoint-repository.ts'
import type { EventRepository } from '../database/event-repository.ts'
import type { HistogramRepository } from '../database/histogram-repository.ts'
import type { ExportRepository } from '../database/export-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { SettingRepository } from '../database/setting-repository.ts'
import type { SeriesRepository } from '../database/series-repository.ts'
import { RUN_WEIGHTS } from './absolute-paths.ts'
import type { Announcer } from './announcer.ts'
import type { DatasetsService } from './datasets-service.ts'
import { datasetBlock, distinctIssues, seedOf, sourceOfBlock } from './experiments-service.ts'
import { createNamedList } from './named-list.ts'
import { noSuchRun } from './not-found.ts'
import type { RunQueue } from './run-queue.ts'
import { markTags, settleTags } from './run-tags.ts'
import { smoothSeries } from './smooth-series.ts'
import { emptyTrash } from './run-trash.ts'
import type { WeightsReader } from './weights-reader.ts'

export interface RunsOptions {
  readonly database: Database
  readonly runs: RunRepository
  readonly exports: ExportRepository
  readonly events: EventRepository
  readonly series: SeriesRepository
  readonly histograms: HistogramRepository
  readonly checkpoints: CheckpointRepository
  readonly datasets: DatasetsService
  readonly queue: RunQueue
  readonly announcer: Announcer
  readonly checkpointFolder: string
  readonly weights: WeightsReader
  readonly settings: SettingRepository
}

const COLUMN_SETS = 'runs.columnSets'
const COMPARISONS = 'runs.comparisons'

/** No letters that are mistaken for digits. */
const ID_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const ID_LENGTH = 8

const newId = (): RunId => Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('')

export function createRunsService(options: RunsOptions): Api['runs'] {
  const { runs, exports, events, series, histograms, checkpoints, datasets, queue, announcer, weights, settings } = options
  const find = (id: RunId): RunSummary => {
    const run = runs.find(id)
    if (run === null) throw noSuchRun(id)
    return run
  }
  const columnSets = createNamedList<ColumnSet>(settings, COLUMN_SETS)
  const comparisons = createNamedList<SavedComparison>(settings, COMPARISONS)
  const announce = (ids: readonly RunId[]): void => announcer.announce('runs.changed', { runs: ids.map(find) })

  return {
    list: async () => runs.list(),
    async show(id) {
      const [run, spec, happened] = [find(id), runs.spec(id), events.list(id)]
      const data = run.datasetId === null ? null : datasets.find(run.datasetId).description
      return { run, spec, checkpoints: checkpoints.list(id).map(({ file: _, ...checkpoint }) => checkpoint), events: happened, suggestions: adviseOnEvents(spec, data, happened.map(({ event }) => event)), rangeTest: summarizeRangeTest(id, spec, series), exports: exports.list(id) }
    },
    series: async (request) => readSeries(request, runs, series),
    smoothed: (request) => smoothSeries(request, (run) => runs.find(run)?.stepsPerEpoch ?? null, series),
    async layers(id, member) {
      const { network, ensemble } = runs.spec(find(id).id)
      const steps = ensemble === null ? [] : stepsOfMembers(ensemble, events.list(id).map(({ event }) => event))
      const asked = member === undefined ? undefined : steps[member - 1]
      if (member !== undefined && asked === undefined) return null
      const step = histograms.lastStep(id, asked?.after, asked?.until)
      if (step === null) return null
      const at = steps.findIndex(({ after, until }) => step > after && step <= until)
      const { layers } = ensemble?.networks?.[at - 1] ?? network
      return { step, layers: layers.map((layer) => readMeasure(id, layer.id!, step, series, histograms)).filter((measure) => measure !== null) }
    },
    histograms: async (id, layer, what) => histograms.list(find(id).id, layer, what),
    async start(given) {
      const { spec, dataset, summary, epochs } = await settleSpec(given, datasets)
      checkInitialWeights(spec, runs, checkpoints)
      if (spec.initialWeights !== null) refuseIssues(describeExperiment(spec, dataset.description, await weights.describe(spec.initialWeights)).issues)
      const { id } = runs.create({ id: newId(), spec, epochs, summary, datasetId: dataset.id, datasetName: dataset.name, task: dataset.description.task, createdAt: Date.now() })
      queue.enqueue(id)
      datasets.announceChange()
      return find(id)
    },
    pause: async (id) => queue.pause(find(id).id),
    async resume(id) {
      const { name, status } = find(id)
      if (queue.resume(id)) return
      if (status !== 'interrupted' && status !== 'cancelled' && status !== 'failed') {
        throw new SpecError([{ path: name, expected: text('a run that was paused, interrupted or cancelled', 'un entrenamiento en pausa, interrumpido o cancelado'), received: `one that is ${status}` }])
      }
      queue.enqueue(id)
    },
    async change(id, changes) {
      const { datasetId, status, name } = find(id)
      if (!queue.isActive(id)) throw new SpecError([{ path: name, expected: text('a run that trains or is paused', 'un entrenamiento en marcha o en pausa'), received: `one that is ${status}`, fix: text('open its experiment in Design and train it again with other values', 'abra su experimento en Diseño y entrénelo de nuevo con otros valores') }])
      refuseIssues(checkChanges(changes, resolveExperiment(runs.spec(id), datasets.find(datasetId ?? '').description)))
      await queue.change(id, changes.map(({ path, value }) => ({ path, value })))
      return runs.spec(id).changes ?? []
    },
    cancel: async (id) => queue.cancel(find(id).id),
    reorder: async (id, position) => queue.reorder(find(id).id, position),
    async update(id, change) {
      find(id)
      if (change.name !== undefined && change.name.trim() === '') throw new SpecError([{ path: 'name', expected: text('a name', 'un nombre'), received: JSON.stringify(change.name) }])
      checkColour(change.colour)
      runs.update(id, change.tags === undefined ? change : { ...change, tags: settleTags(change.tags) })
      announce([id])
      return find(id)
    },
    async mark(ids, { starred, addTags = [], removeTags = [], colour }) {
      checkColour(colour)
      options.database.transaction(() => {
        for (const id of ids) runs.update(id, { ...(starred === undefined ? {} : { starred }), ...(colour === undefined ? {} : { colour }), tags: markTags(find(id).tags, addTags, removeTags) })
      })()
      announce(ids)
    },
    async remove(ids) {
      const at = Date.now()
      for (const id of ids) if (queue.isActive(id) || find(id).status === 'queued') queue.cancel(id)
      options.database.transaction(() => ids.forEach((id) => runs.trash(id, at)))()
      announcer.announce('runs.removed', { ids })
    },
    async restore(ids) {
      options.database.transaction(() => ids.forEach((id) => runs.restore(find(id).id)))()
      announce(ids)
    },
    trash: async () => runs.trashContents(),
    async emptyTrash(ids) {
      const freedBytes = await emptyTrash(options.database, runs, options.checkpointFolder, (id) => queue.isActive(id) || ids?.includes(id) === false)
      datasets.announceChange()
      return { freedBytes }
    },
    columnSets: async () => columnSets.list(),
    saveColumnSet: async (set) => columnSets.save(set),
    removeColumnSet: async (name) => columnSets.remove(name),
    comparisons: async () => comparisons.list(),
    saveComparison: async (comparison) => comparisons.save(comparison),
    removeComparison: async (name) => comparisons.remove(name),
  }
}

/** The completed spec on a stored data set. Throws SpecError with every problem; files are read and stored on the way. */
export async function settleSpec(given: unknown, datasets: DatasetsService): Promise<{ spec: ExperimentSpec; dataset: DatasetRecord; summary: string; epochs: number }> {
  const block = datasetBlock(given)
  const isGenerator = block !== null && sourceOfBlock(block) === 'generator'
  // A spec that cannot run stores nothing where that can be known without reading files.
  if (block === null || isGenerator) refuseIssues(describeExperiment(given, null).issues)
  const dataset = await datasets.settle(block!, seedOf(given)).catch((error: unknown) => {
    if (!(error instanceof SpecError)) throw error
    throw new SpecError(distinctIssues([...error.issues, ...describeExperiment(given, null).issues]))
  })
  const { spec } = resolveExperiment({ ...(given as object), dataset: { kind: 'stored', id: dataset.id } }, dataset.description)
  const { summary, epochs } = describeExperiment(spec, dataset.description)
  return { spec, dataset, summary, epochs }
}

function refuseIssues(issues: SpecError['issues']): void {
  if (issues.length > 0) throw new SpecError(issues)
}

function checkColour(colour: number | null | undefined): void {
  if (colour === undefined || colour === null || (Number.isInteger(colour) && colour >= 0 && colour < RUN_LOOKS)) return
  throw new SpecError([{ path: 'colour', expected: text(`a whole number from 0 to ${RUN_LOOKS - 1}, or null for the run’s own`, `un entero de 0 a ${RUN_LOOKS - 1}, o null para el suyo`), received: JSON.stringify(colour) }])
}

function checkInitialWeights({ initialWeights }: ExperimentSpec, runs: RunRepository, checkpoints: CheckpointRepository): void {
  if (initialWeights === null) return
  const match = RUN_WEIGHTS.exec(initialWeights)
  if (match === null ? existsSync(initialWeights) : runs.find(match[1]!) !== null && checkpoints.find(match[1]!, (match[2] ?? 'last') as CheckpointTag) !== null) return
  throw new SpecError([{ path: 'initialWeights', expected: text('a safetensors file, or run:ID of a run with a checkpoint', 'un fichero safetensors, o run:ID de un entrenamiento con punto de control'), received: JSON.stringify(initialWeights) }])
}

/** What a range test's steps say; null for other runs, and before there are enough of them. */
function summarizeRangeTest(id: RunId, { schedule }: ExperimentSpec, series: SeriesRepository): RangeTestSummary | null {
  if (schedule.kind !== 'rangeTest') return null
  const [rates, losses] = ['step/learningRate', 'step/loss'].map((name) => series.read(id, name, null, Number.MAX_SAFE_INTEGER).values)
  const result = readRangeTest(rates!, losses!, Number(schedule['smoothing']))
  return result === null ? null : { suggestedRate: result.suggestedRate, lowestRate: result.lowestRate, lowestLoss: result.lowestLoss }
}

/** What a layer's curves and histograms say of a step; null where they say nothing. */
function readMeasure(run: RunId, id: string, step: number, series: SeriesRepository, histograms: HistogramRepository): LayerMeasure | null {
  const found = histograms.at(run, id, step)
  if (found === null) return null
  const scalar = (name: LayerScalar): number | null => series.read(run, layerSeries(id, name), { from: step, to: step }, 1).values[0] ?? null
  return { id, ...(Object.fromEntries(LAYER_SCALARS.map((name) => [name, scalar(name)])) as Record<LayerScalar, number | null>), histograms: found }
}

function readSeries({ runs: ids, names, range, maximumPoints }: SeriesRequest, runs: RunRepository, series: SeriesRepository): readonly Series[] {
  return ids.flatMap((run) => {
    const stepsPerEpoch = runs.find(run)?.stepsPerEpoch ?? null
    const stored = new Set(series.names(run))
    return names.filter((name) => stored.has(name)).map((name) => {
      const { steps, values, recorded } = series.read(run, name, range ?? null, maximumPoints)
      return { run, name, steps, epochs: steps.map((step) => (stepsPerEpoch === null ? NaN : step / stepsPerEpoch)), values, recorded }
    })
  })
}
