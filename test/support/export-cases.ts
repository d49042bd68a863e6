import { expect } from 'vitest'
import {
  createEngine, createPredictor, describeDataset, prepareData, readModel, resolveExperiment, sampleBatch, sizeOf, type Dataset, type ResolvedExperiment, type TrainedModel,
} from '../../core/index.ts'
import { runTraining } from './experiments.ts'

export const SAMPLES = 48
/** Float32 sums in another order; predictions are of the order of 1. */
export const LARGEST_DIFFERENCE = 1e-4

/** A small model that exports are tested with. */
export interface ExportCase {
  readonly shape: readonly number[]
  readonly layers: readonly Record<string, unknown>[]
  /** Null for a regression of two values. */
  readonly classes?: number | null
  readonly outputs?: readonly unknown[]
  readonly preprocessing?: readonly unknown[]
  readonly ensemble?: unknown
  readonly gaps?: boolean
  /** Inputs are whole numbers below this. */
  readonly symbols?: number
}

/** Inputs that are neither centred nor of one scale, with gaps where they are wanted. */
export function makeDataset({ shape, classes = 3, gaps = false, symbols }: ExportCase): Dataset {
  const wave = (i: number): number => (gaps && i % 7 === 0 ? Number.NaN : 3 + 2 * Math.sin(i * 1.7) + Math.cos(i * i * 0.13) * (1 + i % 3))
  const inputs = Float32Array.from({ length: SAMPLES * sizeOf(shape) }, (_, i) => (symbols === undefined ? wave(i) : Math.floor(Math.abs(wave(i)) * 7) % symbols))
  return {
    name: 'waves', sampleCount: SAMPLES, inputShape: shape, inputs, inputScale: 1, givenParts: null,
    featureNames: shape.length === 1 ? Array.from({ length: shape[0]! }, (_, i) => `x${i}`) : null,
    targets: classes === null
      ? { kind: 'values', names: ['u', 'v'], values: Float32Array.from({ length: SAMPLES * 2 }, (_, i) => 5 + 2 * Math.sin(i)) }
      : { kind: 'classes', name: 'class', classes: Array.from({ length: classes }, (_, i) => `c${i}`), labels: Int32Array.from({ length: SAMPLES }, (_, i) => i % classes) },
  }
}

export function resolveCase(given: ExportCase, dataset: Dataset, changes: Record<string, unknown> = {}): ResolvedExperiment {
  return resolveExperiment({
    version: 1, seed: 5, name: 'exported', dataset: { kind: 'stored', id: 'waves' }, split: { kind: 'fraction', validation: 0.25, test: 0 },
    preprocessing: given.preprocessing ?? (given.symbols === undefined ? ['standardize'] : []), network: { layers: given.layers }, ...(given.outputs === undefined ? {} : { outputs: given.outputs }), ...(given.ensemble === undefined ? {} : { ensemble: given.ensemble }),
    optimizer: { kind: 'adam', learningRate: 0.01 }, batches: { size: 12, order: 'shuffle' }, stop: { epochs: 2 }, ...changes,
  }, describeDataset(dataset))
}

export interface TrainedCase {
  readonly experiment: ResolvedExperiment
  readonly model: TrainedModel
  readonly checkpoint: Uint8Array
  /** Raw samples of the validation part and what we predict for them. */
  readonly expected: { readonly inputs: Float32Array; readonly inputShape: readonly number[]; readonly outputs: Float32Array; /** Of the outputs after the first. */ readonly further: readonly Float32Array[] }
}

/** Trained for two epochs. */
export async function trainCase(given: ExportCase): Promise<TrainedCase> {
  const dataset = makeDataset(given)
  const experiment = resolveCase(given, dataset)
  const data = prepareData(experiment, dataset)
  const { checkpoints } = await runTraining({ experiment, data })
  const checkpoint = checkpoints.get('last')!
  const { validation } = data.parts
  const { outputs, further } = createPredictor({ experiment, checkpoint, engine: await createEngine({ kind: 'wasm' }) }).evaluate(validation)
  return { experiment, model: readModel(experiment, checkpoint), checkpoint, expected: { inputs: sampleBatch(dataset, validation.indices).inputs, inputShape: given.shape, outputs, further } }
}

export const dense = (units: number, activation: unknown = 'linear', others: Record<string, unknown> = {}): Record<string, unknown> => ({ kind: 'dense', units, activation, ...others })

const cases = {
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
  'recurrent layers': { shape: [5, 4], layers: [{ kind: 'lstm', units: 6, returns: 'all' }, { kind: 'gru', units: 5, returns: 'all' }, { kind: 'simpleRecurrent', units: 4, activation: 'tanhLinear', returns: 'all' }, { kind: 'lstm', units: 3 }, dense(3)] },
  'other recurrent layers': { shape: [5, 4], layers: [{ id: 'g', kind: 'gru', units: 6 }, { id: 's', kind: 'simpleRecurrent', units: 6, activation: 'relu', inputs: ['input'] }, { kind: 'add', inputs: ['g', 's'] }, dense(3)] },
  'an embedding': { shape: [6], symbols: 9, layers: [{ kind: 'embedding', count: 9, dimensions: 4 }, { kind: 'simpleRecurrent', units: 5, activation: 'tanh' }, dense(3)] },
  'locally connected layers': { shape: [2, 7, 6], layers: [{ kind: 'locallyConnected2d', channels: 3, kernel: 3, stride: 2, activation: 'relu' }, { kind: 'locallyConnected2d', channels: 4, kernel: 2, bias: false }, { kind: 'flatten' }, dense(3)] },
  'two outputs': { shape: [5], classes: null, preprocessing: ['standardize', 'targetScaling'], layers: [{ id: 'h', ...dense(6, 'tanh') }, { id: 'u', ...dense(1) }, { id: 'v', ...dense(1), inputs: ['h'] }],
    outputs: [{ from: 'u', loss: 'meanSquaredError', targets: ['u'] }, { from: 'v', loss: 'huber', targets: ['v'], weight: 0.5 }] },
  'an ensemble': { shape: [5], layers: [dense(6, 'tanh'), dense(3)], ensemble: { kind: 'bagging', members: 3 } },
  'a geometric mean': { shape: [5], classes: 2, layers: [dense(6, 'tanh'), { id: 'out', ...dense(1) }], outputs: [{ from: 'out', loss: 'binaryCrossEntropy' }], ensemble: { kind: 'seeds', members: 2, average: 'geometric' } },
  'networks of two topologies': { shape: [1, 5, 5], classes: null, preprocessing: ['standardize', 'targetScaling'], layers: [{ kind: 'conv2d', channels: 2 }, { kind: 'flatten' }, { id: 'out', ...dense(2) }], ensemble: { kind: 'topologies', networks: [{ layers: [{ kind: 'flatten' }, dense(4, 'relu'), { id: 'out', ...dense(2) }] }] } },
} satisfies Readonly<Record<string, ExportCase>>

/** Every layer, transform and way to read outputs stands in one of them. */
export const EXPORT_CASES: Readonly<Record<keyof typeof cases, ExportCase>> = cases

/** Every output of another program against ours. */
export function expectEach(outputs: readonly ArrayLike<number>[], { outputs: first, further }: TrainedCase['expected']): void {
  const wanted = [first, ...further]
  expect(outputs.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length))
  for (const [index, values] of wanted.entries()) expect(Math.max(...values.map((value, i) => Math.abs(value - outputs[index]![i]!)))).toBeLessThan(LARGEST_DIFFERENCE)
}
