import { isMissing, parseNumber } from '../formats/csv.ts'
import { formatCount } from '../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { Dataset, Targets } from './dataset.ts'
import type { ColumnPlan, CsvPlan } from './import-plan.ts'
import { checkCsvPlan, type CsvPart } from './plan-csv.ts'

const MOST_ISSUES = 20
const MOST_CLASSES = 1000

/** A column over all files. */
interface Column extends ColumnPlan {
  /** As written; empty for a feature of numbers, which needs no text. */
  readonly fields: readonly string[]
  /** Empty for categories. */
  readonly numbers: Float64Array
}

/** The samples of CSV files read by a plan. Throws SpecError with every problem, at most 20 a column. */
export function readCsvDataset(name: string, parts: readonly CsvPart[], plan: CsvPlan): Dataset {
  const issues = checkCsvPlan(plan, parts[0].name)
  if (issues.length > 0) throw new SpecError(issues)
  const columns = plan.columns.map((column, i) => readColumn(column, i, parts, issues))
  const features = columns.filter(({ role }) => role === 'feature').flatMap(expandFeature)
  const targets = columns.filter(({ role }) => role === 'target')
  targets.forEach((target) => checkTarget(target, plan, parts, issues))
  if (issues.length > 0) throw new SpecError(issues)
  const sampleCount = parts.reduce((sum, { table }) => sum + table.rows.length, 0)
  return {
    name,
    sampleCount,
    inputShape: [features.length],
    inputs: interleave(features.map(({ values }) => values), sampleCount),
    inputScale: 1,
    featureNames: features.map((feature) => feature.name),
    targets: plan.task === 'classification' ? readClasses(targets[0]) : readValues(targets, sampleCount),
    givenParts: parts.some(({ part }) => part > 0) ? Uint8Array.from(parts.flatMap(({ part, table }) => table.rows.map(() => part))) : null,
  }
}

/** Numbers where the plan says so; NaN where a value is missing. */
function readColumn(column: ColumnPlan, index: number, parts: readonly CsvPart[], issues: Issue[]): Column {
  if (column.role === 'ignore') return { ...column, fields: [], numbers: new Float64Array(0) }
  const fields = column.type === 'number' && column.role === 'feature' ? [] : parts.flatMap(({ table }) => table.rows.map((fieldsOfRow) => fieldsOfRow[index]))
  if (column.type === 'category') return { ...column, fields, numbers: new Float64Array(0) }
  const numbers = new Float64Array(parts.reduce((sum, { table }) => sum + table.rows.length, 0))
  const wrong = new Map<number, string>()
  let row = 0
  for (const { table } of parts) {
    for (const fieldsOfRow of table.rows) {
      const value = isMissing(fieldsOfRow[index]) ? NaN : parseNumber(fieldsOfRow[index], table.decimal)
      if (value === null) wrong.set(row, fieldsOfRow[index])
      numbers[row++] = value ?? NaN
    }
  }
  const expected = text('a number', 'un número')
  reportRows([...wrong.keys()], parts, column.name, expected, (at) => describeValue(wrong.get(at)), text('or set the type of the column to "category"', 'o ponga el tipo de la columna en «categoría»'), issues)
  return { ...column, fields, numbers }
}

/** A number is one feature; a category is one feature per value, 1 where it is the sample's. */
function expandFeature({ name, type, fields, numbers }: Column): { name: string; values: ArrayLike<number> }[] {
  if (type === 'number') return [{ name, values: numbers }]
  return distinctSorted(fields).map((value) => ({ name: `${name}=${value}`, values: Uint8Array.from(fields, (field) => (field === value ? 1 : 0)) }))
}

function checkTarget(target: Column, { task }: CsvPlan, parts: readonly CsvPart[], issues: Issue[]): void {
  const missing = target.fields.flatMap((field, i) => (isMissing(field) ? [i] : []))
  reportRows(missing, parts, target.name, text('a target', 'un objetivo'), (at) => (target.fields[at] === '' ? 'nothing' : describeValue(target.fields[at])), text('delete the line or choose another target', 'borre la línea o elija otro objetivo'), issues)
  if (task === 'regression' && target.type === 'category') {
    issues.push({ path: `${parts[0].name} ${target.name}`, expected: text('numbers for regression', 'números para regresión'), received: 'categories', fix: text('choose the task "classification"', 'elija la tarea «clasificación»') })
  }
  const classCount = task === 'classification' ? distinctSorted(classFields(target)).length : 2
  if (classCount > MOST_CLASSES || classCount < 2) {
    issues.push({
      path: `${parts[0].name} ${target.name}`,
      expected: text(`between 2 and ${formatCount(MOST_CLASSES)} classes`, `entre 2 y ${formatCount(MOST_CLASSES, 'es')} clases`),
      received: formatCount(classCount),
      fix: text('choose another target or the task "regression"', 'elija otro objetivo o la tarea «regresión»'),
    })
  }
}

/** `5` and `5.0` are the same class when the column holds numbers. */
const classFields = ({ type, fields, numbers }: Column): readonly string[] => (type === 'number' ? Array.from(numbers, (value) => (Number.isNaN(value) ? '' : String(value))) : fields)

function readClasses(target: Column): Targets {
  const fields = classFields(target)
  const classes = distinctSorted(fields)
  const indexOf = new Map(classes.map((name, index) => [name, index]))
  return { kind: 'classes', name: target.name, classes, labels: Int32Array.from(fields, (field) => indexOf.get(field) ?? 0) }
}

const readValues = (targets: readonly Column[], sampleCount: number): Targets => ({
  kind: 'values',
  names: targets.map(({ name }) => name),
  values: interleave(targets.map(({ numbers }) => numbers), sampleCount),
})

/** Numbers by size, words by code unit; missing ones left out. */
function distinctSorted(fields: readonly string[]): string[] {
  const distinct = [...new Set(fields)].filter((field) => !isMissing(field))
  return distinct.every((field) => parseNumber(field) !== null) ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort()
}

/** Columns to rows: samples × columns. */
function interleave(columns: readonly ArrayLike<number>[], sampleCount: number): Float32Array {
  const width = columns.length
  const values = new Float32Array(sampleCount * width)
  columns.forEach((column, k) => {
    for (let i = 0; i < sampleCount; i++) values[i * width + k] = column[i]
  })
  return values
}

function reportRows(rows: readonly number[], parts: readonly CsvPart[], column: string, expected: Issue['expected'], receivedAt: (row: number) => string, fix: NonNullable<Issue['fix']>, issues: Issue[]): void {
  for (const row of rows.slice(0, MOST_ISSUES)) issues.push({ path: `${placeOf(row, parts)}, ${column}`, expected, received: receivedAt(row), fix })
  if (rows.length > MOST_ISSUES) issues.push({ path: `${parts[0].name}, ${column}`, expected, received: `${formatCount(rows.length - MOST_ISSUES)} more lines without one`, fix })
}

function placeOf(row: number, parts: readonly CsvPart[]): string {
  let at = row
  for (const { name, table } of parts) {
    if (at < table.rows.length) return `${name} line ${table.lines[at]}`
    at -= table.rows.length
  }
  throw new RangeError(`Row ${row} is in no file`)
}
