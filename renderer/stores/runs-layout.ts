import type { ColumnSet } from '../../electron/contract/api.ts'

/** The table of runs as this window shows it. Null columns are the standard ones, which follow what the runs have. */
export interface RunsLayout extends Omit<ColumnSet, 'name' | 'columns'> {
  readonly columns: readonly string[] | null
  /** The run, or the group, that others are told from: its row's key. */
  readonly baseline: string | null
  readonly view: 'table' | 'scatter' | 'parallel'
}

export const standardLayout: RunsLayout = { columns: null, widths: {}, sort: [], group: 'seeds', baseline: null, view: 'table' }
