import type { ActivationDefinition } from '../../activations/definition.ts'
import type { LayerDefinition } from '../../layers/definition.ts'
import { paddingOf, type Extent } from '../../layers/extent.ts'
import * as layers from '../../layers/index.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import { text, type Text } from '../../schema/text.ts'
import { fusedActivation, writeKerasActivation } from './activations.ts'
import { lastShape, permuted, type KerasGraph, type KerasLayer, type KerasValue, type KerasWeight } from './keras-graph.ts'

/** A layer as its writer sees it. */
export interface KerasLayerContext<S extends Schema = Schema> {
  readonly graph: KerasGraph
  readonly id: string
  readonly hyperparameters: Values<S>
  /** What it reads; the first is `x`. */
  readonly inputs: readonly KerasValue[]
  readonly x: KerasValue
  /** As we number them, without the batch axis. */
  readonly inputShape: Shape
  readonly outputShape: Shape
  readonly trainable: boolean
  /** One of its tensors as we store it; null where the model has no weights, or the layer none of that name. */
  tensor(name: string): Pick<KerasWeight, 'shape' | 'data'> | null
  /** False for a network that is written without weights. */
  readonly hasWeights: boolean
}

/** Adds a layer to the model and returns its output, or why it cannot. */
export type KerasLayerWriter = ((layer: KerasLayerContext) => KerasValue | Text) | Text

const writer = <S extends Schema>(_: LayerDefinition<S>, write: (layer: KerasLayerContext<S>) => KerasValue | Text): KerasLayerWriter => write as (layer: KerasLayerContext) => KerasValue | Text

export const isRefused = (result: KerasValue | Text): result is Text => 'en' in result

