import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collectSamples, importDataset, memoryFile, openSamples, previewImport, type Dataset, type PartialPlan } from '../../../core/index.ts'
import { decodeImage } from '../../../core/formats/images/decode-image.ts'
import { issuesOfAsync } from '../../support/issues-of.ts'

// Files that NumPy, pandas and Pillow wrote, and what these say is in them: test/golden/make-data-files.py.
const folder = join(import.meta.dirname, '../../golden/data')
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))
const file = (name: string) => ({ name, content: bytes(name) })
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as {
  table: number[][]; images: number[]; iris: (number | null)[]; species: string[]; pixels: Record<string, number[]>; folders: { name: string; pixels: number[]; small: number[] }[]
}
const read = (name: string, plan: PartialPlan | null = null): Promise<Dataset> => importDataset([file(name)], plan)
const classOf = ({ targets }: Dataset): string[] => (targets.kind === 'classes' ? Array.from(targets.labels, (label) => targets.classes[label]!) : [])
const singles = (values: readonly (number | null)[]): number[] => values.map((value) => (value === null ? NaN : Math.fround(value)))
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)))

describe('the irises that pandas wrote', () => {
  it.each(['iris.csv', 'iris-semicolon.csv', 'iris-records.json', 'iris-columns.json', 'iris-split.json', 'iris-list.txt', 'iris.jsonl', 'iris.arff'])('%s has the values of the source', async (name) => {
    const dataset = await read(name)
    expect(dataset).toMatchObject({ inputShape: [4], featureNames: ['sepal length', 'sepal width', 'petal length', 'petal width'], targets: { name: 'species', classes: ['setosa', 'versicolor', 'virginica'] } })
    expect(Array.from(dataset.inputs)).toEqual(singles(expected.iris))
    expect(classOf(dataset)).toEqual(expected.species)
  })

  it('come from Parquet with dates as days, truth values as categories and large whole numbers', async () => {
    const dataset = await read('iris.parquet')
    expect(dataset.featureNames).toEqual(['sepal length', 'sepal width', 'petal length', 'petal width', 'picked', 'large=false', 'large=true', 'count'])
    const feature = (k: number): number[] => Array.from({ length: dataset.sampleCount }, (_, i) => dataset.inputs[8 * i + k]!)
    expect([0, 1, 2, 3].map(feature)).toEqual([0, 1, 2, 3].map((k) => singles(expected.iris.filter((_, i) => i % 4 === k))))
    expect(feature(4)).toEqual(Array.from({ length: 15 }, (_, i) => 19723 + i))
    expect(feature(6)).toEqual(Array.from({ length: 15 }, (_, i) => 1 - (i % 2)))
    expect(feature(7)[3]).toBe(Math.fround(2 ** 40 + 3))
    expect(classOf(dataset)).toEqual(expected.species)
  })
})

describe('arrays that NumPy wrote', () => {
  it('a table with text labels', async () => {
    const dataset = await read('table.npz')
    expect(Array.from(dataset.inputs)).toEqual(singles(expected.table.flat()))
    expect(classOf(dataset).slice(0, 3)).toEqual(['cat', 'dog', 'ünï'])
  })

  it('training and test arrays', async () => {
    const dataset = await read('parts.npz')
    expect(Array.from(dataset.givenParts!)).toEqual([...new Array<number>(12).fill(0), ...new Array<number>(5).fill(2)])
    expect(Array.from(dataset.inputs.subarray(36))).toEqual(singles(expected.table.slice(0, 5).flat()))
    expect(dataset.targets).toMatchObject({ kind: 'classes', classes: ['0', '1', '2'] })
  })

  it('big-endian columns first, the target in one of them', async () => {
    const dataset = await read('fortran.npy')
    expect(Array.from(dataset.inputs)).toEqual(singles(expected.table.flat()))
    expect(classOf(dataset).slice(0, 4)).toEqual(['0', '1', '0', '1'])
  })

  it('images with channels last, kept as bytes', async () => {
    const dataset = await read('images.npz')
    expect(dataset).toMatchObject({ inputShape: [3, 4, 5], inputScale: 1 / 255 })
    expect(Array.from(dataset.inputs)).toEqual(expected.images)
    expect(classOf(dataset)).toEqual(['0', '1', '0', '1', '1', '0'])
  })

  it('half precision, with numbers to predict', async () => {
    const dataset = await read('half.npz')
    expect(Array.from(dataset.inputs.subarray(0, 6))).toEqual([0, 1.5, -2, Math.fround(1023 * 2 ** -24), 65504, Infinity])
    expect(dataset.targets).toMatchObject({ kind: 'values', values: Float32Array.of(1.5, 2.5, 3.5, 4.5) })
  })

  it('says which arrays there are, and reads those that a plan names', async () => {
    const preview = await previewImport([memoryFile('images.npz', bytes('images.npz'))], null)
    expect(preview.choices).toEqual([{ name: 'images', detail: '6 × 4 × 5 × 3' }, { name: 'labels', detail: '6' }])
    expect(preview.plan.arrays).toMatchObject({ inputs: 'images', targets: 'labels', images: 'channelsLast', task: 'classification' })
    const { arrays } = preview.plan
    expect(await read('images.npz', { ...preview.plan, arrays: { ...arrays!, task: 'regression' } })).toMatchObject({ targets: { kind: 'values', values: Float32Array.of(0, 1, 0, 1, 1, 0) } })
    expect((await issuesOfAsync(() => read('images.npz', { ...preview.plan, arrays: { ...arrays!, targets: 'label' } })))[0]).toContain('plan.arrays.targets: expected one of the arrays images, labels, got "label"')
  })
})

