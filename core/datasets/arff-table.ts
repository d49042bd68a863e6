import type { SourceFile } from '../formats/source-file.ts'
import { textLines } from '../formats/text-lines.ts'
import { formatCount } from '../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { ColumnType } from './import-plan.ts'
import { missingMarks, valuesChunk, type MissingMarks, type Table, type TableColumn } from './table.ts'

/** Weka's attribute-relation files: `@attribute name type` lines, `@data`, then rows, dense or sparse. */
interface ArffColumn extends TableColumn { readonly type: ColumnType }

const MOST_COLUMNS = 100_000
const MOST_ISSUES = 20
const NUMERIC = /^(numeric|real|integer)\b/i

type Row = readonly (string | undefined)[]

/** The table of an ARFF file. Throws SpecError for a header that cannot be read. */
export async function openArff(file: SourceFile): Promise<Table> {
  const { columns, firstLine } = await readHeader(file)
  return {
    name: file.name,
    columns,
    size: file.size,
    async *chunks({ missing, limit }) {
      const marks = missingMarks([...missing, '?'])
      const reading = new Rows(file.name, columns, marks)
      let line = 0
      let bytes = 0
      for await (const lines of textLines(file)) {
        const rows: Row[] = []
        const places: number[] = []
        for (const content of lines) {
          line++
          bytes += content.length + 1
          if (line <= firstLine || content.trim() === '' || content.trimStart().startsWith('%')) continue
          const row = reading.read(content, line)
          if (row === null) continue
          rows.push(row)
          places.push(line)
        }
        if (rows.length > 0) yield valuesChunk(rows.length, (row, column) => reading.valueOf(rows[row][column], column), marks, (row) => `line ${places[row]}`)
        if (bytes >= limit && rows.length > 0) break
      }
      reading.finish()
    },
  }
}

async function readHeader(file: SourceFile): Promise<{ columns: readonly ArffColumn[]; firstLine: number }> {
  const columns: ArffColumn[] = []
  const issues: Issue[] = []
  let line = 0
  for await (const lines of textLines(file)) {
    for (const source of lines) {
      line++
      const content = source.trim()
      if (content === '' || content.startsWith('%') || /^@relation\b/i.test(content)) continue
      if (/^@data\b/i.test(content)) {
        if (columns.length === 0) issues.push({ path: file.name, expected: text('@attribute lines before @data', 'líneas @attribute antes de @data'), received: 'none' })
        if (issues.length > 0) throw new SpecError(issues)
        return { columns, firstLine: line }
      }
      const column = readAttribute(content)
      if (typeof column !== 'string') columns.push(column)
      else if (issues.length < MOST_ISSUES) issues.push({ path: `${file.name} line ${line}`, expected: text('an @attribute with a name and a type (numeric, {a, b}, date, string)', 'un @attribute con nombre y tipo (numeric, {a, b}, date, string)'), received: column })
      if (columns.length > MOST_COLUMNS) throw new SpecError([{ path: file.name, expected: text(`at most ${formatCount(MOST_COLUMNS)} columns`, `como mucho ${formatCount(MOST_COLUMNS, 'es')} columnas`), received: 'more' }])
    }
  }
  throw new SpecError([...issues, { path: file.name, expected: text('an @data line', 'una línea @data'), received: 'none' }])
}

/** The column that a line declares, or what is wrong with it. */
function readAttribute(line: string): ArffColumn | string {
  const match = /^@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)\s+(.+)$/i.exec(line)
  if (match === null) return describeValue(line)
  const name = unquote(match[1])
  const type = match[2].trim()
  if (type.startsWith('{')) {
    if (!type.endsWith('}')) return 'a list that is not closed'
    const values = splitFields(type.slice(1, -1))?.map(unquote)
    return values === undefined || values.length === 0 ? 'an empty list' : { name, type: 'category', values: [...new Set(values)] }
  }
  if (NUMERIC.test(type)) return { name, type: 'number' }
  if (/^date\b/i.test(type)) return { name, type: 'date' }
  return /^string\b/i.test(type) ? { name, type: 'category' } : describeValue(type)
}

const isQuote = (character: string): boolean => character === "'" || character === '"'

function unquote(field: string): string {
  const plain = field.trim()
  return plain.length >= 2 && isQuote(plain[0]) && plain.endsWith(plain[0]) ? plain.slice(1, -1).replace(/\\(.)/g, '$1') : plain
}