/** What the layers are in Keras, by kind. */
export const KERAS_LAYERS: Readonly<Record<string, KerasLayerWriter>> = {
  activation: writer(layers.activation, ({ graph, id, x, hyperparameters }) => writeKerasActivation(graph, x, hyperparameters.function, id)),
  add: (layer) => combine(layer, 'Add'),
  averagePool2d: writer(layers.averagePool2d, (layer) => pool(layer, 'AveragePooling2D')),
  batchNormalization: writer(layers.batchNormalization, ({ graph, id, x, tensor, trainable, hyperparameters: { momentum, epsilon, affine } }) => {
    const weights = [...named(tensor('weight'), 'gamma'), ...named(tensor('bias'), 'beta'), ...named(tensor('running_mean'), 'moving_mean'), ...named(tensor('running_var'), 'moving_variance')]
    return graph.add('BatchNormalization', id, [x.shape.length === 1 ? x : graph.channelsLast(x)], {
      config: { momentum: 1 - momentum, epsilon, ...(affine ? {} : { center: false, scale: false }), ...frozen(trainable) }, weights,
    })
  }),
  concatenate: ({ graph, id, inputs, outputShape }) => (outputShape.length === 1
    ? graph.add('Concatenate', id, inputs, { shape: outputShape })
    : graph.add('Concatenate', id, inputs.map((input) => graph.channelsLast(input)), { shape: lastShape(outputShape) })),
  conv1d: writer(layers.conv1d, (layer) => convolve(layer, 'Conv1D')),
  conv2d: writer(layers.conv2d, (layer) => convolve(layer, 'Conv2D')),
  convTranspose2d: writer(layers.convTranspose2d, (layer) => transposedConvolve(layer)),
  dense: writer(layers.dense, (layer) => activated(layer, layer.hyperparameters.activation, 'Dense', layer.x, {
    config: { units: layer.hyperparameters.units, ...biased(layer.hyperparameters.bias) }, shape: layer.outputShape, weights: [...named(transposed(layer.tensor('weight')), 'kernel'), ...named(layer.tensor('bias'), 'bias')],
  })),
  dropout: writer(layers.dropout, ({ graph, id, x, hyperparameters: { rate } }) => graph.add('Dropout', id, [x], { config: { rate } })),
  embedding: writer(layers.embedding, ({ graph, id, x, outputShape, tensor, trainable, hyperparameters: { count, dimensions } }) =>
    graph.add('Embedding', id, [x], { config: { input_dim: count, output_dim: dimensions, ...frozen(trainable) }, weights: named(tensor('weight'), 'embeddings'), shape: outputShape })),
  flatten: ({ graph, id, x, outputShape }) => graph.add('Flatten', id, [graph.plain(x)], { shape: outputShape, last: false }),
  gaussianNoise: writer(layers.gaussianNoise, ({ graph, id, x, hyperparameters: { standardDeviation } }) => graph.add('GaussianNoise', id, [x], { config: { stddev: standardDeviation } })),
  globalAveragePool: ({ graph, id, x, outputShape }) => graph.add('GlobalAveragePooling2D', id, [graph.channelsLast(x)], { config: CHANNELS_LAST, shape: outputShape, last: false }),
  groupNormalization: writer(layers.groupNormalization, (layer) => normalizeGroups(layer, layer.hyperparameters.groups)),
  gru: writer(layers.gru, (layer) => (layer.graph.dialect === 'tfjs'
    ? text('its reset gate acts after the product with the state, as in Keras and PyTorch, and that of TensorFlow.js before it', 'su puerta de reinicio actúa tras el producto con el estado, como en Keras y PyTorch, y la de TensorFlow.js antes')
    : recurrent(layer, 'GRU', { reset_after: true }, [1, 0, 2], 'separate'))),
  instanceNormalization: writer(layers.instanceNormalization, (layer) => normalizeGroups(layer, layer.inputShape[0])),
  layerNormalization: writer(layers.layerNormalization, (layer) => {
    const { graph, id, x, inputShape, hyperparameters: { axes, epsilon, affine } } = layer
    const flat = axes === 'all' && inputShape.length > 1
    const seen = flat ? flatten(graph, id, x) : graph.plain(x)
    const ownShape = axes === 'all' ? [sizeOf(inputShape)] : inputShape.slice(-1)
    const list = (name: string): Pick<KerasWeight, 'shape' | 'data'> | null => reshaped(layer.tensor(name), ownShape)
    const normalized = graph.add('LayerNormalization', id, [seen], {
      config: { epsilon, ...(affine ? {} : { center: false, scale: false }), ...frozen(layer.trainable) }, weights: [...named(list('weight'), 'gamma'), ...named(list('bias'), 'beta')],
    })
    return flat ? graph.add('Reshape', `${id}_reshape`, [normalized], { config: { target_shape: inputShape }, shape: inputShape }) : normalized
  }),
  locallyConnected2d: text('Keras 3 has no layer whose weights differ from place to place', 'Keras 3 no tiene ninguna capa cuyos pesos cambien de un lugar a otro'),
  lstm: writer(layers.lstm, (layer) => recurrent(layer, 'LSTM', { recurrent_activation: 'sigmoid', unit_forget_bias: false }, [0, 1, 2, 3], 'sum')),
  maxPool2d: writer(layers.maxPool2d, (layer) => pool(layer, 'MaxPooling2D')),
  multiply: (layer) => combine(layer, 'Multiply'),
  pRelu: writer(layers.pRelu, ({ graph, id, x, inputShape, tensor, trainable, hyperparameters: { shared } }) => {
    const seen = inputShape.length === 1 ? x : graph.channelsLast(x)
    const places = seen.shape.map((_, axis) => axis + 1)
    const axes = shared ? places : places.slice(0, -1)
    const ownShape = seen.shape.map((length, axis) => (axes.includes(axis + 1) ? 1 : length))
    return graph.add('PReLU', id, [seen], { config: { ...(axes.length === 0 ? {} : { shared_axes: axes }), ...frozen(trainable) }, weights: named(reshaped(tensor('weight'), ownShape), 'alpha') })
  }),
  reshape: ({ graph, id, x, outputShape }) => graph.add('Reshape', id, [graph.plain(x)], { config: { target_shape: outputShape }, shape: outputShape, last: false }),
  simpleRecurrent: writer(layers.simpleRecurrent, (layer) => {
    const activation = fusedActivation(layer.hyperparameters.activation, layer.graph.dialect, 1)
    if (activation === null) return text(`its activation ${layer.hyperparameters.activation.kind} is made of several layers there`, `su activación ${layer.hyperparameters.activation.kind} se compone allí de varias capas`)
    return recurrent(layer, 'SimpleRNN', activation === 'tanh' ? {} : { activation }, [0], 'sum')
  }),
  spatialDropout: writer(layers.spatialDropout, ({ graph, id, x, inputShape, hyperparameters: { rate } }) => {
    if (inputShape.length === 1) return graph.add('Dropout', id, [x], { config: { rate } })
    // TensorFlow.js lacks it for images; predictions do not need it.
    if (inputShape.length === 3 && graph.dialect === 'tfjs') return x
    return graph.add(inputShape.length === 3 ? 'SpatialDropout2D' : 'SpatialDropout1D', id, [graph.channelsLast(x)], { config: { rate } })
  }),
  // Units that are drawn in training are their probabilities at inference.
  stochasticBinary: ({ graph, id, x, hasWeights }) => (hasWeights
    ? graph.add('Activation', id, [x], { config: { activation: 'sigmoid' } })
    : text('Keras has no units that are drawn in training', 'Keras no tiene unidades que se sorteen al entrenar')),
  upsampling2d: writer(layers.upsampling2d, ({ graph, id, x, outputShape, hyperparameters: { factor } }) =>
    graph.add('UpSampling2D', id, [graph.channelsLast(x)], { config: { size: [factor, factor], ...CHANNELS_LAST }, shape: lastShape(outputShape) })),
  zeroPadding2d: writer(layers.zeroPadding2d, ({ graph, id, x, outputShape, hyperparameters: { top, bottom, left, right } }) =>
    graph.add('ZeroPadding2D', id, [graph.channelsLast(x)], { config: { padding: [[top, bottom], [left, right]], ...CHANNELS_LAST }, shape: lastShape(outputShape) })),
}

