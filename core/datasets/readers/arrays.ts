import { isNpy, readNumpyArray, type NumpyArray } from '../../formats/numpy-array.ts'
import { readWhole, type SourceFile } from '../../formats/source-file.ts'
import { formatShape, sameShape, sizeOf, type Shape } from '../../math/shape.ts'
import { describeValue, SpecError, type Issue } from '../../schema/issue.ts'
import { text } from '../../schema/text.ts'
import { GIVEN_PARTS, type DatasetTask } from '../dataset.ts'
import type { ArraysPlan, ImportPlan } from '../import-plan.ts'
import { nameFromFile } from '../name-from-file.ts'
import { partOfWord } from '../part-of-name.ts'
import { sortValues } from '../table-samples.ts'
import { assembleDataset, sourceOf, type SampleLayout, type TargetLayout } from '../sample-source.ts'
import { missingMarks, valuesChunk, type Table, type TablePart } from '../table.ts'
import { defineImportFormat, emptyPlan, type OpenedImport } from './definition.ts'
import { openTables } from './open-table.ts'

interface NamedNumpyArray extends NumpyArray { readonly name: string }

const INPUT_NAMES = /^(x|inputs?|images?|data|features?|pixels|arr_0)$/
const TARGET_NAMES = /^(y|targets?|labels?|classes|class|arr_1)$/
const MOST_ARRAY_BYTES = 4 * 2 ** 30
const MOST_CLASSES = 1000
const MOST_TABLE_COLUMNS = 100_000
const CHUNK_ROWS = 4096

export const arrays = defineImportFormat({
  label: text('NumPy arrays', 'arrays de NumPy'),
  doc: text('An array of inputs and one of targets, in one NPZ or in NPY files, by name (x and y, x_test and y_test); a single table has its target in a column.', 'Un array de entradas y otro de objetivos, en un NPZ o en ficheros NPY, por su nombre (x e y, x_test e y_test); una tabla sola lleva su objetivo en una columna.'),
  extensions: ['npy', 'npz'],
  sniff: ({ head }) => isNpy(head),
  async open(files, options) {
    const named = await Promise.all(files.map(readNamed))
    const name = options.plan?.name?.trim() || nameFromFile(files[0].name)
    const plan = options.plan?.arrays ?? planArrays(named)
    const chosen = choose(named, plan)
    const filled: ImportPlan = { ...emptyPlan('arrays', name), arrays: plan }
    const opened = chosen.inputs.shape.length <= 2
      ? await openTables(tablesOf(files[0].name, chosen), { ...filled, table: options.plan?.table ?? null }, options, chosen.targets === null ? null : columnCount(chosen.inputs.shape))
      : openImages(filled, plan, chosen)
    return { ...opened, choices: named.map(({ name: array, shape }) => ({ name: array, detail: formatShape(shape) })) }
  },
})

