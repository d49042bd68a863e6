import { createHash, randomUUID } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { datasets as sources, sizeOf, SpecError, text, type BlockSpec, type DatasetDescription, type DatasetLineage, type DatasetStatistics, type PartialPlan, type PrincipalComponents } from '../../core/index.ts'
import type { StoredDataset } from '../../core/worker/protocol.ts'
import { syncFolder, writeDurably } from '../../core/worker/write-durably.ts'
import type { Api, CatalogueEntry, DatasetDetails, DatasetId, DatasetSummary, FileInput } from '../contract/api.ts'
import { datasetSummary, type DatasetRecord, type DatasetRepository } from '../database/dataset-repository.ts'
import type { RunRepository } from '../database/run-repository.ts'
import type { Announcer } from './announcer.ts'
import type { DatasetCatalogue } from './dataset-catalogue.ts'
import { createDatasetTasks, type RunningTask } from './dataset-tasks.ts'
import { noSuchDataset, notFound } from './not-found.ts'
import { createRecentlyUsed } from './recently-used.ts'
import type { TaskWorkers } from './task-worker.ts'

export interface DatasetsOptions {
  readonly datasets: DatasetRepository
  readonly runs: RunRepository
  readonly folder: string
  /** Half-written data sets, each import in a folder of its own. */
  readonly importFolder: string
  readonly catalogue: DatasetCatalogue
  /** Of Descent; part of the lineage. */
  readonly version: string
  readonly tasks: TaskWorkers
  readonly announcer: Announcer
}

export interface DatasetsService {
  readonly api: Api['datasets']
  /** Throws SpecError for an unknown id. */
  find(id: DatasetId): DatasetRecord
  pathOf(id: DatasetId): string
  /** The file of a stored data set by the hash of its content; null where there is none. */
  fileWithHash(sha256: string): string | null
  /** The stored data set that a spec's block names; files and generators are stored first. Paths are absolute. */
  settle(block: BlockSpec, seed: number): Promise<DatasetRecord>
  /** What a spec's block would be, without storing it. */
  describeBlock(block: BlockSpec, seed: number): Promise<DatasetDescription>
  /** Stores samples that were stored elsewhere, under what is known of them. Throws SpecError where they are others. */
  adopt(content: Uint8Array, known: Pick<DatasetRecord, 'name' | 'sha256' | 'description' | 'lineage'>): Promise<DatasetRecord>
  /** Run counts are part of what is shown. */
  announceChange(): void
  /** Ends imports and downloads; nothing of them is left. */
  close(): Promise<void>
}

/** A data set's id is the beginning of its content's hash, so that importing twice stores once. */
const ID_LENGTH = 16
const SHORTEST_PREFIX = 4

const idOf = ({ sha256 }: StoredDataset): DatasetId => sha256.slice(0, ID_LENGTH)

