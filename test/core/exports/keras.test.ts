import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import '@tensorflow/tfjs-backend-cpu'
import * as tfjs from '@tensorflow/tfjs-core'
import * as layersApi from '@tensorflow/tfjs-layers'
import * as hdf5 from 'h5wasm/node'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { kerasCode, memoryFile, readWhole, sizeOf, writeKeras, writeNpy } from '../../../core/index.ts'
import { kerasOrder, snakeCase } from '../../../core/exports/keras/write-keras.ts'
import { openZip } from '../../../core/formats/zip.ts'
import { dense, expectEach, EXPORT_CASES, makeDataset, resolveCase, trainCase, type ExportCase, type TrainedCase } from '../../support/export-cases.ts'
import { issuesOf } from '../../support/issues-of.ts'
import { pythonWith, runPython } from '../../support/python.ts'

process.env['KERAS_BACKEND'] ??= 'jax'
const python = pythonWith('keras', 'numpy')

const CASES: Readonly<Record<string, ExportCase>> = {
  ...EXPORT_CASES,
  'a simple recurrent layer': { shape: [4, 3], layers: [{ kind: 'simpleRecurrent', units: 4, returns: 'all' }, { kind: 'lstm', units: 3 }, dense(3)] },
  'leaky units': { shape: [4], layers: [dense(6, { kind: 'leakyRelu', slope: 0.2 }), dense(5, 'silu'), dense(5, { kind: 'gelu', form: 'tanh' }), { kind: 'activation', function: 'logSoftmax' }, dense(3)] },
}
/** What Keras lacks. */
const REFUSED = ['gaps that are filled', 'recurrent layers', 'locally connected layers']
/** What Keras has and TensorFlow.js does not, which reads the files here in its place. */
const KERAS_ALONE = ['the other normalizations and changes of shape', 'other recurrent layers', 'a convolutional network with batch normalization']

interface KerasTensor { readonly class_name: string; readonly config: { readonly shape: readonly (number | null)[]; readonly keras_history: readonly [string, number, number] } }
interface KerasConfig {
  readonly module: string
  readonly class_name: string
  readonly config: {
    readonly name: string
    readonly layers: readonly { readonly class_name: string; readonly name: string; readonly config: Record<string, unknown>; readonly inbound_nodes: readonly { readonly args: readonly (KerasTensor | readonly KerasTensor[])[] }[] }[]
    readonly input_layers: unknown
    readonly output_layers: readonly unknown[]
  }
}

