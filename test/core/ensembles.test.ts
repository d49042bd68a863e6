import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  createEngine, createPredictor, createReferenceEngine, createWasmEngine, describeDataset, ensembles, importDataset, modelTensors, parameterBytes, prepareData, readModel, resolveExperiment, writeSafetensors,
  type RunEvent,
} from '../../core/index.ts'
import { bagging } from '../../core/ensembles/bagging.ts'
import { createCombination } from '../../core/trainer/combine-predictions.ts'
import { expectClose } from '../support/close.ts'
import { prepare, runTraining, sha256, spiralsSpec, type PreparedExperiment } from '../support/experiments.ts'
import { issuesOf } from '../support/issues-of.ts'
import { sharedData } from '../support/shared-data.ts'

type Member = Extract<RunEvent, { type: 'member' }>
const membersOf = (events: readonly RunEvent[]): readonly Member[] => events.filter((event) => event.type === 'member')
const short = { ...spiralsSpec, stop: { epochs: 3 } }
const withEnsemble = (ensemble: unknown, spec: object = short): PreparedExperiment => prepare({ ...spiralsSpec, ...spec, ensemble } as never)
const restlessClock = (): (() => number) => {
  let time = 0
  return () => (time += 11_000)
}

describe('averages of predictions', () => {
  const classes = ['a', 'b', 'c']
  const layers = [{ id: 'out', kind: 'dense', units: 3 }]
  const data = { name: 'd', sampleCount: 10, inputShape: [2], task: 'classification' as const, classes, targetNames: ['class'], givenCounts: null }
  const experiment = resolveExperiment({ version: 1, dataset: { kind: 'stored', id: 'd' }, network: { layers } }, data)
  const part = { sampleCount: 1, inputs: new Float32Array(2), labels: Int32Array.of(1), values: new Float32Array(0), indices: Int32Array.of(0), weights: null, targetScale: null }
  const logits = (...p: number[]) => ({ heads: [{ outputs: Float32Array.from(p, (value) => Math.log(value) + 3), losses: new Float32Array(1) }] })
  const combined = (average: 'arithmetic' | 'geometric', ...members: number[][]) => {
    const combination = createCombination(experiment, part, average)
    for (const member of members) combination.add(logits(...member))
    const [head] = combination.result().heads
    return { probabilities: experiment.outputs[0]!.loss.definition.predict(head!.outputs, 1, { classes, targetNames: ['class'] }, experiment.outputs[0]!.loss.hyperparameters), loss: head!.losses[0]!, uncertainty: combination.uncertainty() }
  }

  it('give the lecture’s geometric mean of two models', () => {
    // Lecture 000: A .3 .2 .5, B .1 .8 .1, combined √.03 √.16 √.05, divided by their sum.
    const roots = [Math.sqrt(0.03), Math.sqrt(0.16), Math.sqrt(0.05)]
    const sum = roots[0]! + roots[1]! + roots[2]!
    const { probabilities, loss } = combined('geometric', [0.3, 0.2, 0.5], [0.1, 0.8, 0.1])
    expectClose(probabilities, roots.map((root) => root / sum), { relative: 1e-6 })
    expect(loss).toBeCloseTo(-Math.log(0.4 / sum), 6)
  })

  it('give the arithmetic mean of the same two', () => {
    const { probabilities, loss } = combined('arithmetic', [0.3, 0.2, 0.5], [0.1, 0.8, 0.1])
    expectClose(probabilities, [0.2, 0.5, 0.3], { relative: 1e-6 })
    expect(loss).toBeCloseTo(-Math.log(0.5), 6)
  })

  it('tell doubt that members share from doubt between them', () => {
    const entropy = (...p: number[]): number => -p.reduce((sum, value) => sum + value * Math.log(value), 0)
    const shared = combined('arithmetic', [0.4, 0.3, 0.3], [0.4, 0.3, 0.3]).uncertainty
    const between = combined('arithmetic', [0.98, 0.01, 0.01], [0.01, 0.98, 0.01]).uncertainty
    if (!('entropy' in shared) || !('entropy' in between)) throw new Error('classes have entropies')
    expect(shared.entropy[0]).toBeCloseTo(entropy(0.4, 0.3, 0.3), 6)
    expect(shared.mutualInformation[0]).toBeCloseTo(0, 6)
    expect(between.entropy[0]).toBeCloseTo(entropy(0.495, 0.495, 0.01), 6)
    expect(between.mutualInformation[0]).toBeCloseTo(entropy(0.495, 0.495, 0.01) - entropy(0.98, 0.01, 0.01), 6)
  })
})

