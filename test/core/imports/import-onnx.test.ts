import { createHash } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { activations, createEngine, createPredictor, describeDataset, importModel, parameterBytes, prepareData, readCheckpoint, resolveExperiment, writeCheckpoint, writeOnnx, type StoredTensors } from '../../../core/index.ts'
import { readOnnx } from '../../../core/formats/onnx-model.ts'
import { dense, EXPORT_CASES, LARGEST_DIFFERENCE, makeDataset, trainCase, type ExportCase } from '../../support/export-cases.ts'
import { runTraining } from '../../support/experiments.ts'

const CASES: Readonly<Record<string, ExportCase>> = {
  ...Object.fromEntries((['an MLP', 'a convolutional network with batch normalization', 'a residual network', 'a single logistic output', 'a regression with scaled targets'] as const).map((name) => [name, EXPORT_CASES[name]])),
  'padding of every sort': { shape: [1, 9, 9], layers: [{ kind: 'conv2d', channels: 3, kernel: 4 }, { kind: 'conv2d', channels: 3, padding: 'valid' }, { kind: 'conv2d', channels: 2, padding: 'explicit', paddingSize: 2 }, { kind: 'zeroPadding2d', top: 1, bottom: 2, left: 0, right: 1 }, { kind: 'upsampling2d' }, { kind: 'averagePool2d', size: 3 }, { kind: 'convTranspose2d', channels: 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1 }, { kind: 'instanceNormalization' }, { kind: 'flatten' }, { kind: 'layerNormalization' }, dense(3)] },
  'a sequence': { shape: [3, 8], layers: [{ kind: 'conv1d', channels: 4, kernel: 3, stride: 2 }, { kind: 'layerNormalization', axes: 'last' }, { kind: 'reshape', shape: [2, 8] }, { kind: 'flatten' }, dense(3)] },
  ...Object.fromEntries([...activations.kinds, { kind: 'gelu', form: 'tanh' }, { kind: 'logistic', slope: 2.5 }, { kind: 'softmax', temperature: 3 }, { kind: 'elu', alpha: 0.3 }].map((activation) => [`the activation ${JSON.stringify(activation)}`, { shape: [4], layers: [dense(6, activation), dense(5), dense(3)] }])),
}

const sha256 = (tensors: StoredTensors): string => createHash('sha256').update(parameterBytes(tensors.values())).digest('hex')

describe('an exported network comes back', () => {
  test.each(Object.keys(CASES))('%s: the same weights, the same predictions', async (name) => {
    const given = CASES[name]!
    const { experiment, model, checkpoint, expected } = await trainCase(given)
    const { spec, tensors, report } = importModel('model.onnx', writeOnnx(experiment, model, { name: 'exported', version: '1' }), { into: experiment.spec, data: experiment.data })
    const again = resolveExperiment(spec, experiment.data)
    expect(report.missing).toEqual([])
    expect(report.inputShape).toEqual(given.shape)
    // The order of the network, whatever the order of the file.
    const ordered = new Map(again.network.layers.flatMap(({ id, parameters, buffers }) => [...parameters, ...buffers].map(({ name: own }) => [`${id}.${own}`, tensors.get(`${id}.${own}`)!] as const)))
    expect(sha256(ordered)).toBe(sha256(model.members[0]!.tensors))
    const stored = readCheckpoint(checkpoint)
    const { validation } = prepareData(again, makeDataset(given)).parts
    const { outputs } = createPredictor({ experiment: again, checkpoint: writeCheckpoint({ ...stored, parameters: ordered, slots: new Map(), best: new Map() }), engine: await createEngine({ kind: 'wasm' }) }).evaluate(validation)
    expect(Math.max(...outputs.map((value, i) => Math.abs(value - expected.outputs[i]!)))).toBeLessThan(LARGEST_DIFFERENCE)
  })

  it('keeps names, activations and the loss, and says that the input was prepared', async () => {
    const { experiment, model } = await trainCase({ shape: [1, 8, 8], layers: [{ id: 'c1', kind: 'conv2d', channels: 4, activation: 'relu' }, { id: 'b', kind: 'batchNormalization' }, { id: 's2', kind: 'maxPool2d' }, { id: 'flat', kind: 'flatten' }, { id: 'out', ...dense(3) }] })
    const { spec, report } = importModel('model.onnx', writeOnnx(experiment, model, { name: 'exported', version: '1' }), { into: null, data: null })
    expect(spec).toMatchObject({
      name: 'model',
      network: { layers: [{ id: 'c1', kind: 'conv2d', channels: 4, kernel: 3, activation: 'relu' }, { id: 'b', kind: 'batchNormalization' }, { kind: 'maxPool2d' }, { kind: 'flatten' }, { id: 'out', kind: 'dense', units: 3 }] },
      outputs: [{ from: 'out', loss: { kind: 'softmaxCrossEntropy' } }],
    })
    expect(report.notes.map(({ en }) => en)).toEqual([expect.stringMatching(/^The file prepares its input \(Sub, Mul\)/)])
    expect([report.classes, report.outputWidths]).toEqual([['c0', 'c1', 'c2'], [3]])
  })
})

describe('transfer learning', () => {
  it('trains the last layer alone, from where the file left off', async () => {
    const given: ExportCase = { shape: [4], layers: [{ id: 'h', ...dense(6, 'tanh') }, { id: 'out', ...dense(3) }] }
    const { experiment, model } = await trainCase(given)
    const { spec, tensors, report } = importModel('model.onnx', writeOnnx(experiment, model, { name: 'exported', version: '1' }), { into: experiment.spec, data: experiment.data, freeze: true })
    expect(report.layers.map(({ id, trainable }) => [id, trainable])).toEqual([['h', false], ['out', true]])
    const dataset = makeDataset(given)
    const again = resolveExperiment(spec, describeDataset(dataset))
    const { checkpoints } = await runTraining({ experiment: again, data: prepareData(again, dataset) }, { initialWeights: tensors })
    const { parameters } = readCheckpoint(checkpoints.get('last')!)
    const before = model.members[0]!.tensors
    expect(parameters.get('h.weight')!.data).toEqual(before.get('h.weight')!.data)
    expect(parameters.get('h.bias')!.data).toEqual(before.get('h.bias')!.data)
    expect(parameters.get('out.weight')!.data).not.toEqual(before.get('out.weight')!.data)
  })
})

describe('the reader', () => {
  it('gives what the writer was given', async () => {
    const { experiment, model } = await trainCase(EXPORT_CASES['an MLP'])
    const read = readOnnx('model.onnx', writeOnnx(experiment, model, { name: 'exported', version: '1.5' }))
    expect([read.producer, read.opset, read.name, JSON.parse(read.metadata['classes']!)]).toEqual(['Descent 1.5', 17, 'exported', ['c0', 'c1', 'c2']])
    expect(read.inputs).toEqual([{ name: 'input', shape: [null, 5] }])
    expect(read.tensors.get('dense1.weight')).toEqual({ name: 'dense1.weight', ...model.members[0]!.tensors.get('dense1.weight') })
  })
})
