import { describe, expect, it } from 'vitest'
import { activations, describeExperiment, formatIssue, resolveExperiment, SpecError, type DatasetDescription } from '../../core/index.ts'
import { spiralsSpec } from '../support/experiments.ts'

const digits: DatasetDescription = {
  name: 'digits', sampleCount: 1000, inputShape: [1, 28, 28], task: 'classification', classes: [...'0123456789'], targetNames: ['digit'], givenCounts: null,
}
const prices: DatasetDescription = { name: 'prices', sampleCount: 100, inputShape: [3], task: 'regression', classes: null, targetNames: ['price'], givenCounts: null }
const mlp = {
  version: 1,
  dataset: { kind: 'stored', id: 'digits' },
  split: { kind: 'fraction', validation: 0.1, test: 0.1 },
  network: { layers: [{ kind: 'flatten' }, { id: 'h1', kind: 'dense', units: 128, activation: 'relu' }, { kind: 'dense', units: 10 }] },
  batches: { size: 128 },
} as const

/** The problems as the command line prints them. */
function problems(spec: unknown, data: DatasetDescription = digits): string[] {
  const { issues } = describeExperiment(spec, data)
  if (issues.length > 0) expect(() => resolveExperiment(spec, data)).toThrow(SpecError)
  return issues.map((issue) => formatIssue(issue))
}

describe('describe', () => {
  it('infers shapes, counts and memory', () => {
    const description = describeExperiment(mlp, digits)
    expect(description).toMatchObject({
      issues: [],
      summary: '1×28×28-128-10 · ReLU · Adam 0.001 · batch 128',
      parameterCount: 101_770,
      multiplyAdds: 784 * 128 + 128 * 10,
      samples: { train: 800, validation: 100, test: 100 },
      stepsPerEpoch: 7,
      memoryBytes: { parameters: 2 * 4 * 101_770, optimizer: 2 * 4 * 101_770 },
    })
    expect(description.layers.map(({ id, outputShape, parameterCount }) => [id, outputShape, parameterCount])).toEqual([
      ['flatten1', [784], 0], ['h1', [128], 100_480], ['dense1', [10], 1_290],
    ])
  })

  it('notes that Rprop is for full batches, and only then', () => {
    const rprop = { ...mlp, optimizer: 'rprop' }
    expect(describeExperiment(rprop, digits)).toMatchObject({ issues: [], notes: [{ en: expect.stringContaining('batches.size to "full"'), es: expect.stringContaining('batches.size a "full"') }] })
    for (const size of ['full', 800]) expect(describeExperiment({ ...rprop, batches: { size } }, digits).notes).toEqual([])
    expect(describeExperiment({ ...rprop, batches: { size: 'full' }, schedule: 'cosine' }, digits).notes).toHaveLength(1)
    expect(describeExperiment(mlp, digits).notes).toEqual([])
  })

  it('names what it knows when the data are unknown', () => {
    const description = describeExperiment(mlp, null)
    expect(description.issues).toEqual([])
    expect(description.layers.map(({ outputShape }) => outputShape)).toEqual([null, null, null])
  })

  it('describes generators from their hyper-parameters', () => {
    expect(describeExperiment(spiralsSpec, null)).toMatchObject({ issues: [], parameterCount: 3 * 12 + 13 * 8 + 9 * 2, samples: { train: 84, validation: 24, test: 12 } })
  })

  it('counts shared parameters once and leaves normalization out of the summary', () => {
    const layers = [{ kind: 'flatten' }, { id: 'a', kind: 'dense', units: 784 }, { kind: 'batchNormalization' }, { kind: 'pRelu' }, { kind: 'dense', units: 784, sharesWith: 'a' }, { kind: 'dense', units: 10, trainable: false }]
    const description = describeExperiment({ ...mlp, network: { layers }, outputs: undefined }, digits)
    expect(description).toMatchObject({ issues: [], parameterCount: 784 * 785 + 2 * 784 + 784 + 7850 })
    expect(description.summary).toMatch(/^1×28×28-784-784-10 · /)
  })
})

describe('resolve', () => {
  it('writes all defaults out, and reading that again changes nothing', () => {
    const { spec } = resolveExperiment(mlp, digits)
    expect(spec).toMatchObject({
      name: 'experiment', seed: 1, optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9 }, schedule: { kind: 'constant' }, metrics: [{ kind: 'accuracy' }],
      outputs: [{ from: 'dense1', loss: { kind: 'softmaxCrossEntropy' }, weight: 1 }], batches: { size: 128, order: 'shuffle' }, stop: { epochs: 10, early: null },
    })
    expect(spec.network.layers[1]).toMatchObject({ id: 'h1', activation: { kind: 'relu' }, initializer: { kind: 'glorotUniform' }, bias: true })
    expect(resolveExperiment(JSON.parse(JSON.stringify(spec)), digits).spec).toEqual(spec)
  })

  it('writes down whose lives are kept where it is more than usual', () => {
    expect([{ train: true }, { train: false }, {}].map((histories) => resolveExperiment({ ...mlp, histories }, digits).spec.histories)).toEqual([{ train: true }, undefined, undefined])
  })

  it('chooses loss and metric for regression', () => {
    const { spec } = resolveExperiment({ ...mlp, network: { layers: [{ kind: 'dense', units: 1 }] } }, prices)
    expect(spec.outputs[0]!.loss.kind).toBe('meanSquaredError')
    expect(spec.metrics).toEqual([{ kind: 'rootMeanSquaredError' }])
  })
})