describe('an ensemble of one', () => {
  it.each(['arithmetic', 'geometric'])('is the single network, bit for bit (%s)', async (average) => {
    const single = await runTraining(prepare(short as never))
    const prepared = withEnsemble({ kind: 'seeds', members: 1, average })
    const ensemble = await runTraining(prepared)
    expect(ensemble.finished!.weightsSha256).toBe(single.finished!.weightsSha256)
    expect(ensemble.finished!.final).toEqual(single.finished!.final)
    const predictions = async (checkpoint: Uint8Array, experiment: PreparedExperiment['experiment']) => createPredictor({ experiment, checkpoint, engine: await createEngine({ kind: 'wasm' }) }).evaluate(prepared.data.parts.test)
    const [alone, together] = [await predictions(single.checkpoints.get('last')!, prepare(short as never).experiment), await predictions(ensemble.checkpoints.get('last')!, prepared.experiment)]
    expect(together.outputs).toEqual(alone.outputs)
    expect(together.losses).toEqual(alone.losses)
  })
})

describe('members', () => {
  const kinds = [
    { kind: 'seeds', members: 3 },
    { kind: 'bagging', members: 3, fraction: 0.8, average: 'geometric' },
    { kind: 'topologies', networks: [{ layers: [{ id: 'wide', kind: 'dense', units: 20, activation: 'relu' }, { id: 'end', kind: 'dense', units: 2 }] }, { layers: [{ id: 'out', kind: 'dense', units: 2 }] }] },
  ]

  it.each(kinds)('of $kind are trained in one run, each other than the others', async (ensemble) => {
    const prepared = withEnsemble(ensemble)
    const { events, finished, checkpoints } = await runTraining(prepared)
    const members = membersOf(events)
    expect(members.map(({ member, epoch }) => [member, epoch])).toEqual([[1, 3], [2, 6], [3, 9]])
    expect(finished).toMatchObject({ reason: 'completed', epoch: 9, best: null })
    expect(finished!.final).toEqual(members.at(-1)!.ensemble)
    const epochs = events.filter((event) => event.type === 'epoch')
    expect(epochs.map(({ epoch, of }) => [epoch, of])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((epoch) => [epoch, `member${Math.ceil(epoch / 3)}`]))
    expect(epochs.at(-1)!.step).toBe(finished!.step)
    const model = readModel(prepared.experiment, checkpoints.get('last')!)
    expect(new Set(model.members.map(({ tensors }) => sha256(parameterBytes(tensors.values())))).size).toBe(3)
    expect(sha256(parameterBytes(model.members.flatMap(({ tensors }) => [...tensors.values()])))).toBe(finished!.weightsSha256)
    expect(modelTensors(prepared.experiment, model)[0]!.name).toMatch(/^member0\.(h1|wide|out)\.weight$/)
    // The first member is the network that the spec would have trained alone, unless it sees other samples.
    if (ensemble.kind !== 'bagging') {
      const single = await runTraining(prepare(short as never))
      expect(sha256(parameterBytes(model.members[0]!.tensors.values()))).toBe(single.finished!.weightsSha256)
      expect(members[0]!.scores).toEqual(single.finished!.final)
    }
    expect(members.every(({ outOfBag }) => (outOfBag !== null) === (ensemble.kind === 'bagging'))).toBe(true)
  })

  it.each(kinds)('of $kind predict from a checkpoint, and from exported weights, what the run reported', async (ensemble) => {
    const prepared = withEnsemble(ensemble)
    const { finished, events, checkpoints } = await runTraining(prepared)
    const checkpoint = checkpoints.get('last')!
    const { experiment, data } = prepared
    const exported = writeSafetensors({ tensors: modelTensors(experiment, readModel(experiment, checkpoint)), metadata: { format: 'pt', descent: JSON.stringify({ preprocessing: [] }) } })
    const [own, loaded] = await Promise.all([checkpoint, exported].map(async (content) => createPredictor({ experiment, checkpoint: content, engine: await createEngine({ kind: 'wasm' }) }).evaluate(data.parts.validation)))
    expect(own!.scores).toEqual(finished!.final.validation)
    expect(own!.members).toEqual(membersOf(events).map(({ scores }) => scores.validation))
    expect(loaded!.outputs).toEqual(own!.outputs)
    expect(loaded!.uncertainty).toEqual(own!.uncertainty)
    const sums = Array.from({ length: data.parts.validation.sampleCount }, (_, row) => own!.outputs[2 * row]! + own!.outputs[2 * row + 1]!)
    expectClose(sums, sums.map(() => 1), { relative: 1e-6 })
  })

  it.each([...kinds, { kind: 'monteCarloDropout', passes: 4 }])('of $kind end with the same weights and scores when the run was interrupted anywhere', async (ensemble) => {
    const prepared = withEnsemble(ensemble)
    const whole = await runTraining(prepared)
    const checkpointCount = (await runTraining(prepared, { now: restlessClock() })).events.filter((event) => event.type === 'checkpoint' && event.tag === 'last').length
    expect(checkpointCount).toBeGreaterThan(10)
    for (let stopAt = 1; stopAt <= checkpointCount; stopAt += 5) {
      let seen = 0
      const broken = await runTraining(prepared, { now: restlessClock(), stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && ++seen === stopAt })
      const stopped = broken.events.at(-1)!
      const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
      expect(resumed.events[0]).toMatchObject({ type: 'started', step: stopped.type === 'checkpoint' ? stopped.step : -1 })
      expect(resumed.finished!.weightsSha256, `resumed after ${stopAt} checkpoints`).toBe(whole.finished!.weightsSha256)
      expect(resumed.finished!.final).toEqual(whole.finished!.final)
      expect(membersOf(resumed.events)).toEqual(membersOf(whole.events).slice(-membersOf(resumed.events).length || Infinity))
    }
  })

  it('can be cancelled in the middle of the second; what is done is kept', async () => {
    const prepared = withEnsemble({ kind: 'seeds', members: 3 })
    const whole = await runTraining(prepared)
    const cancellation = { aborted: false }
    const cancelled = await runTraining(prepared, { cancellation, now: restlessClock(), stopAfter: (event) => { cancellation.aborted ||= event.type === 'epoch' && event.epoch === 4; return false } })
    expect(cancelled.finished).toMatchObject({ reason: 'cancelled', epoch: 4 })
    expect(cancelled.finished!.final).toEqual(membersOf(whole.events)[0]!.ensemble)
    const resumed = await runTraining(prepared, { resumeFrom: cancelled.checkpoints.get('last')! })
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
  })

  it('end each with its best weights when early stopping restores them', async () => {
    const early = { ...short, optimizer: { kind: 'adam', learningRate: 0.05 }, stop: { epochs: 60, early: { monitor: 'validation.loss', patience: 4, restoreBest: true } } }
    const single = await runTraining(prepare(early as never))
    const { finished, events } = await runTraining(withEnsemble({ kind: 'seeds', members: 2 }, early))
    expect(membersOf(events)[0]!.scores).toEqual(single.finished!.final)
    expect(single.finished!.reason).toBe('stopped-early')
    expect(finished!.reason).toBe('stopped-early')
    expect(finished!.final).toEqual(membersOf(events)[1]!.ensemble)
  })

  it('do not take memory from those that come after', async () => {
    const engine = await createWasmEngine({ exact: true })
    const before = engine.ops.create([4]).data.byteOffset
    await runTraining(withEnsemble({ kind: 'seeds', members: 4 }), { engine })
    expect(engine.ops.create([4]).data.byteOffset - before).toBeLessThan(64 * 1024)
  })
})

