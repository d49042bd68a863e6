import { describe, expect, it, test } from 'vitest'
import {
  activations, createEngine, createPredictor, describeDataset, layers, losses, prepareData, readModel, resolveExperiment, sampleBatch, sizeOf, transforms, writeOnnx, type Dataset, type ResolvedExperiment,
} from '../../../core/index.ts'
import { writtenActivations } from '../../../core/exports/onnx/activations.ts'
import { LAYER_EXPORTERS } from '../../../core/exports/onnx/layers.ts'
import { readLosses } from '../../../core/exports/onnx/outputs.ts'
import { TRANSFORM_EXPORTERS } from '../../../core/exports/onnx/transforms.ts'
import { verifyOnnx, type ExpectedPredictions } from '../../../electron/services/verify-onnx.ts'
import { runTraining } from '../../support/experiments.ts'
import { issuesOf } from '../../support/issues-of.ts'

const hasRuntime = await import('onnxruntime-node').then(() => true, () => false)
if (!hasRuntime) process.stderr.write('Tests that read ONNX files back are skipped: onnxruntime-node is absent.\n')

const SAMPLES = 48
/** Float32 sums in another order; predictions are of the order of 1. */
const BOUND = 1e-4

interface Case {
  readonly shape: readonly number[]
  readonly layers: readonly Record<string, unknown>[]
  /** Null for a regression of two values. */
  readonly classes?: number | null
  readonly outputs?: readonly unknown[]
  readonly preprocessing?: readonly unknown[]
  readonly gaps?: boolean
}

/** Inputs that are neither centred nor of one scale, with gaps where they are wanted. */
function makeDataset({ shape, classes = 3, gaps = false }: Case): Dataset {
  const inputs = Float32Array.from({ length: SAMPLES * sizeOf(shape) }, (_, i) => (gaps && i % 7 === 0 ? Number.NaN : 3 + 2 * Math.sin(i * 1.7) + Math.cos(i * i * 0.13) * (1 + i % 3)))
  return {
    name: 'waves', sampleCount: SAMPLES, inputShape: shape, inputs, inputScale: 1, givenParts: null,
    featureNames: shape.length === 1 ? Array.from({ length: shape[0]! }, (_, i) => `x${i}`) : null,
    targets: classes === null
      ? { kind: 'values', names: ['u', 'v'], values: Float32Array.from({ length: SAMPLES * 2 }, (_, i) => 5 + 2 * Math.sin(i)) }
      : { kind: 'classes', name: 'class', classes: Array.from({ length: classes }, (_, i) => `c${i}`), labels: Int32Array.from({ length: SAMPLES }, (_, i) => i % classes) },
  }
}

function resolve(given: Case, dataset: Dataset, changes: Record<string, unknown> = {}): ResolvedExperiment {
  return resolveExperiment({
    version: 1, seed: 5, name: 'exported', dataset: { kind: 'stored', id: 'waves' }, split: { kind: 'fraction', validation: 0.25, test: 0 },
    preprocessing: given.preprocessing ?? ['standardize'], network: { layers: given.layers }, ...(given.outputs === undefined ? {} : { outputs: given.outputs }),
    optimizer: { kind: 'adam', learningRate: 0.01 }, batches: { size: 12, order: 'shuffle' }, stop: { epochs: 2 }, ...changes,
  }, describeDataset(dataset))
}

/** Trained for two epochs and written; with what we predict for the validation part. */
async function exportTrained(given: Case): Promise<{ content: Uint8Array; expected: ExpectedPredictions }> {
  const dataset = makeDataset(given)
  const experiment = resolve(given, dataset)
  const data = prepareData(experiment, dataset)
  const { checkpoints } = await runTraining({ experiment, data })
  const checkpoint = checkpoints.get('last')!
  const { validation } = data.parts
  const { outputs } = createPredictor({ experiment, checkpoint, engine: await createEngine({ kind: 'wasm' }) }).evaluate(validation)
  const content = writeOnnx(experiment, readModel(experiment, checkpoint), { name: 'exported', version: '1.0' })
  return { content, expected: { inputs: sampleBatch(dataset, validation.indices).inputs, inputShape: given.shape, outputs } }
}

