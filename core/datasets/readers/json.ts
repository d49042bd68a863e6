import { text } from '../../schema/text.ts'
import { looksLikeJson, openJson } from '../json-table.ts'
import { nameFromFile } from '../name-from-file.ts'
import { partOfName } from '../part-of-name.ts'
import { defineImportFormat, emptyPlan } from './definition.ts'
import { likeTheFirst, openTables } from './open-table.ts'

export const json = defineImportFormat({
  label: text('JSON', 'JSON'),
  doc: text('A list of objects, an object of columns, or one object a line (JSON lines).', 'Una lista de objetos, un objeto de columnas o un objeto por línea (JSON lines).'),
  extensions: ['json', 'jsonl', 'ndjson'],
  sniff: ({ head }) => !head.subarray(0, 4096).includes(0) && looksLikeJson(head),
  async open(files, options) {
    const tables = await Promise.all(files.map(openJson))
    const parts = likeTheFirst(tables.map((table, i) => ({ table, part: partOfName(files[i].name) })))
    return openTables(parts, { ...emptyPlan('json', options.plan?.name?.trim() || nameFromFile(parts[0].table.name)), table: options.plan?.table ?? null }, options)
  },
})
