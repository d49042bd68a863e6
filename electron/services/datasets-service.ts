import { rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { datasets as sources, SpecError, text, type BlockSpec, type DatasetDescription } from '../../core/index.ts'
import type { StoredDataset } from '../../core/worker/protocol.ts'
import type { Api, DatasetDetails, DatasetId, DatasetSummary, FileInput } from '../contract/api.ts'
import { datasetSummary, type DatasetRecord, type DatasetRepository } from '../database/dataset-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { Announcer } from './announcer.ts'
import { noSuchDataset } from './not-found.ts'
import { createRecentlyUsed } from './recently-used.ts'
import type { TaskWorkers } from './task-worker.ts'

export interface DatasetsOptions {
  readonly datasets: DatasetRepository
  readonly runs: RunRepository
  readonly folder: string
  readonly tasks: TaskWorkers
  readonly announcer: Announcer
}

export interface DatasetsService {
  readonly api: Api['datasets']
  /** Throws SpecError for an unknown id. */
  find(id: DatasetId): DatasetRecord
  pathOf(id: DatasetId): string
  /** The stored data set that a spec's block names; files and generators are stored first. Paths are absolute. */
  settle(block: BlockSpec, seed: number): Promise<DatasetRecord>
  /** What a spec's block would be, without storing it. */
  describeBlock(block: BlockSpec, seed: number): Promise<DatasetDescription>
  /** Run counts are part of what is shown. */
  announceChange(): void
}

/** A data set's id is the beginning of its content's hash, so that importing twice stores once. */
const ID_LENGTH = 16
const SHORTEST_PREFIX = 4

const idOf = ({ sha256 }: StoredDataset): DatasetId => sha256.slice(0, ID_LENGTH)

export function createDatasetsService({ datasets, runs, folder, tasks, announcer }: DatasetsOptions): DatasetsService {
  /** A description is a few hundred bytes; the files behind it can be large, and the Design page asks with every change. */
  const described = createRecentlyUsed<DatasetDescription>(MOST_DESCRIPTIONS, () => 1)
  const find = (id: DatasetId): DatasetRecord => {
    const found = datasets.find(id) ?? findByName(id)
    if (found === null) throw noSuchDataset(id, datasets.list().map(({ name }) => name))
    return found
  }
  /** People write a name, or the beginning of an id, where only one data set has it. */
  const findByName = (wanted: string): DatasetRecord | null => {
    const fitting = datasets.list().filter(({ id, name }) => name === wanted || (wanted.length >= SHORTEST_PREFIX && id.startsWith(wanted)))
    return fitting.length === 1 ? fitting[0]! : null
  }
  const pathOf = (id: DatasetId): string => join(folder, find(id).file)
  const summaries = (): readonly DatasetSummary[] => datasets.list().map(datasetSummary)
  const announceChange = (): void => announcer.announce('datasets.changed', { datasets: summaries() })

  function register(stored: StoredDataset, source: string): DatasetRecord {
    const id = idOf(stored)
    datasets.add({ id, name: stored.description.name, source, description: stored.description, file: stored.file, bytes: stored.bytes, sha256: stored.sha256, importedAt: Date.now() })
    announceChange()
    return find(id)
  }

  const api: Api['datasets'] = {
    list: async () => summaries(),
    async describe(id): Promise<DatasetDetails> {
      const dataset = datasetSummary(find(id))
      const { classCounts, features, targetStatistics } = await tasks.ask('statistics', { file: pathOf(id) })
      return { dataset, classCounts, features, targetStatistics }
    },
    preview: (files, plan) => tasks.once('preview-import', { files, plan }),
    import: async (files, plan) => datasetSummary(register(await tasks.once('import', { files, plan, folder }), files.map(nameOf).join(', '))),
    generate: async (spec, seed) => datasetSummary(register(await tasks.once('store-block', { block: spec, seed, folder }), sourceOf(spec))),
    previewGenerated: (spec, seed) => tasks.ask('preview-block', { block: spec, seed }),
    async samples(id, offset, limit) {
      const { sampleCount } = find(id).description
      const from = Math.min(Math.max(0, Math.floor(offset)), sampleCount)
      const count = Math.min(Math.max(0, Math.floor(limit)), sampleCount - from)
      return tasks.ask('samples', { file: pathOf(id), indices: Int32Array.from({ length: count }, (_, i) => from + i) })
    },
    async rename(id, name) {
      find(id)
      if (name.trim() === '') throw new SpecError([{ path: 'name', expected: text('a name', 'un nombre'), received: JSON.stringify(name) }])
      datasets.rename(id, name.trim())
      announceChange()
    },
    async remove(id) {
      const path = pathOf(id)
      refuseWhileNeeded(find(id), runs.namesUsing(id))
      datasets.delete(id)
      await rm(path, { force: true })
      announceChange()
    },
  }

  return {
    api,
    find,
    pathOf,
    async settle(block, seed) {
      if (block.kind === 'stored') return find(String(block['id']))
      return register(await tasks.once('store-block', { block, seed, folder }), sourceOf(block))
    },
    async describeBlock(block, seed) {
      if (block.kind === 'stored') return find(String(block['id'])).description
      return described.get(JSON.stringify([block, seed, await fileStates(block)]), () => tasks.once('describe-block', { block, seed }))
    },
    announceChange,
  }
}

const MOST_DESCRIPTIONS = 32

/** Sizes and times of the files a block names: when they change, so does what is known of them. */
function fileStates(block: BlockSpec): Promise<readonly (readonly number[] | null)[]> {
  const paths = Object.entries(sources.get(block.kind).hyperparameters).flatMap(([name, { kind }]) => (kind === 'path' && typeof block[name] === 'string' ? [block[name]] : []))
  return Promise.all(paths.map((path) => stat(path).then(({ size, mtimeMs }) => [size, mtimeMs], () => null)))
}

const MOST_NAMES = 5

function refuseWhileNeeded({ name }: DatasetRecord, users: readonly string[]): void {
  if (users.length === 0) return
  const names = users.slice(0, MOST_NAMES).join(', ') + (users.length > MOST_NAMES ? ', …' : '')
  throw new SpecError([{
    path: name,
    expected: text('a data set that no run needs', 'un conjunto de datos que ningún entrenamiento necesite'),
    received: `one that ${users.length === 1 ? 'a run needs' : `${users.length} runs need`}: ${names}`,
    fix: text('remove those runs and empty the trash first', 'elimine antes esos entrenamientos y vacíe la papelera'),
  }])
}

const nameOf = (file: FileInput): string => ('path' in file ? basename(file.path) : file.name)

/** `spirals, samples 500, noise 0.1`; files by their names. */
const sourceOf = ({ kind, ...values }: BlockSpec): string =>
  [sources.get(kind).label.en, ...Object.entries(values).map(([name, value]) => `${name} ${typeof value === 'string' ? basename(value) : JSON.stringify(value)}`)].join(', ')
