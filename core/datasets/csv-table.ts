import { fieldNumber, fieldText, scanCsv, type CsvBlock, type RaggedRow } from '../formats/csv-blocks.ts'
import { looksLikeHeader, sniffCsv, type CsvHead } from '../formats/csv.ts'
import { memoryFile, readHead, type SourceFile } from '../formats/source-file.ts'
import { formatCount } from '../schema/count-text.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { GIVEN_PARTS } from './dataset.ts'
import type { CsvPlan } from './import-plan.ts'
import { partOfName } from './part-of-name.ts'
import { CELL, missingMarks, type MissingMarks, type Table, type TableChunk, type TablePart } from './table.ts'

const MOST_ISSUES = 20

/** The tables of CSV files, training first, and how they are written. Unless `parts` says so, a file's name tells its part. Throws SpecError. */
export async function openCsvParts(files: readonly SourceFile[], layout: Partial<CsvPlan>, parts: readonly number[] = files.map(({ name }) => partOfName(name))): Promise<{ parts: TablePart[]; csv: CsvPlan }> {
  const named = files.map((file, i) => ({ file, part: parts[i] }))
  const ordered = named.some(({ part }) => part === GIVEN_PARTS.indexOf('train')) ? named.toSorted((a, b) => a.part - b.part) : named.map(({ file }) => ({ file, part: 0 }))
  const [first, ...others] = ordered
  const head = await sniffCsv(first.file, layout)
  const tables: TablePart[] = [{ table: csvTable(first.file, head), part: first.part }]
  for (const { file, part } of others) tables.push({ table: await openLike(first.file.name, head, file), part })
  return { parts: tables, csv: { delimiter: head.delimiter, header: head.header, decimal: head.decimal } }
}

/** Further files may have the header or not. */
async function openLike(mainName: string, main: CsvHead, file: SourceFile): Promise<Table> {
  const bare = await sniffCsv(file, { delimiter: main.delimiter, decimal: main.decimal, header: false })
  if (bare.columns.length !== main.columns.length) {
    throw new SpecError([
      {
        path: file.name,
        expected: text(`the ${main.columns.length} columns of ${mainName}`, `las ${main.columns.length} columnas de ${mainName}`),
        received: String(bare.columns.length),
        fix: text('import the files one by one', 'importe los ficheros uno a uno'),
      },
    ])
  }
  return csvTable(file, { ...main, header: await beginsWithHeader(file, main) })
}

async function beginsWithHeader(file: SourceFile, { delimiter, decimal, columns, header }: CsvHead): Promise<boolean> {
  const fields: string[][] = []
  const head = memoryFile(file.name, await readHead(file, 2 ** 16))
  for await (const block of scanCsv(head, { delimiter, width: columns.length, header: false, ragged: () => {} })) {
    for (let row = 0; row < Math.min(block.rowCount, 50); row++) fields.push(columns.map((_, column) => fieldText(block, row * block.width + column)))
  }
  const [first] = fields
  return first !== undefined && ((header && first.every((field, column) => field === columns[column])) || looksLikeHeader(fields.map((row) => ({ fields: row })), decimal))
}

export const csvTable = (file: SourceFile, { delimiter, header, decimal, columns }: CsvHead): Table => ({
  name: file.name,
  size: file.size,
  columns: columns.map((name) => ({ name })),
  async *chunks({ missing, limit }) {
    const marks = missingMarks(missing)
    const issues: Issue[] = []
    let ragged = 0
    let rows = 0
    const report = ({ line, fields }: RaggedRow): void => {
      if (++ragged <= MOST_ISSUES) issues.push({ path: `${file.name} line ${line}`, expected: text(`${columns.length} fields`, `${columns.length} campos`), received: String(fields) })
    }
    for await (const block of scanCsv(file, { delimiter, width: columns.length, header, limit, ragged: report })) {
      rows += block.rowCount
      if (block.rowCount > 0) yield csvChunk(block, marks, decimal)
    }
    if (ragged > MOST_ISSUES) {
      issues.push({
        path: file.name,
        expected: text(`${columns.length} fields in every row`, `${columns.length} campos en cada fila`),
        received: `${formatCount(ragged - MOST_ISSUES)} more rows with another number`,
        fix: text('check the delimiter', 'compruebe el delimitador'),
      })
    }
    if (rows === 0 && ragged === 0) issues.push({ path: file.name, expected: text('rows below the header', 'filas bajo la cabecera'), received: header ? 'only a header' : 'no rows' })
    if (issues.length > 0) throw new SpecError(issues)
  },
})

function csvChunk(block: CsvBlock, marks: MissingMarks, decimal: '.' | ','): TableChunk {
  const point = decimal.charCodeAt(0)
  const { width, starts, ends } = block
  const marked = marks.numbers.length > 0
  return {
    rowCount: block.rowCount,
    read(column, numbers, kinds) {
      for (let row = 0, field = column; row < block.rowCount; row++, field += width) {
        const value = fieldNumber(block, field, point)
        numbers[row] = value
        if (!Number.isNaN(value)) {
          kinds[row] = marked && marks.numbers.includes(value) ? CELL.missing : CELL.number
          if (kinds[row] === CELL.missing) numbers[row] = NaN
        } else {
          const plain = starts[field] >= 0
          const short = !plain || ends[field] - starts[field] <= marks.longest + MOST_PADDING
          kinds[row] = (plain && starts[field] === ends[field]) || (short && marks.has(fieldText(block, field))) ? CELL.missing : CELL.text
        }
      }
    },
    text: (row, column) => fieldText(block, row * width + column),
    place: (row) => `line ${block.lines[row]}`,
  }
}

/** Blanks around a mark that are looked through; longer fields are read as text whatever they hold. */
const MOST_PADDING = 64
