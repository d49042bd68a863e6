import { isMissing, looksLikeHeader, parseNumber, readCsv, type CsvLayout, type CsvTable } from '../formats/csv.ts'
import { unpackGzip } from '../formats/gzip.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { DatasetTask } from './dataset.ts'
import type { ColumnPlan, CsvPlan, NamedFile } from './import-plan.ts'
import { partOfName } from './part-of-name.ts'

/** One file of a CSV data set, read. `part` is an index into GIVEN_PARTS. */
export interface CsvPart {
  readonly name: string
  readonly part: number
  readonly table: CsvTable
}

const TARGET_NAMES = ['class', 'target', 'label', 'labels', 'species', 'quality', 'y', 'category', 'variety', 'diagnosis', 'outcome', 'digit', 'classification', 'clase', 'objetivo', 'etiqueta', 'especie', 'calidad']
const IDENTIFIER = /^(id|index|row|no|nr|unnamed: ?\d+|#|column \d+ \(index\))$/i
/** More different integers than this are rather measured than named. */
const MOST_GUESSED_CLASSES = 20
const MOST_GUESSED_CATEGORIES = 100
/** No guess needs to know of more different values. */
const MOST_COUNTED = 1000

/** Reads the files of a CSV data set, training file first. Unless `parts` says so, a file's name tells whether it is test or validation. Throws SpecError. */
export function readCsvParts(files: readonly NamedFile[], layout: CsvLayout, parts: readonly number[] = files.map(({ name }) => partOfName(name))): CsvPart[] {
  const named = files.map((file, i) => ({ ...file, part: parts[i] }))
  const ordered = named.some(({ part }) => part === 0) ? named.toSorted((a, b) => a.part - b.part) : named.map((file) => ({ ...file, part: 0 }))
  const [first, ...others] = ordered
  const main: CsvPart = { name: first.name, part: first.part, table: readCsv(first.name, unpackGzip(first.name, first.content), layout) }
  return [main, ...others.map((file) => readLike(main, file))]
}

/** Further files may have the header or not. */
function readLike({ name: mainName, table: main }: CsvPart, { name, content, part }: NamedFile & { readonly part: number }): CsvPart {
  const unpacked = unpackGzip(name, content)
  const bare = readCsv(name, unpacked, { delimiter: main.delimiter, header: false })
  const repeatsHeader = main.header && bare.rows[0].every((field, column) => field === main.columns[column])
  const header = repeatsHeader || looksLikeHeader(bare.rows.map((fields) => ({ fields })), bare.decimal)
  const table = header ? readCsv(name, unpacked, { delimiter: main.delimiter, header: true }) : bare
  if (table.columns.length === main.columns.length) return { name, part, table: { ...table, columns: main.columns } }
  throw new SpecError([
    {
      path: name,
      expected: text(`the ${main.columns.length} columns of ${mainName}`, `las ${main.columns.length} columnas de ${mainName}`),
      received: String(table.columns.length),
      fix: text('import the files one by one', 'importe los ficheros uno a uno'),
    },
  ])
}

/** Fills a plan in: what is given stays, the rest is guessed from the values; `chosenTarget` is a column's position. */
export function planCsv(parts: readonly CsvPart[], given: CsvPlan | null, chosenTarget: number | null = null): CsvPlan {
  const { delimiter, header, columns: names } = parts[0].table
  // Another delimiter makes other columns: the roles of the old ones mean nothing then.
  if (given !== null && given.columns.length === names.length) {
    return { delimiter, header, task: given.task, columns: given.columns.map((column, i) => ({ ...column, name: names[i] })) }
  }
  const profiles = names.map((name, column) => profileColumn(name, column, parts))
  const target = chosenTarget ?? guessTarget(profiles)
  const columns = profiles.map(({ name, type, distinct }, i): ColumnPlan => {
    // Names and free text would become a feature per value.
    const identifies = type === 'category' ? distinct > MOST_GUESSED_CATEGORIES : IDENTIFIER.test(name)
    return { name, type, role: i === target ? 'target' : identifies || distinct === 0 ? 'ignore' : 'feature' }
  })
  return { delimiter, header, task: guessTask(profiles[target]), columns }
}

interface ColumnProfile {
  readonly name: string
  readonly type: 'number' | 'category'
  readonly wholeNumbers: boolean
  /** Different values, counted up to MOST_COUNTED. */
  readonly distinct: number
}

function profileColumn(name: string, column: number, parts: readonly CsvPart[]): ColumnProfile {
  const values = new Set<string>()
  let numeric = true
  let wholeNumbers = true
  for (const { table } of parts) {
    for (const row of table.rows) {
      const field = row[column]
      if (isMissing(field)) continue
      if (values.size < MOST_COUNTED) values.add(field)
      const value: number | null = numeric ? parseNumber(field, table.decimal) : null
      numeric &&= value !== null
      wholeNumbers &&= value !== null && Number.isInteger(value)
    }
  }
  return { name, type: numeric ? 'number' : 'category', wholeNumbers: numeric && wholeNumbers, distinct: values.size }
}

/** A column that calls itself the target, else the last one of text with few values, else the last one with any. */
function guessTarget(profiles: readonly ColumnProfile[]): number {
  const usable = profiles.map(({ distinct }) => distinct > 0)
  const named = TARGET_NAMES.map((name) => profiles.findIndex((profile, i) => usable[i] && profile.name.toLowerCase() === name)).find((i) => i >= 0)
  if (named !== undefined) return named
  const worded = profiles.findLastIndex(({ type, distinct }) => type === 'category' && distinct > 1 && distinct <= MOST_GUESSED_CATEGORIES)
  if (worded >= 0) return worded
  return Math.max(0, usable.lastIndexOf(true))
}

const guessTask = ({ type, wholeNumbers, distinct }: ColumnProfile): DatasetTask =>
  type === 'category' || (wholeNumbers && distinct <= MOST_GUESSED_CLASSES) ? 'classification' : 'regression'

/** What a guessed plan leaves open, for the user to settle. */
export function csvNotes(parts: readonly CsvPart[], { task, columns }: CsvPlan): Text[] {
  const target = columns.findIndex(({ role }) => role === 'target')
  if (target < 0) return []
  const { name, type, wholeNumbers, distinct } = profileColumn(columns[target].name, target, parts)
  if (type === 'category' || !wholeNumbers || distinct > MOST_GUESSED_CLASSES || distinct <= 2) return []
  return task === 'classification'
    ? [text(
        `${name} has ${distinct} different whole numbers and is read as classes; choose the task "regression" to predict it as a number.`,
        `${name} tiene ${distinct} números enteros distintos y se lee como clases; elija la tarea «regresión» para predecirlo como número.`,
      )]
    : [text(
        `${name} has only ${distinct} different whole numbers; choose the task "classification" to read them as classes.`,
        `${name} solo tiene ${distinct} números enteros distintos; elija la tarea «clasificación» para leerlos como clases.`,
      )]
}

/** What is wrong with a plan before any value is read. */
export function checkCsvPlan({ task, columns }: CsvPlan, path: string): Issue[] {
  const targets = columns.filter(({ role }) => role === 'target')
  const issues: Issue[] = []
  if (targets.length === 0) issues.push({ path, expected: text('a target column', 'una columna objetivo'), received: 'none', fix: text('give one column the role "target"', 'dé a una columna el papel «objetivo»') })
  if (task === 'classification' && targets.length > 1) {
    issues.push({ path, expected: text('one target column for classification', 'una columna objetivo para clasificación'), received: targets.map(({ name }) => name).join(', ') })
  }
  if (!columns.some(({ role }) => role === 'feature')) issues.push({ path, expected: text('at least one feature', 'al menos una variable'), received: 'none' })
  return issues
}
