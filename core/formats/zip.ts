import { Inflate } from 'fflate/browser'
import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { readWhole, type SourceFile } from './source-file.ts'
import { decodeText } from './utf8.ts'

/** What an archive may hold. A bomb declares, or unpacks to, far more than any data set needs. */
export const ZIP_LIMITS = { entries: 1_000_000, entryBytes: 8 * 2 ** 30, totalBytes: 64 * 2 ** 30, ratio: 200, ratioFreeBytes: 256 * 2 ** 20, directoryBytes: 512 * 2 ** 20 } as const

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const LONGEST_COMMENT = 0xffff
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8
const SYMLINK = 0o120000
const FILE_TYPE = 0o170000
const PIECE_BYTES = 2 ** 16

export const isZip = (content: Uint8Array): boolean => content.length >= 4 && content[0] === 0x50 && content[1] === 0x4b && ((content[2] === 3 && content[3] === 4) || (content[2] === 5 && content[3] === 6))

interface Entry { readonly name: string; readonly method: number; readonly packed: number; readonly size: number; readonly offset: number }

/**
 * The files of a ZIP archive, unpacked as they are read; folders and what systems put beside files are left out.
 * Throws SpecError for archives that are damaged, encrypted, name files outside themselves or unpack to more than ZIP_LIMITS.
 */
export async function openZip(file: SourceFile): Promise<SourceFile[]> {
  const { count, size, offset } = await readEnd(file)
  if (count > ZIP_LIMITS.entries || size > ZIP_LIMITS.directoryBytes) throw invalid(file.name, text(`at most ${formatCount(ZIP_LIMITS.entries)} files`, `como mucho ${formatCount(ZIP_LIMITS.entries, 'es')} ficheros`), formatCount(count))
  const directory = await file.read(offset, offset + size)
  if (directory.length < size) throw damaged(file.name)
  const entries = readDirectory(file, directory, count)
  checkSizes(file, entries)
  return entries.filter(({ name }) => !isClutter(name)).map((entry) => entryFile(file, entry))
}

async function readEnd(file: SourceFile): Promise<{ count: number; size: number; offset: number }> {
  const from = Math.max(0, file.size - END_BYTES - LONGEST_COMMENT)
  const tail = await file.read(from, file.size)
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length)
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue
    const count = view.getUint16(at + 10, true)
    const size = view.getUint32(at + 12, true)
    const offset = view.getUint32(at + 16, true)
    if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) return readZip64End(file, view, at)
    return { count, size, offset }
  }
  throw damaged(file.name)
}

/** Archives of more than 65,535 files or 4 GB have a second end record, named by a locator before the first. */
async function readZip64End(file: SourceFile, tail: DataView, end: number): Promise<{ count: number; size: number; offset: number }> {
  const locator = end - 20
  if (locator < 0 || tail.getUint32(locator, true) !== 0x07064b50) throw damaged(file.name)
  const at = Number(tail.getBigUint64(locator + 8, true))
  const record = await file.read(at, at + 56)
  if (record.length < 56) throw damaged(file.name)
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  if (view.getUint32(0, true) !== 0x06064b50) throw damaged(file.name)
  return { count: Number(view.getBigUint64(32, true)), size: Number(view.getBigUint64(40, true)), offset: Number(view.getBigUint64(48, true)) }
}

function readDirectory(file: SourceFile, directory: Uint8Array, count: number): Entry[] {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.length)
  const entries: Entry[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > directory.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) throw damaged(file.name)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const end = at + ENTRY_BYTES + nameLength + extraLength + view.getUint16(at + 32, true)
    if (end > directory.length) throw damaged(file.name)
    const name = decodeText(directory.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength)).replaceAll('\\', '/')
    const isFolder = name.endsWith('/')
    checkName(file, name)
    const path = `${file.name}/${name}`
    if (((view.getUint32(at + 38, true) >>> 16) & FILE_TYPE) === SYMLINK) throw invalid(path, text('a file', 'un fichero'), 'a link to another file', text('pack the files themselves', 'empaquete los propios ficheros'))
    if ((view.getUint16(at + 8, true) & 1) === 1) throw invalid(path, text('a file that is not encrypted', 'un fichero sin cifrar'), 'an encrypted one')
    const method = view.getUint16(at + 10, true)
    if (!isFolder && method !== STORED && method !== DEFLATED) throw invalid(path, text('a file that is stored or deflated', 'un fichero almacenado o comprimido con deflate'), `compression method ${method}`)
    const wide = wideSizes(view, at, at + ENTRY_BYTES + nameLength, extraLength)
    if (!isFolder) entries.push({ name, method, ...wide })
    at = end
  }
  return entries
}

