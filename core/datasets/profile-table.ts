import { daysOf } from './dates.ts'
import { CELL, type Table, type TableChunk, type TablePart } from './table.ts'

/** No guess and no list of classes needs to know of more different values. */
export const MOST_COUNTED = 1000
export const MOST_LISTED = 20
const PREVIEWED_ROWS = 50

/** What one pass over a table tells of a column. */
export interface ColumnProfile {
  readonly missing: number
  /** The first places without a value. */
  readonly missingPlaces: readonly string[]
  /** Cells that are no numbers. */
  readonly texts: number
  readonly firstTexts: readonly { readonly place: string; readonly text: string }[]
  readonly wholeNumbers: boolean
  readonly negative: boolean
  /** Whether every cell that is no number is a date. */
  readonly dates: boolean
  /** The first cells that are no dates. */
  readonly notDates: readonly { readonly place: string; readonly text: string }[]
  /** Different numbers, each as it is first written, and different texts; up to MOST_COUNTED + 1 together. */
  readonly numberValues: ReadonlyMap<number, string>
  readonly textValues: ReadonlySet<string>
}

export interface TableProfile {
  readonly rowCount: number
  readonly rowCounts: readonly number[]
  readonly columns: readonly ColumnProfile[]
  /** The first rows as text. */
  readonly rows: readonly (readonly string[])[]
}

export const distinctOf = ({ numberValues, textValues }: ColumnProfile): number => numberValues.size + textValues.size
export const isNumeric = ({ texts }: ColumnProfile): boolean => texts === 0

/** Reads all parts once. `limit` in bytes of each part. Throws SpecError. */
export async function profileTables(parts: readonly TablePart[], missing: readonly string[], limit = Infinity): Promise<TableProfile> {
  const columns = parts[0].table.columns.map(() => new Profiler())
  const rowCounts: number[] = []
  const rows: string[][] = []
  for (const [i, { table }] of parts.entries()) {
    let rowCount = 0
    for await (const chunk of table.chunks({ missing, limit })) {
      columns.forEach((profiler, column) => profiler.take(table, chunk, column))
      for (let row = 0; row < chunk.rowCount && rows.length < PREVIEWED_ROWS && i === 0; row++) rows.push(columns.map((_, column) => chunk.text(row, column)))
      rowCount += chunk.rowCount
    }
    rowCounts.push(rowCount)
  }
  return { rowCount: rowCounts.reduce((a, b) => a + b, 0), rowCounts, columns, rows }
}

/** One column's profile in the making. */
class Profiler implements ColumnProfile {
  missing = 0
  readonly missingPlaces: string[] = []
  texts = 0
  readonly firstTexts: { place: string; text: string }[] = []
  readonly notDates: { place: string; text: string }[] = []
  wholeNumbers = true
  negative = false
  dates = true
  readonly numberValues = new Map<number, string>()
  readonly textValues = new Set<string>()
  private lastNumber = NaN

  take({ name }: Table, chunk: TableChunk, column: number): void {
    const { numbers, kinds } = workspace(chunk.rowCount)
    chunk.read(column, numbers, kinds)
    for (let row = 0; row < chunk.rowCount; row++) {
      if (kinds[row] === CELL.number) this.takeNumber(chunk, row, column, numbers[row])
      else if (kinds[row] === CELL.text) this.takeText(`${name} ${chunk.place(row)}`, chunk.text(row, column))
      else if (++this.missing <= MOST_LISTED) this.missingPlaces.push(`${name} ${chunk.place(row)}`)
    }
  }

  private takeNumber(chunk: TableChunk, row: number, column: number, value: number): void {
    // Columns often repeat: the same number as above tells nothing new.
    if (value === this.lastNumber) return
    this.lastNumber = value
    if (this.wholeNumbers && !Number.isInteger(value)) this.wholeNumbers = false
    if (value < 0) this.negative = true
    if (this.numberValues.size + this.textValues.size <= MOST_COUNTED && !this.numberValues.has(value)) this.numberValues.set(value, chunk.text(row, column))
  }

  private takeText(place: string, text: string): void {
    this.texts++
    if (this.firstTexts.length < MOST_LISTED) this.firstTexts.push({ place, text })
    if (this.notDates.length < MOST_LISTED && Number.isNaN(daysOf(text))) {
      this.dates = false
      this.notDates.push({ place, text })
    }
    if (this.numberValues.size + this.textValues.size <= MOST_COUNTED) this.textValues.add(text)
  }
}

let held = { numbers: new Float64Array(0), kinds: new Uint8Array(0) }

/** Room for a chunk's column, reused: one column is looked at at a time. */
export function workspace(rowCount: number): { numbers: Float64Array; kinds: Uint8Array } {
  if (held.kinds.length < rowCount) held = { numbers: new Float64Array(rowCount), kinds: new Uint8Array(rowCount) }
  return held
}
