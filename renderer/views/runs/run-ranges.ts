import type { RunSummary } from '../../../electron/contract/api.ts'
import { isAbsent } from '../../components/virtual-rows.ts'
import type { CellValue, RunColumn } from './run-columns.ts'

/** A part of a column that was brushed: numbers from one to another, or some of its words. */
export type ColumnRange = { readonly key: string; readonly from: number; readonly to: number } | { readonly key: string; readonly words: readonly string[] }

/** True for values within, ends included; a missing one never is. */
export function isWithin(value: CellValue, range: ColumnRange, textOf: (value: CellValue) => string): boolean {
  if (isAbsent(value)) return false
  return 'words' in range ? range.words.includes(textOf(value)) : typeof value === 'number' && value >= range.from && value <= range.to
}

/** What all ranges leave. Ranges of columns that are gone leave everything. */
export function rangeTest(ranges: readonly ColumnRange[], columns: ReadonlyMap<string, RunColumn>): (run: RunSummary) => boolean {
  const known = ranges.flatMap((range) => {
    const column = columns.get(range.key)
    return column === undefined ? [] : [{ range, column }]
  })
  return (run) => known.every(({ range, column }) => isWithin(column.value(run), range, (value) => column.text(value, null)))
}

/** With this range of a column in place of the one it had; null takes it away. */
export const withRange = (ranges: readonly ColumnRange[], key: string, range: ColumnRange | null): readonly ColumnRange[] => [...ranges.filter((other) => other.key !== key), ...(range === null ? [] : [range])]