/** Sizes and offset; where 32 bits do not hold them they are in the extra field of ZIP64. */
function wideSizes(view: DataView, at: number, extraAt: number, extraLength: number): Pick<Entry, 'packed' | 'size' | 'offset'> {
  let packed = view.getUint32(at + 20, true)
  let size = view.getUint32(at + 24, true)
  let offset = view.getUint32(at + 42, true)
  let field = extraAt
  while (field + 4 <= extraAt + extraLength) {
    const length = view.getUint16(field + 2, true)
    let value = field + 4
    const next = (old: number): number => {
      if (old !== 0xffffffff || value + 8 > field + 4 + length || value + 8 > view.byteLength) return old
      value += 8
      return Number(view.getBigUint64(value - 8, true))
    }
    if (view.getUint16(field, true) === 1) {
      size = next(size)
      packed = next(packed)
      offset = next(offset)
    }
    field += 4 + length
  }
  return { packed, size, offset }
}

/** Nothing is written under these names, but a name that points elsewhere is no name of a data file. */
function checkName(file: SourceFile, name: string): void {
  const outside = name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\0') || name.split('/').includes('..')
  if (outside || name === '') throw invalid(file.name, text('names of files inside the archive', 'nombres de ficheros dentro del archivo'), JSON.stringify(name), text('this archive was made to write elsewhere: do not trust it', 'este archivo se hizo para escribir en otra parte: no se fíe de él'))
}

function checkSizes(file: SourceFile, entries: readonly Entry[]): void {
  let packed = 0
  let size = 0
  for (const entry of entries) {
    packed += entry.packed
    size += entry.size
    if (entry.offset + entry.packed > file.size) throw damaged(file.name)
    if (entry.size > ZIP_LIMITS.entryBytes) throw bomb(`${file.name}/${entry.name}`, ZIP_LIMITS.entryBytes, entry.size)
  }
  // Files that share their bytes are how the largest bombs are made.
  if (packed > file.size) throw invalid(file.name, text('files that lie one after the other', 'ficheros que estén uno tras otro'), 'files that overlap')
  if (size > ZIP_LIMITS.totalBytes) throw bomb(file.name, ZIP_LIMITS.totalBytes, size)
  if (size > ZIP_LIMITS.ratioFreeBytes && size > file.size * ZIP_LIMITS.ratio) throw bomb(file.name, file.size * ZIP_LIMITS.ratio, size)
}

const isClutter = (name: string): boolean => name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db')

function entryFile(archive: SourceFile, entry: Entry): SourceFile {
  const file: SourceFile = {
    name: entry.name,
    size: entry.size,
    async read(from, to) {
      return (await readWhole(file)).subarray(from, to)
    },
    chunks: () => unpackEntry(archive, entry),
  }
  return file
}

async function* unpackEntry(archive: SourceFile, entry: Entry): AsyncIterable<Uint8Array> {
  const path = `${archive.name}/${entry.name}`
  const local = await archive.read(entry.offset, entry.offset + LOCAL_BYTES)
  const view = new DataView(local.buffer, local.byteOffset, local.length)
  if (local.length < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL_SIGNATURE) throw damaged(path)
  const from = entry.offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
  let ready: Uint8Array[] = []
  let length = 0
  const stream = new Inflate((chunk) => {
    length += chunk.length
    if (chunk.length > 0) ready.push(chunk)
  })
  for (let at = 0; at < entry.packed; at += PIECE_BYTES) {
    const piece = await archive.read(from + at, from + Math.min(at + PIECE_BYTES, entry.packed))
    if (piece.length === 0) throw damaged(path)
    if (entry.method === STORED) {
      length += piece.length
      ready = [piece]
    } else {
      try {
        stream.push(piece, at + PIECE_BYTES >= entry.packed)
      } catch {
        throw damaged(path)
      }
    }
    if (length > entry.size) throw invalid(path, text(`${formatCount(entry.size)} bytes, as the archive says`, `${formatCount(entry.size, 'es')} bytes, como dice el archivo`), 'more')
    yield* ready
    ready = []
  }
  if (length !== entry.size) throw damaged(path)
}

const bomb = (path: string, most: number, size: number): SpecError =>
  invalid(path, text(`at most ${formatCount(most)} bytes unpacked`, `como mucho ${formatCount(most, 'es')} bytes sin comprimir`), formatCount(size), text('unpack it yourself if you trust it', 'descomprímalo usted si se fía de él'))

const damaged = (path: string): SpecError =>
  invalid(path, text('a complete ZIP archive', 'un archivo ZIP completo'), 'a truncated or damaged one', text('copy or download the file again', 'copie o descargue el fichero de nuevo'))

const invalid = (path: string, expected: Text, received: string, fix?: Text): SpecError => new SpecError([{ path, expected, received, ...(fix === undefined ? {} : { fix }) }])