const CHANNELS_LAST = { data_format: 'channels_last' } as const
const biased = (bias: boolean): KerasLayer['config'] => (bias ? {} : { use_bias: false })
const frozen = (trainable: boolean): KerasLayer['config'] => (trainable ? {} : { trainable: false })

type Numbers = Pick<KerasWeight, 'shape' | 'data'> | null
const named = (numbers: Numbers, name: string): readonly KerasWeight[] => (numbers === null ? [] : [{ name, ...numbers }])
const reshaped = (numbers: Numbers, shape: Shape): Numbers => (numbers === null ? null : { shape, data: numbers.data })
const transposed = (numbers: Numbers): Numbers => (numbers === null ? null : permuted(numbers, [1, 0]))

const flatten = (graph: KerasGraph, id: string, x: KerasValue): KerasValue => {
  const plain = graph.plain(x)
  return plain.shape.length === 1 ? plain : graph.add('Flatten', `${id}_flatten`, [plain], { shape: [sizeOf(plain.shape)] })
}

type Given = Pick<KerasLayerContext, 'graph' | 'id' | 'trainable' | 'outputShape'>

/** A layer with its activation: as one of its arguments where Keras has a name for it, else as layers after it. */
function activated({ graph, id, trainable, outputShape }: Given, activation: Resolved<ActivationDefinition>, className: string, x: KerasValue, added: { readonly config: KerasLayer['config']; readonly shape: Shape; readonly weights: readonly KerasWeight[] }): KerasValue {
  const fused = fusedActivation(activation, graph.dialect, outputShape.length)
  const own = fused === null || fused === 'linear' ? {} : { activation: fused }
  const value = graph.add(className, id, [x], { ...added, config: { ...added.config, ...own, ...frozen(trainable) } })
  return fused === null ? writeKerasActivation(graph, value, activation, `${id}_activation`) : value
}

