import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { readTensors, SpecError, SPLIT_PARTS, text, type ExperimentSpec, type Text } from '../../core/index.ts'
import type { Api, CapsuleVerification, RunSummary } from '../contract/api.ts'
import type { Announcer } from './announcer.ts'
import { DATA, readCapsule, START, WEIGHTS, type Capsule } from './capsule.ts'
import type { DatasetsService } from './datasets-service.ts'

/** What is used of a backend. */
export interface Backend {
  readonly api: Pick<Api, 'app' | 'exports' | 'runs'>
  readonly datasets: DatasetsService
  readonly listen: Announcer['listen']
  close(): Promise<void>
}

export interface VerificationOptions {
  readonly name: string
  readonly content: Uint8Array
  /** Of this program. */
  readonly version: string
  /** The whole backend over an empty workspace in this folder. */
  openBackend(workspace: string): Promise<Backend>
  /** The file of a stored data set by the hash of its content; null where there is none. */
  findData(sha256: string): string | null
  onProgress?(run: RunSummary): void
  /** Ends it; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Scores may differ by this much, of their size or by itself: what the last bits of other processors' sums make of a training. */
const TOLERANCE = { relative: 0.02, absolute: 0.01 }

const ENDED = new Set(['completed', 'stopped-early', 'cancelled', 'diverged', 'failed', 'interrupted'])

/** Does a capsule's run again, in a workspace of its own that is gone afterwards, and compares. Throws SpecError where that cannot be done. */
export async function verifyCapsule(options: VerificationOptions): Promise<CapsuleVerification> {
  const capsule = await readCapsule(options.name, options.content)
  const workspace = await mkdtemp(join(tmpdir(), 'descent-capsule-'))
  let backend: Backend | null = null
  try {
    backend = await options.openBackend(workspace)
    const dataset = await settleCapsuleData(capsule, backend.datasets, options)
    const initialWeights = await settleCapsuleStart(capsule, workspace)
    const run = await repeat({ ...capsule.manifest.spec, dataset: { kind: 'stored', id: dataset }, initialWeights }, backend, options)
    return compare(capsule, run, await finalTensors(backend, run), (await backend.api.app.info()).engine, options.version)
  } finally {
    await backend?.close()
    await rm(workspace, { recursive: true, force: true })
  }
}

/** Puts a capsule's data into a workspace – from the capsule, from `findData`, or generated anew – and returns their id. Throws SpecError where they are nowhere. */
export async function settleCapsuleData({ manifest: { dataset }, files }: Capsule, datasets: DatasetsService, { name, findData }: Pick<VerificationOptions, 'name' | 'findData'>): Promise<string> {
  const own = files.get(DATA)
  const stored = own === undefined ? findData(dataset.sha256) : null
  if (own !== undefined || stored !== null) return (await datasets.adopt(own ?? await readFile(stored!), dataset)).id
  if (dataset.lineage?.kind === 'block' && dataset.lineage.source === null) {
    const made = await datasets.settle(dataset.lineage.block, dataset.lineage.seed)
    if (made.sha256 === dataset.sha256) return made.id
    throw new SpecError([{ path: name, expected: text(`data of the hash ${dataset.sha256}`, `datos con el hash ${dataset.sha256}`), received: `${made.sha256}, as this version makes them`, fix: text('ask for a capsule with its data', 'pida una cápsula con sus datos') }])
  }
  throw new SpecError([{
    path: name, expected: text(`the data set "${dataset.name}" (hash ${dataset.sha256.slice(0, 16)}…) in the capsule or in this workspace`, `el conjunto de datos «${dataset.name}» (hash ${dataset.sha256.slice(0, 16)}…) en la cápsula o en este espacio de trabajo`), received: 'neither',
    fix: text('import the same files first, or ask for a capsule made with --with-data', 'importe antes los mismos ficheros, o pida una cápsula hecha con --with-data'),
  }])
}

/** Writes the file that a capsule's run started from into a folder, and returns its path; null where it started from random numbers. */
export async function settleCapsuleStart({ manifest: { spec }, files }: Capsule, folder: string): Promise<string | null> {
  const name = [...files.keys()].find((file) => file.startsWith(`${START}.`))
  if (spec.initialWeights === null || name === undefined) return null
  const content = files.get(name)!
  const path = join(folder, `${createHash('sha256').update(content).digest('hex').slice(0, 16)}${extname(name)}`)
  await mkdir(folder, { recursive: true })
  await writeFile(path, content)
  return path
}

async function repeat(spec: ExperimentSpec, { api, listen }: Backend, { onProgress = () => {}, signal }: VerificationOptions): Promise<RunSummary> {
  const { promise, resolve, reject } = Promise.withResolvers<RunSummary>()
  signal?.addEventListener('abort', () => reject(signal.reason as Error))
  signal?.throwIfAborted()
  listen((announcement, payload) => {
    if (announcement !== 'runs.changed' || !('runs' in payload)) return
    for (const run of payload.runs) {
      if (ENDED.has(run.status)) resolve(run)
      else onProgress(run)
    }
  })
  // Together: it may be ended while the run is still being started.
  const [ended] = await Promise.all([promise, api.runs.start(spec)])
  return ended
}

async function finalTensors({ api }: Backend, { id, weightsSha256 }: RunSummary): Promise<ReturnType<typeof readTensors> | null> {
  if (weightsSha256 === null) return null
  const { content, name } = await api.exports.create({ run: id, format: 'safetensors' })
  return readTensors(name, content)
}

function compare({ manifest, files }: Capsule, run: RunSummary, tensors: ReturnType<typeof readTensors> | null, engine: string, version: string): CapsuleVerification {
  const scores = SPLIT_PARTS.flatMap((part) => Object.entries(manifest.result.final[part] ?? {}).map(([name, then]) => ({ part, name, then, now: run.final[part]?.[name] ?? null })))
  const isSame = run.weightsSha256 === manifest.result.weightsSha256
  const isClose = run.status === manifest.result.status && scores.every(({ then, now }) => now !== null && Math.abs(now - then) <= Math.max(TOLERANCE.absolute, TOLERANCE.relative * Math.abs(then)))
  const verdict = isSame ? 'identical' : isClose ? 'within-tolerance' : 'different'
  const { environment } = manifest
  return {
    verdict,
    sentence: sentenceOf(verdict, environment.engine === engine && environment.descent === version),
    name: manifest.name,
    weightsSha256: { then: manifest.result.weightsSha256, now: run.weightsSha256 },
    largestDifference: tensors === null ? null : largestDifference(readTensors(WEIGHTS, files.get(WEIGHTS)!), tensors),
    scores,
    environment: { then: environment, now: { descent: version, engine, node: process.version } },
  }
}

function sentenceOf(verdict: CapsuleVerification['verdict'], isSameEngine: boolean): Text {
  const why = isSameEngine ? text('', '') : text(' The engine or the version here is another than then.', ' El motor o la versión de aquí no es el de entonces.')
  switch (verdict) {
    case 'identical': return text('Identical: the run ends with the same weights, to the last bit.', 'Idéntico: el entrenamiento acaba con los mismos pesos, hasta el último bit.')
    case 'within-tolerance': return text(`Within tolerance: the weights differ in some bits, and every score is as good as the same.${why.en}`, `Dentro de la tolerancia: los pesos difieren en algunos bits y cada puntuación es prácticamente la misma.${why.es}`)
    case 'different': return text(`Different: the scores are not those of the capsule.${why.en}`, `Diferente: las puntuaciones no son las de la cápsula.${why.es}`)
  }
}

function largestDifference(then: ReturnType<typeof readTensors>, now: ReturnType<typeof readTensors>): number | null {
  let largest = 0
  for (const [name, { data }] of then) {
    const other = now.get(name)?.data
    if (other?.length !== data.length) return null
    data.forEach((value, i) => { largest = Math.max(largest, Math.abs(value - other[i]!)) })
  }
  return largest
}
