import { describe, expect, it } from 'vitest'
import { activations, checkGradients, initializers, losses } from '../../core/index.ts'
import { prepare, spiralsSpec } from '../support/experiments.ts'

const check = (change: object): number => checkGradients(...(({ experiment, data }) => [experiment, data] as const)(prepare({ ...spiralsSpec, ...change } as never))).maxRelativeError
const LIMIT = 1e-6

describe('back-propagated gradients match central differences', () => {
  it.each(activations.kinds)('through a dense layer with %s', (activation) => {
    expect(check({ network: { layers: [{ kind: 'dense', units: 7, activation }, { kind: 'dense', units: 5, activation, bias: false }, { kind: 'dense', units: 2 }] } })).toBeLessThan(LIMIT)
  })

  it.each(activations.kinds)('through an activation layer with %s', (kind) => {
    expect(check({ network: { layers: [{ kind: 'dense', units: 7 }, { kind: 'activation', function: kind }, { kind: 'dense', units: 2 }] } })).toBeLessThan(LIMIT)
  })

  it.each(losses.kinds)('of %s for classes', (loss) => {
    expect(check({ outputs: [{ from: 'out', loss, weight: 2.5 }] })).toBeLessThan(LIMIT)
  })

  it.each([{ labelSmoothing: 0.2 }, { classWeights: 'balanced' }, { classWeights: '0.5, 3', labelSmoothing: 0.1 }])('of a cross-entropy with %o', (options) => {
    expect(check({ outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy', ...options } }] })).toBeLessThan(LIMIT)
  })

  it.each(['meanAbsoluteError', { kind: 'huber', delta: 0.2 }, 'sumOfSquares'])('of %o for a regression', (loss) => {
    expect(check({ dataset: { kind: 'noisySine' }, metrics: ['rSquared'], network: { layers: [{ kind: 'dense', units: 6, activation: 'tanh' }, { id: 'out', kind: 'dense', units: 1 }] }, outputs: [{ from: 'out', loss }] })).toBeLessThan(LIMIT)
  })

  it.each(['binaryCrossEntropy', 'meanSquaredError', 'hinge'])('of %s with a single output for two classes', (loss) => {
    expect(check({ network: { layers: [{ kind: 'dense', units: 6, activation: 'tanh' }, { id: 'one', kind: 'dense', units: 1 }] }, outputs: [{ from: 'one', loss }] })).toBeLessThan(LIMIT)
  })

  it('of a regression', () => {
    expect(check({ dataset: { kind: 'noisySine' }, metrics: ['rSquared'], network: { layers: [{ kind: 'dense', units: 6, activation: 'tanh' }, { kind: 'dense', units: 1 }] } })).toBeLessThan(LIMIT)
  })

  it('through images, flatten and dropout, also on the inputs', () => {
    expect(check({
      dataset: { kind: 'strokeDigits', samples: 40, size: 12 },
      network: { layers: [{ kind: 'flatten' }, { kind: 'dropout', rate: 0.2 }, { kind: 'dense', units: 9, activation: 'logistic' }, { kind: 'dropout', rate: 0.5 }, { kind: 'dense', units: 10 }] },
    })).toBeLessThan(LIMIT)
  })

  it.each<[string, readonly object[]]>([
    ['same padding', [{ kind: 'conv2d', channels: 3 }]],
    ['no padding and an activation', [{ kind: 'conv2d', channels: 3, kernel: 4, padding: 'valid', activation: 'tanh' }]],
    ['a stride and an even kernel', [{ kind: 'conv2d', channels: 2, kernel: 2, stride: 3 }]],
    ['dilation without a bias', [{ kind: 'conv2d', channels: 2, dilation: 2, bias: false }]],
    ['explicit padding', [{ kind: 'conv2d', channels: 2, kernel: 5, padding: 'explicit', paddingSize: 3 }]],
    ['groups', [{ kind: 'conv2d', channels: 4 }, { kind: 'conv2d', channels: 6, groups: 2, stride: 2 }]],
    ['max pooling', [{ kind: 'conv2d', channels: 3 }, { kind: 'maxPool2d' }, { kind: 'conv2d', channels: 2 }, { kind: 'maxPool2d', size: 3, stride: 1 }]],
    ['average pooling', [{ kind: 'conv2d', channels: 3 }, { kind: 'averagePool2d', size: 3, stride: 2 }]],
    ['global pooling', [{ kind: 'conv2d', channels: 3, activation: 'logistic' }, { kind: 'globalAveragePool' }]],
  ])('through convolutions with %s', (_what, layers) => {
    const head = layers.some((layer) => 'kind' in layer && layer.kind === 'globalAveragePool') ? [] : [{ kind: 'flatten' }]
    expect(check({ dataset: { kind: 'strokeDigits', samples: 40, size: 9 }, network: { layers: [{ kind: 'conv2d', channels: 2 }, ...layers, ...head, { kind: 'dense', units: 10 }] } })).toBeLessThan(LIMIT)
  })

  it.each<[string, readonly object[]]>([
    ['batch normalization', [{ kind: 'batchNormalization' }]],
    ['batch normalization without scale and shift', [{ kind: 'batchNormalization', affine: false, epsilon: 0.1 }]],
    ['frozen batch normalization', [{ kind: 'batchNormalization', trainable: false }]],
    ['layer normalization', [{ kind: 'layerNormalization' }]],
    ['layer normalization of the last axis', [{ kind: 'layerNormalization', axes: 'last', affine: false }]],
    ['group normalization', [{ kind: 'groupNormalization', groups: 3 }]],
    ['PReLU', [{ kind: 'pRelu' }]],
    ['PReLU with one slope', [{ kind: 'pRelu', shared: true, initial: 0.1 }]],
  ])('through %s, on features and on images', (_what, layers) => {
    expect(check({ network: { layers: [{ kind: 'dense', units: 6 }, ...layers, { kind: 'dense', units: 9, activation: 'tanh' }, ...layers, { kind: 'dense', units: 2 }] } })).toBeLessThan(LIMIT)
    expect(check({ dataset: { kind: 'strokeDigits', samples: 40, size: 9 }, network: { layers: [{ kind: 'conv2d', channels: 3, stride: 2, biasInitializer: { kind: 'normal', standardDeviation: 0.5 } }, ...layers, { kind: 'conv2d', channels: 6, biasInitializer: { kind: 'normal', standardDeviation: 0.5 } }, ...layers, { kind: 'flatten' }, { kind: 'dense', units: 10 }] } })).toBeLessThan(LIMIT)
  })

  it.each([true, false])('through instance normalization, scaled and shifted: %s', (affine) => {
    expect(check({ dataset: { kind: 'strokeDigits', samples: 40, size: 9 }, network: { layers: [{ kind: 'conv2d', channels: 3, stride: 2 }, { kind: 'instanceNormalization', affine }, { kind: 'flatten' }, { kind: 'dense', units: 10 }] } })).toBeLessThan(LIMIT)
  })

  const biased = { biasInitializer: { kind: 'normal', standardDeviation: 0.5 } }
  it.each<[string, readonly object[]]>([
    ['Gaussian noise', [{ kind: 'gaussianNoise', standardDeviation: 0.5 }, { kind: 'conv2d', channels: 2 }]],
    ['noise on weights', [{ kind: 'conv2d', channels: 2, weightNoise: 0.3, activation: 'tanh' }, { kind: 'flatten' }, { kind: 'dense', units: 8, weightNoise: 0.2 }]],
    ['spatial dropout', [{ kind: 'spatialDropout', rate: 0.4 }]],
    ['zero padding', [{ kind: 'zeroPadding2d', top: 2, left: 0 }, { kind: 'conv2d', channels: 2, padding: 'valid' }]],
    ['reshape', [{ kind: 'reshape', shape: [2, 9, 9] }, { kind: 'conv2d', channels: 2 }]],
    ['local connections', [{ kind: 'locallyConnected2d', channels: 2, stride: 2, ...biased, activation: 'tanh' }, { kind: 'locallyConnected2d', channels: 3, kernel: 2, bias: false }]],
    ['upsampling', [{ kind: 'conv2d', channels: 2, stride: 3 }, { kind: 'upsampling2d' }, { kind: 'conv2d', channels: 2 }]],
    ['transposed convolution', [{ kind: 'conv2d', channels: 4, stride: 3 }, { kind: 'convTranspose2d', channels: 4, groups: 2, ...biased, activation: 'tanh' }, { kind: 'convTranspose2d', channels: 2, kernel: 3, stride: 2, padding: 0, outputPadding: 1, bias: false }]],
    ['convolution along sequences', [{ kind: 'reshape', shape: [9, 18] }, { kind: 'conv1d', channels: 6, stride: 2, groups: 3, ...biased, activation: 'tanh' }, { kind: 'conv1d', channels: 2, kernel: 4, dilation: 2, padding: 'explicit', paddingSize: 3, bias: false }]],
    ['simple recurrence', [{ kind: 'reshape', shape: [9, 18] }, { kind: 'simpleRecurrent', units: 5, returns: 'all' }, { kind: 'simpleRecurrent', units: 4, activation: 'softsign' }]],
    ['LSTMs', [{ kind: 'reshape', shape: [9, 18] }, { kind: 'lstm', units: 5, returns: 'all' }, { kind: 'lstm', units: 4, forgetBias: 0 }]],
    ['GRUs', [{ kind: 'reshape', shape: [9, 18] }, { kind: 'gru', units: 5, returns: 'all' }, { kind: 'gru', units: 4 }]],
    ['tied recurrences', [{ kind: 'reshape', shape: [27, 6] }, { kind: 'conv1d', channels: 5, stride: 2, ...biased }, { id: 'r1', kind: 'gru', units: 3, returns: 'all' }, { kind: 'gru', units: 3, sharesWith: 'r1' }]],
    ['tied local connections', [{ kind: 'conv2d', channels: 2, kernel: 1 }, { id: 'l1', kind: 'locallyConnected2d', channels: 2, kernel: 1 }, { kind: 'locallyConnected2d', channels: 2, kernel: 1, sharesWith: 'l1' }]],
  ])('through %s', (_what, layers) => {
    expect(check({ dataset: { kind: 'strokeDigits', samples: 40, size: 9 }, network: { layers: [{ kind: 'conv2d', channels: 2, activation: 'tanh', ...biased }, ...layers, { kind: 'flatten' }, { kind: 'dense', units: 10 }] } })).toBeLessThan(LIMIT)
  })

  it.each([
    { kind: 'l2', strength: 0.5 }, { kind: 'l1', strength: 0.5 }, { kind: 'elasticNet', strength: 0.5, ratio: 0.3 },
    { kind: 'weightElimination', strength: 0.5, size: 0.2 }, { kind: 'weightElimination', strength: 0.5, size: 3 },
  ])('with the penalty %o, of weights and not of biases', (penalty) => {
    expect(check({ regularizers: [penalty] })).toBeLessThan(LIMIT)
  })

  it('through a skipped layer and a shared one', () => {
    expect(check({ network: { layers: [
      { id: 'a', kind: 'dense', units: 6, activation: 'tanh' },
      { id: 'unused', kind: 'dense', units: 3, inputs: ['a'] },
      { id: 'b', kind: 'dense', units: 4, activation: 'relu', inputs: ['a'] },
      { id: 'out', kind: 'dense', units: 2, inputs: ['b'] },
    ] } })).toBeLessThan(LIMIT)
  })

  it.each<[string, readonly object[]]>([
    ['a residual', [{ id: 'b', kind: 'dense', units: 6, activation: 'relu' }, { id: 'sum', kind: 'add', inputs: ['a', 'b'] }]],
    ['a residual around two layers, twice the same path', [{ id: 'b', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'c', kind: 'dense', units: 6 }, { id: 'sum', kind: 'add', inputs: ['a', 'c', 'a', 'b'] }]],
    ['a gate', [{ id: 'b', kind: 'dense', units: 6, activation: 'logistic', inputs: ['a'] }, { id: 'c', kind: 'dense', units: 6, inputs: ['a'] }, { kind: 'multiply', inputs: ['b', 'c'] }]],
    ['a product of three, one of them the data’s', [{ id: 'b', kind: 'dense', units: 6 }, { id: 'c', kind: 'dense', units: 6, inputs: ['input'] }, { kind: 'multiply', inputs: ['a', 'b', 'c'] }]],
    ['a concatenation with the data', [{ id: 'b', kind: 'dense', units: 5, activation: 'tanh' }, { kind: 'concatenate', inputs: ['a', 'input', 'b'] }]],
    ['a frozen layer in the middle', [{ id: 'b', kind: 'dense', units: 6, activation: 'tanh', trainable: false }, { kind: 'dense', units: 4 }]],
    ['tied weights', [{ id: 'b', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'c', kind: 'dense', units: 6, sharesWith: 'b' }, { id: 'd', kind: 'dense', units: 6, activation: 'softsign', sharesWith: 'c' }]],
    ['tied weights on two branches', [{ id: 'b', kind: 'dense', units: 6 }, { id: 'c', kind: 'dense', units: 6, activation: 'tanh', inputs: ['a'], sharesWith: 'b' }, { kind: 'multiply', inputs: ['b', 'c'] }]],
    ['tied weights of which one use is dead', [{ id: 'b', kind: 'dense', units: 6 }, { id: 'c', kind: 'dense', units: 6, sharesWith: 'b' }, { kind: 'dense', units: 3, inputs: ['b'] }]],
  ])('through %s', (_what, layers) => {
    expect(check({ network: { layers: [{ id: 'a', kind: 'dense', units: 6, activation: 'tanh' }, ...layers, { id: 'out', kind: 'dense', units: 2 }] } })).toBeLessThan(LIMIT)
  })

  it('through channels that are joined and maps that are added', () => {
    expect(check({ dataset: { kind: 'strokeDigits', samples: 40, size: 8 }, network: { layers: [
      { id: 'a', kind: 'conv2d', channels: 2 }, { id: 'b', kind: 'conv2d', channels: 3, activation: 'tanh' }, { id: 'c', kind: 'concatenate', inputs: ['a', 'b'] },
      { id: 'd', kind: 'conv2d', channels: 5, kernel: 1, sharesWith: null }, { kind: 'add', inputs: ['d', 'c'] }, { kind: 'flatten' }, { kind: 'dense', units: 10 },
    ] } })).toBeLessThan(LIMIT)
  })

  it('of several outputs with their losses and weights', () => {
    expect(check({
      network: { layers: [{ id: 'h', kind: 'dense', units: 6, activation: 'tanh' }, { id: 'side', kind: 'dense', units: 1 }, { id: 'h2', kind: 'dense', units: 5, activation: 'tanh', inputs: ['h'] }, { id: 'out', kind: 'dense', units: 2 }, { id: 'after', kind: 'dense', units: 2 }] },
      outputs: [{ from: 'out', loss: 'softmaxCrossEntropy' }, { from: 'side', loss: 'binaryCrossEntropy', weight: 0.3 }, { from: 'after', loss: 'meanSquaredError', weight: 2 }],
    })).toBeLessThan(LIMIT)
  })

  it('notices a wrong sign', () => {
    const { experiment, data } = prepare(spiralsSpec)
    const output = experiment.outputs[0]!
    const broken = { ...output!, loss: { ...output!.loss, definition: { ...output!.loss.definition, apply: ((ops, outputs, targets, target, hyperparameters) => {
      output!.loss.definition.apply(ops, outputs, targets, { ...target, scale: -1 }, hyperparameters)
    }) as typeof output.loss.definition.apply } } }
    expect(checkGradients({ ...experiment, outputs: [broken] }, data).maxRelativeError).toBeGreaterThan(0.1)
  })
})

describe('initializers', () => {
  it.each(initializers.kinds.filter((kind) => !['orthogonal', 'identity'].includes(kind)))('%s has the spread that its definition promises', (kind) => {
    const fanIn = 50
    const fanOut = 30
    const { definition, hyperparameters } = initializers.resolve(kind, 'initializer', [])!
    const random = { draws: 0, ...seeded() }
    const filled = new Float64Array(40_000)
    definition.fill(filled, random, { shape: [fanOut, fanIn], fanIn, fanOut }, hyperparameters)
    const values = [...filled]
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    // From the papers: variances of each law, worked out for 50 inputs and 30 outputs.
    const expected = {
      constant: 0, zeros: 0, uniform: 0.05 / Math.sqrt(3), normal: 0.01,
      glorotUniform: Math.sqrt(2 / 80), glorotNormal: Math.sqrt(2 / 80),
      heUniform: Math.sqrt(2 / 50), heNormal: Math.sqrt(2 / 50),
      leCunUniform: Math.sqrt(1 / 50), leCunNormal: Math.sqrt(1 / 50),
    }[kind]
    expect(expected, `no expectation for ${kind}`).toBeDefined()
    expect(Math.abs(deviation - expected!)).toBeLessThanOrEqual(0.02 * expected!)
    expect(Math.abs(mean)).toBeLessThanOrEqual(5 * expected! / 200)
    const limit = { uniform: 0.05, glorotUniform: Math.sqrt(6 / 80), heUniform: Math.sqrt(6 / 50), leCunUniform: Math.sqrt(3 / 50) }[kind]
    if (limit !== undefined) expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit)
  })
})

describe('initializers of whole tensors', () => {
  const fill = (spec: object, shape: readonly number[]): Float64Array => {
    const values = new Float64Array(shape.reduce((a, b) => a * b, 1))
    const { definition, hyperparameters } = initializers.resolve(spec, 'initializer', [])!
    definition.fill(values, seeded(), { shape, fanIn: 1, fanOut: 1 }, hyperparameters)
    return values
  }

  it.each([[[5, 9]], [[9, 5]], [[7, 7]], [[4, 2, 3, 3]], [[64, 64]]])('orthogonal vectors of one length for a tensor of %j', (shape) => {
    const values = fill({ kind: 'orthogonal', gain: 1.5 }, shape)
    const [rows, columns] = [shape[0]!, values.length / shape[0]!]
    const vector = (i: number) => Array.from({ length: Math.max(rows, columns) }, (_, j) => values[rows <= columns ? i * columns + j : j * columns + i]!)
    for (let a = 0; a < Math.min(rows, columns); a++) {
      for (let b = 0; b <= a; b++) {
        const [first, second] = [vector(a), vector(b)]
        expect(first.reduce((sum, value, i) => sum + value * second[i]!, 0)).toBeCloseTo(a === b ? 2.25 : 0, 12)
      }
    }
  })

  it('identity passes inputs on, a filter its middle pixel', () => {
    expect([...fill({ kind: 'identity', gain: 2 }, [2, 3])]).toEqual([2, 0, 0, 0, 2, 0])
    expect([...fill({ kind: 'identity' }, [2, 2, 1, 3])]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
  })
})

function seeded() {
  let state = 1
  const uniform = (): number => {
    state = (state * 16807) % 2147483647
    return state / 2147483647
  }
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (below: number) => Math.floor(uniform() * below),
    shuffle: () => {},
  }
}