/** All inputs in the layout of the first. */
function combine({ graph, id, inputs: [first, ...others] }: KerasLayerContext, className: string): KerasValue {
  return graph.add(className, id, [first, ...others.map((other) => (first.last ? graph.channelsLast(other) : graph.plain(other)))])
}

const pool = ({ graph, id, x, outputShape, hyperparameters: { size, stride } }: Omit<KerasLayerContext, 'hyperparameters'> & { readonly hyperparameters: { readonly size: number; readonly stride: number } }, className: string): KerasValue =>
  graph.add(className, id, [graph.channelsLast(x)], { config: { pool_size: [size, size], ...(stride === size ? {} : { strides: [stride, stride] }), ...CHANNELS_LAST }, shape: lastShape(outputShape) })

type Convolution = Extent & { readonly channels: number; readonly groups: number; readonly bias: boolean; readonly activation: Resolved<ActivationDefinition> }
type ConvolutionContext = Omit<KerasLayerContext, 'hyperparameters'> & { readonly hyperparameters: Convolution }

function convolve(layer: ConvolutionContext, className: 'Conv1D' | 'Conv2D'): KerasValue | Text {
  const { graph, id, inputShape: [inputs, ...size], outputShape, hyperparameters } = layer
  const { channels, kernel, stride, dilation, groups, bias, activation, padding } = hyperparameters
  if (stride > 1 && dilation > 1) return text('Keras takes strides or dilation, not both', 'Keras admite paso o dilatación, pero no ambos')
  const pad = size.map((length) => paddingOf(hyperparameters, length))
  let x = graph.channelsLast(layer.x)
  if (padding === 'explicit' && hyperparameters.paddingSize > 0) {
    const shape = [...size.map((length, axis) => length + pad[axis][0] + pad[axis][1]), inputs]
    x = className === 'Conv2D'
      ? graph.add('ZeroPadding2D', `${id}_padding`, [x], { config: { padding: pad, ...CHANNELS_LAST }, shape })
      : padSequence(graph, id, x, pad[0][0], shape)
  }
  const axes = size.map((_, axis) => axis + 2)
  // TensorFlow.js has no groups: weights between them are zeros there.
  const ungrouped = graph.dialect === 'tfjs' ? 1 : groups
  const weight = layer.tensor('weight')
  const whole = weight === null || ungrouped === groups ? weight : withoutGroups(weight, inputs, groups)
  const all = (value: number): readonly number[] => size.map(() => value)
  return activated(layer, activation, className, x, {
    config: {
      filters: channels, kernel_size: all(kernel), ...(stride === 1 ? {} : { strides: all(stride) }), ...(padding === 'same' ? { padding: 'same' } : {}), ...(dilation === 1 ? {} : { dilation_rate: all(dilation) }),
      ...(ungrouped === 1 ? {} : { groups }), ...biased(bias), ...CHANNELS_LAST,
    },
    shape: lastShape(outputShape),
    weights: [...named(whole === null ? null : permuted(whole, [...axes, 1, 0]), 'kernel'), ...named(layer.tensor('bias'), 'bias')],
  })
}

/** Keras 3 has ZeroPadding1D, TensorFlow.js does not: there a sequence is an image of one column for a moment. */
function padSequence(graph: KerasGraph, id: string, x: KerasValue, zeros: number, shape: Shape): KerasValue {
  if (graph.dialect === 'keras') return graph.add('ZeroPadding1D', `${id}_padding`, [x], { config: { padding: zeros }, shape })
  const [length, channels] = x.shape
  const image = graph.add('Reshape', `${id}_image`, [x], { config: { target_shape: [length, 1, channels] }, shape: [length, 1, channels] })
  const padded = graph.add('ZeroPadding2D', `${id}_padding`, [image], { config: { padding: [[zeros, zeros], [0, 0]], ...CHANNELS_LAST }, shape: [shape[0], 1, channels] })
  return graph.add('Reshape', `${id}_sequence`, [padded], { config: { target_shape: shape }, shape })
}

