import { describe, expect, test } from 'vitest'
import { readJsonWeights, readNpz, readSafetensors } from '../../core/index.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'

async function trained() {
  const services = await startServices()
  const { id } = await services.api.runs.start(spiralsSpec())
  return { ...services, run: await whenRun(services, id, 'completed') }
}

describe('analysis', () => {
  test('the confusion matrix counts the part once and agrees with the scores the run ended with', async () => {
    const { api, run } = await trained()
    const { classes, counts, sampleCount, errors, scores } = await api.analysis.confusion({ run: run.id, part: 'validation' })
    expect(classes).toEqual(['0', '1'])
    expect([...counts].reduce((sum, count) => sum + count, 0)).toBe(sampleCount)
    expect(errors).toBe(counts[1]! + counts[2]!)
    expect(scores['accuracy']).toBeCloseTo(1 - errors / sampleCount, 10)
    expect(scores).toEqual(run.final.validation)
  })

  test('mistakes are samples of the data set with what the network said of them', async () => {
    const { api, run } = await trained()
    const { counts } = await api.analysis.confusion({ run: run.id, part: 'train' })
    const cell = await api.analysis.mistakes({ run: run.id, part: 'train', truth: 0, predicted: 1, order: 'loss', offset: 0, limit: 1000 })
    expect(cell.total).toBe(counts[1])
    cell.samples.targets.forEach((target, i) => {
      expect(target).toBe(0)
      expect(cell.outputs[2 * i + 1]).toBeGreaterThan(cell.outputs[2 * i]!)
      expect(cell.losses[i]).toBeCloseTo(-Math.log(cell.outputs[2 * i]!), 5)
      if (i > 0) expect(cell.losses[i]!).toBeLessThanOrEqual(cell.losses[i - 1]!)
    })
    const page = await api.analysis.mistakes({ run: run.id, part: 'train', truth: 0, predicted: 1, order: 'loss', offset: 1, limit: 2 })
    expect([...page.samples.indices]).toEqual([...cell.samples.indices].slice(1, 3))
    const stored = await api.datasets.samples(run.datasetId!, cell.samples.indices[0]!, 1)
    expect(stored.inputs).toEqual(cell.samples.inputs.slice(0, 2))
  })

  test('curves belong to the predictions of the part', async () => {
    const { api, run } = await trained()
    const { classes, calibration } = await api.analysis.curves({ run: run.id, part: 'train' })
    const { sampleCount } = await api.analysis.confusion({ run: run.id, part: 'train' })
    expect(classes).toHaveLength(2)
    expect(classes[0]!.positives + classes[1]!.positives).toBe(sampleCount)
    expect(calibration.reduce((sum, { count }) => sum + count, 0)).toBe(sampleCount)
  })

  test('two runs on one split are set against each other; on another split they are refused in words', async () => {
    const { api, run, ...services } = await trained()
    const finished = async (changes: object) => whenRun({ api, ...services }, (await api.runs.start(spiralsSpec({ name: 'other', ...changes }))).id, 'completed')
    const other = await finished({ optimizer: { kind: 'sgd', learningRate: 0.1 } })
    const asked = { runs: [run.id, other.id], part: 'train', offset: 0, limit: 1000 } as const
    const [onlyFirst, onlySecond] = [await api.analysis.disagreements({ ...asked, which: 'onlyFirst' }), await api.analysis.disagreements({ ...asked, which: 'onlySecond' })]
    const [first, second] = [await api.analysis.confusion({ run: run.id, part: 'train' }), await api.analysis.confusion({ run: other.id, part: 'train' })]
    expect(onlyFirst.page.total - onlySecond.page.total).toBe(second.errors - first.errors)
    expect(onlyFirst.test).toMatchObject({ onlyFirst: onlyFirst.page.total, onlySecond: onlySecond.page.total })
    expect(onlyFirst.otherOutputs).toHaveLength(2 * onlyFirst.page.total)
    const elsewhere = await finished({ seed: 9 })
    await expect(api.analysis.disagreements({ ...asked, runs: [run.id, elsewhere.id], which: 'bothWrong' })).rejects.toThrow('a run on the same samples')
  })

  test('a sample is explained by its inputs, its layers and its neighbours', async () => {
    const { api, run } = await trained()
    const { samples } = await api.analysis.mistakes({ run: run.id, part: 'validation', truth: 0, predicted: 0, order: 'index', offset: 0, limit: 1 })
    const sample = samples.indices[0]!
    const saliency = await api.analysis.explain({ run: run.id, sample, output: 0, method: { kind: 'gradient' } })
    expect(saliency).toMatchObject({ shape: [2], isPreprocessedShape: false })
    expect(saliency.values.some((value) => value !== 0)).toBe(true)
    const outputs = await api.analysis.layerOutputs({ run: run.id, sample })
    expect(outputs.map(({ layer, shape }) => [layer, shape])).toEqual([['h', [8]], ['out', [2]]])
    expect(outputs[0]!.values.every((value) => Math.abs(value) <= 1)).toBe(true)
    const neighbours = await api.analysis.neighbours({ run: run.id, sample, count: 5 })
    expect(neighbours.layer).toBe('h')
    expect([...neighbours.distances]).toEqual([...neighbours.distances].sort((a, b) => a - b))
    expect(neighbours.samples.indices).not.toContain(sample)
    // The same values, given by hand, are told the same.
    const tried = await api.analysis.trySamples({ run: run.id, samples: { values: samples.inputs.slice(), count: 1 }, method: { kind: 'gradient' }, neighbours: 5 })
    expect([...tried.neighbours!.samples.indices]).toEqual([...neighbours.samples.indices])
    expect([...tried.neighbours!.distances]).toEqual([...neighbours.distances])
    expect(tried.saliency!.output).toBe(0)
    expect([...tried.saliency!.values]).toEqual([...saliency.values])
    const map = await api.analysis.decisionMap({ run: run.id, part: 'validation', resolution: 12, layer: 'h' })
    expect(map).toMatchObject({ columns: 12, rows: 12, units: { layer: 'h', count: 8 } })
    expect(map.outputs).toHaveLength(2 * 144)
    // The map and the predictions are of one network: the cell of a sample says what is said of it.
    const [x, y] = samples.inputs
    const cell = (value: number, { from, to }: { from: number; to: number }): number => Math.floor(12 * (value - from) / (to - from))
    const place = (11 - cell(y!, map.y!)) * 12 + cell(x!, map.x)
    expect(map.outputs[2 * place]! + map.outputs[2 * place + 1]!).toBeCloseTo(1, 5)
    await expect(api.analysis.explain({ run: run.id, sample, output: 0, method: { kind: 'gradent' } })).rejects.toThrow('did you mean "gradient"?')
  })

  test('the error surface passes through the run, another run and its own epochs', async () => {
    const { api, ...services } = await startServices()
    const finished = async (changes: Record<string, unknown>) => whenRun({ api, ...services }, (await api.runs.start(spiralsSpec(changes))).id, 'completed')
    const [run, other] = [await finished({ checkpoints: { everyEpochs: 3 } }), await finished({ optimizer: { kind: 'sgd', learningRate: 0.05 } })]
    const asked = { run: run.id, part: 'train', samples: 100_000, seed: 1 } as const
    const between = await api.analysis.errorSurface({ ...asked, plane: { kind: 'between', other: other.id }, points: Float32Array.of(0, 0, 1, 0) })
    expect(between.losses[0]).toBeCloseTo(run.final.train!['loss']!, 4)
    expect(between.losses[1]).toBeCloseTo(other.final.train!['loss']!, 4)
    const { path } = await api.analysis.errorSurface({ ...asked, plane: { kind: 'path' }, points: Float32Array.of(0, 0) })
    expect([...path!.epochs]).toEqual([0, 3, 6, 9, 12])
    expect([path!.x[4], path!.y[4]]).toEqual([0, 0])
    expect((await api.analysis.errorSurface({ ...asked, plane: { kind: 'path' }, points: Float32Array.of(0, 0) })).path).toEqual(path)
    const steep = await api.analysis.errorSurface({ ...asked, plane: { kind: 'random' }, points: Float32Array.of(0, 0, 3, 3) })
    expect(steep.losses[1]).toBeGreaterThan(steep.losses[0]!)
    await expect(api.analysis.errorSurface({ ...asked, run: other.id, plane: { kind: 'path' }, points: Float32Array.of(0, 0) })).rejects.toThrow('checkpoints.everyEpochs')
    const wider = await finished({ network: { layers: [{ id: 'h', kind: 'dense', units: 9 }, { id: 'out', kind: 'dense', units: 2 }] } })
    await expect(api.analysis.errorSurface({ ...asked, plane: { kind: 'between', other: wider.id }, points: Float32Array.of(0, 0) })).rejects.toThrow('two runs of one network')
  })

  test('a run without the checkpoint that is asked for is refused in words', async () => {
    const { api, run } = await trained()
    await expect(api.analysis.confusion({ run: 'nope', part: 'test' })).rejects.toThrow('expected the id of a run, got "nope"')
    await api.runs.remove([run.id])
    await api.runs.emptyTrash()
    await expect(api.analysis.confusion({ run: run.id, part: 'test' })).rejects.toThrow('expected the id of a run')
  })
})

