import { SpecError, type Issue } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import type { ImportPlan } from '../import-plan.ts'
import { checkTable, missingOf, planTable, tableNotes } from '../plan-table.ts'
import { profileTables } from '../profile-table.ts'
import { tableSamples } from '../table-samples.ts'
import type { TablePart } from '../table.ts'
import type { OpenedImport, OpenOptions } from './definition.ts'

/** Tables of any format: looked through once, planned, and read by the plan. `target`: a column's position. */
export async function openTables(parts: readonly TablePart[], plan: ImportPlan, { limit }: OpenOptions, target: number | null = null): Promise<OpenedImport> {
  const columns = parts[0].table.columns
  const bytes = limit?.bytes ?? Infinity
  const profile = await profileTables(parts, missingOf(plan.table), bytes)
  const table = planTable(columns, profile, plan.table, target)
  const issues: readonly Issue[] = checkTable(parts[0].table.name, table, columns, profile)
  const samples = () => tableSamples({ name: plan.name, parts, plan: table, profile, limit: bytes })
  const complete = parts.every(({ table: { size } }) => size <= bytes)
  return {
    plan: { ...plan, table },
    rows: profile.rows,
    choices: [],
    notes: tableNotes(table, profile),
    sampleCount: parts.reduce((sum, { table: { size } }, i) => sum + (size <= bytes ? profile.rowCounts[i] : Math.round((profile.rowCounts[i] * size) / bytes)), 0),
    inputShape: issues.length > 0 ? [0] : shapeOf(samples),
    complete,
    issues,
    samples,
  }
}

function shapeOf(samples: () => { readonly layout: { readonly inputShape: readonly number[] } }): readonly number[] {
  try {
    return samples().layout.inputShape
  } catch (error) {
    if (error instanceof SpecError) return [0]
    throw error
  }
}

/** Tables of one import, training first, all with the columns of the first; without a training table all of them are. Throws SpecError. */
export function likeTheFirst(parts: readonly TablePart[]): TablePart[] {
  const ordered = parts.some(({ part }) => part === 0) ? parts.toSorted((a, b) => a.part - b.part) : parts.map(({ table }) => ({ table, part: 0 }))
  const [first, ...others] = ordered
  const names = first.table.columns.map(({ name }) => name)
  const issues = others.flatMap(({ table }): Issue[] =>
    table.columns.length === names.length && table.columns.every(({ name }, i) => name === names[i])
      ? []
      : [{ path: table.name, expected: text(`the columns of ${first.table.name}`, `las columnas de ${first.table.name}`), received: table.columns.map(({ name }) => name).join(', ').slice(0, 200), fix: text('import the files one by one', 'importe los ficheros uno a uno') }])
  if (issues.length > 0) throw new SpecError(issues)
  return ordered
}
