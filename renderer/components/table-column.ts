/** A column of DataTable. */
export interface TableColumn<Row> {
  readonly key: string
  readonly label: string
  /** CSS grid width: `120px`, `minmax(160px, 1fr)`. */
  readonly width: string
  readonly align?: 'start' | 'end'
  /** What is shown (without a slot `cell-<key>`) and sorted by. Columns without it do not sort. */
  readonly value?: (row: Row) => string | number | null | undefined
  readonly format?: (value: string | number | null | undefined, row: Row) => string
  /** What is shown in place of `value`. */
  readonly text?: (row: Row) => string
  /** Explains what is shown, or says it in full. */
  readonly title?: (row: Row) => string | undefined
  /** Marks what is shown. */
  readonly marked?: (row: Row) => boolean
  /** Stays in sight when the table scrolls sideways; for the first columns, whose least widths must be given. */
  readonly frozen?: boolean
  /** Explains the column's term. */
  readonly help?: string
  /** Numbers for which larger comes first on the first click. */
  readonly descendingFirst?: boolean
}

export interface TableSort { readonly key: string; readonly descending: boolean }

/** The orders after a column's heading was pressed: that column alone (its first direction, the other, none), or beside the others. */
export function nextSort(sort: readonly TableSort[], { key, descendingFirst = false }: Pick<TableColumn<never>, 'key' | 'descendingFirst'>, beside: boolean): readonly TableSort[] {
  const place = sort.findIndex((order) => order.key === key)
  const known = sort[place]
  // Pressed alone, a heading that sorted beside others begins anew.
  const isAlone = sort.length === 1
  const next = known === undefined || (!beside && !isAlone) ? { key, descending: descendingFirst } : known.descending === descendingFirst ? { key, descending: !descendingFirst } : null
  if (!beside) return next === null ? [] : [next]
  return known === undefined ? [...sort, next!] : next === null ? sort.filter((order) => order.key !== key) : sort.with(place, next)
}

/** Narrower columns cannot be caught again. */
export const LEAST_COLUMN = 40
