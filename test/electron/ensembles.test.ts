import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEngine, createPredictor, datasets, describeDataset, prepareData, readSafetensors, resolveExperiment } from '../../core/index.ts'
import { descent } from '../support/command-line.ts'
import { spiralsSpec, startServices, whenRun } from '../support/services.ts'
import { temporaryFolder } from '../support/workspace.ts'

const ensemble = { kind: 'seeds', members: 3, average: 'geometric' }
const regression = spiralsSpec({
  dataset: { kind: 'noisySine', samples: 60 }, network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'drop', kind: 'dropout', rate: 0.2 }, { id: 'out', kind: 'dense', units: 1 }] },
  outputs: [{ from: 'out', loss: 'meanSquaredError' }], metrics: [], ensemble: { kind: 'monteCarloDropout', passes: 10 },
})

async function trained(spec = spiralsSpec({ ensemble })) {
  const services = await startServices()
  const { id } = await services.api.runs.start(spec)
  return { ...services, run: await whenRun(services, id, 'completed') }
}

describe('the run of an ensemble', () => {
  test('plans, counts and stores over all members', async () => {
    const { api, run } = await trained()
    expect(run).toMatchObject({ epochs: 36, epoch: 36, parameterCount: 3 * (8 * 3 + 2 * 9), summary: '3 × 2-8-2 · Tanh · Adam 0.01 · batch 16 · other seeds' })
    const { events, spec, checkpoints } = await api.runs.show(run.id)
    expect(spec.ensemble).toEqual(ensemble)
    expect(checkpoints.map(({ tag }) => tag)).toEqual(['last'])
    const members = events.map(({ event }) => event).filter((event) => event.type === 'member')
    expect(members).toHaveLength(3)
    expect(run.final).toEqual(members[2]!.ensemble)
    const [own, whole] = await api.runs.series({ runs: [run.id], names: ['member2/validation/loss', 'validation/loss'], maximumPoints: 100 })
    expect(own!.epochs[0]).toBe(13)
    expect(own!.values).toHaveLength(12)
    expect([...whole!.values]).toEqual(members.map(({ ensemble: { validation } }) => validation!['loss']))
  })

  test('is exported as one model, which predicts the same when it is loaded again', async () => {
    const { api, run, trained: trainedRuns } = await trained()
    const { content } = await api.exports.create({ run: run.id, format: 'safetensors' })
    const { tensors, metadata } = readSafetensors('weights', content)
    expect(tensors.map(({ name }) => name).sort()).toEqual([0, 1, 2].flatMap((member) => ['h.bias', 'h.weight', 'out.bias', 'out.weight'].map((name) => `member${member}.${name}`)))
    expect(JSON.parse(metadata['descent']!)).toMatchObject({ ensemble: { kind: 'seeds', average: 'geometric', members: 3, passes: null } })
    const generator = datasets.resolve({ kind: 'spirals', samples: 200 }, 'dataset', [])!
    if (generator.definition.source !== 'generator') throw new Error('spirals are generated')
    const dataset = generator.definition.generate(generator.hyperparameters, 3)
    const experiment = resolveExperiment(spiralsSpec({ ensemble }), describeDataset(dataset))
    const loaded = createPredictor({ experiment, checkpoint: content, engine: await createEngine({ kind: 'wasm' }) }).evaluate(prepareData(experiment, dataset).parts.validation)
    const own = await trainedRuns.predictions(run.id, 'validation')
    expect(loaded.outputs).toEqual(own.outputs)
    expect(loaded.scores).toEqual(run.final.validation)
    for (const format of ['npz', 'json'] as const) expect((await api.exports.create({ run: run.id, format })).content.length).toBeGreaterThan(0)
  })

  test('orders mistakes by what is uncertain and by what members disagree on', async () => {
    const { api, run } = await trained()
    const { scores } = await api.analysis.confusion({ run: run.id, part: 'train' })
    expect(scores).toEqual(run.final.train)
    for (const [order, key] of [['uncertainty', 'entropy'], ['disagreement', 'mutualInformation']] as const) {
      const { uncertainty, total } = await api.analysis.mistakes({ run: run.id, part: 'train', order, offset: 0, limit: 100 })
      if (uncertainty === null || !('entropy' in uncertainty)) throw new Error('classes have entropies')
      expect(total).toBeGreaterThan(5)
      expect([...uncertainty[key]]).toEqual([...uncertainty[key]].sort((a, b) => b - a))
    }
    const { api: other, run: values } = await trained(regression)
    const { uncertainty } = await other.analysis.mistakes({ run: values.id, part: 'train', order: 'uncertainty', offset: 0, limit: 100 })
    if (uncertainty === null || !('deviation' in uncertainty)) throw new Error('values have deviations')
    expect([...uncertainty.deviation]).toEqual([...uncertainty.deviation].sort((a, b) => b - a))
    expect(uncertainty.deviation[0]).toBeGreaterThan(0)
  })
})

