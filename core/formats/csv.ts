import { formatCount } from '../schema/count-text.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { unclosedQuote } from './csv-blocks.ts'
import { readHead, type SourceFile } from './source-file.ts'
import { decodeText } from './utf8.ts'

/** Values apart by a delimiter, one record a line; RFC 4180 with the delimiters, line ends and decimal commas that spreadsheets write. */
export interface CsvTable {
  readonly delimiter: string
  readonly header: boolean
  /** `,` where numbers are written `0,5`. */
  readonly decimal: '.' | ','
  /** The header's names, made unique, or `column 1` …. */
  readonly columns: readonly string[]
  /** The fields, trimmed; every record has one per column. */
  readonly rows: readonly (readonly string[])[]
  /** The line of the file where each row begins, from 1. */
  readonly lines: Int32Array
}

/** What is known of a CSV file beforehand; the rest is sniffed. */
export interface CsvLayout {
  readonly delimiter?: string | undefined
  readonly header?: boolean | undefined
}

/** What stands for a value that is not there, in lower case. */
export const MISSING_MARKS: readonly string[] = ['', '?', 'na', 'n/a', '#n/a', 'nan', 'null', '-']
const KNOWN_MARKS: ReadonlySet<string> = new Set(MISSING_MARKS)
const MOST_ISSUES = 20
/** Semicolons and tabs are hardly ever text within a comma's file; the reverse is common (decimal commas). */
const DELIMITERS = ['\t', ';', '|', ',']
const SNIFFED_RECORDS = 50

const LONGEST_MARK = 4

export const isMissing = (field: string): boolean => field.length <= LONGEST_MARK && KNOWN_MARKS.has(field.toLowerCase())

/** The number a field writes, or null. */
export function parseNumber(field: string, decimal: '.' | ',' = '.'): number | null {
  const plain = decimal === ',' ? field.replace(',', '.') : field
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null
}

/** Reads a CSV file. `name` stands in messages. Throws SpecError with every line that does not fit. */
export function readCsv(name: string, content: Uint8Array, layout: CsvLayout = {}): CsvTable {
  const decoded = decodeText(content)
  const delimiter = layout.delimiter ?? sniffDelimiter(decoded)
  const records = splitRecords(name, decoded, delimiter)
  if (records.length === 0) throw new SpecError([{ path: name, expected: text('a table with at least one row', 'una tabla con al menos una fila'), received: 'an empty file' }])
  const decimal = sniffDecimal(records, delimiter)
  const header = layout.header ?? looksLikeHeader(records, decimal)
  const columns = nameColumns(records[0].fields, header)
  const body = header ? records.slice(1) : records
  const issues = raggedRows(name, body, columns.length)
  if (body.length === 0) issues.push({ path: name, expected: text('rows below the header', 'filas bajo la cabecera'), received: 'only a header' })
  if (issues.length > 0) throw new SpecError(issues)
  return { delimiter, header, decimal, columns, rows: body.map((record) => record.fields), lines: Int32Array.from(body, (record) => record.line) }
}

/** What a CSV file's beginning tells: everything but the rows. */
export type CsvHead = Omit<CsvTable, 'rows' | 'lines'>

const SNIFFED_BYTES = 256 * 2 ** 10

/** Finds out how a CSV file is written, from its beginning; what `layout` says is not guessed. Throws SpecError. */
export async function sniffCsv(file: SourceFile, layout: CsvLayout & { readonly decimal?: '.' | ',' | undefined } = {}): Promise<CsvHead> {
  const head = await readHead(file, SNIFFED_BYTES)
  // A record that is cut short would have too few fields.
  const cut = head.length === SNIFFED_BYTES ? Math.max(head.lastIndexOf(0x0a), head.lastIndexOf(0x0d)) : -1
  const whole = decodeText(cut > 0 ? head.subarray(0, cut + 1) : head)
  const delimiter = layout.delimiter ?? sniffDelimiter(whole)
  const records = sniffedRecords(whole, delimiter)
  if (records.length === 0) throw new SpecError([{ path: file.name, expected: text('a table with at least one row', 'una tabla con al menos una fila'), received: 'an empty file' }])
  const decimal = layout.decimal ?? sniffDecimal(records, delimiter)
  const header = layout.header ?? looksLikeHeader(records, decimal)
  return { delimiter, header, decimal, columns: nameColumns(records[0].fields, header) }
}

interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
}

