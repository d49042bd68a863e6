import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { extname } from 'node:path'
import { modelTensors, readModel, resolveExperiment, SpecError, text, writeSafetensors, type RunEvent } from '../../core/index.ts'
import type { RunId, Series } from '../contract/api.ts'
import type { EventRepository } from '../database/event-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { SeriesRepository } from '../database/series-repository.ts'
import { CURVES, DATA, START, WEIGHTS, writeCapsule } from './capsule.ts'
import type { DatasetsService } from './datasets-service.ts'
import { noSuchRun } from './not-found.ts'
import type { TrainedRuns } from './trained-runs.ts'
import type { WeightsReader } from './weights-reader.ts'

export interface CapsulesOptions {
  readonly runs: RunRepository
  readonly events: EventRepository
  readonly series: SeriesRepository
  readonly datasets: DatasetsService
  readonly trained: TrainedRuns
  readonly weights: WeightsReader
  /** Of this program. */
  readonly version: string
  curves(run: RunId, names: readonly string[]): Promise<readonly Series[]>
}

/** Makes capsules of runs. */
export interface CapsulesService {
  /** Throws SpecError for a run that has not ended by itself. */
  create(run: RunId, options: { readonly withData: boolean }): Promise<Uint8Array>
}

const ENDED = ['completed', 'stopped-early']

export function createCapsulesService({ runs, events, series, datasets, trained, weights, version, curves }: CapsulesOptions): CapsulesService {
  return {
    async create(id, { withData }) {
      const run = runs.find(id)
      if (run === null) throw noSuchRun(id)
      if (!ENDED.includes(run.status) || run.weightsSha256 === null) throw new SpecError([{ path: run.name, expected: text('a run that has ended by itself: only that can be repeated', 'un entrenamiento que haya acabado por sí mismo: solo ese se puede repetir'), received: run.status }])
      const spec = runs.spec(id)
      const dataset = datasets.find(run.datasetId ?? '')
      const experiment = resolveExperiment(spec, dataset.description)
      const tensors = modelTensors(experiment, readModel(experiment, await readFile(trained.checkpoint(id).path)))
      const started = events.list(id).map(({ event }) => event).find((event): event is Extract<RunEvent, { type: 'started' }> => event.type === 'started')
      const files = new Map<string, Uint8Array>([
        [WEIGHTS, writeSafetensors({ tensors, metadata: { format: 'pt' } })],
        [CURVES, new TextEncoder().encode(curvesText(await curves(id, series.names(id))))],
        ...(spec.initialWeights === null ? [] : [await startFile(weights.fileOf(spec.initialWeights))]),
        ...(withData ? [[DATA, await readFile(datasets.pathOf(dataset.id))] as const] : []),
      ])
      return writeCapsule({
        name: run.name,
        run: id,
        createdAt: new Date(run.createdAt).toISOString(),
        environment: { descent: version, engine: started?.engine ?? null, node: process.version, platform: `${process.platform} ${process.arch}`, processor: cpus()[0]?.model ?? 'unknown' },
        spec,
        seed: spec.seed,
        dataset: { name: dataset.name, sha256: dataset.sha256, description: dataset.description, lineage: dataset.lineage },
        result: { status: run.status, epochs: run.epoch, steps: run.step, seconds: run.seconds, final: run.final, weightsSha256: run.weightsSha256 },
      }, files)
    },
  }
}

const startFile = async (path: string): Promise<readonly [string, Uint8Array]> => [`${START}${extname(path) || '.safetensors'}`, await readFile(path)]

/** One row for each value: which curve, at which step and epoch. */
const curvesText = (all: readonly Series[]): string =>
  `curve,step,epoch,value\n${all.flatMap(({ name, steps, epochs, values }) => Array.from(values, (value, i) => `${name},${steps[i]},${epochs[i]},${value}\n`)).join('')}`
