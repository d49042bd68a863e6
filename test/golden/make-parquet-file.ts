// Writes test/golden/data/iris.parquet from iris.csv with hyparquet-writer: pandas has no Parquet without pyarrow, which not every machine has.
// Run: node test/golden/make-parquet-file.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'

const folder = join(import.meta.dirname, 'data')
const [header, ...rows] = readFileSync(join(folder, 'iris.csv'), 'utf8').trim().split('\n').map((line) => line.split(','))
const numbers = (column: number) => rows.map((row) => (row[column] === '' ? null : Number(row[column])))
const content = parquetWriteBuffer({
  columnData: [
    ...header!.slice(0, 4).map((name, column) => ({ name, data: numbers(column), type: 'DOUBLE' as const })),
    { name: 'species', data: rows.map((row) => row[4]!), type: 'STRING' as const },
    { name: 'picked', data: rows.map((_, i) => new Date(Date.UTC(2024, 0, 1 + i))), type: 'TIMESTAMP' as const },
    { name: 'large', data: rows.map((_, i) => i % 2 === 0), type: 'BOOLEAN' as const },
    { name: 'count', data: rows.map((_, i) => 2n ** 40n + BigInt(i)), type: 'INT64' as const },
  ],
  rowGroupSize: 6,
})
writeFileSync(join(folder, 'iris.parquet'), new Uint8Array(content))
