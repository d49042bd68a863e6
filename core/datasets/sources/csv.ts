import { choice, path, textValue } from '../../schema/hyperparameter.ts'
import { describeValue, SpecError } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import { openCsvParts } from '../csv-table.ts'
import { defineFileDataset } from '../definition.ts'
import { nameFromFile } from '../name-from-file.ts'
import { missingOf, planTable } from '../plan-table.ts'
import { profileTables } from '../profile-table.ts'
import { collectSamples } from '../sample-source.ts'
import { tableSamples } from '../table-samples.ts'
import { openPlain } from '../unpack-files.ts'

const DELIMITERS = { auto: undefined, comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const
const HEADERS = { auto: undefined, yes: true, no: false } as const
const AUTOMATIC = text('Automatic', 'Automático')

export const csv = defineFileDataset({
  label: text('CSV file', 'Fichero CSV'),
  doc: text('A table as text; delimiter, header and types are found out unless they are given.', 'Una tabla como texto; el separador, la cabecera y los tipos se averiguan si no se dan.'),
  reference: 'RFC 4180',
  hyperparameters: {
    path: path({ default: '', label: text('File', 'Fichero'), doc: text('The table.', 'La tabla.') }),
    testPath: path({ default: null, label: text('Test file', 'Fichero de prueba'), doc: text('A table with the same columns that becomes the test part.', 'Una tabla con las mismas columnas que forma la parte de prueba.') }),
    target: textValue({ default: null, label: text('Target', 'Objetivo'), doc: text('The column to predict, by its name or by its number from 1.', 'La columna que se predice, por su nombre o por su número desde 1.') }),
    task: choice({
      default: 'auto', label: text('Task', 'Tarea'), doc: text('Whether the target is a class or a number; few different whole numbers are taken for classes.', 'Si el objetivo es una clase o un número; pocos números enteros distintos se toman por clases.'),
      options: { auto: AUTOMATIC, classification: text('Classification', 'Clasificación'), regression: text('Regression', 'Regresión') },
    }),
    delimiter: choice({
      default: 'auto', label: text('Delimiter', 'Separador'), doc: text('What stands between two values.', 'Lo que hay entre dos valores.'),
      options: { auto: AUTOMATIC, comma: text('Comma', 'Coma'), semicolon: text('Semicolon', 'Punto y coma'), tab: text('Tab', 'Tabulador'), bar: text('Bar |', 'Barra |') },
    }),
    header: choice({
      default: 'auto', label: text('Header', 'Cabecera'), doc: text('Whether the first line names the columns.', 'Si la primera línea nombra las columnas.'),
      options: { auto: AUTOMATIC, yes: text('Yes', 'Sí'), no: text('No', 'No') },
    }),
  },
  async load({ path: file, testPath, target, task, delimiter, header }, files) {
    const opened = [await openPlain(await files.open(file))]
    if (testPath !== null) opened.push(await openPlain(await files.open(testPath)))
    const { parts } = await openCsvParts(opened, { ...known('delimiter', DELIMITERS[delimiter]), ...known('header', HEADERS[header]) }, testPath === null ? [0] : [0, 2])
    const [{ table }] = parts
    const chosen = target === null ? null : columnOf(target, table.columns.map(({ name }) => name), table.name)
    const profile = await profileTables(parts, missingOf(null))
    const plan = planTable(table.columns, profile, null, chosen)
    return collectSamples(tableSamples({ name: nameFromFile(file), parts, plan: task === 'auto' ? plan : { ...plan, task }, profile }))
  },
})

const known = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> => (value === undefined ? {} : ({ [name]: value } as Record<K, V>))

/** A column by name or number. Throws SpecError. */
function columnOf(target: string, columns: readonly string[], file: string): number {
  const byName = columns.indexOf(target)
  const index = byName >= 0 ? byName : /^\d+$/.test(target) ? Number(target) - 1 : -1
  if (index >= 0 && index < columns.length) return index
  throw new SpecError([{ path: `${file} dataset.target`, expected: text(`one of the columns ${columns.join(', ')}`, `una de las columnas ${columns.join(', ')}`), received: describeValue(target) }])
}
