/** The rows to draw so that the window of a long list is filled, with some beyond each end. */
export interface RowWindow { readonly first: number; readonly last: number }

const OVERSCAN = 6

export function rowWindow(scrollTop: number, height: number, rowHeight: number, count: number): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN)
  return { first, last: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN) }
}

/** Absent values last, numbers by size, words by the language's order with numbers inside them counted. */
export function compareValues(a: unknown, b: unknown, collator: Intl.Collator): number {
  const [absentA, absentB] = [isAbsent(a), isAbsent(b)]
  if (absentA || absentB) return Number(absentA) - Number(absentB)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}

export const isAbsent = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value)

/** Sorted copy; stable, so that sorting by a second column keeps the first within equals. Absent values stay last both ways. */
export function sortRows<Row>(rows: readonly Row[], valueOf: (row: Row) => unknown, descending: boolean, language: string): readonly Row[] {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' })
  const sign = descending ? -1 : 1
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => (isAbsent(a.value) || isAbsent(b.value) ? 1 : sign) * compareValues(a.value, b.value, collator))
    .map(({ row }) => row)
}