describe('memory that was given back', () => {
  it('is handed out zeroed again, and in the same place', async () => {
    const engine = await createWasmEngine({ exact: true })
    const release = engine.mark()
    const first = engine.ops.create([1000])
    first.data.fill(7)
    engine.record(() => engine.ops.create([3_000_000])).result.data.fill(3)
    release()
    const second = engine.ops.create([1000])
    expect(second.data.byteOffset).toBe(first.data.byteOffset)
    expect(second.data.every((value) => value === 0)).toBe(true)
    expect(engine.record(() => engine.ops.create([3_000_000])).result.data.every((value) => value === 0)).toBe(true)
  })
})

describe('bagging', () => {
  const sample = (member: number, fraction = 1, seed = 1): Int32Array => bagging.sample!({ members: 5, fraction, average: 'arithmetic' }, { seed, member, sampleCount: 5000 })

  it('draws with replacement: each position is as likely, and about 1/e of them are left out', () => {
    const counts = new Int32Array(5000)
    for (let member = 0; member < 40; member++) {
      const drawn = sample(member)
      expect(drawn).toHaveLength(5000)
      for (const position of drawn) counts[position]!++
      // The number left out has mean n/e and variance n(e⁻¹ − 2e⁻²).
      expect(Math.abs(5000 - new Set(drawn).size - 5000 / Math.E)).toBeLessThan(5 * Math.sqrt(5000 * (Math.exp(-1) - 2 * Math.exp(-2))))
    }
    // Pearson's χ² with 4999 degrees of freedom.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0)
    expect(Math.abs(chiSquared - 4999)).toBeLessThan(5 * Math.sqrt(2 * 4999))
  })

  it('is a function of seed and member alone, of the size asked for', () => {
    expect(sample(2)).toEqual(sample(2))
    expect(sample(2)).not.toEqual(sample(3))
    expect(sample(2)).not.toEqual(sample(2, 1, 2))
    expect(sample(0, 0.25)).toHaveLength(1250)
  })

  it('judges samples by members that did not learn from them alone', async () => {
    const { experiment, data } = withEnsemble({ kind: 'bagging', members: 1 })
    const { events, checkpoints } = await runTraining({ experiment, data })
    const learned = new Set(bagging.sample!({ members: 1, fraction: 1, average: 'arithmetic' }, { seed: 3, member: 0, sampleCount: data.parts.train.sampleCount }))
    const { outputs } = createPredictor({ experiment, checkpoint: checkpoints.get('last')!, engine: await createEngine({ kind: 'wasm' }) }).evaluate(data.parts.train)
    const outside = [...data.parts.train.labels.keys()].filter((position) => !learned.has(position))
    const right = outside.filter((position) => Number(outputs[2 * position + 1]! > outputs[2 * position]!) === data.parts.train.labels[position])
    expect(membersOf(events)[0]!.outOfBag!['accuracy']).toBeCloseTo(right.length / outside.length, 9)
  })
})

