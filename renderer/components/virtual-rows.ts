import { folded } from '../composables/fuzzy-match.ts'

/** The rows to draw so that the window of a long list is filled, with some beyond each end. */
export interface RowWindow { readonly first: number; readonly last: number }

/** What rows are sorted by; the first order decides, the next where that is equal. */
export interface RowOrder<Row> { readonly value: (row: Row) => unknown; readonly descending: boolean }

const OVERSCAN = 3
/** Numbers within words are padded to this many digits. */
const DIGITS = 16

/** As many rows wherever the list stands, so that those which leave can become those which come. */
export function rowWindow(scrollTop: number, height: number, rowHeight: number, count: number, beyond = OVERSCAN): RowWindow {
  const most = Math.min(count, Math.ceil(height / rowHeight) + 1 + 2 * beyond)
  const first = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight) - beyond), count - most)
  return { first, last: first + most }
}

export const isAbsent = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value)

/** Sorted copy by one order. */
export const sortRows = <Row>(rows: readonly Row[], value: (row: Row) => unknown, descending: boolean, language: string): readonly Row[] => sortRowsBy(rows, [{ value, descending }], language)

/** Sorted copy; stable. Absent values stay last both ways; numbers go by size and before words, words by the language's order with numbers inside them counted. */
export function sortRowsBy<Row>(rows: readonly Row[], orders: readonly RowOrder<Row>[], language: string): readonly Row[] {
  if (orders.length === 0) return rows
  const ranked = orders.map(({ value, descending }) => ({ ranks: ranksOf(rows, value, language), sign: descending ? -1 : 1 }))
  const places = Uint32Array.from(rows.keys())
  places.sort((a, b) => {
    for (const { ranks, sign } of ranked) {
      const [x, y] = [ranks[a]!, ranks[b]!]
      if (x !== y) return x === Infinity ? 1 : y === Infinity ? -1 : sign * (x - y)
    }
    return a - b
  })
  return Array.from(places, (place) => rows[place]!)
}

/** A number for each row that sorts as its value does; Infinity where it is absent. Collators take a tenth of a second for ten thousand words, so each word is looked at once. */
function ranksOf<Row>(rows: readonly Row[], valueOf: (row: Row) => unknown, language: string): Float64Array {
  const values = rows.map(valueOf)
  const isNumeric = values.every((value) => typeof value === 'number' || isAbsent(value))
  if (isNumeric && values.every((value) => isAbsent(value) || Number.isFinite(value))) return Float64Array.from(values, (value) => (isAbsent(value) ? Infinity : (value as number)))
  const distinct = [...new Set(values.filter((value) => !isAbsent(value)))]
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' })
  const keyed = distinct.map((value) => ({ value, key: typeof value === 'number' ? null : sortKey(String(value)) }))
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key !== null) - Number(b.key !== null) || Number(a.value) - Number(b.value)
    return a.key < b.key ? -1 : a.key > b.key ? 1 : collator.compare(String(a.value), String(b.value))
  })
  // Words that differ in capitals alone are equal, so that the next order decides between them.
  const rankOf = new Map<unknown, number>()
  keyed.forEach(({ value, key }, place) => {
    const before = keyed[place - 1]
    const isSame = before !== undefined && key !== null && before.key === key && collator.compare(String(before.value), String(value)) === 0
    rankOf.set(value, isSame ? rankOf.get(before.value)! : place)
  })
  return Float64Array.from(values, (value) => (isAbsent(value) ? Infinity : rankOf.get(value)!))
}

/** Compares by characters as a collator would compare the words: without capitals and accents, and with numbers by their size. */
const sortKey = (text: string): string => folded(text).replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'))