const dense = (units: number, activation: unknown = 'linear', others: Record<string, unknown> = {}): Record<string, unknown> => ({ kind: 'dense', units, activation, ...others })

const NETWORKS: Readonly<Record<string, Case>> = {
  'an MLP': { shape: [5], layers: [dense(9, 'tanh'), { kind: 'dropout', rate: 0.3 }, { kind: 'gaussianNoise' }, { kind: 'pRelu' }, { kind: 'stochasticBinary' }, dense(4, 'relu', { bias: false }), dense(3)] },
  'a convolutional network with batch normalization': { shape: [2, 9, 7], layers: [
    { kind: 'conv2d', channels: 4, kernel: 4, stride: 2, activation: 'relu' }, { kind: 'batchNormalization' },
    { kind: 'conv2d', channels: 4, kernel: 3, dilation: 2, groups: 2, padding: 'explicit', paddingSize: 2, bias: false }, { kind: 'spatialDropout' }, { kind: 'pRelu', shared: true },
    { kind: 'maxPool2d' }, { kind: 'flatten' }, { kind: 'batchNormalization', affine: false }, dense(3),
  ] },
  'a residual network': { shape: [1, 8, 8], layers: [
    { id: 'a', kind: 'conv2d', channels: 4 }, { kind: 'batchNormalization' }, { id: 'f', kind: 'activation', function: 'relu' }, { id: 'c', kind: 'conv2d', channels: 4 },
    { id: 'sum', kind: 'add', inputs: ['a', 'c'] }, { id: 'join', kind: 'concatenate', inputs: ['sum', 'f'] }, { id: 'pool', kind: 'globalAveragePool' },
    { id: 'left', ...dense(6, 'tanh') }, { id: 'right', ...dense(6, 'logistic'), inputs: ['pool'] }, { kind: 'multiply', inputs: ['left', 'right'] }, dense(3),
  ] },
  'the other normalizations and changes of shape': { shape: [2, 6, 5], layers: [
    { kind: 'zeroPadding2d', top: 1, bottom: 0, left: 2, right: 1 }, { kind: 'conv2d', channels: 6, kernel: 3, padding: 'valid' }, { kind: 'groupNormalization', groups: 3 }, { kind: 'pRelu' },
    { kind: 'instanceNormalization' }, { kind: 'upsampling2d' }, { kind: 'layerNormalization', axes: 'last' }, { kind: 'averagePool2d', size: 3, stride: 2 },
    { kind: 'convTranspose2d', channels: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2, activation: 'elu' }, { kind: 'layerNormalization' }, { kind: 'groupNormalization', groups: 2, affine: false },
    { kind: 'flatten' }, dense(12), { kind: 'layerNormalization', affine: false }, { kind: 'reshape', shape: [2, 6] }, { kind: 'conv1d', channels: 3, kernel: 4, stride: 2 }, { kind: 'flatten' }, dense(3),
  ] },
  'tied layers': { shape: [4], layers: [{ id: 'a', ...dense(4, 'tanh') }, { id: 'b', ...dense(4, 'tanh'), sharesWith: 'a' }, dense(3)] },
  'a single logistic output': { shape: [4], classes: 2, layers: [dense(3, 'tanh'), { id: 'out', ...dense(1) }], outputs: [{ from: 'out', loss: 'binaryCrossEntropy' }] },
  'a single output between targets': { shape: [4], classes: 2, layers: [{ id: 'out', ...dense(1, 'tanh') }], outputs: [{ from: 'out', loss: { kind: 'meanSquaredError', classTargets: 'tanhBend' } }] },
  'a hinge': { shape: [4], classes: 2, layers: [{ id: 'out', ...dense(1) }], outputs: [{ from: 'out', loss: 'hinge' }] },
  'a regression with scaled targets': { shape: [4], classes: null, layers: [dense(6, 'tanh'), dense(2)], preprocessing: ['standardize', 'targetScaling'] },
  'gaps that are filled': { shape: [4], gaps: true, layers: [dense(3)], preprocessing: ['impute', { kind: 'minMax', low: -1, high: 2 }, 'centre'] },
  'quartiles and whitened components': { shape: [6], layers: [dense(3)], preprocessing: ['robust', { kind: 'pca', components: 3, whiten: true }] },
  'whitened images': { shape: [1, 3, 3], layers: [{ kind: 'flatten' }, dense(3)], preprocessing: [{ kind: 'minMax' }, { kind: 'zca', epsilon: 0.01 }] },
}