describe('members of an ensemble', () => {
  const networks = [{ layers: [{ id: 'first', kind: 'dense', units: 5, activation: 'relu' }, { id: 'second', kind: 'dense', units: 3, activation: 'relu' }, { id: 'out', kind: 'dense', units: 2 }] }]
  const topologies = spiralsSpec({ ensemble: { kind: 'topologies', networks }, diagnostics: { everySteps: 4 } })

  test('answer alone what the whole answers as their mean', async () => {
    const { api, run } = await trained(topologies)
    const { events } = await api.runs.show(run.id)
    const members = events.flatMap(({ event }) => (event.type === 'member' ? [event] : []))
    const asked = { run: run.id, part: 'validation' } as const
    const alone = await Promise.all([1, 2].map((member) => api.analysis.confusion({ ...asked, member })))
    expect(alone.map(({ scores }) => scores)).toEqual(members.map(({ scores }) => scores.validation))
    expect((await api.analysis.confusion(asked)).scores).toEqual(run.final.validation)

    const { indices: [sample = -1] } = await api.analysis.predictions({ ...asked, scope: 'all', order: 'index' })
    const explained = async (member?: number) => (await api.analysis.explain({ run: run.id, sample, output: 1, method: { kind: 'gradient' }, ...(member === undefined ? {} : { member }) })).values
    const [whole, first, second] = [await explained(), await explained(1), await explained(2)]
    expect([...whole].map((value, i) => value - (first[i]! + second[i]!) / 2).every((difference) => Math.abs(difference) < 1e-6)).toBe(true)
    expect(first).not.toEqual(second)

    const layersOf = async (member?: number) => (await api.analysis.layerOutputs({ run: run.id, sample, ...(member === undefined ? {} : { member }) })).map(({ layer }) => layer)
    expect(await layersOf(2)).toEqual(['first', 'second', 'out'])
    expect(await layersOf()).toEqual(await layersOf(1))
    expect((await api.analysis.neighbours({ run: run.id, sample, count: 3, member: 2 })).layer).toBe('second')
    expect((await api.analysis.neighbours({ run: run.id, sample, count: 3 })).layer).toBe('h')
    const map = { ...asked, samples: 40, method: 'pca', perplexity: 30, neighbours: 15, seed: 1 } as const
    const [drawn, other] = [await api.analysis.embed({ ...map, layer: 'h' }), await api.analysis.embed({ ...map, layer: 'second', member: 2 })]
    expect(other.outputs).not.toEqual(drawn.outputs)
    await expect(api.analysis.embed({ ...map, layer: 'second' })).rejects.toThrow('layer: expected a layer of the network')
    const plane = { ...asked, resolution: 8, layer: null }
    const maps = await Promise.all([api.analysis.decisionMap(plane), api.analysis.decisionMap({ ...plane, member: 1 }), api.analysis.decisionMap({ ...plane, member: 2 })])
    maps[0]!.outputs.forEach((value, i) => expect(value).toBeCloseTo((maps[1]!.outputs[i]! + maps[2]!.outputs[i]!) / 2, 5))
    await expect(api.analysis.confusion({ ...asked, member: 3 })).rejects.toThrow('member: expected a whole number from 1 to 2, got 3')
  })

  test('are measured each, layer by layer', async () => {
    const { api, run } = await trained(topologies)
    const [end, last] = (await api.runs.show(run.id)).events.flatMap(({ event }) => (event.type === 'member' ? [event.step] : []))
    const [first, second] = [await api.runs.layers(run.id, 1), await api.runs.layers(run.id, 2)]
    expect([first!.step, second!.step]).toEqual([end, last])
    expect([first!, second!].map(({ layers }) => layers.map(({ id }) => id))).toEqual([['h', 'out'], ['first', 'second', 'out']])
    expect(await api.runs.layers(run.id)).toEqual(second)
    expect(await api.runs.layers(run.id, 3)).toBeNull()
    const { steps } = await api.runs.histograms(run.id, 'second', 'weights')
    expect(steps[0]).toBe(end! + 1)
  })
})

describe('the command line', () => {
  test('tells the members\' scores and the uncertainty of every prediction', async () => {
    const folder = temporaryFolder()
    const spec = join(folder, 'spec.json')
    const json = async (...words: string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await descent(...words, '--workspace', join(folder, 'workspace'), '--json')
      expect(code, stderr).toBe(0)
      return JSON.parse(stdout)
    }
    writeFileSync(spec, JSON.stringify(spiralsSpec({ ensemble })))
    const described = await json('describe', spec) as Record<string, number>
    expect(described).toMatchObject({ members: 3, passes: 3, epochs: 36, parameterCount: 126, multiplyAdds: 3 * 32 })
    const { final } = await json('run', spec) as { final: { test: object | null; validation: object } }
    const evaluated = await json('eval', 'latest', '--split', 'validation') as { scores: object; members: { scores: { loss: number } }[]; uncertainty: { entropy: number; mutualInformation: number } }
    expect(evaluated.scores).toEqual(final.validation)
    expect(new Set(evaluated.members.map(({ scores }) => scores.loss)).size).toBe(3)
    expect(evaluated.uncertainty.entropy).toBeGreaterThan(evaluated.uncertainty.mutualInformation)
    const { predictions } = await json('predict', 'latest', '--split', 'validation') as { predictions: { uncertainty: { entropy: number } }[] }
    expect(predictions.reduce((sum, { uncertainty }) => sum + uncertainty.entropy, 0) / predictions.length).toBeCloseTo(evaluated.uncertainty.entropy, 5)
    const { stdout } = await descent('predict', 'latest', '--split', 'validation', '--workspace', join(folder, 'workspace'))
    expect(stdout.split('\n')[0]).toBe('class,probability of 0,probability of 1,entropy,mutual information')
    expect((await descent('eval', 'latest', '--split', 'validation', '--workspace', join(folder, 'workspace'))).stdout).toContain('member 3')
    writeFileSync(join(folder, 'points.csv'), 'x,y\n0.5,0.25\n-1,0\n')
    expect(await json('predict', 'latest', '--input', join(folder, 'points.csv'))).toMatchObject({ samples: 2 })
  })
})
