import { unpackGzip } from '../formats/gzip.ts'
import { looksLikeIdx } from '../formats/idx.ts'
import { SpecError, type Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { Dataset } from './dataset.ts'
import type { IdxPlan, ImportPlan, ImportPreview, NamedFile } from './import-plan.ts'
import { csvNotes, planCsv, readCsvParts, type CsvPart } from './plan-csv.ts'
import { planIdx } from './plan-idx.ts'
import { readCsvDataset } from './read-csv-dataset.ts'
import { readIdxDataset, type IdxFiles } from './read-idx-dataset.ts'
import { emptyBatch, sampleRange } from './sample-batch.ts'

const PREVIEWED_ROWS = 50

/** What an import would make of these files. Throws SpecError only when they cannot be read at all; other problems are its `issues`. */
export function previewImport(files: readonly NamedFile[], plan: ImportPlan | null): ImportPreview {
  const source = readSource(files, plan)
  const { dataset, issues } = attempt(source.build)
  return {
    plan: source.plan,
    sampleCount: dataset?.sampleCount ?? source.rows.length,
    inputShape: dataset?.inputShape ?? [0],
    classes: dataset?.targets.kind === 'classes' ? dataset.targets.classes : null,
    rows: source.rows.slice(0, PREVIEWED_ROWS),
    samples: dataset === null ? emptyBatch() : sampleRange(dataset, 0, PREVIEWED_ROWS),
    notes: source.notes,
    issues,
  }
}

/** The data set in these files, read by a plan or by what is sniffed. Throws SpecError with every problem. */
export const importDataset = (files: readonly NamedFile[], plan: ImportPlan | null): Dataset => readSource(files, plan).build()

interface Source {
  readonly plan: ImportPlan
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly Text[]
  /** Throws SpecError. */
  build(): Dataset
}

function readSource(files: readonly NamedFile[], given: ImportPlan | null): Source {
  if (files.length === 0) throw new SpecError([{ path: '', expected: text('at least one file', 'al menos un fichero'), received: 'none' }])
  // Unpacked once: sniffing, planning and reading all look at the bytes.
  const unpacked = files.map(({ name, content }) => ({ name, content: unpackGzip(name, content) }))
  const format = given?.format ?? sniffFormat(unpacked)
  return format === 'idx' ? idxSource(unpacked, given) : csvSource(unpacked, given)
}

/** By content: an IDX file begins with two zeros, a text file has none. Throws SpecError for anything else and for a mixture. */
export function sniffFormat(files: readonly NamedFile[]): 'csv' | 'idx' {
  const formats = files.map(({ content }) => (looksLikeIdx(content) ? 'idx' : content.subarray(0, 4096).includes(0) ? null : 'csv'))
  const expected = text('CSV or IDX files (gzipped or not)', 'ficheros CSV o IDX (con o sin gzip)')
  const issues = files.flatMap(({ name }, i): Issue[] => (formats[i] === null ? [{ path: name, expected, received: 'a binary file of another format' }] : []))
  if (issues.length > 0) throw new SpecError(issues)
  if (new Set(formats).size > 1) throw new SpecError([{ path: files.map(({ name }) => name).join(', '), expected: text('files of one format', 'ficheros de un solo formato'), received: 'CSV and IDX' }])
  return formats[0]!
}

function csvSource(files: readonly NamedFile[], given: ImportPlan | null): Source {
  const parts = readCsvParts(files, { delimiter: given?.csv?.delimiter, header: given?.csv?.header })
  const csv = planCsv(parts, given?.csv ?? null)
  const plan: ImportPlan = { name: nameOf(given, parts[0].name), format: 'csv', csv, idx: null }
  return { plan, rows: rowsOf(parts), notes: csvNotes(parts, csv), build: () => readCsvDataset(plan.name, parts, csv) }
}

const rowsOf = (parts: readonly CsvPart[]): readonly (readonly string[])[] => (parts.length === 1 ? parts[0].table.rows : parts.flatMap(({ table }) => table.rows))

function idxSource(files: readonly NamedFile[], given: ImportPlan | null): Source {
  const idx = given?.idx ?? planIdx(files)
  const chosen = chooseFiles(files, idx)
  const plan: ImportPlan = { name: nameOf(given, chosen.images.name), format: 'idx', csv: null, idx }
  return { plan, rows: [], notes: [], build: () => readIdxDataset(plan.name, chosen) }
}

function chooseFiles(files: readonly NamedFile[], { images, labels, testImages, testLabels }: IdxPlan): IdxFiles {
  const issues: Issue[] = []
  const at = (position: number | null): NamedFile | null => {
    if (position === null) return null
    if (files[position] === undefined) issues.push({ path: 'plan.idx', expected: text(`positions below ${files.length}`, `posiciones menores que ${files.length}`), received: String(position) })
    return files[position] ?? null
  }
  const chosen = { images: at(images), labels: at(labels), testImages: at(testImages), testLabels: at(testLabels) }
  if (issues.length > 0 || chosen.images === null || chosen.labels === null) throw new SpecError(issues)
  return { ...chosen, images: chosen.images, labels: chosen.labels }
}

function attempt(build: () => Dataset): { dataset: Dataset | null; issues: readonly Issue[] } {
  try {
    return { dataset: build(), issues: [] }
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
    return { dataset: null, issues: error.issues }
  }
}

const nameOf = (given: ImportPlan | null, fileName: string): string => (given !== null && given.name.trim() !== '' ? given.name : nameFromFile(fileName))

/** `winequality-red` of `winequality-red.csv`; the words that say what a file holds are left out, and where nothing is left the folder gives the name. */
export function nameFromFile(fileName: string): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/(\.(gz|csv|tsv|txt|data|dat|tra|tes|idx))+$/i, '')
  const words = stem.split(/[-_. ]+/).filter((word) => !/^(train|training|test|t10k|images?|labels?|idx\d?|ubyte)$/i.test(word))
  const folder = /([^\\/.][^\\/]*)[\\/][^\\/]*$/.exec(fileName)?.[1]
  return words.length === 0 ? (folder ?? 'images') : words.length === stem.split(/[-_. ]+/).length ? stem : words.join(' ')
}
