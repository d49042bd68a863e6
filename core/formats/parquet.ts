import { Gunzip } from 'fflate/browser'
import { decompress as unpackZstandard } from 'fzstd'
import type { FileMetaData, PageHeader, SchemaElement } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet/src/index.js'
import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { joinBytes, type SourceFile } from './source-file.ts'

/** A Parquet file: groups of rows, each with its columns. */
export interface ParquetFile {
  readonly columns: readonly { readonly name: string; readonly kind: 'value' | 'date' }[]
  readonly groups: readonly { readonly rowCount: number }[]
  /** The columns of a group: numbers, texts, truth values, days since 1970 for dates, null where there is nothing. Throws SpecError. */
  readGroup(index: number): Promise<readonly (readonly unknown[])[]>
}

const MAGIC = 'PAR1'
const MOST_COLUMNS = 10_000
/** Of one group in memory: rows × columns. */
const MOST_CELLS = 64e6
const MOST_PAGE_BYTES = 512 * 2 ** 20
const MOST_GROUP_BYTES = 4 * 2 ** 30
const DAY_MS = 86_400_000

export const looksLikeParquet = (content: Uint8Array): boolean => content.length >= 12 && String.fromCharCode(...content.subarray(0, 4)) === MAGIC

/** Opens a Parquet file of flat columns. Throws SpecError; sizes that its header invents are refused before memory is asked for. */
export async function openParquet(file: SourceFile): Promise<ParquetFile> {
  const metadata = await attempt(file.name, () => parquetMetadataAsync(asyncBuffer(file)))
  const leaves = readSchema(file.name, metadata.schema)
  const groups = metadata.row_groups.map(({ num_rows }) => ({ rowCount: Number(num_rows) }))
  if (groups.length === 0 || groups.every(({ rowCount }) => rowCount === 0)) throw invalid(file.name, text('a table with at least one row', 'una tabla con al menos una fila'), 'an empty one')
  for (const { rowCount } of groups) {
    if (!Number.isSafeInteger(rowCount) || rowCount < 0 || rowCount * leaves.length > MOST_CELLS) throw invalid(file.name, text(`groups of at most ${formatCount(MOST_CELLS)} values`, `grupos de como mucho ${formatCount(MOST_CELLS, 'es')} valores`), 'larger ones', text('write the file with smaller row groups', 'escriba el fichero con grupos de filas más pequeños'))
  }
  return {
    columns: leaves.map(({ name, logical_type, converted_type }) => ({ name, kind: isDate(logical_type?.type, converted_type) ? 'date' : 'value' })),
    groups,
    readGroup: (index) => attempt(file.name, () => readGroup(file, metadata, leaves, index)),
  }
}

const isDate = (logical: string | undefined, converted: string | undefined): boolean => logical === 'DATE' || logical === 'TIMESTAMP' || converted === 'DATE' || converted?.startsWith('TIMESTAMP') === true

const asyncBuffer = (file: SourceFile) => ({
  byteLength: file.size,
  async slice(from: number, to = file.size): Promise<ArrayBuffer> {
    const start = from < 0 ? Math.max(0, file.size + from) : from
    return new Uint8Array(await file.read(start, to)).buffer
  },
})

/** The columns of a table without nesting: those below the root, which must all be leaves. */
function readSchema(name: string, [root, ...elements]: readonly SchemaElement[]): readonly SchemaElement[] {
  if (root === undefined || elements.length === 0 || root.num_children !== elements.length) {
    const nested = elements.find(({ num_children = 0 }) => num_children > 0)
    throw invalid(name, text('a table of plain columns', 'una tabla de columnas simples'), nested === undefined ? 'another schema' : `the nested column ${nested.name}`, text('write lists and structures as columns of their own', 'escriba las listas y estructuras como columnas propias'))
  }
  if (elements.length > MOST_COLUMNS) throw invalid(name, text(`at most ${formatCount(MOST_COLUMNS)} columns`, `como mucho ${formatCount(MOST_COLUMNS, 'es')} columnas`), formatCount(elements.length))
  const repeated = elements.find(({ repetition_type, num_children = 0 }) => repetition_type === 'REPEATED' || num_children > 0)
  if (repeated !== undefined) throw invalid(name, text('a table of plain columns', 'una tabla de columnas simples'), `the nested column ${repeated.name}`)
  return elements
}

