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
  /** Stays in sight when the table scrolls sideways; for the first columns, whose least widths must be given. */
  readonly frozen?: boolean
  /** Explains the column's term. */
  readonly help?: string
  /** Numbers for which larger comes first on the first click. */
  readonly descendingFirst?: boolean
}

export interface TableSort { readonly key: string; readonly descending: boolean }
