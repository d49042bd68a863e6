import { readHead, readWhole, type SourceFile } from '../formats/source-file.ts'
import { textLines } from '../formats/text-lines.ts'
import { decodeText } from '../formats/utf8.ts'
import { formatCount } from '../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import { missingMarks, valuesChunk, type Table } from './table.ts'

/**
 * Tables as JSON: an array of objects, an object of columns (`{ a: […], b: […] }`, or by row label as pandas writes them),
 * `{ columns: […], data: [[…], …] }`, or one object a line. Objects within objects become columns `a.b`.
 */
const MOST_BYTES = 400 * 2 ** 20
const MOST_COLUMNS = 10_000
const MOST_ISSUES = 20
const CHUNK_ROWS = 4096
const PROBED_LINES = 1000

type JsonRecord = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a text begins like JSON: an array, or an object whose first key is a string. */
export const looksLikeJson = (head: Uint8Array): boolean => /^\uFEFF?\s*(\[\s*[[{\]]|\{\s*["}])/.test(decodeText(head.subarray(0, 4096)))

/** Throws SpecError. */
export async function openJson(file: SourceFile): Promise<Table> {
  return (await isLines(file)) ? openLines(file) : openDocument(file)
}

/** JSON lines: the first line is a whole object, and another one follows it. */
async function isLines(file: SourceFile): Promise<boolean> {
  const head = decodeText(await readHead(file, 2 ** 20)).trimStart()
  const end = head.indexOf('\n')
  if (!head.startsWith('{') || end < 0) return false
  return isRecord(parse(head.slice(0, end))) && head.slice(end).trimStart().startsWith('{')
}

function parse(content: string): unknown {
  try {
    return parseLoosely(content)
  } catch {
    return undefined
  }
}

/** JSON, also with the NaN and Infinity that Python writes though JSON has none: they are missing values. Throws SyntaxError. */
function parseLoosely(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    if (!/\b(NaN|Infinity)\b/.test(content)) throw error
    return JSON.parse(content.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : 'null')))
  }
}

async function openDocument(file: SourceFile): Promise<Table> {
  const content = decodeText(await readWhole(file, MOST_BYTES))
  let document: unknown
  try {
    document = parseLoosely(content)
  } catch (error) {
    throw invalid(file.name, text('JSON', 'JSON'), error instanceof Error ? error.message : 'something else')
  }
  const { names, rowCount, valueAt } = layOut(file.name, document)
  if (rowCount === 0 || names.length === 0) throw invalid(file.name, text('a table with at least one row', 'una tabla con al menos una fila'), 'an empty one')
  if (names.length > MOST_COLUMNS) throw tooWide(file.name)
  return {
    name: file.name,
    columns: names.map((name) => ({ name })),
    size: content.length,
    async *chunks({ missing }) {
      const marks = missingMarks(missing)
      for (let from = 0; from < rowCount; from += CHUNK_ROWS) {
        yield valuesChunk(Math.min(CHUNK_ROWS, rowCount - from), (row, column) => valueAt(from + row, column), marks, (row) => `row ${from + row + 1}`)
      }
    },
  }
}

interface Layout { readonly names: readonly string[]; readonly rowCount: number; valueAt(row: number, column: number): unknown }

function layOut(file: string, document: unknown): Layout {
  if (Array.isArray(document)) return document.every(Array.isArray) ? listsLayout(file, null, document as unknown[][]) : recordsLayout(file, document)
  if (!isRecord(document)) throw invalid(file, SHAPES, describeValue(document))
  const { columns, data } = document
  if (Array.isArray(columns) && Array.isArray(data)) return listsLayout(file, columns.map(String), data)
  const entries = Object.entries(document)
  // A single list inside an object is where interfaces of the web keep their rows.
  const lists = entries.filter(([, value]) => Array.isArray(value) && value.some(isRecord))
  if (lists.length === 1) return recordsLayout(file, lists[0][1] as unknown[])
  return columnsLayout(file, entries)
}

const SHAPES = text('a list of objects, an object of columns, or one object a line', 'una lista de objetos, un objeto de columnas o un objeto por línea')

function recordsLayout(file: string, list: readonly unknown[]): Layout {
  const issues: Issue[] = []
  const rows = list.map((entry, i) => {
    if (isRecord(entry)) return flatten(entry)
    if (issues.length < MOST_ISSUES) issues.push({ path: `${file} row ${i + 1}`, expected: text('an object', 'un objeto'), received: describeValue(entry) })
    return {}
  })
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  issues.push(...nestedLists(file, rows))
  if (issues.length > 0) throw new SpecError(issues)
  const columns = [...names]
  return { names: columns, rowCount: rows.length, valueAt: (row, column) => rows[row][columns[column]] }
}

function listsLayout(file: string, names: readonly string[] | null, rows: readonly unknown[]): Layout {
  const width = names?.length ?? (Array.isArray(rows[0]) ? rows[0].length : 0)
  const issues = rows.flatMap((row, i): Issue[] => (Array.isArray(row) && row.length === width ? [] : [{ path: `${file} row ${i + 1}`, expected: text(`a list of ${width} values`, `una lista de ${width} valores`), received: describeValue(row) }]))
  if (issues.length > 0) throw new SpecError(issues.slice(0, MOST_ISSUES))
  return { names: names ?? Array.from({ length: width }, (_, i) => `column ${i + 1}`), rowCount: rows.length, valueAt: (row, column) => (rows[row] as unknown[])[column] }
}

function columnsLayout(file: string, entries: readonly (readonly [string, unknown])[]): Layout {
  const columns = entries.map(([name, value]) => ({ name, values: Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : null }))
  const issues: Issue[] = []
  for (const [i, { name, values }] of columns.entries()) {
    const length = columns[0].values?.length ?? 0
    if (values === null) issues.push({ path: `${file} ${name}`, expected: SHAPES, received: describeValue(entries[i][1]) })
    else if (values.length !== length) issues.push({ path: `${file} ${name}`, expected: text(`${length} values, as in ${columns[0].name}`, `${length} valores, como en ${columns[0].name}`), received: String(values.length) })
  }
  if (issues.length > 0) throw new SpecError(issues.slice(0, MOST_ISSUES))
  return { names: columns.map(({ name }) => name), rowCount: columns[0]?.values?.length ?? 0, valueAt: (row, column) => columns[column].values![row] as unknown }
}

/** Objects within an object as `outer.inner`. */
function flatten(record: JsonRecord, prefix = '', depth = 0): JsonRecord {
  const nested = Object.values(record).some(isRecord)
  if (!nested && prefix === '') return record
  const flat: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) {
    if (isRecord(value) && depth < MOST_DEPTH) Object.assign(flat, flatten(value, `${prefix}${name}.`, depth + 1))
    else flat[`${prefix}${name}`] = value
  }
  return flat
}

const MOST_DEPTH = 8

function nestedLists(file: string, rows: readonly JsonRecord[]): Issue[] {
  const issues: Issue[] = []
  for (const [i, row] of rows.entries()) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value !== 'object' || value === null) continue
      issues.push({ path: `${file} row ${i + 1}, ${name}`, expected: text('a number, text, true, false or null', 'un número, texto, true, false o null'), received: describeValue(value), fix: text('give every entry of the list a name of its own', 'dé a cada elemento de la lista un nombre propio') })
      if (issues.length >= MOST_ISSUES) return issues
    }
  }
  return issues
}

