import type { CsvTable } from '../../formats/csv.ts'
import { isMissing, parseNumber } from '../../formats/csv.ts'
import type { SourceFile } from '../../formats/source-file.ts'
import { formatCount } from '../../schema/count-text.ts'
import { describeValue, SpecError, type Issue } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import { GIVEN_PARTS } from '../dataset.ts'
import type { ImageLabelsPlan } from '../import-plan.ts'
import { partOfWord } from '../part-of-name.ts'
import type { TargetLayout } from '../sample-source.ts'
import { sortValues } from '../table-samples.ts'

/** A table beside the images, read when it is needed. Throws SpecError. */
export interface LabelTable { readonly name: string; read(): Promise<CsvTable> }

/** An image with its class index or value, and its part (an index into GIVEN_PARTS). */
export interface LabelledImage { readonly file: SourceFile; readonly target: number; readonly part: number }

const MOST_ISSUES = 20
const MOST_CLASSES = 1000
const MOST_PROBED = 200
/** A column names images when most of its values do. */
const LEAST_SHARE = 0.5

const baseName = (path: string): string => path.replace(/^.*[\\/]/, '')
const stem = (path: string): string => baseName(path).replace(/\.[^.]*$/, '')

/** The folders of an image without those that name its part; the last one is its class. */
function folderOf(name: string): { folder: string | null; part: number } {
  const folders = name.split('/').slice(0, -1)
  const parts = folders.map((folder) => (isPartFolder(folder) ? partOfWord(folder) : null))
  const classes = folders.filter((_, i) => parts[i] === null)
  return { folder: classes.at(-1) ?? null, part: parts.find((part) => part !== null) ?? GIVEN_PARTS.indexOf('train') }
}

/** `train`, `Test set`: a folder that is called after a part and nothing else. */
const isPartFolder = (folder: string): boolean => /^(train|training|trn|test|testing|validation|valid|val|dev|entrenamiento|prueba|validaci[oó]n)([-_ ]?(set|images|data|part))?$/i.test(folder)

/** A table with a column of the images' names, where the folders do not tell classes apart. Throws SpecError for a table that cannot be read. */
export async function planLabels(pictures: readonly SourceFile[], tables: readonly LabelTable[]): Promise<ImageLabelsPlan | null> {
  const folders = new Set(pictures.map(({ name }) => folderOf(name).folder))
  if (folders.size > 1) return null
  const names = new Set(pictures.flatMap(({ name }) => [name, baseName(name), stem(name)]))
  for (const { name: file, read } of tables) {
    const table = await tryRead(read)
    if (table === null) continue
    const { columns, rows } = table
    const shares = columns.map((_, column) => rows.slice(0, MOST_PROBED).filter((row) => names.has(row[column]) || names.has(baseName(row[column]))).length / Math.min(MOST_PROBED, rows.length))
    const nameColumn = shares.indexOf(Math.max(...shares))
    if (shares[nameColumn] < LEAST_SHARE || columns.length < 2) continue
    const label = columns.findIndex((column, i) => i !== nameColumn && /^(label|class|target|species|breed|category|y|clase|etiqueta)$/i.test(column))
    const labelColumn = label >= 0 ? label : columns.findIndex((_, i) => i !== nameColumn)
    return { file, nameColumn: columns[nameColumn], labelColumn: columns[labelColumn], task: 'classification' }
  }
  return null
}

/** Null for text that is no table, such as a readme. */
async function tryRead(read: LabelTable['read']): Promise<CsvTable | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof SpecError) return null
    throw error
  }
}

/** Each image with its target, by the folders or by a table; images that a table does not name are a problem. */
export async function labelImages(pictures: readonly SourceFile[], tables: readonly LabelTable[], plan: ImageLabelsPlan | null): Promise<{ images: readonly LabelledImage[]; targets: TargetLayout; issues: readonly Issue[] }> {
  const labels = plan === null ? folderLabels(pictures) : await tableLabels(pictures, tables, plan)
  const issues = [...labels.issues]
  if (plan?.task === 'regression') return { images: pictures.map((file, i) => ({ file, target: Number(labels.values[i]), part: folderOf(file.name).part })), targets: { kind: 'values', names: [plan.labelColumn] }, issues }
  const classes = sortValues(labels.values.filter((value) => value !== ''))
  if (issues.length === 0 && (classes.length < 2 || classes.length > MOST_CLASSES)) {
    issues.push({
      path: plan === null ? 'folders' : plan.file,
      expected: text(`between 2 and ${formatCount(MOST_CLASSES)} classes`, `entre 2 y ${formatCount(MOST_CLASSES, 'es')} clases`),
      received: formatCount(classes.length),
      fix: text('put the images of each class in a folder of its own, or add a table with a column of file names and one of classes', 'ponga las imágenes de cada clase en una carpeta, o añada una tabla con una columna de nombres de fichero y otra de clases'),
    })
  }
  const indexOf = new Map(classes.map((name, index) => [name, index]))
  return { images: pictures.map((file, i) => ({ file, target: indexOf.get(labels.values[i]) ?? 0, part: folderOf(file.name).part })), targets: { kind: 'classes', name: plan?.labelColumn ?? 'class', classes }, issues }
}

function folderLabels(pictures: readonly SourceFile[]): { values: readonly string[]; issues: readonly Issue[] } {
  return { values: pictures.map(({ name }) => folderOf(name).folder ?? ''), issues: [] }
}

async function tableLabels(pictures: readonly SourceFile[], tables: readonly LabelTable[], { file, nameColumn, labelColumn, task }: ImageLabelsPlan): Promise<{ values: readonly string[]; issues: readonly Issue[] }> {
  const found = tables.find(({ name }) => name === file)
  if (found === undefined) return { values: pictures.map(() => ''), issues: [{ path: 'plan.images.labels.file', expected: text(`one of ${tables.map(({ name }) => name).join(', ')}`, `uno de ${tables.map(({ name }) => name).join(', ')}`), received: describeValue(file) }] }
  const table = await found.read()
  const [nameAt, labelAt] = [nameColumn, labelColumn].map((column) => table.columns.indexOf(column))
  if (nameAt < 0 || labelAt < 0) throw new SpecError([{ path: file, expected: text(`columns among ${table.columns.join(', ')}`, `columnas entre ${table.columns.join(', ')}`), received: describeValue(nameAt < 0 ? nameColumn : labelColumn) }])
  const byName = new Map<string, string>()
  for (const row of table.rows) {
    byName.set(row[nameAt], row[labelAt])
    byName.set(baseName(row[nameAt]), row[labelAt])
  }
  const values = pictures.map(({ name }) => byName.get(name) ?? byName.get(baseName(name)) ?? byName.get(stem(name)) ?? '')
  const issues = values.flatMap((value, i): Issue[] => {
    if (!isMissing(value) && (task === 'classification' || parseNumber(value, table.decimal) !== null)) return []
    return [{ path: `${file} ${pictures[i].name}`, expected: task === 'classification' ? text('a class for this image', 'una clase para esta imagen') : text('a number for this image', 'un número para esta imagen'), received: value === '' ? 'nothing' : describeValue(value) }]
  })
  const more: Issue[] = issues.length > MOST_ISSUES ? [{ path: file, expected: text('a row for every image', 'una fila para cada imagen'), received: `${formatCount(issues.length - MOST_ISSUES)} more images without one` }] : []
  return { values, issues: [...issues.slice(0, MOST_ISSUES), ...more] }
}