/** NPY files are called after themselves, arrays in NPZ files after their entries: `data/x_train.npy` is `x_train`. */
async function readNamed(file: SourceFile): Promise<NamedNumpyArray> {
  return { name: file.name.replace(/^.*\//, '').replace(/\.npy$/i, ''), ...readNumpyArray(file.name, await readWhole(file, MOST_ARRAY_BYTES)) }
}

/** By name where names tell, else by shape: inputs have more axes than targets. */
function planArrays(named: readonly NamedNumpyArray[]): ArraysPlan {
  const role = ({ name }: NamedNumpyArray): { kind: 'inputs' | 'targets' | null; test: boolean } => {
    const words = name.toLowerCase().split(/[-_. ]+/)
    const bare = words.filter((word) => partOfWord(word) === null).join('_')
    const test = words.some((word) => partOfWord(word) === GIVEN_PARTS.indexOf('test'))
    return { kind: INPUT_NAMES.test(bare) ? 'inputs' : TARGET_NAMES.test(bare) ? 'targets' : null, test }
  }
  const find = (kind: 'inputs' | 'targets', test: boolean): string | null => named.find((array) => role(array).kind === kind && role(array).test === test)?.name ?? null
  const byAxes = named.toSorted((a, b) => b.shape.length - a.shape.length)
  const inputs = find('inputs', false) ?? byAxes.find(({ name }) => name !== find('targets', false))?.name ?? named[0].name
  const rows = named.find(({ name }) => name === inputs)!.shape[0]
  const targets = find('targets', false) ?? named.find(({ name, shape }) => name !== inputs && shape[0] === rows && shape.length <= 2)?.name ?? null
  const testInputs = find('inputs', true)
  const testTargets = find('targets', true)
  const both = testInputs !== null && testTargets !== null && testInputs !== inputs
  const { shape } = named.find(({ name }) => name === inputs)!
  return {
    inputs,
    targets: targets === inputs ? null : targets,
    testInputs: both ? testInputs : null,
    testTargets: both ? testTargets : null,
    images: shape.length <= 2 ? null : shape.length === 4 && ![1, 3].includes(shape[3]) ? 'channelsFirst' : shape.length === 4 ? 'channelsLast' : 'channelsFirst',
    task: guessTask(named.find(({ name }) => name === targets) ?? null),
  }
}

function guessTask(targets: NamedNumpyArray | null): DatasetTask {
  if (targets === null) return 'classification'
  if (typeof targets.data[0] === 'string') return 'classification'
  return targets.shape.length <= 1 && targets.whole ? 'classification' : 'regression'
}

interface Chosen { readonly inputs: NamedNumpyArray; readonly targets: NamedNumpyArray | null; readonly testInputs: NamedNumpyArray | null; readonly testTargets: NamedNumpyArray | null }

function choose(named: readonly NamedNumpyArray[], plan: ArraysPlan): Chosen {
  const issues: Issue[] = []
  const names = named.map(({ name }) => name).join(', ')
  const find = (field: 'inputs' | 'targets' | 'testInputs' | 'testTargets'): NamedNumpyArray | null => {
    const wanted = plan[field]
    if (wanted === null) return null
    const found = named.find(({ name }) => name === wanted) ?? null
    if (found === null) issues.push({ path: `plan.arrays.${field}`, expected: text(`one of the arrays ${names}`, `uno de los arrays ${names}`), received: describeValue(wanted) })
    return found
  }
  const chosen = { inputs: find('inputs'), targets: find('targets'), testInputs: find('testInputs'), testTargets: find('testTargets') }
  if (chosen.inputs !== null && issues.length === 0) issues.push(...checkChosen({ ...chosen, inputs: chosen.inputs }))
  if (issues.length > 0 || chosen.inputs === null) throw new SpecError(issues)
  return { ...chosen, inputs: chosen.inputs }
}

function checkChosen({ inputs, targets, testInputs, testTargets }: Chosen): Issue[] {
  const issues: Issue[] = []
  const [rows = 0] = inputs.shape
  if (inputs.shape.length === 0 || inputs.shape.length > 4 || rows === 0 || sizeOf(inputs.shape) === 0) issues.push({ path: inputs.name, expected: text('samples: an array of one to four axes that is not empty', 'muestras: un array de uno a cuatro ejes que no esté vacío'), received: formatShape(inputs.shape) })
  if (columnCount(inputs.shape) > MOST_TABLE_COLUMNS && inputs.shape.length <= 2) issues.push({ path: inputs.name, expected: text('at most 100,000 columns', 'como mucho 100.000 columnas'), received: String(columnCount(inputs.shape)) })
  if (inputs.shape.length > 2 && isText(inputs)) issues.push({ path: inputs.name, expected: text('numbers', 'números'), received: 'text' })
  issues.push(...checkPair(inputs, targets))
  if ((testInputs === null) !== (testTargets === null)) issues.push({ path: (testInputs ?? testTargets)!.name, expected: text('test inputs and test targets, or neither', 'entradas y objetivos de prueba, o ninguno'), received: testInputs === null ? 'targets alone' : 'inputs alone' })
  if (testInputs !== null && testTargets !== null) {
    issues.push(...checkPair(testInputs, testTargets))
    if (!sameShape(testInputs.shape.slice(1), inputs.shape.slice(1))) issues.push({ path: testInputs.name, expected: text(`samples of ${formatShape(inputs.shape.slice(1))}, as in ${inputs.name}`, `muestras de ${formatShape(inputs.shape.slice(1))}, como en ${inputs.name}`), received: formatShape(testInputs.shape.slice(1)) })
    if (targets === null || targetWidth(targets) !== targetWidth(testTargets)) issues.push({ path: testTargets.name, expected: text('targets of the shape of the training ones', 'objetivos con la forma de los de entrenamiento'), received: formatShape(testTargets.shape) })
  }
  return issues
}

function checkPair(inputs: NamedNumpyArray, targets: NamedNumpyArray | null): Issue[] {
  if (targets === null) return inputs.shape.length > 2 ? [{ path: inputs.name, expected: text('an array of targets beside it', 'un array de objetivos junto a él'), received: 'none', fix: text('save both with numpy.savez(file, x=…, y=…)', 'guarde ambos con numpy.savez(fichero, x=…, y=…)') }] : []
  if (targets.shape.length === 0 || targets.shape.length > 2 || targets.shape[0] !== inputs.shape[0]) return [{ path: targets.name, expected: text(`one target, or one row of targets, for each of the ${inputs.shape[0]} samples of ${inputs.name}`, `un objetivo, o una fila de ellos, por cada una de las ${inputs.shape[0]} muestras de ${inputs.name}`), received: formatShape(targets.shape) }]
  return []
}

const isText = ({ data }: NumpyArray): boolean => Array.isArray(data)
const columnCount = (shape: Shape): number => (shape.length === 1 ? 1 : (shape[1] ?? 1))
const targetWidth = ({ shape }: NumpyArray): number => (shape.length === 1 ? 1 : shape[1])

/** Arrays of two axes are tables: their columns, then those of the targets. */
function tablesOf(file: string, { inputs, targets, testInputs, testTargets }: Chosen): TablePart[] {
  const table = (values: NamedNumpyArray, beside: NamedNumpyArray | null): Table => {
    const width = columnCount(values.shape)
    const extra = beside === null ? 0 : targetWidth(beside)
    const columns = [
      ...Array.from({ length: width }, (_, i) => ({ name: beside === null ? `column ${i + 1}` : `feature ${i + 1}` })),
      ...Array.from({ length: extra }, (_, i) => ({ name: extra === 1 ? beside!.name : `${beside!.name} ${i + 1}` })),
    ]
    return {
      name: file,
      columns,
      size: values.data.length * 8,
      async *chunks({ missing }) {
        const marks = missingMarks(missing)
        for (let from = 0; from < values.shape[0]; from += CHUNK_ROWS) {
          const rowCount = Math.min(CHUNK_ROWS, values.shape[0] - from)
          yield valuesChunk(rowCount, (row, column) => (column < width ? values.data[(from + row) * width + column] : beside!.data[(from + row) * extra + column - width]), marks, (row) => `row ${from + row + 1}`)
        }
      },
    }
  }
  const train: TablePart = { table: table(inputs, targets), part: GIVEN_PARTS.indexOf('train') }
  return testInputs === null || testTargets === null ? [train] : [train, { table: table(testInputs, testTargets), part: GIVEN_PARTS.indexOf('test') }]
}

/** Arrays of three or four axes are images, [samples, height, width] with channels before or after. */
function openImages(plan: ImportPlan, arraysPlan: ArraysPlan, { inputs, targets, testInputs, testTargets }: Chosen): OpenedImport {
  const pairs = [[inputs, targets!] as const, ...(testInputs === null || testTargets === null ? [] : [[testInputs, testTargets] as const])]
  const layout = { ...imageLayout(plan.name, arraysPlan, inputs), hasParts: pairs.length > 1, sampleCount: pairs.reduce((sum, [{ shape }]) => sum + shape[0], 0) }
  const { targetLayout, values, issues } = imageTargets(arraysPlan.task, pairs.map(([, target]) => target))
  const samples = () => {
    if (issues.length > 0) throw new SpecError(issues)
    const size = sizeOf(layout.inputShape)
    const data = layout.inputType === 'uint8' ? new Uint8Array(layout.sampleCount * size) : new Float32Array(layout.sampleCount * size)
    const parts = layout.hasParts ? new Uint8Array(layout.sampleCount) : null
    let at = 0
    pairs.forEach(([array], i) => {
      copyImages(array, arraysPlan.images, data, at * size)
      if (i > 0) parts?.fill(GIVEN_PARTS.indexOf('test'), at)
      at += array.shape[0]
    })
    return sourceOf(assembleDataset({ ...layout, targets: targetLayout }, { inputs: data, targets: values, parts, groups: null, weights: null }))
  }
  return { plan, rows: [], choices: [], notes: [], sampleCount: layout.sampleCount, inputShape: layout.inputShape, complete: true, issues, samples }
}

function imageLayout(name: string, { images }: ArraysPlan, { shape, data }: NamedNumpyArray): SampleLayout {
  const [, ...sample] = shape
  const inputShape = sample.length === 2 ? [1, ...sample] : images === 'channelsLast' ? [sample[2], sample[0], sample[1]] : sample
  const bytes = data instanceof Uint8Array
  return { name, sampleCount: shape[0], inputShape, inputType: bytes ? 'uint8' : 'float32', inputScale: bytes ? 1 / 255 : 1, featureNames: null, targets: { kind: 'values', names: [] }, hasParts: false, groups: null, weights: null }
}

function copyImages({ shape, data }: NamedNumpyArray, images: ArraysPlan['images'], out: Uint8Array | Float32Array, at: number): void {
  const [count, height, width, channels] = shape
  const values = data as Uint8Array
  if (shape.length < 4 || images !== 'channelsLast') {
    out.set(values, at)
    return
  }
  const plane = height * width
  for (let i = 0; i < count; i++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      for (let channel = 0; channel < channels; channel++) out[at + (i * channels + channel) * plane + pixel] = values[(i * plane + pixel) * channels + channel]
    }
  }
}

function imageTargets(task: DatasetTask, targets: readonly NamedNumpyArray[]): { targetLayout: TargetLayout; values: Int32Array | Float32Array; issues: Issue[] } {
  const width = targetWidth(targets[0])
  const [{ name }] = targets
  const all = targets.flatMap(({ data }) => Array.from(data as Iterable<number | string>))
  if (task === 'regression') {
    const issues: Issue[] = targets.some(isText) ? [{ path: name, expected: text('numbers for regression', 'números para regresión'), received: 'text' }] : []
    return { targetLayout: { kind: 'values', names: width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name} ${i + 1}`) }, values: issues.length > 0 ? new Float32Array(0) : Float32Array.from(all as number[]), issues }
  }
  const classes = width === 1 ? sortValues(all.map(String)) : []
  const issues: Issue[] = []
  if (width > 1) issues.push({ path: name, expected: text('one class per sample', 'una clase por muestra'), received: `${width} values`, fix: text('save numpy.argmax(y, axis=1), or choose the task "regression"', 'guarde numpy.argmax(y, axis=1) o elija la tarea «regresión»') })
  else if (classes.length < 2 || classes.length > MOST_CLASSES) issues.push({ path: name, expected: text('between 2 and 1,000 classes', 'entre 2 y 1.000 clases'), received: String(classes.length), fix: text('choose the task "regression"', 'elija la tarea «regresión»') })
  const indexOf = new Map(classes.map((value, index) => [value, index]))
  return { targetLayout: { kind: 'classes', name, classes }, values: Int32Array.from(all, (value) => indexOf.get(String(value)) ?? 0), issues }
}
