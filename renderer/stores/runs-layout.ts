import type { ColumnSet } from '../../electron/contract/api.ts'

/** The table of runs as this window shows it. Null columns are the standard ones, which follow what the runs have. */
export interface RunsLayout extends Omit<ColumnSet, 'name' | 'columns'> {
  readonly columns: readonly string[] | null
  /** The run, or the group, that others are told from: its row's key. */
  readonly baseline: string | null
  readonly view: 'table' | 'scatter' | 'parallel'
  readonly scatter: ScatterLayout
  readonly parallel: ParallelLayout
}

/** Keys of columns; null axes are chosen by what the runs have. */
export interface ScatterLayout { readonly x: string | null; readonly y: string | null; readonly colour: string | null; readonly size: string | null; readonly logX: boolean | null; readonly logY: boolean | null }
export interface ParallelLayout { readonly axes: readonly string[] | null; readonly colour: string | null }

export const standardLayout: RunsLayout = { columns: null, widths: {}, sort: [], group: 'seeds', baseline: null, view: 'table', scatter: { x: null, y: null, colour: null, size: null, logX: null, logY: null }, parallel: { axes: null, colour: null } }
