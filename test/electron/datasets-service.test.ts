import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeDataset, SpecError } from '../../core/index.ts'
import type { DatasetProgress } from '../../electron/contract/api.ts'
import { startServices } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const encode = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\n')}\n`)
const IRISES = encode(['length,width,species', '5.1,3.5,setosa', '7.0,3.2,versicolor', '6.3,3.3,virginica', '4.9,3.0,setosa', '6.4,3.2,versicolor', '5.8,2.7,virginica'])

describe('data sets', () => {
  test('an import is stored once by its content, whether it comes by path or as bytes', async () => {
    const { api } = await startServices()
    const path = join(temporaryFolder(), 'irises.csv')
    writeFileSync(path, IRISES)
    const byContent = await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)
    const byPath = await api.datasets.import([{ path }], null)
    expect(byPath.id).toBe(byContent.id)
    expect(await api.datasets.list()).toEqual([byContent])
    expect(byContent).toMatchObject({ name: 'irises', source: 'irises.csv', task: 'classification', sampleCount: 6, inputShape: [2], classes: ['setosa', 'versicolor', 'virginica'], runCount: 0 })
  })

  test('a preview stores nothing, and its changed plan is what is imported', async () => {
    const { api } = await startServices()
    const file = { name: 'irises.csv', content: IRISES }
    const { plan, sampleCount } = await api.datasets.preview([file], null)
    expect(sampleCount).toBe(6)
    expect(await api.datasets.list()).toEqual([])
    const columns = plan.table!.columns.map((column) => (column.name === 'width' ? { ...column, role: 'ignore' as const } : column))
    const dataset = await api.datasets.import([file], { ...plan, name: 'lengths', table: { ...plan.table!, columns } })
    expect(dataset).toMatchObject({ name: 'lengths', inputShape: [1] })
  })

  test('samples come by page, cut at the end; statistics describe them', async () => {
    const { api } = await startServices()
    const { id } = await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)
    const page = await api.datasets.samples(id, 4, 10)
    expect([...page.indices]).toEqual([4, 5])
    expect([...page.inputs]).toEqual([6.4, 3.2, 5.8, 2.7].map(Math.fround))
    expect([...page.targets]).toEqual([1, 2])
    const { features, classCounts } = await api.datasets.describe(id)
    expect(features[0]).toMatchObject({ name: 'length', minimum: expect.closeTo(4.9, 5) as number, maximum: 7 })
    expect(classCounts).toEqual([{ name: 'setosa', train: 2, validation: 0, test: 0 }, { name: 'versicolor', train: 2, validation: 0, test: 0 }, { name: 'virginica', train: 2, validation: 0, test: 0 }])
  })

  test('samples come by position, and labels without their inputs, again and again', async () => {
    const { api } = await startServices()
    const { id } = await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)
    const picked = await api.datasets.samplesAt(id, Int32Array.of(5, 0))
    expect([...picked.inputs]).toEqual([5.8, 2.7, 5.1, 3.5].map(Math.fround))
    // What leaves the thread is moved: a second answer shows that the data set stayed.
    for (let time = 0; time < 2; time++) expect(await api.datasets.labels(id)).toEqual({ labels: Int32Array.of(0, 1, 2, 0, 1, 2), parts: null })
    await expect(api.datasets.samplesAt(id, Int32Array.of(6))).rejects.toThrow(SpecError)
  })

  test('a split and preprocessing can be tried on a stored data set, and say what is wrong', async () => {
    const { api } = await startServices()
    const { id } = await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)
    const { counts, classCounts } = await api.datasets.previewSplit(id, { kind: 'fraction', validation: 0.5, test: 0 }, 1)
    expect(counts).toEqual({ train: 3, validation: 3, test: 0 })
    expect(classCounts!.map(({ train, validation }) => [train, validation])).toEqual([[1, 1], [1, 1], [1, 1]])
    const { after, fittedOn } = await api.datasets.previewPreprocessing(id, { split: { kind: 'fraction', validation: 0.5, test: 0 }, preprocessing: [{ kind: 'standardize' }], seed: 1, input: 1, output: 1 })
    expect(fittedOn).toBe(3)
    expect(after.train!.mean).toBeCloseTo(0, 5)
    expect(after.test).toBeNull()
    await expect(api.datasets.previewSplit(id, { kind: 'fraction', validation: 2 }, 1)).rejects.toThrow(SpecError)
  })

  test('columns may group, weigh and part the samples; dates are days; several numbers are predicted', async () => {
    const services = await startServices()
    const file = { name: 'visits.csv', content: encode(['patient,day,dose,w,split,y1,y2', 'ann,2024-01-01,1,1,train,0.5,1', 'bob,2024-01-03,-999,2,val,1.5,2', 'ann,2024-02-01,3,0.5,test,2.5,3']) }
    const { plan, notes } = await services.api.datasets.preview([file], null)
    expect(plan.table!.columns.map(({ name, type, role }) => `${name} ${type} ${role}`)).toEqual(['patient category feature', 'day date feature', 'dose number feature', 'w number feature', 'split category split', 'y1 number feature', 'y2 number target'].map((line) => line.replace('patient category feature', 'patient category target').replace('y2 number target', 'y2 number feature')))
    expect(notes.map(({ en }) => en)).toContain('day is a date and becomes the number of days since 1970.')
    const roles = { patient: 'group', w: 'weight', y1: 'target', y2: 'target' } as Readonly<Record<string, 'group' | 'weight' | 'target'>>
    const changed = { ...plan, table: { task: 'regression' as const, missing: [...plan.table!.missing, '-999'], columns: plan.table!.columns.map((column) => ({ ...column, role: roles[column.name] ?? column.role })) } }
    const { id } = await services.api.datasets.import([file], changed)
    const dataset = decodeDataset(new Uint8Array(readFileSync(services.datasets.pathOf(id))))
    expect(dataset).toMatchObject({
      featureNames: ['day', 'dose'], groups: { name: 'patient', indices: Int32Array.of(0, 1, 0) }, weights: { name: 'w', values: Float32Array.of(1, 2, 0.5) }, givenParts: Uint8Array.of(0, 1, 2),
      targets: { kind: 'values', names: ['y1', 'y2'], values: Float32Array.of(0.5, 1, 1.5, 2, 2.5, 3) },
    })
    expect([...dataset.inputs]).toEqual([19723, 1, 19725, NaN, 19754, 3])
    // Changed back, the plan reads what it read at first.
    expect((await services.api.datasets.preview([file], plan)).plan).toEqual(plan)
  })

  test('an import says how far it is, and leaves nothing when it is cancelled', async () => {
    const workspace = temporaryFolder()
    const services = await startServices({ workspace })
    const path = join(workspace, 'long.csv')
    writeFileSync(path, `a,b,kind\n${Array.from({ length: 1_500_000 }, (_, i) => `${i % 977},${i % 31}.5,${i % 2 === 0 ? 'x' : 'y'}`).join('\n')}\n`)
    const stages = new Set<string>()
    let cancelled = false
    services.listen((announcement, payload) => {
      if (announcement !== 'datasets.progressed') return
      const progress = payload as DatasetProgress
      stages.add(progress.type === 'ended' ? progress.reason : progress.stage)
      if (!cancelled && progress.type === 'progress') {
        cancelled = true
        void services.api.datasets.cancel('first')
      }
    })
    await expect(services.api.datasets.import([{ path }], null, 'first')).rejects.toMatchObject({ name: 'CancelledError' })
    expect(stages.has('cancelled')).toBe(true)
    expect(await services.api.datasets.list()).toEqual([])
    expect(readdirSync(join(workspace, 'artifacts/datasets'))).toEqual([])
    expect(existsSync(join(workspace, 'artifacts/importing')) ? readdirSync(join(workspace, 'artifacts/importing')) : []).toEqual([])
    expect(await services.api.datasets.import([{ path }], null, 'second')).toMatchObject({ sampleCount: 1_500_000 })
    expect([...stages]).toEqual(expect.arrayContaining(['inspect', 'stored']))
  })

  test('lineage names files with their hashes, or the generator with its seed', async () => {
    const { api } = await startServices()
    const imported = await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)
    const sha256 = createHash('sha256').update(IRISES).digest('hex')
    expect((await api.datasets.describe(imported.id)).lineage).toMatchObject({ kind: 'files', plan: { format: 'csv', table: { task: 'classification' } }, source: { files: [{ name: 'irises.csv', bytes: IRISES.length, sha256 }], fileCount: 1, bytes: IRISES.length, sha256: createHash('sha256').update(`${sha256}  irises.csv\n`).digest('hex') } })
    const made = await api.datasets.generate({ kind: 'xor', samples: 40 }, 7)
    expect((await api.datasets.describe(made.id)).lineage).toMatchObject({ kind: 'block', block: { kind: 'xor', samples: 40 }, seed: 7, source: null })
  })

  test('what is deleted can be taken back until the trash is emptied; importing it again takes it back too', async () => {
    const services = await startServices()
    const { api } = services
    const { id } = await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)
    const path = services.datasets.pathOf(id)
    await api.datasets.remove(id)
    expect(await api.datasets.list()).toEqual([])
    await api.datasets.restore(id)
    expect(await api.datasets.list()).toHaveLength(1)
    await api.datasets.remove(id)
    expect(await api.datasets.import([{ name: 'irises.csv', content: IRISES }], null)).toMatchObject({ id })
    await api.datasets.remove(id)
    expect((await api.datasets.emptyTrash()).freedBytes).toBeGreaterThan(100)
    expect(existsSync(path)).toBe(false)
    await expect(api.datasets.restore(id)).rejects.toThrow('expected the id of a data set in the trash')
  })

  test('problems of a file come back as issues with their lines', async () => {
    const { api } = await startServices()
    const ragged = encode(['a,b,c', '1,2,x', '3,4', '5,6,y'])
    await expect(api.datasets.import([{ name: 'ragged.csv', content: ragged }], null)).rejects.toMatchObject({ issues: [{ path: expect.stringContaining('line 3') as string }] })
    await expect(api.datasets.import([{ path: '/nowhere/at/all.csv' }], null)).rejects.toThrow('/nowhere/at/all.csv: expected a file that can be read, got no such file')
  })

  test('what a generator makes can be looked at first, and is stored once', async () => {
    const { api } = await startServices()
    const block = { kind: 'xor', samples: 40 }
    const preview = await api.datasets.previewGenerated(block, 7)
    expect(await api.datasets.list()).toEqual([])
    const { id } = await api.datasets.generate(block, 7)
    expect((await api.datasets.samples(id, 0, 40)).inputs).toEqual(preview.inputs)
    expect((await api.datasets.generate(block, 7)).id).toBe(id)
    expect((await api.datasets.generate(block, 8)).id).not.toBe(id)
  })

  test('renaming is announced; an empty name is refused; unknown ones are named', async () => {
    const services = await startServices()
    const { id } = await services.api.datasets.generate({ kind: 'xor' }, 1)
    const announced: string[] = []
    services.listen((announcement, payload) => {
      if (announcement === 'datasets.changed' && 'datasets' in payload) announced.push(payload.datasets[0]!.name)
    })
    await services.api.datasets.rename(id, ' four clouds ')
    expect(announced).toEqual(['four clouds'])
    await expect(services.api.datasets.rename(id, '  ')).rejects.toThrow('expected a name')
    await expect(services.api.datasets.describe('nope')).rejects.toThrow('expected the id or the name of a stored data set (four clouds), got "nope"')
  })
})

describe('experiments', () => {
  test('every example that makes its own data is without problems', async () => {
    const { api } = await startServices()
    const examples = await api.experiments.examples()
    expect(examples.length).toBeGreaterThan(3)
    for (const { id, spec } of examples.filter((example) => !['csv', 'idx'].includes(example.spec.dataset.kind))) expect((await api.experiments.describe(spec)).issues, id).toEqual([])
  })

  test('a spec on files that are not there has that problem beside its own', async () => {
    const { api } = await startServices()
    const { issues } = await api.experiments.describe({ version: 1, dataset: { kind: 'csv', path: '/nowhere.csv', target: 'x' }, network: { layers: [{ kind: 'dens', units: 2 }] } })
    expect(issues.map(({ path }) => path)).toContain('network.layers[0].kind')
    expect(issues.some(({ path, received }) => path.includes('dataset') || received === 'no such file')).toBe(true)
  })
})