describe('augmentation', () => {
  it('gives a bagging member other versions of its own samples alone', async () => {
    const prepared = withEnsemble({ kind: 'bagging', members: 2, fraction: 0.5 }, { ...short, augmentation: [{ kind: 'noise', deviation: 0 }] })
    const plain = withEnsemble({ kind: 'bagging', members: 2, fraction: 0.5 })
    // Noise of size 0 changes nothing: had the member been fed other samples, its weights would differ.
    expect((await runTraining(prepared)).finished!.weightsSha256).toBe((await runTraining(plain)).finished!.weightsSha256)
  })
})

describe('Monte-Carlo dropout', () => {
  const spec = {
    version: 1, name: 'linear', seed: 5, dataset: { kind: 'noisySine', samples: 40 }, split: { kind: 'fraction', validation: 0.25, test: 0 }, preprocessing: [],
    network: { layers: [{ id: 'h', kind: 'dense', units: 6 }, { id: 'drop', kind: 'dropout', rate: 0.3 }, { id: 'out', kind: 'dense', units: 1 }] }, metrics: [], optimizer: { kind: 'sgd', learningRate: 0.05 }, stop: { epochs: 3 },
  }

  it('has the mean and the spread of a linear network with random masks', async () => {
    const passes = 4000
    const prepared = withEnsemble({ kind: 'monteCarloDropout', passes }, spec)
    const { checkpoints } = await runTraining(prepared)
    const { parts } = prepared.data
    const predictions = createPredictor({ experiment: prepared.experiment, checkpoint: checkpoints.get('last')!, engine: createReferenceEngine() }).evaluate(parts.validation)
    const tensors = readModel(prepared.experiment, checkpoints.get('last')!).members[0]!.tensors
    const [w1, b1, w2, b2] = ['h.weight', 'h.bias', 'out.weight', 'out.bias'].map((name) => tensors.get(name)!.data)
    if (predictions.uncertainty === null || !('deviation' in predictions.uncertainty)) throw new Error('values have deviations')
    for (let sample = 0; sample < parts.validation.sampleCount; sample++) {
      const x = parts.validation.inputs[sample]!
      const terms = Array.from(w2!, (weight, i) => weight * (w1![i]! * x + b1![i]!))
      // Kept values are divided by 1 − p: the mean is that of the whole network, each term's variance t² p/(1 − p).
      const mean = b2![0]! + terms.reduce((sum, term) => sum + term, 0)
      const deviation = Math.sqrt(terms.reduce((sum, term) => sum + term ** 2, 0) * 0.3 / 0.7)
      expect(Math.abs(predictions.outputs[sample]! - mean)).toBeLessThan(5 * deviation / Math.sqrt(passes))
      expect(Math.abs(predictions.uncertainty.deviation[sample]! / deviation - 1)).toBeLessThan(0.1)
    }
  })

  it('trains the network as without it, and reports the mean of its passes at the end', async () => {
    const single = await runTraining(prepare(spec as never))
    const { finished, events } = await runTraining(prepare({ ...spec, ensemble: { kind: 'monteCarloDropout', passes: 20 } } as never))
    expect(finished!.weightsSha256).toBe(single.finished!.weightsSha256)
    expect(membersOf(events)[0]!.scores).toEqual(single.finished!.final)
    expect(finished!.final).toEqual(membersOf(events)[0]!.ensemble)
    expect(finished!.final.validation).not.toEqual(single.finished!.final.validation)
  })
})

