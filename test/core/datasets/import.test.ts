import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importDataset, memoryFile, nameFromFile, previewImport, writeIdx, type ImportPreview, type PartialPlan, type Dataset, type ImportPlan, type NamedFile } from '../../../core/index.ts'
import { issuesOfAsync } from '../../support/issues-of.ts'
import { sharedData } from '../../support/shared-data.ts'

const csv = (content: string, name = 't.csv'): NamedFile => ({ name, content: new TextEncoder().encode(content) })
const preview = (files: readonly NamedFile[], plan: PartialPlan | null): Promise<ImportPreview> => previewImport(files.map(({ name, content }) => memoryFile(name, content)), plan)
const labelsOf = ({ targets }: Dataset): number[] => (targets.kind === 'classes' ? Array.from(targets.labels) : [])
const rolesOf = ({ table: plan }: ImportPlan): Record<string, string> => Object.fromEntries(plan!.columns.map(({ name, type, role }) => [name, `${type} ${role}`]))

describe('importing CSV', () => {
  const flowers = csv('id,colour,length,kind\n1,red,1.5,rose\n2,blue,?,iris\n3,red,2.5,rose\n')

  it('guesses types and roles, and reads by them', async () => {
    const { plan, samples, classes, issues } = await preview([flowers], null)
    expect(rolesOf(plan)).toEqual({ id: 'number ignore', colour: 'category feature', length: 'number feature', kind: 'category target' })
    expect(classes).toEqual(['iris', 'rose'])
    expect(issues).toEqual([])
    expect(Array.from(samples.inputs)).toEqual([0, 1, 1.5, 1, 0, NaN, 0, 1, 2.5])
    expect(Array.from(samples.targets)).toEqual([1, 0, 1])
    expect((await importDataset([flowers], plan)).featureNames).toEqual(['colour=blue', 'colour=red', 'length'])
  })

  it('leaves out text that is different in every row', async () => {
    const people = csv(`name,age,class\n${Array.from({ length: 150 }, (_, i) => `person ${i},${i % 90},${i % 2 === 0 ? 'a' : 'b'}`).join('\n')}\n`)
    expect(rolesOf((await preview([people], null)).plan)).toEqual({ name: 'category ignore', age: 'number feature', class: 'category target' })
  })

  it('prefers a column that calls itself the target, then text, then the last', async () => {
    const target = async (content: string): Promise<string | undefined> => (await preview([csv(content)], null)).plan.table!.columns.find(({ role }) => role === 'target')?.name
    expect(await target('class,b,c\n1,x,2\n2,y,3\n')).toBe('class')
    expect(await target('a,b,c\n1,x,2\n2,y,3\n')).toBe('b')
    expect(await target('a,b,c\n1,4,2\n2,5,3\n')).toBe('c')
  })

  it('guesses the task and says so where it may be either', async () => {
    const rows = (value: (i: number) => number): NamedFile => csv(`a,y\n${Array.from({ length: 40 }, (_, i) => `${i},${value(i)}`).join('\n')}\n`)
    const few = await preview([rows((i) => i % 6)], null)
    expect(few.plan.table?.task).toBe('classification')
    expect(few.notes[0]?.en).toBe('y has 6 different whole numbers and is read as classes; choose the task "regression" to predict it as a number.')
    expect((await preview([rows((i) => i)], null)).plan.table?.task).toBe('regression')
    expect((await preview([rows((i) => i / 2)], null))).toMatchObject({ plan: { table: { task: 'regression' } }, notes: [] })
  })

  it('follows a changed plan', async () => {
    const { plan } = await preview([flowers], null)
    const columns = plan.table!.columns.map((column) => ({ ...column, role: column.name === 'length' ? 'ignore' : column.name === 'id' ? 'target' : column.name === 'kind' ? 'ignore' : column.role } as const))
    const dataset = await importDataset([flowers], { ...plan, name: 'mine', table: { ...plan.table!, task: 'regression', columns } })
    expect(dataset).toMatchObject({ name: 'mine', featureNames: ['colour=blue', 'colour=red'], targets: { kind: 'values', names: ['id'], values: Float32Array.of(1, 2, 3) } })
  })

  it('guesses anew when another delimiter makes other columns', async () => {
    const { plan } = await preview([flowers], null)
    expect((await preview([flowers], { ...plan, csv: { ...plan.csv!, delimiter: ';' } })).plan.table?.columns).toHaveLength(1)
  })

  it('takes a second file as the test part, with or without its header', async () => {
    for (const header of ['a,b,y\n', '']) {
      const dataset = await importDataset([csv(`${header}5,6,1\n`, 'x.tes'), csv('a,b,y\n1,2,0\n3,4,1\n', 'x.tra')], null)
      expect(Array.from(dataset.givenParts!)).toEqual([0, 0, 2])
      expect(Array.from(dataset.inputs)).toEqual([1, 2, 3, 4, 5, 6])
      expect(labelsOf(dataset)).toEqual([0, 1, 1])
    }
  })

  it('keeps preview and problems apart', async () => {
    const { plan } = await preview([flowers], null)
    const wrong = { ...plan, table: { ...plan.table!, columns: plan.table!.columns.map((column) => (column.name === 'colour' ? { ...column, type: 'number' as const } : column)) } }
    const shown = await preview([flowers], wrong)
    expect(shown.rows).toHaveLength(3)
    expect(shown.issues.map(({ path, received }) => `${path} ${received}`)).toEqual(['t.csv line 2, colour "red"', 't.csv line 3, colour "blue"', 't.csv line 4, colour "red"'])
  })

  it('reports missing targets by line, and plans that cannot work', async () => {
    expect(await issuesOfAsync(() => importDataset([csv('a,class\n1,x\n2,\n3,y\n')], null))).toEqual(['t.csv line 3, class: expected a target, got nothing (delete the line or choose another target)'])
    expect((await issuesOfAsync(() => importDataset([csv('a,class\n1,x\n2,x\n')], null)))[0]).toContain('expected between 2 and 1,000 classes, got 1')
    const { plan } = await preview([flowers], null)
    const ignored = plan.table!.columns.map((column) => ({ ...column, role: 'ignore' as const }))
    expect(await issuesOfAsync(() => importDataset([flowers], { ...plan, table: { ...plan.table!, columns: ignored } }))).toEqual([
      't.csv: expected a target column, got none (give one column the role "target")',
      't.csv: expected at least one feature, got none',
    ])
  })

  it('reads decimal commas', async () => {
    expect(Array.from((await importDataset([csv('a;b;y\n1,5;2;0\n2,5;3;1\n')], null)).inputs)).toEqual([1.5, 2, 2.5, 3])
  })
})

