import { beforeAll, describe, expect, it, test } from 'vitest'
import * as layersApi from '@tensorflow/tfjs-layers'
import * as tfjs from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { activations, layers, memoryFile, readWhole, sizeOf, writeTfjs } from '../../../core/index.ts'
import { kerasActivations } from '../../../core/exports/keras/activations.ts'
import { KERAS_LAYERS } from '../../../core/exports/keras/layers.ts'
import { openZip } from '../../../core/formats/zip.ts'
import { dense, expectEach, EXPORT_CASES, trainCase, type ExportCase } from '../../support/export-cases.ts'
import { issuesOf } from '../../support/issues-of.ts'

const OWN_CASES: Readonly<Record<string, ExportCase>> = {
  'pixels that are prepared one by one': { shape: [2, 4, 3], preprocessing: [{ kind: 'standardize', per: 'feature' }], layers: [{ kind: 'conv2d', channels: 3 }, { kind: 'flatten' }, dense(3)] },
  'a flattened colour image': { shape: [3, 4, 5], layers: [{ kind: 'flatten' }, dense(3)] },
  'a sequence with zeros around it': { shape: [3, 8], layers: [{ kind: 'conv1d', channels: 4, kernel: 3, padding: 'explicit', paddingSize: 2, dilation: 2 }, { kind: 'batchNormalization' }, { kind: 'spatialDropout' }, { kind: 'flatten' }, dense(3)] },
  'functions of whole rows': { shape: [1, 4, 4], layers: [{ kind: 'conv2d', channels: 3, activation: 'softmax' }, { kind: 'activation', function: 'logSoftmax' }, { kind: 'flatten' }, dense(3)] },
  'a simple recurrent layer': { shape: [4, 3], layers: [{ kind: 'simpleRecurrent', units: 4, returns: 'all' }, { kind: 'lstm', units: 3 }, dense(3)] },
  ...Object.fromEntries([...activations.kinds, { kind: 'gelu', form: 'tanh' }, { kind: 'logistic', slope: 2.5 }, { kind: 'softmax', temperature: 3 }].map((activation) => [`the activation ${JSON.stringify(activation)}`, { shape: [4], layers: [dense(6, activation), dense(3)] }])),
}
const CASES: Readonly<Record<string, ExportCase>> = { ...EXPORT_CASES, ...OWN_CASES }

/** What TensorFlow.js lacks, in the order the cases are listed. */
const REFUSED = ['gaps that are filled', 'recurrent layers', 'other recurrent layers', 'locally connected layers', 'the activation "sign"', 'the activation "step"']

/** Samples [batch, channels, height, width] with their channels last. */
const channelsLast = (inputs: Float32Array, shape: readonly number[]): tfjs.Tensor => {
  const batch = inputs.length / sizeOf(shape)
  const tensor = tfjs.tensor(inputs, [batch, ...shape])
  return shape.length === 3 ? tfjs.transpose(tensor, [0, 2, 3, 1]) : tensor
}

async function read(content: Uint8Array): Promise<layersApi.LayersModel> {
  const files = new Map(await Promise.all((await openZip(memoryFile('model.zip', content))).map(async (file): Promise<[string, Uint8Array]> => [file.name, await readWhole(file)])))
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as { modelTopology: object; weightsManifest: { weights: tfjs.io.WeightsManifestEntry[] }[] }
  return layersApi.loadLayersModel(tfjs.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0]!.weights, weightData: Uint8Array.from(files.get('weights.bin')!).buffer }))
}

beforeAll(async () => {
  await tfjs.setBackend('cpu')
})

describe('read by TensorFlow.js', () => {
  test.each(Object.keys(CASES).filter((name) => !REFUSED.includes(name)))('%s predicts the same', async (name) => {
    const { experiment, model, expected } = await trainCase(CASES[name]!)
    const loaded = await read(writeTfjs(experiment, model, { name: 'exported', version: '1.0' }))
    const predicted = loaded.predict(channelsLast(expected.inputs, expected.inputShape))
    expectEach((Array.isArray(predicted) ? predicted : [predicted]).map((tensor) => tensor.dataSync() as Float32Array), expected)
  })

  it('keeps the classes', async () => {
    const { experiment, model } = await trainCase(EXPORT_CASES['an MLP'])
    const [file] = await openZip(memoryFile('model.zip', writeTfjs(experiment, model, { name: 'exported', version: '1.0' })))
    expect(JSON.parse(new TextDecoder().decode(await readWhole(file!)))).toMatchObject({ format: 'layers-model', generatedBy: 'Descent 1.0', userDefinedMetadata: { classes: ['c0', 'c1', 'c2'] } })
  })
})

describe('every block', () => {
  test.each(REFUSED)('says why %s cannot be written', async (name) => {
    const { experiment, model } = await trainCase(CASES[name]!)
    const issues = issuesOf(() => writeTfjs(experiment, model, { name: 'x', version: '1' }))
    expect(issues.length).toBeGreaterThan(0)
    for (const issue of issues) expect(issue).toMatch(/^(network\.layers|preprocessing)\[\d\]: expected something other than \w+, which cannot be written as TensorFlow\.js: \w/)
  })

  it('is written, or says why not', () => {
    expect(Object.keys(KERAS_LAYERS).sort()).toEqual([...layers.kinds].sort())
    expect([...kerasActivations].sort()).toEqual([...activations.kinds].sort())
    const tested = new Set(Object.values(CASES).flatMap((given) => given.layers.map(({ kind }) => kind)))
    expect(layers.kinds.filter((kind) => !tested.has(kind))).toEqual([])
  })
})
