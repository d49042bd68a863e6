import { describe, expect, it } from 'vitest'
import type { ExperimentSpec } from '../../core/index.ts'
import { createNewestFirst } from '../../electron/services/newest-first.ts'
import { startServices } from '../support/services.ts'

const spec: ExperimentSpec = {
  version: 1, name: 'look', seed: 3, dataset: { kind: 'strokeDigits', samples: 200 }, split: { kind: 'fraction', validation: 0.2, test: 0 }, preprocessing: [],
  network: { layers: [{ id: 'flat', kind: 'flatten' }, { id: 'h1', kind: 'dense', units: 32, activation: 'logistic', initializer: { kind: 'normal', standardDeviation: 5 } }, { id: 'out', kind: 'dense', units: 10 }] },
  outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }], metrics: [{ kind: 'accuracy' }], optimizer: { kind: 'adam' }, schedule: { kind: 'constant' }, regularizers: [],
  batches: { size: 32, order: 'shuffle' }, stop: { epochs: 1, early: null }, initialWeights: null, ensemble: null,
}

describe('a look inside, as the window asks for it', () => {
  it('finds what is wrong, says what mends it, and is the same every time', async () => {
    const { api } = await startServices()
    const plain = await api.experiments.lookInside(spec, { sample: 2, layer: 'h1', remedies: false })
    expect(plain.troubles.map(({ layer, kind }) => `${layer} ${kind}`)).toEqual(['h1 saturated'])
    expect(plain.remedies).toBeNull()
    expect(plain.classes).toHaveLength(10)
    expect(plain.layers.find(({ layer }) => layer === 'h1')?.details?.picture.values).toHaveLength(32)
    const again = await api.experiments.lookInside(spec, { sample: 2, layer: 'h1', remedies: true })
    expect({ ...again, remedies: null }).toEqual(plain)
    expect(again.remedies?.[0]).toMatchObject({ left: 0, changes: [{ path: 'network.layers[1].initializer', value: 'glorotUniform' }] })
  })

  it('refuses with the problems of the spec', async () => {
    const { api } = await startServices()
    const bad = { ...spec, network: { layers: [{ id: 'out', kind: 'dense', units: 0 }] } }
    await expect(api.experiments.lookInside(bad, { sample: 0, layer: null, remedies: false })).rejects.toMatchObject({ name: 'SpecError', issues: expect.arrayContaining([expect.objectContaining({ path: 'network.layers[0].units' })]) })
    await expect(api.experiments.lookInside({ ...spec, dataset: { kind: 'stored', id: 'gone' } }, { sample: 0, layer: null, remedies: false })).rejects.toMatchObject({ name: 'SpecError' })
  })

  it('of several that wait the newest alone is done', async () => {
    const takeTurn = createNewestFirst()
    const done: string[] = []
    let endFirst = (): void => {}
    const first = takeTurn(() => new Promise<void>((resolve) => (endFirst = resolve)))
    await Promise.resolve()
    const [second, third] = ['second', 'third'].map((name) => takeTurn(async () => void done.push(name)))
    await expect(second).rejects.toMatchObject({ name: 'CancelledError' })
    endFirst()
    await Promise.all([first, third])
    expect(done).toEqual(['third'])
    await takeTurn(async () => void done.push('fourth'))
    expect(done).toEqual(['third', 'fourth'])
  })
})
