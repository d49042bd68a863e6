import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { catalogue, formatShape, nearest, sameShape, SpecError, text, type CatalogueDefinition, type CatalogueFile, type DatasetDescription, type Issue } from '../../core/index.ts'
import { downloadFile, DownloadError, fileDigest, type DownloadOptions } from './download-file.ts'

/** Data sets by name, fetched from public addresses or from files that somebody put in their folder. */
export interface DatasetCatalogue {
  readonly names: readonly string[]
  /** Throws SpecError for an unknown name. */
  get(name: string): CatalogueDefinition
  addressesOf(name: string, file: CatalogueFile): readonly string[]
  folderOf(name: string): string
  /** The files of a data set, all there and checked; what is missing is downloaded. Throws SpecError that says which files to fetch by hand. */
  collect(name: string, options: CollectOptions): Promise<readonly { readonly path: string; readonly address: string | null }[]>
  /** What a stored data set is not as the catalogue says; nothing where all is well. */
  check(name: string, description: DatasetDescription): readonly Issue[]
}

export interface CollectOptions {
  readonly signal: AbortSignal
  readonly patienceMs?: number
  onProgress(file: string, bytes: number, totalBytes: number | null): void
}

export interface CatalogueOptions {
  /** `artifacts/downloads` of the workspace. */
  readonly folder: string
  /** A mirror of one's own, tried first: `MIRROR/NAME/FILE`. */
  readonly mirror: string | undefined
  readonly definitions?: Readonly<Record<string, CatalogueDefinition>>
}

export function createDatasetCatalogue({ folder, mirror, definitions: given = catalogue }: CatalogueOptions): DatasetCatalogue {
  const definitions: Readonly<Record<string, CatalogueDefinition>> = given
  const names = Object.keys(definitions)
  const folderOf = (name: string): string => join(folder, name)
  const get = (name: string): CatalogueDefinition => {
    const found = Object.hasOwn(definitions, name) ? definitions[name] : undefined
    if (found !== undefined) return found
    const near = nearest(name, names)
    throw new SpecError([{ path: 'dataset', expected: text(`one of ${names.join(', ')}`, `uno de ${names.join(', ')}`), received: JSON.stringify(name), ...(near === null ? {} : { fix: text(`did you mean ${near}?`, `¿quería decir ${near}?`) }) }])
  }
  const addressesOf = (name: string, file: CatalogueFile): readonly string[] =>
    mirror === undefined || mirror === '' ? file.addresses : [`${mirror.replace(/\/+$/, '')}/${name}/${file.name}`, ...file.addresses]

  /** The address it came from, or null for a file that was there. Every address that failed, with why, is pushed to `failures`. */
  async function fetchFile(name: string, file: CatalogueFile, options: CollectOptions, failures: string[]): Promise<{ path: string; address: string | null } | null> {
    const path = join(folderOf(name), file.name)
    const there = await findDropped(folderOf(name), file)
    if (there !== null) {
      if (await isGenuine(there, file)) return { path: there, address: null }
      failures.push(`${there}: another content than the published one`)
    }
    const download: DownloadOptions = { signal: options.signal, ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }), onProgress: (bytes, total) => options.onProgress(file.name, bytes, total) }
    for (const address of addressesOf(name, file)) {
      const reason = await tryAddress(address, path, file, download)
      if (reason === null) return { path, address }
      failures.push(`${address}: ${reason}`)
    }
    return null
  }

  return {
    names,
    get,
    addressesOf,
    folderOf,
    async collect(name, options) {
      const { files } = get(name)
      const failures: string[] = []
      const missing: CatalogueFile[] = []
      const collected: { path: string; address: string | null }[] = []
      for (const file of files) {
        const found = await fetchFile(name, file, options, failures)
        if (found === null) missing.push(file)
        else collected.push(found)
      }
      if (missing.length > 0) throw fetchByHand(missing.map((file) => ({ file: file.name, addresses: addressesOf(name, file) })), folderOf(name), failures)
      return collected
    },
    check(name, { sampleCount, inputShape, task, classes }) {
      const wanted = get(name)
      const issues: Issue[] = []
      if (sampleCount !== wanted.sampleCount) issues.push({ path: name, expected: text(`${wanted.sampleCount} samples`, `${wanted.sampleCount} muestras`), received: String(sampleCount) })
      if (!sameShape(inputShape, wanted.inputShape)) issues.push({ path: name, expected: text(`samples of ${formatShape(wanted.inputShape)}`, `muestras de ${formatShape(wanted.inputShape)}`), received: formatShape(inputShape) })
      if (task !== wanted.task || (classes?.length ?? null) !== wanted.classCount) issues.push({ path: name, expected: wanted.classCount === null ? text('numbers to predict', 'números que predecir') : text(`${wanted.classCount} classes`, `${wanted.classCount} clases`), received: classes === null ? 'numbers' : `${classes.length} classes` })
      return issues
    },
  }
}

/** Null when the file is there and genuine; else why this address would not do. */
async function tryAddress(address: string, path: string, file: CatalogueFile, options: DownloadOptions): Promise<string | null> {
  try {
    await downloadFile(address, path, options)
  } catch (error) {
    if (error instanceof DownloadError) return error.message
    throw error
  }
  if (await isGenuine(path, file)) return null
  await rm(path, { force: true })
  return 'another content than the published one (its checksum differs)'
}

/** A file put there by hand, packed or unpacked. */
async function findDropped(folder: string, { name }: CatalogueFile): Promise<string | null> {
  const names: readonly string[] = await readdir(folder).catch(() => [])
  const found = [name, name.replace(/\.gz$/, '')].find((candidate) => names.includes(candidate))
  return found !== undefined && (await stat(join(folder, found))).isFile() ? join(folder, found) : null
}

/** Whether one of the known checksums fits; a file without any is checked by what it holds, when it is read. */
async function isGenuine(path: string, { digests }: Pick<CatalogueFile, 'digests'>): Promise<boolean> {
  if (digests.length === 0) return true
  for (const digest of digests) {
    const [kind, wanted] = digest.split(':')
    const found = kind === 'md5' ? await fileDigest(path, 'md5') : await fileDigest(path, 'sha256', kind === 'unpacked-sha256' ? unpacked : undefined)
    if (found === wanted) return true
  }
  return false
}

const MOST_UNPACKED = 2 ** 30

function unpacked(content: Uint8Array): Uint8Array {
  try {
    return content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content, { maxOutputLength: MOST_UNPACKED }) : content
  } catch {
    return new Uint8Array(0)
  }
}

function fetchByHand(missing: readonly { readonly file: string; readonly addresses: readonly string[] }[], folder: string, failures: readonly string[]): SpecError {
  return new SpecError(missing.map(({ file, addresses }): Issue => ({
    path: file,
    expected: text('a download that works', 'una descarga que funcione'),
    received: failures.filter((failure) => failure.includes(file)).join('; ') || 'none',
    fix: text(`on a machine with a network fetch ${addresses.join(' or ')}, put the file into ${folder}, and try again`, `en una máquina con red descargue ${addresses.join(' o ')}, ponga el fichero en ${folder} y pruebe otra vez`),
  })))
}
