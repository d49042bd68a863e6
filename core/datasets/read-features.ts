import { isMissing, parseNumber, readCsv, type CsvTable } from '../formats/csv.ts'
import { looksLikeIdx, readIdx } from '../formats/idx.ts'
import { unpackGzip } from '../formats/gzip.ts'
import { formatShape, sizeOf, type Shape } from '../math/shape.ts'
import { describeValue, SpecError, type Issue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import type { Dataset } from './dataset.ts'
import type { NamedFile } from './import-plan.ts'
import type { SampleArray } from '../preprocessing/definition.ts'

const MOST_ISSUES = 20
/** More columns that are missing are told as one problem. */
const MOST_NAMED = 5

/** Samples without targets, laid out as a data set's: a CSV file with its feature columns, or IDX images of its shape. Throws SpecError. */
export function readFeatures(file: NamedFile, like: Pick<Dataset, 'inputShape' | 'inputScale' | 'featureNames'>): SampleArray {
  const content = unpackGzip(file.name, file.content)
  if (looksLikeIdx(content)) return readIdxFeatures(file.name, content, like)
  return readCsvFeatures(file.name, content, like.featureNames, like.inputShape)
}

function readIdxFeatures(name: string, content: Uint8Array, { inputShape, inputScale }: Pick<Dataset, 'inputShape' | 'inputScale'>): SampleArray {
  const { shape, data } = readIdx(name, content)
  const [sampleCount = 0, ...sample] = shape
  if (sizeOf(sample) !== sizeOf(inputShape)) {
    throw new SpecError([{ path: name, expected: text(`samples of ${formatShape(inputShape)}`, `muestras de ${formatShape(inputShape)}`), received: formatShape(sample) }])
  }
  return { sampleCount, shape: inputShape, data: Float32Array.from(data, (value) => value * inputScale) }
}

/** Columns are found by name; a table without a header has the features first, in order. */
function readCsvFeatures(name: string, content: Uint8Array, featureNames: readonly string[] | null, inputShape: Shape): SampleArray {
  const table = readCsv(name, content)
  const names = featureNames ?? Array.from({ length: sizeOf(inputShape) }, (_, i) => `feature ${i + 1}`)
  const issues: Issue[] = []
  const missing = names.filter((feature, i) => !hasColumn(table, feature, i))
  if (missing.length > MOST_NAMED) {
    const shown = names.slice(0, MOST_NAMED).join(', ')
    throw new SpecError([{ path: name, expected: text(`a table with the columns ${shown}, … (${names.length} in all)`, `una tabla con las columnas ${shown}, … (${names.length} en total)`), received: `the columns ${table.columns.slice(0, 2 * MOST_NAMED).join(', ')}${table.columns.length > 2 * MOST_NAMED ? ', …' : ''}` }])
  }
  const features = names.map((feature, i) => readFeature(name, table, feature, i, issues))
  if (issues.length > 0) throw new SpecError(issues.slice(0, MOST_ISSUES))
  const sampleCount = table.rows.length
  const data = new Float32Array(sampleCount * features.length)
  features.forEach((values, i) => values.forEach((value, sample) => { data[sample * features.length + i] = value }))
  return { sampleCount, shape: inputShape, data }
}

/** Whether a feature is a column, one of the values of a column, or has a place in a table without header. */
function hasColumn({ columns, header }: CsvTable, feature: string, position: number): boolean {
  const split = feature.indexOf('=')
  return columns.includes(feature) || (split !== -1 && columns.includes(feature.slice(0, split))) || (!header && position < columns.length)
}

/** One feature's value per row; `colour=red` is 1 where the column `colour` says red. */
function readFeature(file: string, { columns, rows, lines, header, decimal }: CsvTable, feature: string, position: number, issues: Issue[]): number[] {
  const named = columns.indexOf(feature)
  const split = feature.indexOf('=')
  const category = named === -1 && split !== -1 ? columns.indexOf(feature.slice(0, split)) : -1
  if (category !== -1) return rows.map((row) => (row[category] === feature.slice(split + 1) ? 1 : 0))
  const column = named === -1 && !header && position < columns.length ? position : named
  if (column === -1) {
    issues.push({ path: file, expected: text(`a column "${feature}"`, `una columna «${feature}»`), received: `the columns ${columns.join(', ')}` })
    return []
  }
  return rows.map((row, i) => {
    const value = isMissing(row[column]) ? NaN : parseNumber(row[column], decimal)
    if (value === null) issues.push({ path: `${file} line ${lines[i]} ${feature}`, expected: text('a number', 'un número'), received: describeValue(row[column]) })
    return value ?? NaN
  })
}