/** Blank lines are left out. `limit`: stop after so many records. */
function splitRecords(name: string, content: string, delimiter: string, limit = Infinity): CsvRecord[] {
  const records: CsvRecord[] = []
  let at = 0
  let line = 1
  while (at < content.length && records.length < limit) {
    const end = endOfRecord(content, at)
    if (end === null) throw unclosedQuote(name, line)
    const source = content.slice(at, end)
    if (source.trim() !== '') records.push({ line, fields: splitFields(source, delimiter) })
    line += countLineBreaks(source) + 1
    at = end + (content[end] === '\r' && content[end + 1] === '\n' ? 2 : 1)
  }
  return records
}

/** The position of the line break that ends a record: the first outside quotes. Null when a quote is not closed. */
function endOfRecord(content: string, from: number): number | null {
  let quoted = false
  for (let i = from; i < content.length; i++) {
    const character = content[i]
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) return i
  }
  return quoted ? null : content.length
}

const countLineBreaks = (source: string): number => source.match(/\r\n|\r|\n/g)?.length ?? 0

function splitFields(source: string, delimiter: string): string[] {
  if (!source.includes('"')) return source.split(delimiter).map((field) => field.trim())
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < source.length; i++) {
    const character = source[i]
    if (character === '"' && quoted && source[i + 1] === '"') {
      field += '"'
      i++
    } else if (character === '"') quoted = !quoted
    else if (character === delimiter && !quoted) {
      fields.push(field.trim())
      field = ''
    } else field += character
  }
  fields.push(field.trim())
  return fields
}

/** The delimiter that gives (nearly) every record the same number of fields, more than one. */
export function sniffDelimiter(content: string): string {
  const scored = DELIMITERS.map((delimiter) => {
    const widths = sniffedRecords(content, delimiter).map(({ fields }) => fields.length)
    const width = mostFrequent(widths)
    return { delimiter, agreement: width > 1 ? widths.filter((other) => other === width).length / widths.length : 0 }
  })
  const clear = scored.find(({ agreement }) => agreement >= 0.9)
  return (clear ?? scored.reduce((best, candidate) => (candidate.agreement >= best.agreement ? candidate : best))).delimiter
}

/** A quote that is not closed must not stop the sniffing; reading reports it. */
function sniffedRecords(content: string, delimiter: string): CsvRecord[] {
  try {
    return splitRecords('', content, delimiter, SNIFFED_RECORDS)
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    return content.split(/\r\n|\r|\n/, SNIFFED_RECORDS).map((source, i) => ({ line: i + 1, fields: source.split(delimiter) }))
  }
}

function mostFrequent(widths: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}

function sniffDecimal(records: readonly CsvRecord[], delimiter: string): '.' | ',' {
  if (delimiter === ',') return '.'
  const fields = records.slice(0, SNIFFED_RECORDS).flatMap((record) => record.fields)
  const commas = fields.filter((field) => /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(field)).length
  const points = fields.filter((field) => /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i.test(field)).length
  return commas > points ? ',' : '.'
}

/** The first record is a header when it is all names, and its names do not look like the values below them. */
export function looksLikeHeader(records: readonly { readonly fields: readonly string[] }[], decimal: '.' | ',' = '.'): boolean {
  const [first, ...below] = records.slice(0, SNIFFED_RECORDS)
  if (first.fields.some((field) => field !== '' && parseNumber(field, decimal) !== null)) return false
  const named = first.fields.filter((field) => field !== '')
  if (named.length === 0) return false
  const numericBelow = first.fields.some((_, column) => below.some(({ fields }) => parseNumber(fields[column] ?? '', decimal) !== null))
  return numericBelow || (new Set(named).size === named.length && !first.fields.some((field, column) => below.some(({ fields }) => fields[column] === field)))
}

function nameColumns(first: readonly string[], header: boolean): string[] {
  const seen = new Map<string, number>()
  return first.map((field, column) => {
    const name = header && field !== '' ? field : `column ${column + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

function raggedRows(name: string, records: readonly CsvRecord[], width: number): Issue[] {
  const ragged = records.filter(({ fields }) => fields.length !== width)
  const expected = text(`${width} fields`, `${width} campos`)
  const issues = ragged.slice(0, MOST_ISSUES).map(({ line, fields }): Issue => ({ path: `${name} line ${line}`, expected, received: String(fields.length) }))
  if (ragged.length > MOST_ISSUES) {
    issues.push({
      path: name,
      expected: text(`${width} fields in every row`, `${width} campos en cada fila`),
      received: `${formatCount(ragged.length - MOST_ISSUES)} more rows with another number`,
      fix: text('check the delimiter', 'compruebe el delimitador'),
    })
  }
  return issues
}
