import { choice, path, textValue } from '../../schema/hyperparameter.ts'
import { describeValue, SpecError } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import type { DatasetTask } from '../dataset.ts'
import { defineFileDataset } from '../definition.ts'
import { nameFromFile } from '../import.ts'
import type { CsvPlan, NamedFile } from '../import-plan.ts'
import { planCsv, readCsvParts } from '../plan-csv.ts'
import { readCsvDataset } from '../read-csv-dataset.ts'

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
    const named: NamedFile[] = [{ name: file, content: await files.read(file) }]
    if (testPath !== null) named.push({ name: testPath, content: await files.read(testPath) })
    const [main, ...others] = readCsvParts(named, { delimiter: DELIMITERS[delimiter], header: HEADERS[header] }, testPath === null ? [0] : [0, 2])
    const parts = [main, ...others]
    return readCsvDataset(nameFromFile(file), parts, choose(planCsv(parts, null, target === null ? null : columnOf(target, main.table.columns, main.name)), task))
  },
})

/** A column by name or number. Throws SpecError. */
function columnOf(target: string, columns: readonly string[], file: string): number {
  const byName = columns.indexOf(target)
  const index = byName >= 0 ? byName : /^\d+$/.test(target) ? Number(target) - 1 : -1
  if (index >= 0 && index < columns.length) return index
  throw new SpecError([{ path: `${file} dataset.target`, expected: text(`one of the columns ${columns.join(', ')}`, `una de las columnas ${columns.join(', ')}`), received: describeValue(target) }])
}

const choose = (plan: CsvPlan, task: DatasetTask | 'auto'): CsvPlan => (task === 'auto' ? plan : { ...plan, task })
