import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { SourceFile } from './source-file.ts'
import { decodeText } from './utf8.ts'

/** Consecutive records of a CSV file, their fields by position in the bytes; `readCsv` for files of any size. */
export interface CsvBlock {
  readonly bytes: Uint8Array
  readonly rowCount: number
  readonly width: number
  /** Row-major where each field begins, untrimmed; one with quotation marks as its complement (~). */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** The line of the file where each row begins, from 1. */
  readonly lines: Int32Array
}

/** A record whose number of fields is not the table's. */
export interface RaggedRow { readonly line: number; readonly fields: number }

export interface CsvScan {
  readonly delimiter: string
  /** Fields of every record. */
  readonly width: number
  /** The first record is left out. */
  readonly header: boolean
  /** Stop after about this many bytes. */
  readonly limit?: number | undefined
  /** Told of each record with another number of fields; it is left out. */
  ragged(row: RaggedRow): void
}

const QUOTE = 0x22
const LINE_FEED = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
/** A quotation mark that is never closed must not fill the memory with the rest of the file. */
const MOST_RECORD_BYTES = 8 * 2 ** 20

/** The records of a file, block by block. Throws SpecError. */
export async function* scanCsv(file: SourceFile, { delimiter, width, header, limit = Infinity, ragged }: CsvScan): AsyncIterable<CsvBlock> {
  let rest = new Uint8Array(0)
  let line = 1
  let skip = header
  let seen = 0
  let first = true
  const split = (bytes: Uint8Array, last: boolean) => splitBlock(file.name, bytes, delimiter.charCodeAt(0), width, line, last, ragged)
  const withoutHeader = (block: CsvBlock): CsvBlock => {
    if (!skip || block.rowCount === 0) return block
    skip = false
    return { ...block, rowCount: block.rowCount - 1, starts: block.starts.subarray(width), ends: block.ends.subarray(width), lines: block.lines.subarray(1) }
  }
  for await (const chunk of file.chunks()) {
    // A byte-order mark is no part of the first field.
    const fresh = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk
    first = false
    const bytes = new Uint8Array(rest.length + fresh.length)
    bytes.set(rest)
    bytes.set(fresh, rest.length)
    const { block, used, nextLine } = split(bytes, false)
    rest = bytes.subarray(used)
    line = nextLine
    if (rest.length > MOST_RECORD_BYTES) throw unclosedQuote(file.name, line)
    if (block.rowCount > 0) yield withoutHeader(block)
    seen += chunk.length
    if (seen >= limit && block.rowCount > 0) return
  }
  const { block } = split(rest, true)
  if (block.rowCount > 0) yield withoutHeader(block)
}

/** The whole records at the beginning of `bytes`; all of it when these are the last. */
function splitBlock(name: string, bytes: Uint8Array, delimiter: number, width: number, firstLine: number, last: boolean, ragged: (row: RaggedRow) => void): { block: CsvBlock; used: number; nextLine: number } {
  let capacity = Math.max(width * 64, bytes.length >> 2)
  let starts = new Int32Array(capacity)
  let ends = new Int32Array(capacity)
  const lines: number[] = []
  const { length } = bytes
  let fields = 0
  let rowStart = 0
  let fieldStart = 0
  let used = 0
  let line = firstLine
  let nextLine = firstLine
  let quoted = false
  let marked = false
  const endField = (end: number): void => {
    if (fields === capacity) {
      capacity *= 2
      const moreStarts = new Int32Array(capacity)
      const moreEnds = new Int32Array(capacity)
      moreStarts.set(starts)
      moreEnds.set(ends)
      starts = moreStarts
      ends = moreEnds
    }
    starts[fields] = marked ? ~fieldStart : fieldStart
    ends[fields++] = end
    fieldStart = end + 1
    marked = false
  }
  const endRecord = (end: number, next: number): void => {
    endField(end)
    const count = fields - rowStart
    if (isBlank(bytes, used, end)) fields = rowStart
    else if (count === width) {
      lines.push(line)
      rowStart = fields
    } else {
      fields = rowStart
      ragged({ line, fields: count })
    }
    used = next
    fieldStart = next
    line = nextLine
  }
  let at = 0
  while (at < length) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      quoted = !quoted
      marked = true
    } else if (byte === LINE_FEED || byte === RETURN) {
      const pair = byte === RETURN && bytes[at + 1] === LINE_FEED
      // Whether a return at the very end has its line feed is known with the next bytes.
      if (byte === RETURN && at + 1 === length && !last) break
      nextLine++
      if (!quoted) endRecord(at, at + (pair ? 2 : 1))
      if (pair) at++
    } else if (byte === delimiter && !quoted) endField(at)
    at++
  }
  if (last && used < length) {
    if (quoted) throw unclosedQuote(name, line)
    endRecord(length, length)
  }
  return { block: { bytes, rowCount: lines.length, width, starts: starts.subarray(0, rowStart), ends: ends.subarray(0, rowStart), lines: Int32Array.from(lines) }, used, nextLine: line }
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== SPACE && bytes[i] !== TAB) return false
  return true
}

