import { describe, expect, it } from 'vitest'
import { createReferenceEngine, describeExperiment, formatIssue, losses, readCheckpoint, type RunEvent } from '../../core/index.ts'
import { createSession } from '../../core/trainer/session.ts'
import { prepare, runTraining, spiralsSpec } from '../support/experiments.ts'

const dense = (id: string, units: number, more: object = {}) => ({ id, kind: 'dense', units, ...more })
const withLayers = (...layers: object[]) => ({ ...spiralsSpec, network: { layers } }) as never
const problems = (...layers: object[]): string[] => describeExperiment(withLayers(...layers), null).issues.map((issue) => formatIssue(issue, 'en'))
const finalWeights = async (spec: object) => readCheckpoint((await runTraining(prepare(spec as never))).checkpoints.get('last')!).parameters

describe('problems of graphs stand at the layer that is wrong', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['inputs that differ', [dense('a', 4), dense('b', 5), { kind: 'add', inputs: ['a', 'b'] }, dense('out', 2)],
      ['network.layers[2]: expected inputs of one shape, as the first’s [4], got [5] (bring them to one shape with a dense layer or a 1 × 1 convolution)']],
    ['no inputs where several are needed', [dense('a', 4), { id: 'sum', kind: 'add' }, dense('out', 2)],
      ['network.layers[1].inputs: expected a list with the names of at least two earlier layers, got nothing (write "inputs": ["input", "a"])']],
    ['an unknown input', [dense('a', 4), dense('b', 4), { kind: 'multiply', inputs: ['a', 'bb'] }, dense('out', 2)],
      ['network.layers[2].inputs[1]: expected the name of an earlier layer (input, a, b), got "bb" (did you mean "b"?)']],
    ['two inputs of a layer that reads one', [dense('a', 4), dense('b', 4, { inputs: ['input', 'a'] }), dense('out', 2)],
      ['network.layers[1].inputs: expected a list with the name of one earlier layer, got ["input","a"]']],
    ['ties of other shapes', [dense('a', 4), dense('b', 4, { sharesWith: 'a' }), dense('out', 2)],
      ['network.layers[1].sharesWith: expected a layer with the parameters weight 4 × 4, bias 4, got weight 4 × 2, bias 4']],
    ['ties with a layer that comes later', [dense('a', 2, { sharesWith: 'out' }), dense('out', 2)],
      ['network.layers[0].sharesWith: expected the name of an earlier layer (), got "out"']],
    ['a tied layer with a rate of its own', [dense('a', 2), dense('b', 2, { sharesWith: 'a', rateFactor: 2 }), dense('out', 2)],
      ['network.layers[1].rateFactor: expected this field at "a", whose weights the layer uses, got 2']],
    ['a rate of zero', [dense('a', 2, { rateFactor: 0 }), dense('out', 2)],
      ['network.layers[0].rateFactor: expected a number greater than 0, got 0 (to keep the layer as it is, write "trainable": false)']],
    ['a word where a choice is needed', [dense('a', 2, { trainable: 'no' }), dense('out', 2)],
      ['network.layers[0].trainable: expected true or false, got "no"']],
  ])('%s', (_what, layers, expected) => {
    expect(problems(...layers)).toEqual(expected)
  })
})

describe('a spec with a graph', () => {
  it('is written out again as it was', () => {
    const layers = [dense('a', 2), dense('b', 2, { sharesWith: 'a' }), dense('c', 2, { trainable: false }), dense('d', 2, { rateFactor: 0.5 }), { id: 'sum', kind: 'add', inputs: ['b', 'd'] }]
    const { experiment } = prepare(withLayers(...layers))
    expect(experiment.spec.network.layers.map(({ id, inputs, sharesWith, trainable, rateFactor }) => ({ id, inputs, sharesWith, trainable, rateFactor }))).toEqual([
      { id: 'a' }, { id: 'b', sharesWith: 'a' }, { id: 'c', trainable: false }, { id: 'd', rateFactor: 0.5 }, { id: 'sum', inputs: ['b', 'd'] },
    ])
    expect(describeExperiment(experiment.spec, null)).toMatchObject({ issues: [], parameterCount: 3 * 6 })
  })
})

describe('frozen layers', () => {
  it('keep their weights and statistics while the others learn', async () => {
    const layers = [dense('a', 6), { id: 'norm', kind: 'batchNormalization', trainable: false }, dense('b', 6, { activation: 'tanh', trainable: false }), dense('out', 2)]
    const before = prepare(withLayers(...layers))
    const start = new Map(createSession(before.experiment, createReferenceEngine(), before.data.parts.train).network.tensors.map(({ name, value }) => [name, Float32Array.from(value.data)]))
    const after = await finalWeights(withLayers(...layers))
    expect([...after.keys()]).toEqual([...start.keys()])
    const changed = [...after].filter(([name, { data }]) => data.some((value, i) => value !== start.get(name)![i])).map(([name]) => name)
    expect(changed).toEqual(['a.weight', 'a.bias', 'out.weight', 'out.bias'])
  })
})

