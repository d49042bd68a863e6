import { formatCount } from '../schema/count-text.ts'
import { SpecError } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { GIVEN_PARTS } from './dataset.ts'
import { daysOf } from './dates.ts'
import { encodedBytes } from './encode.ts'
import type { ColumnPlan, TablePlan } from './import-plan.ts'
import { partOfWord } from './part-of-name.ts'
import { checkTable } from './plan-table.ts'
import { workspace, type ColumnProfile, type TableProfile } from './profile-table.ts'
import type { SampleBlock, SampleLayout, SampleStream, TargetLayout } from './sample-source.ts'
import { CELL, type TableChunk, type TableColumn, type TablePart } from './table.ts'

/** More than this could not be trained on anyway. */
export const MOST_DATASET_BYTES = 16 * 2 ** 30

export interface TableImport {
  readonly name: string
  readonly parts: readonly TablePart[]
  readonly plan: TablePlan
  /** Of the same parts, as far as `limit`. */
  readonly profile: TableProfile
  /** Bytes of each part to look at. */
  readonly limit?: number
}

/** The samples of tables read by a plan. Throws SpecError with everything that cannot be read so. */
export function tableSamples({ name, parts, plan, profile, limit = Infinity }: TableImport): SampleStream {
  const table = parts[0].table.columns
  const issues = checkTable(parts[0].table.name, plan, table, profile)
  if (issues.length > 0) throw new SpecError(issues)
  const readers = plan.columns.map((column, i) => ({ position: i, column, categories: column.type === 'category' ? categoriesOf(table[i], profile.columns[i]) : [] }))
  const features = readers.filter(({ column }) => column.role === 'feature')
  const targets = readers.filter(({ column }) => column.role === 'target')
  const roleAt = (role: ColumnPlan['role']): number | null => readers.find(({ column }) => column.role === role)?.position ?? null
  const [group, weight, split] = [roleAt('group'), roleAt('weight'), roleAt('split')]
  const featureNames = features.flatMap(({ column, categories }) => (column.type === 'category' ? categories.map((value) => `${column.name}=${value}`) : [column.name]))
  if (featureNames.length === 0) throw new SpecError([{ path: parts[0].table.name, expected: text('at least one feature with values', 'al menos una variable con valores'), received: 'none' }])
  const hasParts = split !== null || parts.some(({ part }) => part > 0)
  const layout: SampleLayout = {
    name,
    sampleCount: profile.rowCount,
    inputShape: [featureNames.length],
    inputType: 'float32',
    inputScale: 1,
    featureNames,
    targets: targetLayout(plan, targets.map(({ column }) => column), table[targets[0].position], profile.columns[targets[0].position]),
    hasParts,
    groups: group === null ? null : plan.columns[group].name,
    weights: weight === null ? null : plan.columns[weight].name,
  }
  refuseTooLarge(parts[0].table.name, layout)
  return { layout, blocks: () => readBlocks({ layout, parts, plan, features, targets, group, weight, split, limit }) }
}

/** Refused before a file of that size is begun. */
export function refuseTooLarge(path: string, layout: SampleLayout): void {
  const bytes = encodedBytes(layout)
  if (bytes <= MOST_DATASET_BYTES) return
  throw new SpecError([{ path, expected: text(`a data set of at most ${formatCount(MOST_DATASET_BYTES)} bytes`, `un conjunto de datos de como mucho ${formatCount(MOST_DATASET_BYTES, 'es')} bytes`), received: `${formatCount(bytes)} bytes`, fix: text('ignore columns with many categories, or make images smaller', 'ignore columnas con muchas categorías o haga las imágenes más pequeñas') }])
}

interface ColumnReader { readonly position: number; readonly column: ColumnPlan; readonly categories: readonly string[] }

function targetLayout({ task }: TablePlan, targets: readonly ColumnPlan[], declared: TableColumn, profile: ColumnProfile): TargetLayout {
  if (task === 'regression') return { kind: 'values', names: targets.map(({ name }) => name) }
  return { kind: 'classes', name: targets[0].name, classes: targets[0].type === 'category' ? categoriesOf(declared, profile) : numbersOf(profile) }
}

/** A category's values: as declared, else sorted. Numbers that are written differently are one value, under their first spelling. */
function categoriesOf({ values }: TableColumn, { numberValues, textValues }: ColumnProfile): readonly string[] {
  return values ?? sortValues([...numberValues.values(), ...textValues])
}

/** `5` and `5.0` are the same class when the column holds numbers. */
const numbersOf = ({ numberValues }: ColumnProfile): string[] => [...numberValues.keys()].sort((a, b) => a - b).map(String)

/** Numbers by size, words by code unit. */
export function sortValues(values: readonly string[]): string[] {
  const distinct = [...new Set(values)]
  return distinct.every((value) => value !== '' && Number.isFinite(Number(value))) ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort()
}