describe('images that Pillow wrote', () => {
  const lossy: Readonly<Record<string, number>> = { 'grey.jpg': 2, 'colour.jpg': 3, 'progressive.jpg': 3, 'lossy.webp': 3, 'turned.jpg': 3 }

  it.each(Object.keys(expected.pixels))('%s has its pixels', async (name) => {
    const image = await decodeImage(name, bytes(`pixels/${name}`))
    expect(image.pixels).toHaveLength(expected.pixels[name]!.length)
    if (lossy[name] === undefined) expect(Array.from(image.pixels)).toEqual(expected.pixels[name])
    else expect(distance(image.pixels, expected.pixels[name]!)).toBeLessThanOrEqual(lossy[name])
  })

  const zip = () => [memoryFile('folders.zip', bytes('folders.zip'))]
  const byName = expected.folders.toSorted((a, b) => (a.name < b.name ? -1 : 1))

  it('folders in a ZIP are classes and parts', async () => {
    const { source, plan } = await openSamples(zip(), null)
    const dataset = await collectSamples(source)
    expect(plan.images).toEqual({ width: 6, height: 6, colour: 'grey', labels: null })
    expect(dataset).toMatchObject({ inputShape: [1, 6, 6], sampleCount: 10, inputScale: 1 / 255 })
    expect(Array.from(dataset.inputs)).toEqual(byName.flatMap(({ pixels }) => pixels))
    expect(classOf(dataset)).toEqual(byName.map(({ name }) => name.split('/')[2]))
    expect(Array.from(dataset.givenParts!)).toEqual(byName.map(({ name }) => (name.includes('/test/') ? 2 : 0)))
  })

  it('are resized by the mean of what each pixel covers, and coloured when asked', async () => {
    const preview = await previewImport(zip(), null)
    const plan = { ...preview.plan, images: { ...preview.plan.images!, width: 3, height: 3 } }
    const small = await collectSamples((await openSamples(zip(), plan)).source)
    expect(Array.from(small.inputs)).toEqual(byName.flatMap(({ small: means }) => means))
    const colour = await collectSamples((await openSamples(zip(), { ...plan, images: { ...plan.images, colour: 'colour' } })).source)
    expect(colour.inputShape).toEqual([3, 3, 3])
    expect(Array.from(colour.inputs.subarray(0, 27))).toEqual([0, 1, 2].flatMap(() => byName[0]!.small))
    const large = await collectSamples((await openSamples(zip(), { ...plan, images: { ...plan.images, width: 12, height: 6 } })).source)
    const [a, b] = byName[0]!.pixels
    expect(Array.from(large.inputs.subarray(0, 3))).toEqual([a, Math.floor(0.75 * a! + 0.25 * b! + 0.5), Math.floor(0.25 * a! + 0.75 * b! + 0.5)])
  })

  it('take their classes, or numbers, from a table beside them', async () => {
    const pictures = ['grey.png', 'colour.png', 'bits.png'].map((name) => ({ name: `all/${name}`, content: bytes(`pixels/${name}`) }))
    const table = { name: 'all/labels.csv', content: new TextEncoder().encode('file,kind,weight\ngrey.png,smooth,1.5\ncolour.png,smooth,2\nbits.png,sharp,3\n') }
    const dataset = await importDataset([...pictures, table], null)
    expect(classOf(dataset)).toEqual(['sharp', 'smooth', 'smooth'])
    const { plan } = await previewImport([...pictures, table].map(({ name, content }) => memoryFile(name, content)), null)
    expect(plan.images?.labels).toEqual({ file: 'all/labels.csv', nameColumn: 'file', labelColumn: 'kind', task: 'classification' })
    const numbers = await importDataset([...pictures, table], { ...plan, images: { ...plan.images!, labels: { ...plan.images!.labels!, labelColumn: 'weight', task: 'regression' } } })
    expect(numbers.targets).toMatchObject({ kind: 'values', values: Float32Array.of(3, 2, 1.5) })
    expect(await issuesOfAsync(() => importDataset([...pictures, { name: 'all/more.png', content: pictures[0]!.content }, table], null))).toEqual(['all/labels.csv all/more.png: expected a class for this image, got nothing'])
    expect((await issuesOfAsync(() => importDataset(pictures, null)))[0]).toContain('put the images of each class in a folder of its own')
  })
})
