import type { ColumnOrder, RunSummary } from '../../../electron/contract/api.ts'
import { isAbsent, sortRowsBy } from '../../components/virtual-rows.ts'
import type { CellValue, RunColumn } from './run-columns.ts'

/** Groups runs that differ in their seed alone. */
export const BY_SEEDS = 'seeds'

/** Runs that are folded to one row. */
export interface RunGroup {
  readonly key: string
  readonly runs: readonly RunSummary[]
  /** What the runs share, where they are grouped by a column; undefined for seeds. */
  readonly shared: { readonly value: CellValue } | undefined
}

/** A row of the table: a run, or a group with its first run. */
export interface RunRow {
  readonly key: string
  readonly run: RunSummary
  readonly group: RunGroup | null
  /** A run below its group. */
  readonly within: boolean
}

/** What a group says in a column: the mean of numbers, the one value that all have, or how many there are. */
export type GroupValue =
  | { readonly kind: 'mean'; readonly mean: number; /** Of the sample, n − 1; NaN for one value. */ readonly deviation: number; readonly count: number }
  | { readonly kind: 'same'; readonly value: CellValue }
  | { readonly kind: 'newest'; readonly value: number }
  | { readonly kind: 'several'; readonly count: number }

type ValueColumn = Pick<RunColumn, 'value' | 'score' | 'newest'>
/** Asked for several times for each cell that is drawn. */
const known = new WeakMap<RunGroup, Map<ValueColumn, GroupValue>>()

/** Numbers that differ are averaged, where they are of one score; runs without a value are left out, and `count` says so. */
export function groupValue(group: RunGroup, column: ValueColumn): GroupValue {
  let values = known.get(group)
  if (values === undefined) known.set(group, values = new Map<ValueColumn, GroupValue>())
  let value = values.get(column)
  if (value === undefined) values.set(column, value = summarize(group, column))
  return value
}

function summarize({ runs }: RunGroup, { value, score, newest }: ValueColumn): GroupValue {
  const values = runs.map(value)
  const [first] = values
  if (values.every((other) => other === first || (isAbsent(other) && isAbsent(first)))) return { kind: 'same', value: first }
  const present = values.filter((other) => !isAbsent(other))
  const numbers = present.filter((other) => typeof other === 'number')
  if (newest === true) return { kind: 'newest', value: Math.max(...numbers) }
  const isMixed = score !== undefined && new Set(runs.filter((run) => !isAbsent(value(run))).map(score)).size > 1
  if (numbers.length < present.length || isMixed) return { kind: 'several', count: new Set(present).size }
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0)
  return { kind: 'mean', mean, deviation: numbers.length < 2 ? NaN : Math.sqrt(squares / (numbers.length - 1)), count: numbers.length }
}

/** What a row is sorted by. */
export function rowValue({ run, group }: Pick<RunRow, 'run' | 'group'>, column: ValueColumn): CellValue {
  if (group === null) return column.value(run)
  const value = groupValue(group, column)
  return value.kind === 'mean' ? value.mean : value.kind === 'several' ? null : value.value
}

export interface Arrangement {
  readonly columns: ReadonlyMap<string, RunColumn>
  readonly sort: readonly ColumnOrder[]
  /** A column's key, `seeds`, or null. */
  readonly group: string | null
  /** Keys of the groups that show their runs. */
  readonly open: ReadonlySet<string>
  readonly language: string
}

/** The rows as they are shown: grouped, groups and the runs within each sorted alike. A single seed is a run, no group. */
export function arrangeRuns(runs: readonly RunSummary[], { columns, sort, group, open, language }: Arrangement): readonly RunRow[] {
  const orders = sort.flatMap(({ key, descending }) => {
    const column = columns.get(key)
    return column === undefined ? [] : [{ value: (row: RunRow) => rowValue(row, column), descending }]
  })
  const sorted = (rows: readonly RunRow[]): readonly RunRow[] => sortRowsBy(rows, orders, language)
  const groups = group === null ? null : groupRuns(runs, group, columns)
  if (groups === null) return sorted(runs.map((run) => rowOfRun(run, false)))
  const tops = groups.map((found): RunRow => (found.shared === undefined && found.runs.length === 1 ? rowOfRun(found.runs[0]!, false) : rowOfGroup(found)))
  return sorted(tops).flatMap((row) => (row.group === null || !open.has(row.key) ? [row] : [row, ...sorted(row.group.runs.map((run) => rowOfRun(run, true)))]))
}

// What did not change keeps its row: the table draws only the others again.
const rowsOfRuns = { alone: new WeakMap<RunSummary, RunRow>(), within: new WeakMap<RunSummary, RunRow>() }
function rowOfRun(run: RunSummary, within: boolean): RunRow {
  const rows = within ? rowsOfRuns.within : rowsOfRuns.alone
  let row = rows.get(run)
  if (row === undefined) rows.set(run, (row = { key: run.id, run, group: null, within }))
  return row
}

/** By their first runs. */
const rowsOfGroups = new WeakMap<RunSummary, RunRow>()
function rowOfGroup(group: RunGroup): RunRow {
  const [first] = group.runs as readonly [RunSummary]
  const before = rowsOfGroups.get(first)
  if (before?.key === group.key && before.group !== null && before.group.runs.length === group.runs.length && before.group.runs.every((run, i) => run === group.runs[i])) return before
  const row = { key: group.key, run: first, group, within: false }
  rowsOfGroups.set(first, row)
  return row
}

/** In the order of their first runs; null where there is no such column any more. */
function groupRuns(runs: readonly RunSummary[], by: string, columns: ReadonlyMap<string, RunColumn>): readonly RunGroup[] | null {
  const column = columns.get(by)
  if (by !== BY_SEEDS && column === undefined) return null
  const members = new Map<CellValue, RunSummary[]>()
  for (const run of runs) {
    const value = column === undefined ? run.experiment : column.value(run)
    const shared = isAbsent(value) ? null : value
    const known = members.get(shared)
    if (known === undefined) members.set(shared, [run])
    else known.push(run)
  }
  return Array.from(members, ([value, found]) => ({ key: `group:${by}:${String(value)}`, runs: found, shared: column === undefined ? undefined : { value } }))
}

/** The row of a key, whether or not it is shown: a run, or a group of all its runs; null where there is none any more. */
export function rowOf(key: string, runs: readonly RunSummary[], columns: ReadonlyMap<string, RunColumn>): RunRow | null {
  const run = runs.find(({ id }) => id === key)
  if (run !== undefined) return { key, run, group: null, within: false }
  const by = /^group:([^:]+):/.exec(key)?.[1]
  const group = by === undefined ? undefined : groupRuns(runs, by, columns)?.find((candidate) => candidate.key === key)
  return group === undefined ? null : { key, run: group.runs[0]!, group, within: false }
}

/** The runs of a row. */
export const runsOf = ({ run, group }: RunRow): readonly RunSummary[] => group?.runs ?? [run]
