import { MISSING_MARKS } from '../formats/csv.ts'
import { formatCount } from '../schema/count-text.ts'
import { describeValue, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { DatasetTask } from './dataset.ts'
import type { ColumnPlan, ColumnType, TablePlan } from './import-plan.ts'
import { distinctOf, isNumeric, MOST_COUNTED, MOST_LISTED, type ColumnProfile, type TableProfile } from './profile-table.ts'
import { partOfWord } from './part-of-name.ts'
import type { TableColumn } from './table.ts'

const TARGET_NAMES = ['class', 'target', 'label', 'labels', 'species', 'quality', 'y', 'category', 'variety', 'diagnosis', 'outcome', 'digit', 'classification', 'clase', 'objetivo', 'etiqueta', 'especie', 'calidad']
const IDENTIFIER = /^(id|index|row|no|nr|unnamed: ?\d+|#|column \d+ \(index\)|__index_level_0__)$/i
/** Columns of parts call themselves so and hold nothing but parts. */
const SPLIT_NAMES = /^(split|part|subset|partition|set|fold_?type|usage|particion|conjunto)$/i
/** More different integers than this are rather measured than named. */
const MOST_GUESSED_CLASSES = 20
const MOST_GUESSED_CATEGORIES = 100
const MOST_CLASSES = 1000

/** What a plan's reader needs to guess. */
export interface GuessedColumn extends TableColumn { readonly profile: ColumnProfile }

export const missingOf = (given: TablePlan | null | undefined): readonly string[] => given?.missing ?? MISSING_MARKS

/** Fills a plan in: what is given stays, the rest is guessed from the values; `chosenTarget` is a column's position. */
export function planTable(columns: readonly TableColumn[], profile: TableProfile, given: TablePlan | null | undefined, chosenTarget: number | null = null): TablePlan {
  // Other cuts make other columns: the roles of the old ones mean nothing then.
  if (given !== null && given !== undefined && given.columns.length === columns.length) return given
  const guessed = columns.map((column, i): GuessedColumn => ({ ...column, profile: profile.columns[i] }))
  const target = chosenTarget ?? guessTarget(guessed)
  const plans = guessed.map((column, i): ColumnPlan => ({ name: column.name, type: guessType(column), role: i === target ? 'target' : guessRole(column) }))
  return { task: guessTask(guessed[target]), columns: plans, missing: missingOf(given) }
}

function guessType({ type, values, profile }: GuessedColumn): ColumnType {
  if (type !== undefined) return type
  if (values !== undefined) return 'category'
  if (isNumeric(profile)) return 'number'
  return profile.dates ? 'date' : 'category'
}

function guessRole(column: GuessedColumn): ColumnPlan['role'] {
  const { name, profile, values } = column
  const distinct = distinctOf(profile)
  if (SPLIT_NAMES.test(name) && distinct > 0 && wordsOf(profile).every((word) => partOfWord(word) !== null)) return 'split'
  // Names and free text would become a feature per value.
  const identifies = guessType(column) === 'category' ? Math.max(distinct, values?.length ?? 0) > MOST_GUESSED_CATEGORIES : IDENTIFIER.test(name)
  return identifies || distinct === 0 ? 'ignore' : 'feature'
}

const wordsOf = ({ numberValues, textValues }: ColumnProfile): readonly string[] => [...numberValues.values(), ...textValues]

/** A column that calls itself the target, else the last one of text with few values, else the last one with any. */
function guessTarget(columns: readonly GuessedColumn[]): number {
  const usable = columns.map((column) => distinctOf(column.profile) > 0 && guessRole(column) !== 'split')
  const named = TARGET_NAMES.map((name) => columns.findIndex((column, i) => usable[i] && column.name.toLowerCase() === name)).find((i) => i >= 0)
  if (named !== undefined) return named
  const worded = columns.findLastIndex((column, i) => usable[i] && guessType(column) === 'category' && distinctOf(column.profile) > 1 && distinctOf(column.profile) <= MOST_GUESSED_CATEGORIES)
  if (worded >= 0) return worded
  return Math.max(0, usable.lastIndexOf(true))
}

const guessTask = (column: GuessedColumn): DatasetTask =>
  guessType(column) === 'category' || (column.profile.wholeNumbers && isNumeric(column.profile) && distinctOf(column.profile) <= MOST_GUESSED_CLASSES) ? 'classification' : 'regression'

/** What a guessed plan leaves open, for the user to settle. */
export function tableNotes({ task, columns }: TablePlan, profile: TableProfile): Text[] {
  const notes: Text[] = []
  const target = columns.findIndex(({ role }) => role === 'target')
  if (target >= 0) notes.push(...taskNotes(columns[target], profile.columns[target], task))
  columns.forEach(({ name, type, role }, i) => {
    const { textValues } = profile.columns[i]
    if (type === 'date' && role === 'feature') notes.push(text(`${name} is a date and becomes the number of days since 1970.`, `${name} es una fecha y se convierte en el número de días desde 1970.`))
    if (type === 'category' && role === 'ignore' && textValues.size > MOST_GUESSED_CATEGORIES) {
      const count = textValues.size > MOST_COUNTED ? `${formatCount(MOST_COUNTED)}+` : formatCount(textValues.size)
      notes.push(text(`${name} has ${count} different texts and is ignored; as a feature it would become one feature per text.`, `${name} tiene ${count} textos distintos y se ignora; como variable daría una variable por texto.`))
    }
  })
  return notes
}

function taskNotes({ name }: ColumnPlan, profile: ColumnProfile, task: DatasetTask): Text[] {
  const distinct = distinctOf(profile)
  if (!isNumeric(profile) || !profile.wholeNumbers || distinct > MOST_GUESSED_CLASSES || distinct <= 2) return []
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

/** Everything that keeps a table from being read by a plan, at most 20 cells a column. */
export function checkTable(file: string, { task, columns }: TablePlan, table: readonly TableColumn[], profile: TableProfile): Issue[] {
  const issues = checkRoles(file, task, columns)
  if (issues.length > 0) return issues
  columns.forEach((column, i) => {
    if (column.role !== 'ignore') issues.push(...checkColumn(file, column, task, table[i], profile.columns[i]))
  })
  return issues
}

function checkRoles(path: string, task: DatasetTask, columns: readonly ColumnPlan[]): Issue[] {
  const named = (role: ColumnPlan['role']): readonly string[] => columns.filter((column) => column.role === role).map(({ name }) => name)
  const issues: Issue[] = []
  const targets = named('target')
  if (targets.length === 0) issues.push({ path, expected: text('a target column', 'una columna objetivo'), received: 'none', fix: text('give one column the role "target"', 'dé a una columna el papel «objetivo»') })
  if (task === 'classification' && targets.length > 1) {
    issues.push({ path, expected: text('one target column for classification', 'una columna objetivo para clasificación'), received: targets.join(', '), fix: text('choose the task "regression" to predict several numbers', 'elija la tarea «regresión» para predecir varios números') })
  }
  if (named('feature').length === 0) issues.push({ path, expected: text('at least one feature', 'al menos una variable'), received: 'none' })
  for (const role of ['group', 'weight', 'split'] as const) {
    if (named(role).length > 1) issues.push({ path, expected: text(`one column with the role "${role}"`, `una columna con el papel «${role}»`), received: named(role).join(', ') })
  }
  return issues
}

function checkColumn(file: string, column: ColumnPlan, task: DatasetTask, declared: TableColumn, profile: ColumnProfile): Issue[] {
  switch (column.role) {
    case 'feature':
      return column.type === 'category' ? checkCategories(file, column, declared, profile) : checkValues(file, column, profile)
    case 'target': {
      const values = column.type === 'category' ? [] : checkValues(file, column, profile)
      return [...values, ...checkMissing(file, column, profile, text('a target', 'un objetivo'), text('delete the line or choose another target', 'borre la línea o elija otro objetivo')), ...checkTarget(file, column, task, declared, profile)]
    }
    case 'weight': {
      const negative: Issue[] = profile.negative ? [{ path: `${file} ${column.name}`, expected: text('weights of at least 0', 'pesos de al menos 0'), received: 'negative ones' }] : []
      return [...checkValues(file, { ...column, type: 'number' }, profile), ...negative, ...checkMissing(file, column, profile, text('a weight', 'un peso'), text('choose another column for the weights', 'elija otra columna para los pesos'))]
    }
    case 'group':
      return checkMissing(file, column, profile, text('a group', 'un grupo'), text('choose another column for the groups', 'elija otra columna para los grupos'))
    case 'split': {
      const unknown = wordsOf(profile).filter((word) => partOfWord(word) === null)
      const issues: Issue[] = unknown.slice(0, MOST_LISTED).map((word) => ({ path: `${file} ${column.name}`, expected: text('train, validation or test', 'train, validation o test (entrenamiento, validación, prueba)'), received: describeValue(word) }))
      return [...issues, ...checkMissing(file, column, profile, text('train, validation or test', 'train, validation o test'), text('choose another column for the parts', 'elija otra columna para las partes'))]
    }
    case 'ignore':
      return []
  }
}

const AS_CATEGORY = text('or set the type of the column to "category"', 'o ponga el tipo de la columna en «categoría»')

function checkValues(file: string, { name, type }: ColumnPlan, profile: ColumnProfile): Issue[] {
  const isDate = type === 'date'
  const wrong = isDate ? profile.notDates : profile.firstTexts
  const count = isDate ? profile.notDates.length : profile.texts
  const expected = isDate ? text('a date such as 2024-05-31', 'una fecha como 2024-05-31') : text('a number', 'un número')
  const issues = wrong.map(({ place, text: field }): Issue => ({ path: `${place}, ${name}`, expected, received: describeValue(field), fix: AS_CATEGORY }))
  if (count > wrong.length) issues.push({ path: `${file}, ${name}`, expected, received: `${formatCount(count - wrong.length)} more lines without one`, fix: AS_CATEGORY })
  return issues
}

function checkMissing(file: string, { name }: ColumnPlan, { missing, missingPlaces }: ColumnProfile, expected: Text, fix: Text): Issue[] {
  const issues = missingPlaces.map((place): Issue => ({ path: `${place}, ${name}`, expected, received: 'nothing', fix }))
  if (missing > missingPlaces.length) issues.push({ path: `${file}, ${name}`, expected, received: `${formatCount(missing - missingPlaces.length)} more lines without one`, fix })
  return issues
}

function checkCategories(file: string, { name }: ColumnPlan, { values }: TableColumn, profile: ColumnProfile): Issue[] {
  const count = values?.length ?? distinctOf(profile)
  if (count <= MOST_COUNTED) return []
  return [{
    path: `${file} ${name}`,
    expected: text(`at most ${formatCount(MOST_COUNTED)} different values in a category`, `como mucho ${formatCount(MOST_COUNTED, 'es')} valores distintos en una categoría`),
    received: 'more',
    fix: text('ignore the column, or read it as a number', 'ignore la columna o léala como número'),
  }]
}

function checkTarget(file: string, { name, type }: ColumnPlan, task: DatasetTask, { values }: TableColumn, profile: ColumnProfile): Issue[] {
  if (task === 'regression') {
    return type === 'category' ? [{ path: `${file} ${name}`, expected: text('numbers for regression', 'números para regresión'), received: 'categories', fix: text('choose the task "classification"', 'elija la tarea «clasificación»') }] : []
  }
  const count = values?.length ?? distinctOf(profile)
  if (count >= 2 && count <= MOST_CLASSES) return []
  return [{
    path: `${file} ${name}`,
    expected: text(`between 2 and ${formatCount(MOST_CLASSES)} classes`, `entre 2 y ${formatCount(MOST_CLASSES, 'es')} clases`),
    received: count > MOST_CLASSES ? 'more' : formatCount(count),
    fix: text('choose another target or the task "regression"', 'elija otro objetivo o la tarea «regresión»'),
  }]
}
