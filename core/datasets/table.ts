import type { ColumnType } from './import-plan.ts'

/** What a cell holds. */
export const CELL = { missing: 0, number: 1, text: 2 } as const

/** Consecutive rows of a table. */
export interface TableChunk {
  readonly rowCount: number
  /** A column's numbers, and what each cell holds (CELL); the number of a cell without one is NaN. */
  read(column: number, numbers: Float64Array, kinds: Uint8Array): void
  /** A cell as it is written. */
  text(row: number, column: number): string
  /** `line 12`: where a row stands in its file. */
  place(row: number): string
}

export interface TableColumn {
  readonly name: string
  /** Where the file declares them. */
  readonly type?: ColumnType
  /** The values of a category in their declared order (ARFF). */
  readonly values?: readonly string[]
}

/** How far into a table to look: everything, or about so many bytes. */
export interface TableScan {
  /** In lower case. */
  readonly missing: readonly string[]
  readonly limit: number
}

/** Rows of named columns, from any format; may be read again and again. */
export interface Table {
  /** The file's name. */
  readonly name: string
  readonly columns: readonly TableColumn[]
  /** Bytes, for progress and estimates. */
  readonly size: number
  /** Throws SpecError. */
  chunks(scan: TableScan): AsyncIterable<TableChunk>
}

/** A table that becomes the given part (an index into GIVEN_PARTS). */
export interface TablePart {
  readonly table: Table
  readonly part: number
}

/** Tells missing values from others. Marks that are numbers (`-999`) count as well. */
export interface MissingMarks {
  has(field: string): boolean
  readonly numbers: readonly number[]
  readonly longest: number
}

export function missingMarks(marks: readonly string[]): MissingMarks {
  const known = new Set(['', ...marks.map((mark) => mark.toLowerCase())])
  const longest = Math.max(...[...known].map(({ length }) => length))
  return {
    has: (field) => field.length <= longest && known.has(field.toLowerCase()),
    numbers: [...known].filter((mark) => mark !== '' && Number.isFinite(Number(mark))).map(Number),
    longest,
  }
}

/** Rows held as values: numbers, texts, true and false; null and undefined are missing. */
export function valuesChunk(rowCount: number, valueAt: (row: number, column: number) => unknown, marks: MissingMarks, place: (row: number) => string): TableChunk {
  const kindOf = (value: unknown): number => {
    if (value === null || value === undefined) return CELL.missing
    if (typeof value === 'number') return Number.isNaN(value) || marks.numbers.includes(value) ? CELL.missing : CELL.number
    if (typeof value === 'bigint') return CELL.number
    return typeof value === 'string' && marks.has(value.trim()) ? CELL.missing : CELL.text
  }
  return {
    rowCount,
    read(column, numbers, kinds) {
      for (let row = 0; row < rowCount; row++) {
        const value = valueAt(row, column)
        kinds[row] = kindOf(value)
        numbers[row] = kinds[row] === CELL.number ? Number(value) : NaN
      }
    },
    text: (row, column) => cellText(valueAt(row, column)),
    place,
  }
}

const cellText = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value.trim() : typeof value === 'object' ? JSON.stringify(value) : String(value as number))