/** One object a line; columns are those of the first thousand lines. */
async function openLines(file: SourceFile): Promise<Table> {
  const names = new Set<string>()
  let probed = 0
  for await (const lines of textLines(file)) {
    for (const line of lines) {
      if (probed++ >= PROBED_LINES) break
      const row = parse(line)
      if (isRecord(row)) for (const name of Object.keys(flatten(row))) names.add(name)
    }
    if (probed >= PROBED_LINES) break
  }
  if (names.size > MOST_COLUMNS) throw tooWide(file.name)
  const columns = [...names]
  return {
    name: file.name,
    columns: columns.map((name) => ({ name })),
    size: file.size,
    async *chunks({ missing, limit }) {
      const marks = missingMarks(missing)
      const issues: Issue[] = []
      let problems = 0
      let lineNumber = 0
      let bytes = 0
      for await (const lines of textLines(file)) {
        const rows: JsonRecord[] = []
        const places: number[] = []
        for (const line of lines) {
          lineNumber++
          bytes += line.length + 1
          if (line.trim() === '') continue
          const parsed = parse(line)
          const row = isRecord(parsed) ? flatten(parsed) : null
          const found = row === null
            ? [{ path: `${file.name} line ${lineNumber}`, expected: text('an object', 'un objeto'), received: describeValue(line) }]
            : [...nestedLists(file.name, [row]).map((issue) => ({ ...issue, path: issue.path.replace('row 1', `line ${lineNumber}`) })), ...unknownNames(`${file.name} line ${lineNumber}`, row, names)]
          problems += found.length
          issues.push(...found.slice(0, Math.max(0, MOST_ISSUES - issues.length)))
          if (row === null) continue
          rows.push(row)
          places.push(lineNumber)
        }
        if (rows.length > 0) yield valuesChunk(rows.length, (row, column) => rows[row][columns[column]], marks, (row) => `line ${places[row]}`)
        if (bytes >= limit && rows.length > 0) break
      }
      if (problems > MOST_ISSUES) issues.push({ path: file.name, expected: text('an object of the same columns in every line', 'un objeto con las mismas columnas en cada línea'), received: `${formatCount(problems - MOST_ISSUES)} more problems` })
      if (issues.length > 0) throw new SpecError(issues)
    },
  }
}

const unknownNames = (path: string, row: JsonRecord, known: ReadonlySet<string>): Issue[] =>
  Object.keys(row).filter((name) => !known.has(name)).map((name) => ({ path, expected: text(`columns that the first ${formatCount(PROBED_LINES)} lines have`, `columnas que estén en las primeras ${formatCount(PROBED_LINES, 'es')} líneas`), received: describeValue(name) }))

const tooWide = (name: string): SpecError => invalid(name, text(`at most ${formatCount(MOST_COLUMNS)} columns`, `como mucho ${formatCount(MOST_COLUMNS, 'es')} columnas`), 'more')

const invalid = (path: string, expected: Text, received: string): SpecError => new SpecError([{ path, expected, received }])