describe.skipIf(!hasRuntime)('read back by onnxruntime', () => {
  test.each(Object.entries(NETWORKS))('%s predicts the same', async (_, given) => {
    const { content, expected } = await exportTrained(given)
    const verification = (await verifyOnnx(content, expected))!
    expect(verification.samples).toBe(SAMPLES / 4)
    expect(verification.maxDifference).toBeLessThan(BOUND)
  })

  test.each([...activations.kinds, { kind: 'gelu', form: 'tanh' }, { kind: 'logistic', slope: 2.5 }, { kind: 'softmax', temperature: 3 }])('%o predicts the same', async (activation) => {
    const { content, expected } = await exportTrained({ shape: [4], layers: [dense(6, activation), dense(3)] })
    expect((await verifyOnnx(content, expected))!.maxDifference).toBeLessThan(BOUND)
  })

  it('is refused where it predicts something else', async () => {
    const { content, expected } = await exportTrained(NETWORKS['an MLP']!)
    const others = (change: (value: number) => number): ExpectedPredictions => ({ ...expected, outputs: expected.outputs.map(change) })
    await expect(verifyOnnx(content, others((value) => value + 0.001))).rejects.toThrow(/predicts values up to 1\.0e-3 from our own for 12 samples, and 0\.0001 is the limit/)
    await expect(verifyOnnx(content, others(() => Number.NaN))).rejects.toThrow(/up to Infinity/)
  })
})

describe('every block', () => {
  it('is written, or says why not', () => {
    expect(Object.keys(LAYER_EXPORTERS).sort()).toEqual([...layers.kinds].sort())
    const refused = Object.entries(LAYER_EXPORTERS).filter(([, entry]) => typeof entry !== 'function')
    expect(refused.map(([kind]) => kind)).toEqual(['embedding', 'gru', 'locallyConnected2d', 'lstm', 'simpleRecurrent'])
    expect([...writtenActivations].sort()).toEqual([...activations.kinds].sort())
    expect(Object.keys(TRANSFORM_EXPORTERS).sort()).toEqual([...transforms.kinds].sort())
    expect([...readLosses].sort()).toEqual([...losses.kinds].sort())
  })

  it('is read back in a test above', () => {
    const tested = new Set(Object.values(NETWORKS).flatMap((given) => given.layers.map(({ kind }) => kind)))
    expect(Object.entries(LAYER_EXPORTERS).filter(([kind, entry]) => typeof entry === 'function' && !tested.has(kind))).toEqual([])
  })
})

describe('what cannot be written', () => {
  const given: Case = { shape: [2, 4], layers: [{ kind: 'lstm', units: 3, returns: 'all' }, { kind: 'gru', units: 3 }, dense(3)] }

  it('is refused by name, all of it at once', () => {
    const experiment = resolve(given, makeDataset(given), { preprocessing: [] })
    const model = { members: [{ experiment, tensors: new Map() }], average: 'arithmetic', passes: null, transforms: [] } as const
    const issues = issuesOf(() => writeOnnx(experiment, model, { name: 'x', version: '1' }))
    expect(issues).toHaveLength(2)
    expect(issues[0]).toMatch(/^network\.layers\[0\]: expected something other than lstm, which cannot be written as ONNX: the steps of recurrent layers/)
  })

  it('includes ensembles', () => {
    const flat: Case = { shape: [4], layers: [dense(3)] }
    const experiment = resolve(flat, makeDataset(flat), { preprocessing: [], ensemble: { kind: 'bagging', members: 2 } })
    const model = { members: [], average: 'arithmetic', passes: null, transforms: [] } as const
    expect(issuesOf(() => writeOnnx(experiment, model, { name: 'x', version: '1' }))).toEqual([expect.stringContaining('bagging, which cannot be written as ONNX')])
  })
})