let folder = ''
beforeAll(async () => {
  await tfjs.setBackend('cpu')
  await hdf5.ready
  folder = await mkdtemp(join(tmpdir(), 'descent-keras-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function open(content: Uint8Array): Promise<{ config: KerasConfig; metadata: unknown; weights: hdf5.File }> {
  const files = new Map(await Promise.all((await openZip(memoryFile('model.keras', content))).map(async (file): Promise<[string, Uint8Array]> => [file.name, await readWhole(file)])))
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(files.get(name)))
  const path = join(folder, `${Math.random()}.h5`)
  await writeFile(path, files.get('model.weights.h5')!)
  return { config: json('config.json') as KerasConfig, metadata: json('metadata.json'), weights: new hdf5.File(path, 'r') }
}

const outputsOf = ({ config }: KerasConfig): readonly (readonly [string, number, number])[] => (typeof config.output_layers[0] === 'string' ? [config.output_layers as never] : config.output_layers as never)

/** The same model for TensorFlow.js, which writes a few names in another way; its numbers are those of the HDF5 file. */
async function asTfjs({ config, weights }: { config: KerasConfig; weights: hdf5.File }): Promise<layersApi.LayersModel> {
  const names: Readonly<Record<string, string>> = { silu: 'swish', log_softmax: 'logSoftmax' }
  const layers = config.config.layers.map(({ class_name, name, config: own, inbound_nodes }) => {
    const { batch_shape, negative_slope, dtype, ...rest } = own
    // Numbers that are drawn to start with are replaced in any case.
    const start = ['LSTM', 'SimpleRNN'].includes(class_name) ? { recurrent_initializer: 'zeros' } : {}
    const activation = typeof own['activation'] === 'string' ? { activation: names[own['activation']] ?? own['activation'] } : {}
    return {
      class_name, name, inbound_nodes: inbound_nodes.map(({ args }) => args.flat().map((tensor) => [...(tensor as KerasTensor).config.keras_history, {}])),
      config: { ...rest, ...start, ...activation, ...(batch_shape === undefined ? {} : { batch_input_shape: batch_shape, dtype }), ...(negative_slope === undefined ? {} : { alpha: negative_slope }) },
    }
  })
  const model = await layersApi.models.modelFromJSON({ class_name: 'Model', config: { name: config.config.name, layers, input_layers: [config.config.input_layers], output_layers: outputsOf(config) } } as never)
  const counts = new Map<string, number>()
  const plain = config.config.layers.map(({ name, class_name, inbound_nodes }) => ({ name, className: class_name, inputs: inbound_nodes.flatMap(({ args }) => args.flat().map((tensor) => (tensor as KerasTensor).config.keras_history[0])), config: {}, weights: [], shape: [] }))
  for (const { name, className } of kerasOrder({ layers: plain, input: 'input', outputs: outputsOf(config).map(([output]) => output) })) {
    const group = snakeCase(className)
    const count = counts.get(group) ?? 0
    counts.set(group, count + 1)
    const path = `layers/${group}${count === 0 ? '' : `_${count}`}`
    const vars = (weights.get(`${path}/cell/vars`) ?? weights.get(`${path}/vars`)) as hdf5.Group
    const numbers = vars.keys().toSorted((a, b) => Number(a) - Number(b)).map((key) => vars.get(key) as hdf5.Dataset)
    model.getLayer(name).setWeights(numbers.map(({ shape, value }) => tfjs.tensor(value as Float32Array, shape as number[])))
  }
  return model
}

/** Raw samples as Keras takes them: of pictures, the channels last. */
function channelsLast({ inputs, inputShape }: TrainedCase['expected']): { shape: number[]; data: Float32Array } {
  const count = inputs.length / sizeOf(inputShape)
  if (inputShape.length !== 3) return { shape: [count, ...inputShape], data: inputs }
  const [channels, height, width] = inputShape as [number, number, number]
  const data = Float32Array.from({ length: inputs.length }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels]
    const [sample, place] = [Math.floor(pixel / (height * width)), pixel % (height * width)]
    return inputs[(sample * channels + channel) * height * width + place]!
  })
  return { shape: [count, height, width, channels], data }
}