/** [channels, inputs/groups, …] as [channels, inputs, …]. */
function withoutGroups({ shape, data }: NonNullable<Numbers>, inputs: number, groups: number): NonNullable<Numbers> {
  const [channels, own, ...kernel] = shape
  const taps = sizeOf(kernel)
  const whole = new Float32Array(channels * inputs * taps)
  for (let channel = 0; channel < channels; channel++) {
    const first = Math.floor(channel / (channels / groups)) * own
    whole.set(data.subarray(channel * own * taps, (channel + 1) * own * taps), (channel * inputs + first) * taps)
  }
  return { shape: [channels, inputs, ...kernel], data: whole }
}

type TransposedContext = Omit<KerasLayerContext, 'hyperparameters'> & { readonly hyperparameters: Values<typeof layers.convTranspose2d.hyperparameters> }

/** Keras writes the whole output; what we cut off follows as a layer. */
function transposedConvolve(layer: TransposedContext): KerasValue | Text {
  const { graph, id, inputShape: [, height, width], outputShape, hasWeights, hyperparameters: { channels, kernel, stride, padding, groups, bias, activation } } = layer
  const whole = [height, width].map((length) => (length - 1) * stride + Math.max(kernel, stride))
  const cut = whole.map((length, axis) => [padding, length - padding - outputShape[axis + 1]])
  if (cut.some(([, after]) => after < 0)) return text('Keras adds no pixels at the end beyond those that the filters reach', 'Keras no añade píxeles al final más allá de los que alcanzan los filtros')
  if (groups > 1 && !hasWeights) return text('Keras has no groups of channels there', 'Keras no tiene ahí grupos de canales')
  const weight = layer.tensor('weight')
  const kernelOf = (numbers: NonNullable<Numbers>): NonNullable<Numbers> => permuted(groups === 1 ? numbers : transposedWithoutGroups(numbers, channels, groups), [2, 3, 1, 0])
  const fused = fusedActivation(activation, graph.dialect, outputShape.length)
  const isCut = cut.flat().some((count) => count > 0)
  const own = fused === null || fused === 'linear' ? {} : { activation: fused }
  const value = graph.add('Conv2DTranspose', id, [graph.channelsLast(layer.x)], {
    config: { filters: channels, kernel_size: [kernel, kernel], ...(stride === 1 ? {} : { strides: [stride, stride] }), ...biased(bias), ...own, ...CHANNELS_LAST, ...frozen(layer.trainable) },
    shape: [...whole, channels],
    weights: [...named(weight === null ? null : kernelOf(weight), 'kernel'), ...named(layer.tensor('bias'), 'bias')],
  })
  const cropped = isCut ? graph.add('Cropping2D', `${id}_cropping`, [value], { config: { cropping: cut, ...CHANNELS_LAST }, shape: lastShape(outputShape) }) : value
  return fused === null ? writeKerasActivation(graph, cropped, activation, `${id}_activation`) : cropped
}

/** [inputs, channels/groups, …] as [inputs, channels, …]. */
function transposedWithoutGroups({ shape: [inputs, own, ...kernel], data }: NonNullable<Numbers>, channels: number, groups: number): NonNullable<Numbers> {
  const taps = sizeOf(kernel)
  const whole = new Float32Array(inputs * channels * taps)
  for (let input = 0; input < inputs; input++) {
    const first = Math.floor(input / (inputs / groups)) * own
    whole.set(data.subarray(input * own * taps, (input + 1) * own * taps), (input * channels + first) * taps)
  }
  return { shape: [inputs, channels, ...kernel], data: whole }
}

type Normalized = Omit<KerasLayerContext, 'hyperparameters'> & { readonly hyperparameters: { readonly epsilon: number; readonly affine: boolean } }