describe('specs', () => {
  const problems = (ensemble: unknown, spec: object = short): readonly string[] => issuesOf(() => withEnsemble(ensemble, spec))
  const regression = { ...short, dataset: { kind: 'noisySine' }, network: { layers: [{ id: 'out', kind: 'dense', units: 1 }] }, metrics: [], regularizers: [] }

  it('write every default out and read what they wrote', () => {
    const { experiment: { spec, data } } = withEnsemble({ kind: 'topologies', networks: [{ layers: [{ kind: 'dense', units: 4 }, { kind: 'dense', units: 2 }] }] })
    expect(spec.ensemble).toMatchObject({ kind: 'topologies', average: 'arithmetic', networks: [{ layers: [{ kind: 'dense', units: 4 }, { kind: 'dense', units: 2 }] }] })
    expect(resolveExperiment(spec, data).spec).toEqual(spec)
    expect(prepare(short as never).experiment.spec.ensemble).toBe(null)
  })

  it('with a network that does not fit say where', () => {
    expect(problems({ kind: 'topologies', networks: [{ layers: [{ kind: 'conv2d', channels: 4 }, { kind: 'dense', units: 2 }] }] })[0]).toMatch(/^ensemble\.networks\[0\]\.layers\[0\]: /)
    expect(problems({ kind: 'topologies', networks: [{ layers: [{ kind: 'dense', units: 2 }] }, { layers: [{ kind: 'dense', units: 3 }] }] })).toEqual([expect.stringMatching(/^ensemble\.networks\[1\]\.layers\[0\]: expected 2 outputs/)])
    expect(problems({ kind: 'topologies' })).toEqual([expect.stringMatching(/^ensemble\.networks: expected a list of at least one network/)])
  })

  it('ask for a geometric mean of values in vain', () => {
    expect(problems({ kind: 'seeds', average: 'geometric' }, regression)).toEqual([expect.stringMatching(/^ensemble\.average: expected "arithmetic".*set ensemble\.average to "arithmetic"/)])
  })

  it('need dropout for Monte-Carlo dropout, and nothing random for a chain', () => {
    expect(problems('monteCarloDropout', regression)).toEqual([expect.stringMatching(/^ensemble\.kind: expected a network with a dropout/)])
    expect(problems('stochasticGradientLangevin')).toEqual([expect.stringMatching(/^regularizers\[0\]\.kind: expected none/), expect.stringMatching(/^network\.layers\[1\]: expected a layer without random masks/)])
    expect(problems('hamiltonianMonteCarlo', regression)).toEqual([expect.stringMatching(/^batches\.size: expected "full"/)])
    expect(problems('stochasticGradientLangevin', { ...regression, outputs: [{ from: 'out', loss: 'huber' }] })).toEqual([expect.stringMatching(/^outputs\[0\]\.loss: expected a loss that is a likelihood/)])
  })

  it('name a kind that there is not', () => {
    expect(problems('baging')[0]).toContain('did you mean "bagging"?')
    expect(ensembles.kinds).toEqual(['bagging', 'hamiltonianMonteCarlo', 'monteCarloDropout', 'seeds', 'stochasticGradientLangevin', 'topologies'])
  })
})

