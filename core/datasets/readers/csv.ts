import { text } from '../../schema/text.ts'
import { openCsvParts } from '../csv-table.ts'
import { nameFromFile } from '../name-from-file.ts'
import { defineImportFormat, emptyPlan } from './definition.ts'
import { openTables } from './open-table.ts'

/** Text has no zero bytes; whatever no other format claims is a table of text. */
export const csv = defineImportFormat({
  label: text('CSV', 'CSV'),
  doc: text('Tables as text; a second file with the same columns becomes the validation or test part by its name.', 'Tablas como texto; un segundo fichero con las mismas columnas es la parte de validación o de prueba según su nombre.'),
  extensions: ['csv', 'tsv', 'txt', 'data', 'dat', 'tra', 'tes'],
  sniff: ({ head }) => !head.subarray(0, 4096).includes(0),
  async open(files, options) {
    const { parts, csv: layout } = await openCsvParts(files, options.plan?.csv ?? {})
    const plan = { ...emptyPlan('csv', options.plan?.name?.trim() || nameFromFile(parts[0].table.name)), table: options.plan?.table ?? null, csv: layout }
    return openTables(parts, plan, options)
  },
})