interface Reading {
  readonly layout: SampleLayout
  readonly parts: readonly TablePart[]
  readonly plan: TablePlan
  readonly features: readonly ColumnReader[]
  readonly targets: readonly ColumnReader[]
  readonly group: number | null
  readonly weight: number | null
  readonly split: number | null
  readonly limit: number
}

async function* readBlocks({ layout, parts, plan, features, targets, group, weight, split, limit }: Reading): AsyncIterable<SampleBlock> {
  const width = layout.inputShape[0]
  const featureReaders = features.map(({ position, column, categories }) => (column.type === 'category' ? oneHotReader(position, categories) : numberReader(position, column)))
  const classes = layout.targets.kind === 'classes' ? layout.targets.classes : null
  const groups = new Map<string, number>()
  for (const { table, part } of parts) {
    for await (const chunk of table.chunks({ missing: plan.missing, limit })) {
      const count = chunk.rowCount
      const inputs = new Float32Array(count * width)
      let at = 0
      for (const reader of featureReaders) {
        reader.read(chunk, inputs, at, width)
        at += reader.width
      }
      yield {
        count,
        inputs,
        targets: classes === null ? readValues(chunk, targets) : readLabels(chunk, targets[0], classes),
        parts: !layout.hasParts ? null : split === null ? new Uint8Array(count).fill(part) : Uint8Array.from({ length: count }, (_, row) => partOfWord(chunk.text(row, split)) ?? GIVEN_PARTS.indexOf('train')),
        groups: group === null ? null : Int32Array.from({ length: count }, (_, row) => indexIn(groups, chunk.text(row, group))),
        weights: weight === null ? null : readWeights(chunk, weight),
      }
    }
  }
}

interface FeatureReader { readonly width: number; read(chunk: TableChunk, inputs: Float32Array, at: number, stride: number): void }

const numberReader = (position: number, { type }: ColumnPlan): FeatureReader => ({
  width: 1,
  read(chunk, inputs, at, stride) {
    const { numbers, kinds } = workspace(chunk.rowCount)
    chunk.read(position, numbers, kinds)
    for (let row = 0, to = at; row < chunk.rowCount; row++, to += stride) inputs[to] = kinds[row] === CELL.text && type === 'date' ? daysOf(chunk.text(row, position)) : numbers[row]
  },
})

/** 1 where the category is the sample's; none where it is missing. */
function oneHotReader(position: number, categories: readonly string[]): FeatureReader {
  const lookUp = categoryIndex(categories)
  return {
    width: categories.length,
    read(chunk, inputs, at, stride) {
      const { numbers, kinds } = workspace(chunk.rowCount)
      chunk.read(position, numbers, kinds)
      for (let row = 0; row < chunk.rowCount; row++) {
        if (kinds[row] === CELL.missing) continue
        const index = lookUp(kinds[row] === CELL.number ? numbers[row] : null, () => chunk.text(row, position))
        if (index !== undefined) inputs[row * stride + at + index] = 1
      }
    },
  }
}

/** Where a value stands in a list: numbers by value, whatever their spelling. */
function categoryIndex(categories: readonly string[]): (number: number | null, text: () => string) => number | undefined {
  const byText = new Map(categories.map((value, index) => [value, index]))
  const byNumber = new Map(categories.flatMap((value, index) => (value !== '' && Number.isFinite(numberOf(value)) ? [[numberOf(value), index] as const] : [])))
  return (number, text) => (number === null ? byText.get(text()) : (byNumber.get(number) ?? byText.get(text())))
}

const numberOf = (value: string): number => Number(value.replace(',', '.'))

function readLabels(chunk: TableChunk, { position }: ColumnReader, classes: readonly string[]): Int32Array {
  const { numbers, kinds } = workspace(chunk.rowCount)
  chunk.read(position, numbers, kinds)
  const lookUp = categoryIndex(classes)
  return Int32Array.from({ length: chunk.rowCount }, (_, row) => {
    const index = lookUp(kinds[row] === CELL.number ? numbers[row] : null, () => chunk.text(row, position))
    if (index === undefined) throw new SpecError([{ path: chunk.place(row), expected: text('a class that was there on the first look', 'una clase que estuviera la primera vez'), received: JSON.stringify(chunk.text(row, position)) }])
    return index
  })
}

function readValues(chunk: TableChunk, targets: readonly ColumnReader[]): Float32Array {
  const values = new Float32Array(chunk.rowCount * targets.length)
  targets.forEach(({ position, column }, i) => numberReader(position, column).read(chunk, values, i, targets.length))
  return values
}

function readWeights(chunk: TableChunk, position: number): Float32Array {
  const weights = new Float32Array(chunk.rowCount)
  numberReader(position, { name: '', type: 'number', role: 'weight' }).read(chunk, weights, 0, 1)
  return weights
}

function indexIn(groups: Map<string, number>, name: string): number {
  const known = groups.get(name)
  if (known !== undefined) return known
  groups.set(name, groups.size)
  return groups.size - 1
}
