import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeNpz, writeSafetensors, type RunEvent } from '../../core/index.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const layers = (units: number) => [{ id: 'h1', kind: 'dense', units: 8, activation: 'logistic' }, { id: 'h2', kind: 'dense', units: 5, activation: 'logistic' }, { id: 'out', kind: 'dense', units }]
const deepSpec = (change: object = {}) => spiralsSpec({ network: { layers: layers(2) }, preprocessing: ['minMax'], pretraining: { kind: 'rbm', epochs: 40, batchSize: 10 }, stop: { epochs: 3 }, ...change } as never)

describe('a run with pre-training', () => {
  test('stores its passes and losses beside those of the training, in one run', async () => {
    const services = await startServices()
    const { id, summary } = await services.api.runs.start(deepSpec())
    expect(summary).toContain('pre-trained: rbm')
    const run = await whenRun(services, id, 'completed')
    expect(run).toMatchObject({ epoch: 3, step: 3 * run.stepsPerEpoch! })
    const { events } = await services.api.runs.show(id)
    const pretrained = events.flatMap(({ event }) => (event.type === 'pretrained' ? [event] : []))
    expect(pretrained.map(({ layer, epoch }) => `${layer} ${epoch}`)).toEqual(['h1', 'h2'].flatMap((layer) => Array.from({ length: 40 }, (_, epoch) => `${layer} ${epoch + 1}`)))
    const started = events[0]!.event as Extract<RunEvent, { type: 'started' }>
    const perLayer = started.pretraining!.steps / 2
    const [h1, h2, loss] = await services.api.runs.series({ runs: [id], names: ['pretraining/h1/loss', 'pretraining/h2/loss', 'step/loss'], maximumPoints: 100_000 })
    expect([...h1!.steps]).toEqual(Array.from({ length: perLayer }, (_, i) => i + 1 - 2 * perLayer))
    expect([...h2!.steps]).toEqual(Array.from({ length: perLayer }, (_, i) => i + 1 - perLayer))
    expect(loss!.steps[0]).toBe(1)
  })

  test('goes on in the middle of pre-training, and keeps each value once', async () => {
    const services = await startServices()
    // Wide enough to be stopped in the middle.
    const wide = { layers: [{ id: 'h1', kind: 'dense', units: 500, activation: 'logistic' }, { id: 'h2', kind: 'dense', units: 300, activation: 'logistic' }, { id: 'out', kind: 'dense', units: 2 }] }
    const long = deepSpec({ network: wide, pretraining: { kind: 'rbm', epochs: 60, batchSize: 16 } })
    const { id } = await services.api.runs.start(long)
    const stopped = Promise.withResolvers<void>()
    services.listen((announcement, payload) => {
      if (announcement === 'runs.progressed' && 'events' in payload && payload.id === id && payload.events.some(({ type }) => type === 'pretrained')) stopped.resolve()
    })
    await stopped.promise
    await services.api.runs.cancel(id)
    const cancelled = await whenRun(services, id, 'cancelled')
    expect(cancelled).toMatchObject({ epoch: 0, step: 0 })
    await services.api.runs.resume(id)
    const resumed = await whenRun(services, id, 'completed')
    const again = await whenRun(services, (await services.api.runs.start(long)).id, 'completed')
    expect(resumed.weightsSha256).toBe(again.weightsSha256)
    const names = ['pretraining/h1/loss', 'pretraining/h2/loss', 'step/loss', 'train/loss']
    const [a, b] = await Promise.all([resumed, again].map((run) => services.api.runs.series({ runs: [run.id], names, maximumPoints: 1_000_000 })))
    a!.forEach((series, index) => expect([...series.values]).toEqual([...b![index]!.values]))
    const passes = async (run: string) => (await services.api.runs.show(run)).events.flatMap(({ event }) => (event.type === 'pretrained' ? [[event.layer, event.epoch, event.loss]] : []))
    expect(await passes(resumed.id)).toEqual(await passes(again.id))
  })
})

test('a range test is read when the run is shown', async () => {
  const services = await startServices()
  const { id } = await services.api.runs.start(spiralsSpec({ optimizer: { kind: 'sgd', learningRate: 1 }, schedule: { kind: 'rangeTest', from: 1e-4, to: 100 } } as never))
  const run = await whenRun(services, id, 'stopped-early', 'completed')
  const { rangeTest } = await services.api.runs.show(run.id)
  expect(rangeTest!.lowestRate).toBeGreaterThan(1e-4)
  expect(rangeTest!.suggestedRate).toBeLessThanOrEqual(rangeTest!.lowestRate)
})

describe('initial weights', () => {
  test('of another run start the layers with the same names; the rest is told', async () => {
    const services = await startServices()
    const first = await whenRun(services, (await services.api.runs.start(deepSpec({ pretraining: null, stop: { epochs: 1 } }))).id, 'completed')
    const transfer = deepSpec({ pretraining: null, stop: { epochs: 1 }, initialWeights: `run:${first.id}`, outputs: [{ from: 'other', loss: 'softmaxCrossEntropy' }], network: { layers: [...layers(2).slice(0, 2), { id: 'other', kind: 'dense', units: 2 }] } })
    const { notes, issues } = await services.api.experiments.describe(transfer)
    expect(issues).toEqual([])
    expect(notes.map(({ en }) => en)).toEqual(['4 of 6 tensors start from the file; initialized as usual: other.weight, other.bias; in the file but not in the network: out.weight, out.bias.'])
    const { id } = await services.api.runs.start(transfer)
    await whenRun(services, id, 'completed')
    const { events } = await services.api.runs.show(id)
    expect(events.find(({ event }) => event.type === 'initialized')!.event).toMatchObject({ matched: ['h1.weight', 'h1.bias', 'h2.weight', 'h2.bias'], missing: ['other.weight', 'other.bias'], unused: ['out.weight', 'out.bias'] })
  })

  test.each([['weights.npz', writeNpz], ['weights.safetensors', (tensors: Parameters<typeof writeNpz>[0]) => writeSafetensors({ tensors, metadata: {} })]] as const)('in %s are read, and each tensor of another shape is refused', async (name, write) => {
    const services = await startServices()
    const file = join(temporaryFolder(), name)
    writeFileSync(file, write([{ name: 'h1.bias', shape: [8], data: new Float32Array(8).fill(3) }, { name: 'h2.bias', shape: [9], data: new Float32Array(9) }, { name: 'out.weight', shape: [2, 6], data: new Float64Array(12) }]))
    const spec = deepSpec({ pretraining: null, initialWeights: file })
    const { issues } = await services.api.experiments.describe(spec)
    expect(issues.map(({ path, expected, received }) => [path, expected.en, received])).toEqual([['initialWeights h2.bias', 'a tensor of shape 5', '9'], ['initialWeights out.weight', 'a tensor of shape 2 × 5', '2 × 6']])
    await expect(services.api.runs.start(spec)).rejects.toThrow(/h2\.bias.*\n.*out\.weight/)
    writeFileSync(file, write([{ name: 'nothing.alike', shape: [1], data: new Float32Array(1) }]))
    expect((await services.api.experiments.describe(spec)).issues).toMatchObject([{ path: 'initialWeights', received: 'nothing.alike' }])
    writeFileSync(file, 'no such file')
    expect((await services.api.experiments.describe(spec)).issues).toMatchObject([{ path: 'initialWeights' }])
  })
})