const optdigits = sharedData('tabular/optdigits.tra')
describe.skipIf(optdigits === null)('Optdigits', () => {
  it('an ensemble of seeds is at least as good as its mean member', async () => {
    const dataset = await importDataset(['optdigits.tra', 'optdigits.tes'].map((name) => ({ name, content: new Uint8Array(readFileSync(sharedData(`tabular/${name}`)!)) })), null)
    const experiment = resolveExperiment({
      version: 1, name: 'optdigits', seed: 1, dataset: { kind: 'stored', id: 'optdigits' }, split: { kind: 'fraction', validation: 0.15 }, preprocessing: ['minMax'],
      network: { layers: [{ id: 'h', kind: 'dense', units: 16, activation: 'relu', initializer: 'heNormal' }, { id: 'out', kind: 'dense', units: 10 }] },
      optimizer: { kind: 'adam', learningRate: 0.003 }, stop: { epochs: 8 }, ensemble: { kind: 'seeds', members: 5 },
    }, describeDataset(dataset))
    const { events, finished } = await runTraining({ experiment, data: prepareData(experiment, dataset) })
    const mean = (name: string): number => membersOf(events).reduce((sum, { scores }) => sum + scores.test![name]!, 0) / 5
    expect(finished!.final.test!['accuracy']).toBeGreaterThan(mean('accuracy'))
    // The loss of the mean prediction is never above the mean loss: −log is convex.
    expect(finished!.final.test!['loss']).toBeLessThan(mean('loss'))
    expect(finished!.final.test!['accuracy']).toBeGreaterThan(0.93)
  })
})