describe('a .keras file', () => {
  test.each(Object.keys(CASES).filter((name) => ![...REFUSED, ...KERAS_ALONE].includes(name)))('of %s predicts the same', async (name) => {
    const { experiment, model, expected } = await trainCase(CASES[name]!)
    const loaded = await asTfjs(await open(writeKeras(experiment, model, { name: 'exported', version: '1.0' })))
    const { shape, data } = channelsLast(expected)
    const predicted = loaded.predict(tfjs.tensor(data, shape))
    expectEach((Array.isArray(predicted) ? predicted : [predicted]).map((tensor) => tensor.dataSync() as Float32Array), expected)
  })

  test.each(KERAS_ALONE)('of %s has all of its layers and numbers', async (name) => {
    const { experiment, model } = await trainCase(CASES[name]!)
    const { config, weights } = await open(writeKeras(experiment, model, { name: 'exported', version: '1.0' }))
    const count = (group: hdf5.Group): number => group.keys().reduce((sum, key) => {
      const member = group.get(key)
      return sum + (member instanceof hdf5.Group ? count(member) : (member as hdf5.Dataset).shape!.reduce((size, length) => size * length, 1))
    }, 0)
    const own = [...model.members[0]!.tensors.values()].reduce((sum, { data }) => sum + data.length, 0)
    // Two biases of an RNN other than the GRU are kept as their sum.
    const summed = experiment.network.layers.reduce((sum, layer) => sum + (layer.resolved.kind === 'simpleRecurrent' ? layer.outputShape.at(-1)! : 0), 0)
    // Between groups of channels a transposed convolution has zeros.
    const zeros = experiment.network.layers.reduce((sum, layer) => sum + (layer.resolved.kind === 'convTranspose2d' ? layer.parameters[0]!.shape.reduce((size, length) => size * length, 1) : 0), 0)
    expect(count(weights.get('layers') as hdf5.Group)).toBe(own - summed + zeros)
    const kinds = new Set(config.config.layers.map(({ class_name }) => class_name))
    for (const { resolved: { kind } } of experiment.network.layers) {
      const wanted = { gru: 'GRU', groupNormalization: 'GroupNormalization', instanceNormalization: 'GroupNormalization', convTranspose2d: 'Conv2DTranspose', spatialDropout: 'SpatialDropout2D' }[kind]
      if (wanted !== undefined) expect(kinds).toContain(wanted)
    }
  })

  it.skipIf(python === null)('is read by Keras, and predicts the same', async () => {
    const own = await mkdtemp(join(folder, 'keras-'))
    const trained = new Map<string, TrainedCase>()
    for (const [index, name] of Object.keys(CASES).filter((each) => !REFUSED.includes(each)).entries()) {
      const { experiment, model, expected } = await trainCase(CASES[name]!).then((result) => (trained.set(`case_${index} ${name}`, result), result))
      await writeFile(join(own, `case_${index}.keras`), writeKeras(experiment, model, { name, version: '1.0' }))
      await writeFile(join(own, `case_${index}.npy`), writeNpy(channelsLast(expected)))
    }
    await copyFile(resolve(import.meta.dirname, 'read_keras.py'), join(own, 'read_keras.py'))
    const read = JSON.parse(runPython(python!, ['read_keras.py'], own)) as Record<string, { outputs: number[][] }>
    for (const [name, { expected }] of trained) expectEach(read[name.split(' ')[0]!]!.outputs, expected)
  }, 240_000)

  it('is laid out as Keras 3 expects it', async () => {
    const { experiment, model } = await trainCase(EXPORT_CASES['a residual network'])
    const { config, metadata, weights } = await open(writeKeras(experiment, model, { name: 'ex ported', version: '1.0' }))
    expect(config).toMatchObject({ module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional', config: { name: 'ex_ported', input_layers: ['input', 0, 0], output_layers: ['prediction', 0, 0] } })
    expect(config.config.layers[0]).toEqual({ module: 'keras.layers', class_name: 'InputLayer', registered_name: null, name: 'input', inbound_nodes: [], config: { name: 'input', batch_shape: [null, 8, 8, 1], dtype: 'float32' } })
    const sum = config.config.layers.find(({ name }) => name === 'sum')!
    expect(sum).toMatchObject({ class_name: 'Add', inbound_nodes: [{ args: [[{ class_name: '__keras_tensor__', config: { shape: [null, 8, 8, 4], keras_history: ['a', 0, 0] } }, { config: { keras_history: ['c', 0, 0] } }]], kwargs: {} }] })
    expect(metadata).toEqual({ keras_version: '3.6.0', descent: { version: '1.0', name: 'ex ported', classes: ['c0', 'c1', 'c2'] } })
    expect(weights.keys()).toEqual(['layers', 'vars'])
  })

  test.each(REFUSED)('of %s is refused, with the reason', async (name) => {
    const { experiment, model } = await trainCase(CASES[name]!)
    for (const issue of issuesOf(() => writeKeras(experiment, model, { name: 'x', version: '1' }))) expect(issue).toMatch(/^(network\.layers|preprocessing)\[\d\]: expected something other than \w+, which cannot be written as Keras: \w/)
  })
})

describe('the order of layers', () => {
  const layer = (name: string, ...inputs: string[]) => ({ name, inputs, className: 'Dense', config: {}, weights: [], shape: [] })

  it('is Keras\': the farthest from the outputs first, then as a walk back meets them', () => {
    // Keras meets out, sum, long2, long1, input, short in this order; short is as far from the output as long2.
    const layers = [layer('input'), layer('short', 'input'), layer('long1', 'input'), layer('long2', 'long1'), layer('sum', 'long2', 'short'), layer('out', 'sum'), layer('unread', 'input')]
    expect(kerasOrder({ layers, input: 'input', outputs: ['out'] }).map(({ name }) => name)).toEqual(['input', 'long1', 'long2', 'short', 'sum', 'out'])
  })

  it('names classes as Keras does', () => {
    expect(['Dense', 'Conv2D', 'Conv2DTranspose', 'BatchNormalization', 'LSTM', 'SimpleRNN', 'PReLU', 'LeakyReLU', 'InputLayer'].map(snakeCase))
      .toEqual(['dense', 'conv2d', 'conv2d_transpose', 'batch_normalization', 'lstm', 'simple_rnn', 'p_re_lu', 'leaky_re_lu', 'input_layer'])
  })
})

describe('Keras code', () => {
  it('is what one would write by hand', () => {
    const given: ExportCase = { shape: [1, 8, 8], layers: [{ id: 'c1', kind: 'conv2d', channels: 4, kernel: 5, activation: 'relu' }, { id: 's2', kind: 'maxPool2d' }, { id: 'flat', kind: 'flatten' }, { id: 'out', ...dense(3) }] }
    const code = kerasCode(resolveCase(given, makeDataset(given)), { name: 'LeNet-1', version: '1.0' })
    expect(code).toContain([
      'def build():',
      '    """Prepared samples in; out what the loss reads (softmaxCrossEntropy)."""',
      '    inputs = keras.Input(shape=(8, 8, 1))',
      '    x = layers.Conv2D(filters=4, kernel_size=(5, 5), padding="same", activation="relu", name="c1")(inputs)',
      '    x = layers.MaxPooling2D(pool_size=(2, 2), name="s2")(x)',
    ].join('\n'))
    expect(code).toContain('    x = layers.Permute(dims=(3, 1, 2), name="s2_channels_first")(x)\n    x = layers.Flatten(name="flat")(x)\n    x = layers.Dense(units=3, name="out")(x)\n    return keras.Model(inputs, x, name="LeNet-1")')
  })

  it('names what is read again, and groups channels', () => {
    const given: ExportCase = { shape: [4, 8, 8], layers: [{ id: 'a', kind: 'conv2d', channels: 4, groups: 2 }, { id: 'b', kind: 'conv2d', channels: 4 }, { kind: 'add', inputs: ['a', 'b'] }, { kind: 'globalAveragePool' }, dense(3)] }
    const code = kerasCode(resolveCase(given, makeDataset(given)), { name: 'x', version: '1.0' })
    expect(code).toContain('    a = layers.Conv2D(filters=4, kernel_size=(3, 3), padding="same", groups=2, name="a")(inputs)\n    x = layers.Conv2D(filters=4, kernel_size=(3, 3), padding="same", name="b")(a)\n    x = layers.Add(name="add1")([a, x])')
  })

  it('refuses units that Keras does not draw', () => {
    const given: ExportCase = { shape: [4], layers: [dense(4), { kind: 'stochasticBinary' }, dense(3)] }
    expect(issuesOf(() => kerasCode(resolveCase(given, makeDataset(given)), { name: 'x', version: '1' }))).toEqual([expect.stringContaining('Keras has no units that are drawn')])
  })
})