/** The text of a field, trimmed, its quotation marks resolved. */
export function fieldText({ bytes, starts, ends }: CsvBlock, field: number): string {
  const start = starts[field]
  if (start >= 0) return asciiOrText(bytes, start, ends[field]).trim()
  const source = decodeText(bytes.subarray(~start, ends[field]))
  let content = ''
  let quoted = false
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== '"') content += source[i]
    else if (quoted && source[i + 1] === '"') {
      content += '"'
      i++
    } else quoted = !quoted
  }
  return content.trim()
}

/** Most fields are a few letters of ASCII, which need no decoder. */
function asciiOrText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 32) return decodeText(bytes.subarray(from, to))
  let content = ''
  for (let i = from; i < to; i++) {
    if (bytes[i] > 0x7f) return decodeText(bytes.subarray(from, to))
    content += String.fromCharCode(bytes[i])
  }
  return content
}

/** Powers of ten that a float64 holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))
const MOST_DIGITS = 15

/** The number a field writes, as `parseNumber` reads it; NaN where there is none. `point` is the code of the decimal mark. */
export function fieldNumber(block: CsvBlock, field: number, point: number): number {
  const { bytes, starts, ends } = block
  let from = starts[field]
  if (from < 0) return quotedNumber(block, field, point)
  let to = ends[field]
  while (from < to && bytes[from] <= SPACE) from++
  while (to > from && bytes[to - 1] <= SPACE) to--
  if (from === to) return NaN
  let at = from
  const negative = bytes[at] === 0x2d
  if (negative || bytes[at] === 0x2b) at++
  let mantissa = 0
  let digits = 0
  let scale = 0
  let any = false
  for (; at < to && isDigit(bytes[at]); at++) {
    any = true
    if (mantissa !== 0 || bytes[at] !== 0x30) digits++
    mantissa = mantissa * 10 + bytes[at] - 0x30
  }
  if (at < to && bytes[at] === point) {
    at++
    for (; at < to && isDigit(bytes[at]); at++) {
      any = true
      if (mantissa !== 0 || bytes[at] !== 0x30) digits++
      mantissa = mantissa * 10 + bytes[at] - 0x30
      scale++
    }
  }
  if (!any) return NaN
  if (at < to || digits > MOST_DIGITS || scale >= POWERS.length) return slowNumber(asciiOrText(bytes, from, to), point)
  // Both are exact, so the quotient is the nearest float64 (Clinger, 1990).
  const value = scale === 0 ? mantissa : mantissa / POWERS[scale]
  return negative ? -value : value
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

const quotedNumber = (block: CsvBlock, field: number, point: number): number => slowNumber(fieldText(block, field), point)

function slowNumber(field: string, point: number): number {
  const plain = point === 0x2c ? field.replace(',', '.') : field
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN
}

export const unclosedQuote = (name: string, line: number): SpecError =>
  new SpecError([
    {
      path: `${name} line ${line}`,
      expected: text('every quotation mark closed', 'todas las comillas cerradas'),
      received: 'a " without its pair',
      fix: text('write a quotation mark within a field twice ("")', 'escriba dos veces las comillas dentro de un campo ("")'),
    },
  ])
