import { looksLikeParquet, openParquet } from '../../formats/parquet.ts'
import { text } from '../../schema/text.ts'
import { nameFromFile } from '../name-from-file.ts'
import { partOfName } from '../part-of-name.ts'
import { missingMarks, valuesChunk, type Table } from '../table.ts'
import type { SourceFile } from '../../formats/source-file.ts'
import { defineImportFormat, emptyPlan } from './definition.ts'
import { likeTheFirst, openTables } from './open-table.ts'

export const parquet = defineImportFormat({
  label: text('Parquet', 'Parquet'),
  doc: text('Tables of pandas, Polars, DuckDB and Spark; their columns have types.', 'Tablas de pandas, Polars, DuckDB y Spark; sus columnas tienen tipos.'),
  extensions: ['parquet', 'pq'],
  sniff: ({ head }) => looksLikeParquet(head),
  async open(files, options) {
    const parts = likeTheFirst(await Promise.all(files.map(async (file) => ({ table: await parquetTable(file), part: partOfName(file.name) }))))
    return openTables(parts, { ...emptyPlan('parquet', options.plan?.name?.trim() || nameFromFile(parts[0].table.name)), table: options.plan?.table ?? null }, options)
  },
})

async function parquetTable(file: SourceFile): Promise<Table> {
  const { columns, groups, readGroup } = await openParquet(file)
  return {
    name: file.name,
    columns: columns.map(({ name, kind }) => ({ name, ...(kind === 'date' ? { type: 'date' as const } : {}) })),
    size: file.size,
    async *chunks({ missing, limit }) {
      const marks = missingMarks(missing)
      let from = 0
      let bytes = 0
      for (const [i, group] of groups.entries()) {
        const values = await readGroup(i)
        const start = from
        yield valuesChunk(group.rowCount, (row, column) => values[column][row], marks, (row) => `row ${start + row + 1}`)
        from += group.rowCount
        bytes += file.size / groups.length
        if (bytes >= limit) return
      }
    },
  }
}