describe('rate factors', () => {
  it('scale the step of plain gradient descent, layer by layer', () => {
    const layers = [dense('a', 5, { activation: 'tanh' }), dense('b', 5, { activation: 'tanh', rateFactor: 0.25 }), dense('out', 2, { rateFactor: 3 })]
    const { experiment, data } = prepare({ ...(withLayers(...layers) as object), optimizer: { kind: 'sgd', learningRate: 0.1 }, regularizers: [] } as never)
    const session = createSession(experiment, createReferenceEngine(), data.parts.train)
    const positions = Int32Array.of(0, 1, 2, 3)
    session.gradientStep(positions, 1)
    const before = session.network.parameters.map(({ value, gradient, layer }) => ({ layer, value: Float64Array.from(value.data), gradient: Float64Array.from(gradient.data) }))
    session.trainStep(positions, { step: 1, stepsPerEpoch: 1, learningRate: 0.1 })
    session.network.parameters.forEach(({ value }, index) => {
      const { layer, value: old, gradient } = before[index]!
      const rate = 0.1 * { a: 1, b: 0.25, out: 3 }[layer]!
      value.data.forEach((number, i) => expect(number).toBeCloseTo(old[i]! - rate * gradient[i]!, 12))
    })
  })

  it('of one leave the weights as they are without', async () => {
    const [plain, factored] = await Promise.all([
      finalWeights(withLayers(dense('a', 5, { activation: 'tanh' }), dense('out', 2))),
      finalWeights(withLayers(dense('a', 5, { activation: 'tanh', rateFactor: 1 }), dense('out', 2))),
    ])
    expect(factored).toEqual(plain)
  })
})

describe('several outputs', () => {
  const spec = {
    ...spiralsSpec,
    metrics: ['accuracy'],
    network: { layers: [dense('h', 8, { activation: 'tanh' }), dense('side', 2), dense('h2', 8, { activation: 'tanh', inputs: ['h'] }), dense('out', 2)] },
    outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }, { from: 'side', loss: 'softmaxCrossEntropy', weight: 0.5 }],
    stop: { epochs: 4, early: { monitor: 'validation.side/accuracy', patience: 3, restoreBest: false } },
  }
  const lastEpoch = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'epoch').at(-1)!

  it('are scored each, the first under plain names, and their weighted losses add up', async () => {
    const { events } = await runTraining(prepare(spec))
    const { validation } = lastEpoch(events)
    expect(Object.keys(validation!)).toEqual(['loss', 'accuracy', 'side/loss', 'side/accuracy'])
    const { events: alone } = await runTraining(prepare({ ...spec, outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }, { from: 'side', loss: 'softmaxCrossEntropy', weight: 1e-9 }] } as never))
    expect(lastEpoch(alone).validation!['loss']).not.toBeCloseTo(validation!['loss']!, 3)
  })

  it('survive an interruption in the middle of an epoch', async () => {
    let time = 0
    const now = (): number => (time += 1000)
    const prepared = prepare(spec)
    const whole = await runTraining(prepared)
    const { stepsPerEpoch } = whole.events.find((event) => event.type === 'started')!
    const broken = await runTraining(prepared, { now, stopAfter: (event) => event.type === 'checkpoint' && event.tag === 'last' && event.step > stepsPerEpoch && event.step % stepsPerEpoch !== 0 })
    const resumed = await runTraining(prepared, { resumeFrom: broken.checkpoints.get('last')! })
    expect(resumed.finished!.weightsSha256).toBe(whole.finished!.weightsSha256)
    const scores = ({ events }: typeof whole) => events.flatMap((event) => (event.type === 'epoch' ? [{ epoch: event.epoch, train: event.train }] : []))
    expect(readCheckpoint(broken.checkpoints.get('last')!).position.stepInEpoch).toBeGreaterThan(0)
    expect(scores(resumed)).toEqual(scores(whole).slice(-scores(resumed).length))
  })

  it('must read different layers', () => {
    expect(describeExperiment({ ...spec, outputs: [spec.outputs[0], { from: 'out', loss: 'meanSquaredError' }], stop: { epochs: 1 } }, null).issues.map((issue) => formatIssue(issue, 'en')))
      .toEqual(['outputs[1].from: expected a layer that no other output reads, got "out"'])
  })
})

describe('class weights', () => {
  it('are refused when there are not as many as classes', () => {
    const outputs = [{ from: 'out', loss: { kind: 'softmaxCrossEntropy', classWeights: '1, 2, 3' } }]
    expect(describeExperiment({ ...spiralsSpec, outputs }, null).issues.map((issue) => formatIssue(issue, 'en')))
      .toEqual(['outputs[0].loss.classWeights: expected equal, balanced, or 2 numbers of at least 0 with commas between them, got "1, 2, 3"'])
  })

  it('that balance are inversely proportional to how often a class appears', () => {
    const { definition, hyperparameters } = losses.resolve({ kind: 'softmaxCrossEntropy', classWeights: 'balanced' }, 'loss', [])!
    expect(definition.classWeights!([30, 10, 20, 0], hyperparameters)).toEqual([0.5, 1.5, 0.75, 1])
  })

  it('act in training and not in evaluation', () => {
    const lossesWith = (classWeights: string) => {
      const { experiment, data } = prepare({ ...spiralsSpec, network: { layers: [dense('out', 2)] }, outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy', classWeights } }] } as never)
      const session = createSession(experiment, createReferenceEngine(), data.parts.train)
      const positions = Int32Array.from({ length: 20 }, (_, i) => i)
      return { train: [...session.gradientStep(positions, 1).heads[0]!.losses], evaluation: [...session.evaluate(data.parts.train).heads[0]!.losses], labels: [...data.parts.train.labels.subarray(0, 20)] }
    }
    const [equal, given] = [lossesWith('equal'), lossesWith('2, 0.5')]
    given.train.forEach((loss, i) => expect(loss).toBeCloseTo(equal.train[i]! * [2, 0.5][equal.labels[i]!]!, 12))
    expect(given.evaluation).toEqual(equal.evaluation)
  })
})