describe('problems', () => {
  it('are all told at once, each with its place', () => {
    expect(problems({
      version: 1,
      dataset: { kind: 'stored', id: 'digits' },
      network: { layers: [{ kind: 'flatten' }, { kind: 'dense', units: -3 }, { kind: 'dense', units: 10, activation: 'rleu' }] },
      optimizer: { kind: 'adam', learningrate: 0.1 },
      batches: { size: 0 },
      stop: { epochs: 2.5 },
    })).toEqual([
      'network.layers[1].units: expected a whole number at least 1 and at most 100000, got -3',
      `network.layers[2].activation.kind: expected one of ${activations.kinds.join(', ')}, got "rleu" (did you mean "relu"?)`,
      'optimizer.learningrate: expected one of the fields learningRate, beta1, beta2, epsilon, got "learningrate" (did you mean "learningRate"?)',
      'batches.size: expected a whole number at least 1 and at most 1000000, got 0',
      'stop.epochs: expected a whole number at least 1 and at most 1000000, got 2.5',
    ])
  })

  it.each<[string, object, string]>([
    ['a flat layer on images', { network: { layers: [{ kind: 'dense', units: 10 }] } }, 'network.layers[0]: expected a flat input, got [1,28,28] (put a flatten layer before it)'],
    ['too few outputs', { network: { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 9 }] } }, 'network.layers[1]: expected 10 outputs for the softmaxCrossEntropy of digits, got [9] (set its units to 10)'],
    ['a softmax before its own loss', { network: { layers: [{ kind: 'flatten' }, { id: 'out', kind: 'dense', units: 10, activation: 'softmax' }] } }, 'outputs[0].loss: expected a linear layer "out" before it (the loss applies its own function), got "softmax" (set the activation of "out" to linear)'],
    ['an unknown input', { network: { layers: [{ id: 'flat', kind: 'flatten' }, { kind: 'dense', units: 10, inputs: ['flta'] }] } }, 'network.layers[1].inputs[0]: expected the name of an earlier layer (input, flat), got "flta" (did you mean "flat"?)'],
    ['the same name twice', { network: { layers: [{ id: 'a', kind: 'flatten' }, { id: 'a', kind: 'dense', units: 10 }] } }, 'network.layers[1].id: expected a name that no other layer has (layer 0 has it), got "a"'],
    ['another version', { version: 2 }, 'version: expected 1, got 2'],
    ['an unknown field', { optimiser: 'adam' }, `optimiser: expected one of the fields version, name, seed, dataset, split, preprocessing, augmentation, network, outputs, metrics, optimizer, schedule, regularizers, batches, stop, initialWeights, pretraining, ensemble, checkpoints, changes, diagnostics, histories, got "optimiser" (did you mean "optimizer"?)`],
    ['no layers', { network: { layers: [] } }, 'network.layers: expected a list of at least one layer, got []'],
    ['a metric for the other task', { metrics: ['rSquared'] }, 'metrics[0].kind: expected a metric for classification (accuracy, '],
    ['an unknown watched value', { stop: { epochs: 3, early: { monitor: 'validation.acuracy' } } }, 'stop.early.monitor: expected one of validation.loss, validation.accuracy, train.loss, train.accuracy, got "validation.acuracy" (did you mean "validation.accuracy"?)'],
    ['watching a part that is empty', { split: { kind: 'fraction', validation: 0, test: 0 }, stop: { epochs: 3, early: {} } }, 'stop.early.monitor: expected a split with a validation part, got no validation samples (give split.validation a fraction above 0, or watch train.loss)'],
    ['no data', { dataset: undefined }, 'dataset: expected an object with a "kind"'],
    ['a negative seed', { seed: -1 }, 'seed: expected a whole number at least 0, got -1'],
    ['lives that are neither kept nor not', { histories: { train: 'yes' } }, 'histories.train: expected true or false, got "yes"'],
    ['lives of another part', { histories: { test: true } }, 'histories.test: expected one of the fields train, got "test"'],
    ['something else than an object', { stop: 7 }, 'stop: expected an object, got 7'],
  ])('names %s', (_what, change, expected) => {
    const found = problems({ ...mlp, ...change })
    expect(found).toHaveLength(1)
    expect(found[0]!.startsWith(expected), found[0]).toBe(true)
  })

  it('refuses losses for the other task', () => {
    expect(problems({ ...mlp, network: { layers: [{ id: 'out', kind: 'dense', units: 1 }] }, outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }] }, prices))
      .toEqual(['outputs[0].loss: expected classes as targets, got numbers (price) (use meanSquaredError)'])
  })

  it.each([null, 7, 'spec', []])('refuses %j as a spec', (spec) => {
    expect(problems(spec)[0]).toMatch(/^expected an experiment as a JSON object/)
  })

  it('speaks Spanish too', () => {
    const { issues } = describeExperiment({ ...mlp, seed: -1 }, digits)
    expect(formatIssue(issues[0]!, 'es')).toBe('seed: se esperaba un número entero de al menos 0, llegó -1')
  })
})