describe('importing IDX', () => {
  const images = (count: number): Uint8Array => writeIdx({ type: 'uint8', shape: [count, 2, 2], data: Uint8Array.from({ length: count * 4 }, (_, i) => i) })
  const labels = (count: number): Uint8Array => writeIdx({ type: 'uint8', shape: [count], data: Uint8Array.from({ length: count }, (_, i) => i % 2) })
  const files = [
    { name: 't10k-labels', content: labels(2) },
    { name: 'train-images', content: images(3) },
    { name: 't10k-images', content: images(2) },
    { name: 'train-labels', content: labels(3) },
  ]

  it('finds out which file is what', async () => {
    expect((await preview(files, null)).plan.idx).toEqual({ images: 1, labels: 3, testImages: 2, testLabels: 0 })
    expect((await preview([files[0]!, files[2]!], null)).plan.idx).toEqual({ images: 1, labels: 0, testImages: null, testLabels: null })
  })

  it('joins training and test', async () => {
    const dataset = await importDataset(files, null)
    expect(dataset).toMatchObject({ sampleCount: 5, inputShape: [1, 2, 2], inputScale: 1 / 255, featureNames: null, targets: { classes: ['0', '1'] } })
    expect(Array.from(dataset.givenParts!)).toEqual([0, 0, 0, 2, 2])
    expect(labelsOf(dataset)).toEqual([0, 1, 0, 0, 1])
    expect(Array.from(dataset.inputs.subarray(12))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('says what does not fit together', async () => {
    expect((await issuesOfAsync(() => importDataset([files[1]!], null)))[0]).toContain('expected an images file and a labels file, got images alone')
    expect((await issuesOfAsync(() => importDataset([files[1]!, files[0]!], null)))[0]).toContain('expected a labels file with 3 labels for it')
    const plan: PartialPlan = { format: 'idx', idx: { images: 1, labels: 0, testImages: null, testLabels: null } }
    expect(await issuesOfAsync(() => importDataset(files, plan))).toEqual(['t10k-labels: expected 3 labels, one per image of train-images, got 2'])
    expect((await issuesOfAsync(() => importDataset([...files, csv('a,b\n1,2\n')], null)))[0]).toContain('expected files of one format, got CSV and IDX')
    expect((await issuesOfAsync(() => importDataset([{ name: 'x.zip', content: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0) }], null)))[0]).toContain('x.zip: expected a complete ZIP archive')
  })
})

it('names a data set after its file', () => {
  expect(['winequality-red.csv', 'optdigits.tra', 'train-images-idx3-ubyte.gz', '/a/fashion-train-images-idx3-ubyte.gz'].map(nameFromFile)).toEqual(['winequality-red', 'optdigits', 'images', 'fashion'])
})

const iris = sharedData('tabular/iris.csv')
describe.skipIf(iris === null)('real data', () => {
  const load = (...names: string[]): Promise<Dataset> => importDataset(names.map((name) => ({ name: basename(name), content: new Uint8Array(readFileSync(sharedData(name)!)) })), null)
  const classSizes = ({ targets }: Dataset): number[] => (targets.kind === 'classes' ? targets.classes.map((_, index) => targets.labels.filter((label) => label === index).length) : [])

  it('reads iris', async () => {
    const dataset = await load('tabular/iris.csv')
    expect(dataset).toMatchObject({ name: 'iris', sampleCount: 150, inputShape: [4], targets: { name: 'species', classes: ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'] } })
    expect(classSizes(dataset)).toEqual([50, 50, 50])
    expect(Array.from(dataset.inputs.subarray(0, 4))).toEqual([5.1, 3.5, 1.4, 0.2].map(Math.fround))
  })

  it('reads wine quality, which has no header', async () => {
    const dataset = await load('tabular/winequality-red.csv')
    expect(dataset).toMatchObject({ sampleCount: 1599, inputShape: [11], targets: { classes: ['3', '4', '5', '6', '7', '8'] } })
    expect(classSizes(dataset)).toEqual([10, 53, 681, 638, 199, 18])
  })

  it('reads optdigits with its test file', async () => {
    const dataset = await load('tabular/optdigits.tes', 'tabular/optdigits.tra')
    expect(dataset).toMatchObject({ name: 'optdigits', sampleCount: 3823 + 1797, inputShape: [64] })
    expect(dataset.givenParts!.filter((part) => part === 2)).toHaveLength(1797)
    expect(labelsOf(dataset).slice(0, 5)).toEqual([0, 0, 7, 4, 6])
  })

  it('reads MNIST', async () => {
    const dataset = await load('mnist/t10k-images-idx3-ubyte.gz', 'mnist/train-labels-idx1-ubyte.gz', 'mnist/train-images-idx3-ubyte.gz', 'mnist/t10k-labels-idx1-ubyte.gz')
    expect(dataset).toMatchObject({ sampleCount: 70000, inputShape: [1, 28, 28] })
    expect(labelsOf(dataset).slice(0, 10)).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect(labelsOf(dataset).slice(60000, 60010)).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    expect(classSizes(dataset)).toEqual([6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958])
    expect(Uint8Array.from(dataset.inputs).subarray(60000 * 784).reduce((sum, value) => sum + value, 0)).toBe(264_923_200)
  })
})