/** Fields between commas, quotation marks kept; undefined when one is not closed. */
function splitFields(content: string): string[] | undefined {
  if (!content.includes("'") && !content.includes('"')) return content.split(',').map((field) => field.trim())
  const fields: string[] = []
  let field = ''
  let quote = ''
  for (let i = 0; i < content.length; i++) {
    const character = content[i]
    if (quote !== '') {
      field += character
      if (character === '\\') field += content[++i] ?? ''
      else if (character === quote) quote = ''
    } else if (isQuote(character) && field.trim() === '') {
      quote = character
      field += character
    } else if (character === ',') {
      fields.push(field.trim())
      field = ''
    } else field += character
  }
  if (quote !== '') return undefined
  fields.push(field.trim())
  return fields
}

/** Reads rows and collects what is wrong with them. */
class Rows {
  private readonly issues: Issue[] = []
  private problems = 0
  private count = 0
  private readonly known: readonly (ReadonlySet<string> | null)[]
  private readonly name: string
  private readonly columns: readonly ArffColumn[]
  private readonly marks: MissingMarks

  constructor(name: string, columns: readonly ArffColumn[], marks: MissingMarks) {
    this.name = name
    this.columns = columns
    this.marks = marks
    this.known = columns.map(({ values }) => (values === undefined ? null : new Set(values)))
  }

  read(content: string, line: number): Row | null {
    const trimmed = content.trim()
    // A weight may follow in braces, `…, {2}`; it is not used.
    const row = trimmed.startsWith('{') ? this.readSparse(trimmed, line) : this.readDense(trimmed, line)
    if (row === null) return null
    const wrong = row.findIndex((field, column) => field !== undefined && this.known[column] !== null && !this.marks.has(field) && !this.known[column]!.has(field))
    if (wrong >= 0) return this.refuse(line, `${this.columns[wrong].name}`, text(`one of ${shortList(this.columns[wrong].values!)}`, `uno de ${shortList(this.columns[wrong].values!)}`), describeValue(row[wrong]))
    this.count++
    return row
  }

  private readDense(content: string, line: number): Row | null {
    const fields = splitFields(content)
    if (fields === undefined) return this.refuse(line, '', text('every quotation mark closed', 'todas las comillas cerradas'), 'one without its pair')
    const whole = fields.length === this.columns.length + 1 && /^\{.*\}$/.test(fields.at(-1)!) ? fields.slice(0, -1) : fields
    if (whole.length !== this.columns.length) return this.refuse(line, '', text(`${this.columns.length} fields`, `${this.columns.length} campos`), String(fields.length))
    return whole.map(unquote)
  }

  /** `{1 X, 3 2.5}`: what is not named is zero, or the first category. */
  private readSparse(content: string, line: number): Row | null {
    const fields = !content.includes('}') ? undefined : splitFields(content.slice(1, content.indexOf('}')))
    if (fields === undefined) return this.refuse(line, '', text('a sparse row {position value, …}', 'una fila dispersa {posición valor, …}'), describeValue(content))
    const row: (string | undefined)[] = new Array<string | undefined>(this.columns.length).fill(undefined)
    for (const field of fields) {
      if (field === '' && fields.length === 1) break
      const match = /^(\d+)\s+(.+)$/.exec(field)
      const position = Number(match?.[1])
      if (match === null || position >= this.columns.length) return this.refuse(line, '', text(`positions below ${this.columns.length} with a value`, `posiciones menores que ${this.columns.length} con un valor`), describeValue(field))
      row[position] = unquote(match[2])
    }
    return row
  }

  /** The value that a field stands for. */
  valueOf(field: string | undefined, column: number): string | number | null {
    const { type, values } = this.columns[column]
    if (field === undefined) return values?.[0] ?? 0
    if (type !== 'number' || this.marks.has(field)) return field
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(field) ? Number(field) : field
  }

  private refuse(line: number, column: string, expected: Issue['expected'], received: string): null {
    if (++this.problems <= MOST_ISSUES) this.issues.push({ path: `${this.name} line ${line}${column === '' ? '' : `, ${column}`}`, expected, received })
    return null
  }

  finish(): void {
    if (this.problems > MOST_ISSUES) this.issues.push({ path: this.name, expected: text('rows that fit their columns', 'filas que encajen con sus columnas'), received: `${formatCount(this.problems - MOST_ISSUES)} more that do not` })
    if (this.problems === 0 && this.count === 0) this.issues.push({ path: this.name, expected: text('rows below @data', 'filas bajo @data'), received: 'none' })
    if (this.issues.length > 0) throw new SpecError(this.issues)
  }
}

const shortList = (values: readonly string[]): string => values.slice(0, 10).join(', ') + (values.length > 10 ? ', …' : '')