/** TensorFlow.js normalizes whole rows only: there a group is made one, and γ and β follow on their own. */
function normalizeGroups({ graph, id, x, inputShape, tensor, trainable, hyperparameters: { epsilon, affine } }: Normalized, groups: number): KerasValue {
  const [channels] = inputShape
  const [gamma, beta] = [tensor('weight'), tensor('bias')]
  if (graph.dialect === 'keras') {
    return graph.add('GroupNormalization', id, [inputShape.length === 1 ? x : graph.channelsLast(x)], {
      config: { groups, epsilon, ...(affine ? {} : { center: false, scale: false }), ...frozen(trainable) }, weights: [...named(gamma, 'gamma'), ...named(beta, 'beta')],
    })
  }
  const rows = [groups, sizeOf(inputShape) / groups]
  const grouped = graph.add('Reshape', `${id}_groups`, [graph.plain(x)], { config: { target_shape: rows }, shape: rows })
  const normalized = graph.add('LayerNormalization', id, [grouped], { config: { epsilon, center: false, scale: false } })
  const restored = graph.add('Reshape', `${id}_channels`, [normalized], { config: { target_shape: inputShape }, shape: inputShape })
  if (!affine || gamma === null || beta === null) return restored
  return scaleAndShift(graph, `${id}_scale`, inputShape.length === 1 ? restored : graph.channelsLast(restored), { scale: gamma.data, shift: beta.data, offset: new Float32Array(channels) })
}

/** (x − offset)·scale + shift along the last axis: a batch normalization whose statistics are set and stay. */
export function scaleAndShift(graph: KerasGraph, name: string, x: KerasValue, { scale, shift, offset }: { readonly scale: Float32Array; readonly shift: Float32Array; readonly offset: Float32Array }): KerasValue {
  const shape = [scale.length]
  return graph.add('BatchNormalization', name, [x], {
    config: { epsilon: 0, trainable: false },
    weights: [{ name: 'gamma', shape, data: scale }, { name: 'beta', shape, data: shift }, { name: 'moving_mean', shape, data: offset }, { name: 'moving_variance', shape, data: new Float32Array(scale.length).fill(1) }],
  })
}

type RecurrentContext = Omit<KerasLayerContext, 'hyperparameters'> & { readonly hyperparameters: { readonly units: number; readonly returns: 'last' | 'all' } }

/** `order`: which of our gates stands at each place of Keras'. Biases are two lists there, or one that is their sum. */
function recurrent({ graph, id, x, outputShape, tensor, trainable, hyperparameters: { units, returns } }: RecurrentContext, className: string, settings: KerasLayer['config'], order: readonly number[], biases: 'sum' | 'separate'): KerasValue {
  const reorder = (numbers: Numbers): Numbers => {
    if (numbers === null) return null
    const [, ...rest] = numbers.shape
    const rows = units * sizeOf(rest)
    const data = new Float32Array(numbers.data.length)
    order.forEach((gate, place) => data.set(numbers.data.subarray(gate * rows, (gate + 1) * rows), place * rows))
    return { shape: numbers.shape, data }
  }
  const [input, hidden] = [reorder(tensor('bias_ih')), reorder(tensor('bias_hh'))]
  const bias: Numbers = input === null || hidden === null ? null : biases === 'sum'
    ? { shape: input.shape, data: input.data.map((value, i) => value + hidden.data[i]) }
    : { shape: [2, input.data.length], data: Float32Array.from([...input.data, ...hidden.data]) }
  return graph.add(className, id, [graph.plain(x)], {
    config: { units, ...settings, ...(returns === 'all' ? { return_sequences: true } : {}), ...frozen(trainable) },
    shape: outputShape,
    last: false,
    weights: [...named(transposed(reorder(tensor('weight_ih'))), 'kernel'), ...named(transposed(reorder(tensor('weight_hh'))), 'recurrent_kernel'), ...named(bias, 'bias')],
  })
}
