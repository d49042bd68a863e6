import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEngine, createPredictor, describeDataset, prepareData, readIdx, readModel, resolveExperiment, sampleBatch, writeOnnx, type Dataset } from '../../../core/index.ts'
import { LARGEST_DIFFERENCE } from '../../support/export-cases.ts'
import { runTraining } from '../../support/experiments.ts'
import { sharedData } from '../../support/shared-data.ts'

const runtime = await import('onnxruntime-node').then((found) => found, () => null)
if (runtime === null) process.stderr.write('Tests that read ONNX files back are skipped: onnxruntime-node is absent.\n')
const isThere = sharedData('mnist/t10k-images-idx3-ubyte.gz') !== null && runtime !== null

/** Few: the networks need to be trained, not to be good. All test digits follow them. */
const TRAINED = 3000
const TEST_DIGITS = 10_000
const PIXELS = 784

async function loadDigits(): Promise<Dataset> {
  const read = async (name: string): Promise<Uint8Array> => readIdx(name, gunzipSync(await readFile(sharedData(`mnist/${name}-ubyte.gz`)!))).data as Uint8Array
  const [images, labels, testImages, testLabels] = await Promise.all(['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(read))
  const inputs = new Uint8Array((TRAINED + TEST_DIGITS) * PIXELS)
  inputs.set(images!.subarray(0, TRAINED * PIXELS))
  inputs.set(testImages!, TRAINED * PIXELS)
  return {
    name: 'MNIST', sampleCount: TRAINED + TEST_DIGITS, inputShape: [1, 28, 28], inputs, inputScale: 1 / 255, featureNames: null,
    targets: { kind: 'classes', name: 'digit', classes: Array.from({ length: 10 }, (_, digit) => String(digit)), labels: Int32Array.from([...labels!.subarray(0, TRAINED), ...testLabels!]) },
    givenParts: new Uint8Array(TRAINED + TEST_DIGITS).fill(2, TRAINED),
  }
}

const dense = (units: number, activation = 'linear'): Record<string, unknown> => ({ kind: 'dense', units, activation })
const conv = (channels: number, others: Record<string, unknown> = {}): Record<string, unknown> => ({ kind: 'conv2d', channels, activation: 'relu', ...others })

const NETWORKS: Readonly<Record<string, { readonly layers: readonly unknown[]; readonly preprocessing: readonly unknown[] }>> = {
  'an MLP': { preprocessing: ['standardize'], layers: [{ kind: 'flatten' }, dense(64, 'relu'), { kind: 'dropout', rate: 0.2 }, dense(10)] },
  'LeNet-5': { preprocessing: ['standardize'], layers: [conv(6, { kernel: 5 }), { kind: 'maxPool2d' }, conv(16, { kernel: 5, padding: 'valid' }), { kind: 'maxPool2d' }, { kind: 'flatten' }, dense(120, 'relu'), dense(84, 'relu'), dense(10)] },
  'a residual network': { preprocessing: ['standardize'], layers: [{ id: 'a', ...conv(6, { stride: 2 }) }, conv(6), { id: 'c', ...conv(6) }, { kind: 'add', inputs: ['a', 'c'] }, { kind: 'averagePool2d' }, { kind: 'flatten' }, dense(10)] },
  'batch normalization': { preprocessing: [{ kind: 'minMax' }], layers: [conv(6, { stride: 2, activation: 'linear' }), { kind: 'batchNormalization' }, { kind: 'activation', function: 'relu' }, { kind: 'flatten' }, dense(32), { kind: 'batchNormalization' }, { kind: 'activation', function: 'tanh' }, dense(10)] },
  'an ensemble': { preprocessing: ['standardize'], layers: [{ kind: 'flatten' }, dense(24, 'tanh'), dense(10)] },
}

describe.skipIf(!isThere)('all 10,000 test digits of MNIST, read by onnxruntime', () => {
  let digits: Dataset
  beforeAll(async () => { digits = await loadDigits() })

  test.each(Object.entries(NETWORKS))('%s gives every digit the same class', async (name, { layers, preprocessing }) => {
    const experiment = resolveExperiment({
      version: 1, seed: 2, dataset: { kind: 'stored', id: 'mnist' }, split: { kind: 'fraction', validation: 0, test: 0 }, preprocessing, network: { layers }, ...(name === 'an ensemble' ? { ensemble: { kind: 'bagging', members: 3 } } : {}),
      optimizer: { kind: 'adam', learningRate: 0.004 }, batches: { size: 32, order: 'shuffle' }, stop: { epochs: 2 },
    }, describeDataset(digits))
    const data = prepareData(experiment, digits)
    const checkpoint = (await runTraining({ experiment, data })).checkpoints.get('last')!
    const { test: part } = data.parts
    const { outputs, scores } = createPredictor({ experiment, checkpoint, engine: await createEngine({ kind: 'wasm' }) }).evaluate(part)
    expect(part.sampleCount).toBe(TEST_DIGITS)
    // It has learned something: classes that are all alike would prove little.
    expect(scores!['accuracy']).toBeGreaterThan(0.8)
    const session = await runtime!.InferenceSession.create(writeOnnx(experiment, readModel(experiment, checkpoint), { name, version: '1' }), { intraOpNumThreads: 1, logSeverityLevel: 3 })
    const { prediction } = await session.run({ input: new runtime!.Tensor('float32', sampleBatch(digits, part.indices).inputs as Float32Array, [TEST_DIGITS, 1, 28, 28]) })
    await session.release()
    const theirs = prediction!.data as Float32Array
    const classOf = (rows: Float32Array, sample: number): number => rows.subarray(10 * sample, 10 * sample + 10).reduce((best, value, k, row) => (value > row[best]! ? k : best), 0)
    expect(Array.from({ length: TEST_DIGITS }, (_, sample) => sample).filter((sample) => classOf(theirs, sample) !== classOf(outputs, sample))).toEqual([])
    expect(outputs.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0)).toBeLessThan(LARGEST_DIFFERENCE)
  })
})
