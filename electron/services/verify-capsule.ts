import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTensors, SpecError, SPLIT_PARTS, text, type ExperimentSpec, type Text } from '../../core/index.ts'
import type { RunSummary } from '../contract/api.ts'
import { DATA, readCapsule, START, WEIGHTS, type Capsule } from './capsule.ts'
import { createServices, type Services } from './create-services.ts'
import type { Installation } from './installation.ts'

export interface VerificationOptions {
  readonly name: string
  readonly content: Uint8Array
  readonly installation: Installation
  readonly threads?: number
  /** The file of a stored data set by the hash of its content; null where there is none. */
  findData(sha256: string): string | null
  onProgress?(run: RunSummary): void
}

/** What doing a run again has shown. */
export interface CapsuleVerification {
  /** `within-tolerance`: other weights, but every score as good as the same. */
  readonly verdict: 'identical' | 'within-tolerance' | 'different'
  readonly sentence: Text
  readonly name: string
  readonly weightsSha256: { readonly then: string; readonly now: string | null }
  /** Of any weight; null where the networks have other tensors. */
  readonly largestDifference: number | null
  readonly scores: readonly { readonly part: string; readonly name: string; readonly then: number; readonly now: number | null }[]
  readonly environment: { readonly then: Capsule['manifest']['environment']; readonly now: { readonly descent: string; readonly engine: string; readonly node: string } }
}

/** Scores may differ by this much, of their size or by itself: what the last bits of other processors' sums make of a training. */
const TOLERANCE = { relative: 0.02, absolute: 0.01 }

const ENDED = new Set(['completed', 'stopped-early', 'cancelled', 'diverged', 'failed', 'interrupted'])

/** Does a capsule's run again, in a workspace of its own that is gone afterwards, and compares. Throws SpecError where that cannot be done. */
export async function verifyCapsule(options: VerificationOptions): Promise<CapsuleVerification> {
  const capsule = await readCapsule(options.name, options.content)
  const workspace = await mkdtemp(join(tmpdir(), 'descent-capsule-'))
  let services: Services | null = null
  try {
    services = await createServices({ installation: options.installation, workspace, mode: 'write', host: 'web', parallelRuns: 1, ...(options.threads === undefined ? {} : { threads: options.threads }) })
    const dataset = await settleData(capsule, services, options)
    const initialWeights = await settleStart(capsule, workspace)
    const run = await repeat({ ...capsule.manifest.spec, dataset: { kind: 'stored', id: dataset }, initialWeights }, services, options)
    return compare(capsule, run, await finalTensors(services, run), (await services.api.app.info()).engine, options.installation.version)
  } finally {
    await services?.close()
    await rm(workspace, { recursive: true, force: true })
  }
}

async function settleData({ manifest: { dataset }, files }: Capsule, services: Services, { name, findData }: VerificationOptions): Promise<string> {
  const own = files.get(DATA)
  const stored = own === undefined ? findData(dataset.sha256) : null
  if (own !== undefined || stored !== null) return (await services.datasets.adopt(own ?? await readFile(stored!), dataset)).id
  if (dataset.lineage?.kind === 'block' && dataset.lineage.source === null) {
    const made = await services.datasets.settle(dataset.lineage.block, dataset.lineage.seed)
    if (made.sha256 === dataset.sha256) return made.id
    throw new SpecError([{ path: name, expected: text(`data of the hash ${dataset.sha256}`, `datos con el hash ${dataset.sha256}`), received: `${made.sha256}, as this version makes them`, fix: text('ask for a capsule with its data', 'pida una cápsula con sus datos') }])
  }
  throw new SpecError([{
    path: name, expected: text(`the data set "${dataset.name}" (hash ${dataset.sha256.slice(0, 16)}…) in the capsule or in this workspace`, `el conjunto de datos «${dataset.name}» (hash ${dataset.sha256.slice(0, 16)}…) en la cápsula o en este espacio de trabajo`), received: 'neither',
    fix: text('import the same files first, or ask for a capsule made with --with-data', 'importe antes los mismos ficheros, o pida una cápsula hecha con --with-data'),
  }])
}

async function settleStart({ manifest: { spec }, files }: Capsule, workspace: string): Promise<string | null> {
  const name = [...files.keys()].find((file) => file.startsWith(`${START}.`))
  if (spec.initialWeights === null || name === undefined) return null
  const path = join(workspace, name)
  await writeFile(path, files.get(name)!)
  return path
}

async function repeat(spec: ExperimentSpec, services: Services, { onProgress = () => {} }: VerificationOptions): Promise<RunSummary> {
  const { promise, resolve } = Promise.withResolvers<RunSummary>()
  services.listen((announcement, payload) => {
    if (announcement !== 'runs.changed' || !('runs' in payload)) return
    for (const run of payload.runs) {
      if (ENDED.has(run.status)) resolve(run)
      else onProgress(run)
    }
  })
  await services.api.runs.start(spec)
  return promise
}

async function finalTensors(services: Services, { id, weightsSha256 }: RunSummary): Promise<ReturnType<typeof readTensors> | null> {
  if (weightsSha256 === null) return null
  const { content, name } = await services.api.exports.create({ run: id, format: 'safetensors' })
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