export function createDatasetsService({ datasets, runs, folder, importFolder, catalogue, version, tasks, announcer }: DatasetsOptions): DatasetsService {
  const underWay = createDatasetTasks(announcer)
  const working = new Set<Promise<unknown>>()
  /** A description is a few hundred bytes; the files behind it can be large, and the Design page asks with every change. */
  const described = createRecentlyUsed<DatasetDescription>(MOST_DESCRIPTIONS, () => 1)
  /** The content of a data set never changes. */
  const statisticsOf = createRecentlyUsed<DatasetStatistics>(MOST_DESCRIPTIONS, () => 1)
  const componentsOf = createRecentlyUsed<PrincipalComponents>(MOST_COMPONENT_BYTES, ({ axes, projections, values, labels }) => [axes, projections, values, labels].reduce((sum, { byteLength }) => sum + byteLength, 0))
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

  function register(stored: StoredDataset, source: string, lineage: DatasetLineage): DatasetRecord {
    const id = idOf(stored)
    datasets.add({ id, name: stored.description.name, source, description: stored.description, file: stored.file, bytes: stored.bytes, sha256: stored.sha256, importedAt: Date.now(), lineage })
    announceChange()
    return find(id)
  }

  async function adopt(content: Uint8Array, { name, sha256, description, lineage }: Pick<DatasetRecord, 'name' | 'sha256' | 'description' | 'lineage'>): Promise<DatasetRecord> {
    const own = createHash('sha256').update(content).digest('hex')
    if (own !== sha256) throw new SpecError([{ path: name, expected: text(`data of the hash ${sha256}`, `datos con el hash ${sha256}`), received: own }])
    const file = `${sha256}.dataset`
    await writeDurably(join(folder, file), content)
    const id = sha256.slice(0, ID_LENGTH)
    datasets.add({ id, name, source: name, description, file, bytes: content.byteLength, sha256, importedAt: Date.now(), lineage })
    announceChange()
    return find(id)
  }

  async function storeBlock(block: BlockSpec, seed: number): Promise<DatasetRecord> {
    const stored = await tasks.once('store-block', { block, seed, folder })
    return register(stored, sourceOf(block), { kind: 'block', block, seed, source: stored.source, at: Date.now(), importer: version })
  }

  interface Importing { readonly files: readonly FileInput[]; readonly plan: PartialPlan | null; readonly source: string; readonly fetched: FetchedFrom | null }

  async function importFiles({ files, plan, source, fetched }: Importing, { signal, importing }: RunningTask): Promise<DatasetRecord> {
    const temporary = join(importFolder, randomUUID())
    try {
      const stored = await tasks.once('import', { files, plan, temporary }, { signal, onProgress: importing })
      if (fetched !== null) await refuseOther(fetched, stored)
      await rename(join(temporary, 'samples'), join(folder, stored.file))
      await syncFolder(folder)
      const catalogued = fetched === null ? null : { name: fetched.name, addresses: fetched.downloaded.map(({ address }) => address) }
      return register(stored, source, { kind: 'files', source: stored.source!, plan: stored.plan, catalogue: catalogued, at: Date.now(), importer: version })
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  }

  /** What was fetched must be what the catalogue says; else the downloads are thrown away, so that the next try fetches them again. */
  async function refuseOther({ name, downloaded }: FetchedFrom, stored: StoredDataset): Promise<void> {
    const issues = catalogue.check(name, stored.description)
    if (issues.length === 0) return
    for (const { path } of downloaded) await rm(path, { force: true })
    throw new SpecError(issues)
  }

  async function fetchDataset(name: string, running: RunningTask): Promise<DatasetRecord> {
    const { plan } = catalogue.get(name)
    const collected = await catalogue.collect(name, { signal: running.signal, onProgress: running.downloading })
    const downloaded = collected.flatMap(({ path, address }) => (address === null ? [] : [{ path, address }]))
    return importFiles({ files: collected.map(({ path }) => ({ path })), plan, source: `${name} (catalogue)`, fetched: { name, downloaded } }, running)
  }

  /** Work that must have ended before the workspace is closed. */
  function keepTrack<T>(work: Promise<T>): Promise<T> {
    const tracked = work.catch(() => {}).finally(() => working.delete(tracked))
    working.add(tracked)
    return work
  }

  const api: Api['datasets'] = {
    list: async () => summaries(),
    async describe(id): Promise<DatasetDetails> {
      const dataset = datasetSummary(find(id))
      const record = find(id)
      return { dataset, lineage: record.lineage, ...(await statisticsOf.get(record.sha256, () => tasks.ask('statistics', { file: pathOf(id) }))) }
    },
    preview: (files, plan) => tasks.once('preview-import', { files, plan }),
    import: async (files, plan, task) =>
      datasetSummary(await keepTrack(underWay.run(task, (running) => importFiles({ files, plan, source: namesOf(files), fetched: null }, running)))),
    cancel: async (task) => underWay.cancel(task),
    catalogue: async () => catalogue.names.map((name) => entryOf(name)),
    fetch: async (name, task) => datasetSummary(await keepTrack(underWay.run(task, (running) => fetchDataset(name, running)))),
    generate: async (spec, seed) => datasetSummary(await storeBlock(spec, seed)),
    previewGenerated: (spec, seed) => tasks.ask('preview-block', { block: spec, seed }),
    async samples(id, offset, limit) {
      const { sampleCount } = find(id).description
      const from = Math.min(Math.max(0, Math.floor(offset)), sampleCount)
      const count = Math.min(Math.max(0, Math.floor(limit)), sampleCount - from)
      return tasks.ask('samples', { file: pathOf(id), indices: Int32Array.from({ length: count }, (_, i) => from + i) })
    },
    async principalComponents(id, { samples, components, standardized = false }, task) {
      const { sha256, description } = find(id)
      const query = { samples: within(samples, 0, MOST_PROJECTED), components: within(components, 1, Math.min(MOST_COMPONENTS, sizeOf(description.inputShape))), standardized }
      const compute = () => underWay.run(task, ({ signal }) => tasks.once('principal-components', { file: pathOf(id), ...query }, { signal }))
      return keepTrack(componentsOf.get(JSON.stringify([sha256, query]), compute))
    },
    async samplesAt(id, indices) {
      const { sampleCount } = find(id).description
      const outside = indices.find((index) => index < 0 || index >= sampleCount)
      if (outside !== undefined) throw new SpecError([{ path: 'indices', expected: text(`positions from 0 to ${sampleCount - 1}`, `posiciones de 0 a ${sampleCount - 1}`), received: String(outside) }])
      return tasks.ask('samples', { file: pathOf(id), indices })
    },
    labels: async (id) => tasks.ask('labels', { file: pathOf(id) }),
    previewSplit: async (id, split, seed) => tasks.ask('preview-split', { file: pathOf(id), split, seed }),
    previewPreprocessing: async (id, request) => tasks.ask('preview-preprocessing', { file: pathOf(id), ...request }),
    async rename(id, name) {
      find(id)
      if (name.trim() === '') throw new SpecError([{ path: 'name', expected: text('a name', 'un nombre'), received: JSON.stringify(name) }])
      datasets.rename(id, name.trim())
      announceChange()
    },
    async remove(id) {
      const record = find(id)
      refuseWhileNeeded(record, runs.namesUsing(record.id))
      datasets.trash(record.id, Date.now())
      announceChange()
    },
    async restore(id) {
      if (!datasets.restore(id)) throw notFound('dataset', text('the id of a data set in the trash', 'el identificador de un conjunto de datos de la papelera'), id)
      announceChange()
    },
    async emptyTrash() {
      // A run that was started by the id of one in the trash keeps it.
      const unneeded = datasets.trashed().filter(({ id }) => runs.namesUsing(id).length === 0)
      for (const { id, file } of unneeded) {
        datasets.delete(id)
        await rm(join(folder, file), { force: true })
      }
      return { freedBytes: unneeded.reduce((sum, { bytes }) => sum + bytes, 0) }
    },
  }

  function entryOf(name: string): CatalogueEntry {
    const { title, doc, reference, task, sampleCount, inputShape, classCount, files } = catalogue.get(name)
    const stored = datasets.list().find(({ lineage }) => lineage?.kind === 'files' && lineage.catalogue?.name === name)
    return {
      name, title, doc, reference, task, sampleCount, inputShape, classCount,
      files: files.map((file) => ({ name: file.name, addresses: catalogue.addressesOf(name, file), verification: file.digests.length > 0 ? 'checksum' : 'structure' })),
      folder: catalogue.folderOf(name),
      storedAs: stored?.id ?? null,
    }
  }

  return {
    api,
    find,
    pathOf,
    fileWithHash(sha256) {
      const found = datasets.list().find((dataset) => dataset.sha256 === sha256)
      return found === undefined ? null : join(folder, found.file)
    },
    async settle(block, seed) {
      if (block.kind === 'stored') return find(String(block['id']))
      return storeBlock(block, seed)
    },
    async describeBlock(block, seed) {
      if (block.kind === 'stored') return find(String(block['id'])).description
      return described.get(JSON.stringify([block, seed, await fileStates(block)]), () => tasks.once('describe-block', { block, seed }))
    },
    adopt,
    announceChange,
    async close() {
      underWay.cancelAll()
      await Promise.all(working)
    },
  }
}

interface FetchedFrom { readonly name: string; readonly downloaded: readonly { readonly path: string; readonly address: string }[] }

const MOST_DESCRIPTIONS = 32
const MOST_COMPONENT_BYTES = 64 * 2 ** 20
/** What a plot can show, and a slider choose from. */
const MOST_PROJECTED = 20_000
const MOST_COMPONENTS = 1024

const within = (value: number, least: number, most: number): number => Math.min(Math.max(least, Math.floor(value)), most)

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

/** A few names stand for many. */
function namesOf(files: readonly FileInput[]): string {
  const names = files.map((file) => ('path' in file ? basename(file.path) : file.name))
  return names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? `, … (${names.length})` : '')
}

/** `spirals, samples 500, noise 0.1`; files by their names. */
const sourceOf = ({ kind, ...values }: BlockSpec): string =>
  [sources.get(kind).label.en, ...Object.entries(values).map(([name, value]) => `${name} ${typeof value === 'string' ? basename(value) : JSON.stringify(value)}`)].join(', ')
