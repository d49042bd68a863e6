import { text } from '../../schema/text.ts'
import { openArff } from '../arff-table.ts'
import { nameFromFile } from '../name-from-file.ts'
import { partOfName } from '../part-of-name.ts'
import { defineImportFormat, emptyPlan } from './definition.ts'
import { likeTheFirst, openTables } from './open-table.ts'

const DECLARATION = /^\s*@(relation|attribute)\s/im

export const arff = defineImportFormat({
  label: text('ARFF', 'ARFF'),
  doc: text('Weka\'s tables: their columns say whether they hold numbers, categories or dates; rows may be sparse.', 'Las tablas de Weka: sus columnas dicen si tienen números, categorías o fechas; las filas pueden ser dispersas.'),
  extensions: ['arff'],
  sniff: ({ head }) => !head.subarray(0, 4096).includes(0) && DECLARATION.test(String.fromCharCode(...head.subarray(0, 4096))),
  async open(files, options) {
    const tables = await Promise.all(files.map(openArff))
    const parts = likeTheFirst(tables.map((table, i) => ({ table, part: partOfName(files[i].name) })))
    return openTables(parts, { ...emptyPlan('arff', options.plan?.name?.trim() || nameFromFile(parts[0].table.name)), table: options.plan?.table ?? null }, options)
  },
})
