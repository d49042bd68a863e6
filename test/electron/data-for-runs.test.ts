import { describe, expect, it } from 'vitest'
import { reconstruct } from '../../core/index.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'

describe('principal components of a stored data set', () => {
  it('are found by a thread, kept, and put samples together again', async () => {
    const { api } = await startServices()
    const { id } = await api.datasets.generate({ kind: 'blobs', samples: 90, features: 6 }, 1)
    const query = { samples: 30, components: 6 }
    const found = await api.datasets.principalComponents(id, query)
    expect(found.variances).toHaveLength(6)
    const page = await api.datasets.samples(id, found.indices[7]!, 1)
    reconstruct(found, 7, 6).forEach((value, j) => expect(value).toBeCloseTo(page.inputs[j]!, 4))
    expect(await api.datasets.principalComponents(id, query)).toBe(found)
    // More than there is, is what there is.
    const most = await api.datasets.principalComponents(id, { samples: 1e9, components: 1e9 })
    expect([most.indices.length, most.axes.length]).toEqual([90, 36])
  })

  it('can be cancelled, and asked for again', async () => {
    const { api } = await startServices()
    const { id } = await api.datasets.generate({ kind: 'strokeDigits', samples: 500 }, 1)
    const query = { samples: 10, components: 3 }
    const cancelled = api.datasets.principalComponents(id, query, 'task')
    await api.datasets.cancel('task')
    await expect(cancelled).rejects.toMatchObject({ name: 'CancelledError' })
    expect((await api.datasets.principalComponents(id, query)).variances).toHaveLength(784)
  })
})

describe('an imported table with groups and weights', () => {
  const rows = Array.from({ length: 80 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},p${i % 16},${1 + (i % 3)},${i % 2 === 0 ? 'yes' : 'no'}`)
  const file = { name: 'visits.csv', content: new TextEncoder().encode(['a,b,patient,weight,answer', ...rows].join('\n')) }

  it('is trained with whole groups in each part', async () => {
    const services = await startServices()
    const { api } = services
    const { plan } = await api.datasets.preview([file], null)
    const roles = { patient: 'group', weight: 'weight' } as const
    const columns = plan.table!.columns.map((column) => ({ ...column, role: column.name in roles ? roles[column.name as keyof typeof roles] : column.role }))
    const { id } = await api.datasets.import([file], { ...plan, table: { ...plan.table!, columns } })
    const spec = spiralsSpec({ dataset: { kind: 'stored', id }, split: { kind: 'grouped', validation: 0.25, test: 0.25 }, stop: { epochs: 2, early: null } })
    const described = await api.experiments.describe(spec)
    expect(described.issues).toEqual([])
    expect(described.samples).toMatchObject({ approximate: true })
    const plain = await api.experiments.describe({ ...spec, split: { kind: 'fraction' } })
    expect(plain.suggestions.map(({ advice }) => advice)).toContain('groupedSamples')
    const run = await whenRun(services, (await api.runs.start(spec)).id, 'completed')
    const patients = await Promise.all((['train', 'validation', 'test'] as const).map(async (part) => new Set([...(await services.trained.predictions(run.id, part)).indices].map((index) => index % 16))))
    expect(patients.map(({ size }) => size).reduce((a, b) => a + b)).toBe(16)
    for (const { size } of patients) expect(size).toBeGreaterThan(1)
  })
})