describe('exports', () => {
  test('every format holds the same tensors, by PyTorch\'s names', async () => {
    const { api, run } = await trained()
    const create = async (format: 'safetensors' | 'npz' | 'json') => (await api.exports.create({ run: run.id, format, checkpoint: 'last' })).content
    const safetensors = readSafetensors('a', await create('safetensors'))
    const npz = readNpz('b', await create('npz'))
    const json = readJsonWeights('c', await create('json'))
    const byName = (tensors: readonly { name: string; shape: readonly number[]; data: ArrayLike<unknown> }[]) => Object.fromEntries(tensors.map(({ name, shape, data }) => [name, { shape, data: Array.from(data) }]))
    expect(Object.keys(byName(npz)).sort()).toEqual(['h.bias', 'h.weight', 'out.bias', 'out.weight'])
    expect(byName(npz)['h.weight']?.shape).toEqual([8, 2])
    expect(byName(safetensors.tensors)).toEqual(byName(npz))
    expect(byName(json.tensors)).toEqual(byName(npz))
    expect(json.architecture).toMatchObject({ name: 'spirals', epoch: 12, classes: ['0', '1'], network: { layers: [{ id: 'h', units: 8 }, { id: 'out' }] } })
  })

  test('the file is named after the run, with letters that every system takes', async () => {
    const { api, run } = await trained()
    await api.runs.update(run.id, { name: '../año: 1/2?' })
    expect((await api.exports.create({ run: run.id, format: 'npz', checkpoint: 'best' })).name).toBe('ano-1-2-best.npz')
  })

  test('weights of a run, or of its exported file, start another one', async () => {
    const services = await startServices()
    const { api } = services
    const first = await whenRun(services, (await api.runs.start(spiralsSpec())).id, 'completed')
    const second = await api.runs.start(spiralsSpec({ initialWeights: `run:${first.id}`, optimizer: { kind: 'sgd', learningRate: 0 }, stop: { epochs: 1, early: null } }))
    expect((await whenRun(services, second.id, 'completed')).weightsSha256).toBe(first.weightsSha256)
    await expect(api.runs.start(spiralsSpec({ initialWeights: 'run:nobody' }))).rejects.toThrow('initialWeights: expected')
  })
})