async function readGroup(file: SourceFile, metadata: FileMetaData, leaves: readonly SchemaElement[], index: number): Promise<readonly (readonly unknown[])[]> {
  await checkPages(file, metadata, index)
  const before = metadata.row_groups.slice(0, index).reduce((sum, { num_rows }) => sum + Number(num_rows), 0)
  const rowCount = Number(metadata.row_groups[index].num_rows)
  const columns: unknown[][] = []
  for (const { name } of leaves) {
    // Column by column: rows as objects would take many times the memory.
    const rows = await parquetReadObjects({
      file: asyncBuffer(file), metadata, columns: [name], rowStart: before, rowEnd: before + rowCount,
      compressors: { GZIP: unpackGzipPage, ZSTD: (bytes, length) => unpackZstandard(bytes, new Uint8Array(length)) },
      parsers: { dateFromDays: (days) => days, timestampFromMilliseconds: (ms) => Number(ms) / DAY_MS, timestampFromMicroseconds: (us) => Number(us) / (1000 * DAY_MS), timestampFromNanoseconds: (ns) => Number(ns) / (1e6 * DAY_MS) },
    })
    if (rows.length !== rowCount) throw new RangeError('rows are missing')
    columns.push(rows.map((row) => (row as Record<string, unknown>)[name]))
  }
  return columns
}

/** Walks through the headers of a group's pages, so that no page is unpacked that claims more than the group can hold. */
async function checkPages(file: SourceFile, { row_groups }: FileMetaData, index: number): Promise<void> {
  const { columns, num_rows } = row_groups[index]
  let unpacked = 0
  for (const { meta_data } of columns) {
    if (meta_data === undefined) throw new RangeError('a column has no description')
    const from = Number(meta_data.dictionary_page_offset ?? meta_data.data_page_offset)
    const length = Number(meta_data.total_compressed_size)
    if (!(from >= 0) || !(length >= 0) || from + length > file.size) throw new RangeError('a column lies outside the file')
    const bytes = new Uint8Array(await file.read(Math.min(from, Number(meta_data.data_page_offset)), from + length))
    const reader = { view: new DataView(bytes.buffer), offset: 0 }
    let values = 0
    while (values < Number(num_rows)) {
      const header = parquetHeader(reader)
      const { compressed_page_size: packed, uncompressed_page_size: size } = header
      unpacked += size
      if (!isCount(packed) || !isCount(size) || size > MOST_PAGE_BYTES || unpacked > MOST_GROUP_BYTES || reader.offset + packed > bytes.length) throw new RangeError('a page claims more than it can hold')
      values += pageValues(header, Number(num_rows), size)
      reader.offset += packed
    }
    // Without lists a page has as many values as rows, so they come out even.
    if (values !== Number(num_rows)) throw new RangeError('a column has another number of values than rows')
  }
}

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** The values of a data page; none of a dictionary. Each field that the page is unpacked by must be there and make sense. */
function pageValues({ data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary }: PageHeader, rows: number, size: number): number {
  if (dictionary !== undefined) {
    // Each entry takes at least a bit.
    if (!isCount(dictionary.num_values) || dictionary.num_values > 8 * size) throw new RangeError('a dictionary claims more than it can hold')
    return 0
  }
  const header = first ?? second
  if (header === undefined || !isCount(header.num_values) || header.num_values > rows || header.num_values === 0 || header.encoding === undefined) throw new RangeError('a page claims more than it can hold')
  if (second !== undefined) {
    const { num_rows, num_nulls, definition_levels_byte_length: levels, repetition_levels_byte_length: repetitions } = second
    if (num_rows !== second.num_values || !isCount(num_nulls) || num_nulls > num_rows || !isCount(levels) || !isCount(repetitions) || levels + repetitions > size) throw new RangeError('a page claims more than it can hold')
  }
  return header.num_values
}

/** Stops where the page should end, whatever else would come. */
function unpackGzipPage(bytes: Uint8Array, length: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let unpacked = 0
  const stream = new Gunzip((chunk) => {
    unpacked += chunk.length
    if (unpacked > length) throw new RangeError('a page holds more than it claims')
    pieces.push(chunk)
  })
  stream.push(bytes, true)
  return joinBytes(pieces)
}

async function attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SpecError) throw error
    throw invalid(name, text('a complete Parquet file', 'un fichero Parquet completo'), `one that cannot be read: ${error instanceof Error ? error.message : String(error)}`, text('write or download the file again', 'escriba o descargue el fichero de nuevo'))
  }
}

const invalid = (path: string, expected: Text, received: string, fix?: Text): SpecError => new SpecError([{ path, expected, received, ...(fix === undefined ? {} : { fix }) }])
