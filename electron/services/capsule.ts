import { createHash } from 'node:crypto'
import { SpecError, memoryFile, openZip, readWhole, text, writeZip, type DatasetDescription, type DatasetLineage, type ExperimentSpec, type Scores, type SplitPart } from '../../core/index.ts'
import type { CapsuleEnvironment } from '../contract/api.ts'

const FORMAT = 'descent-capsule'
const VERSION = 1
const MANIFEST = 'capsule.json'
export const WEIGHTS = 'weights.safetensors'
export const CURVES = 'curves.csv'
export const DATA = 'data.dataset'
/** The file that the run started from, with the ending of its own format. */
export const START = 'start'

/** A run as one file: all that is needed to do it again, and what came of it. */
export interface CapsuleManifest {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  readonly name: string
  readonly run: string
  readonly createdAt: string
  /** What trained it. */
  readonly environment: CapsuleEnvironment
  readonly spec: ExperimentSpec
  readonly seed: number
  readonly dataset: {
    readonly name: string
    readonly sha256: string
    readonly description: DatasetDescription
    readonly lineage: DatasetLineage | null
  }
  readonly result: {
    readonly status: string
    readonly epochs: number
    readonly steps: number
    readonly seconds: number
    readonly final: Readonly<Record<SplitPart, Scores | null>>
    readonly weightsSha256: string
  }
  /** SHA-256 of every other file. */
  readonly files: Readonly<Record<string, string>>
}

export interface Capsule {
  readonly manifest: CapsuleManifest
  readonly files: ReadonlyMap<string, Uint8Array>
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** The bytes of a capsule; the hashes of its files are taken here. */
export function writeCapsule(manifest: Omit<CapsuleManifest, 'format' | 'version' | 'files'>, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const whole: CapsuleManifest = { format: FORMAT, version: VERSION, ...manifest, files: Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)])) }
  return writeZip([{ name: MANIFEST, content: new TextEncoder().encode(JSON.stringify(whole, null, 2)) }, ...[...files].map(([name, content]) => ({ name, content }))], { compress: true })
}

/** Reads a capsule whose files are as they were written. Throws SpecError with what is missing or changed. */
export async function readCapsule(name: string, content: Uint8Array): Promise<Capsule> {
  const files = new Map(await Promise.all((await openZip(memoryFile(name, content))).map(async (file): Promise<[string, Uint8Array]> => [file.name, await readWhole(file)])))
  const manifest = readManifest(name, files.get(MANIFEST))
  const issues = Object.entries(manifest.files).flatMap(([file, wanted]) => {
    const found = files.get(file)
    if (found !== undefined && sha256(found) === wanted) return []
    return [{ path: `${name}/${file}`, expected: text('the file as it was when the capsule was made', 'el fichero como era al hacer la cápsula'), received: found === undefined ? 'none' : 'another content', fix: text('ask for the capsule again', 'pida la cápsula de nuevo') }]
  })
  if (issues.length > 0) throw new SpecError(issues)
  return { manifest, files }
}

function readManifest(name: string, content: Uint8Array | undefined): CapsuleManifest {
  const manifest = parse(content)
  if (manifest?.format === FORMAT && manifest.version === VERSION && typeof manifest.files === 'object' && typeof manifest.spec === 'object' && typeof manifest.dataset?.sha256 === 'string' && typeof manifest.result?.weightsSha256 === 'string') return manifest as CapsuleManifest
  const received = manifest === null ? 'another kind of file' : JSON.stringify({ format: manifest.format, version: manifest.version })
  throw new SpecError([{ path: name, expected: text(`a capsule made by "descent capsule", version ${VERSION}`, `una cápsula hecha por «descent capsule», versión ${VERSION}`), received }])
}

function parse(content: Uint8Array | undefined): Partial<CapsuleManifest> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(content))
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}
