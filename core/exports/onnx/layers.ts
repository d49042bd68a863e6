import type { ActivationDefinition } from '../../activations/definition.ts'
import type { LayerDefinition } from '../../layers/definition.ts'
import { paddingOf, type Extent } from '../../layers/extent.ts'
import * as layers from '../../layers/index.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import type { Text } from '../../schema/text.ts'
import { ELEMENT, type OnnxAttribute, type OnnxGraph } from './onnx-graph.ts'

/** A layer as its exporter sees it. */
export interface ExportedLayer<S extends Schema = Schema> {
  readonly graph: OnnxGraph
  readonly hyperparameters: Values<S>
  /** Names of what it reads; the first is `x`. */
  readonly inputs: readonly string[]
  readonly x: string
  /** Without the batch axis. */
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** The name of one of its trained tensors in the graph, under a shape of the same size where one is given; null where the layer has none of that name. */
  tensor(name: string, shape?: Shape): string | null
  /** The numbers of one of its tensors, to be written in another order; none in a layer without it. */
  values(name: string): Float32Array
  activate(z: string, activation: Resolved<ActivationDefinition>): string
}

/** Adds a layer at inference to the graph and returns the name of its output; or why that is not possible. */
export type LayerExporter = ((layer: ExportedLayer) => string) | Text

const exporter = <S extends Schema>(_: LayerDefinition<S>, write: (layer: ExportedLayer<S>) => string): LayerExporter => write as (layer: ExportedLayer) => string

const identity: LayerExporter = ({ x }) => x

/** What the layers do, in operators of ONNX opset 17, by kind. */
export const LAYER_EXPORTERS: Readonly<Record<string, LayerExporter>> = {
  activation: exporter(layers.activation, ({ x, activate, hyperparameters }) => activate(x, hyperparameters.function)),
  add: exporter(layers.add, ({ graph, inputs }) => graph.node('Sum', inputs)),
  averagePool2d: exporter(layers.averagePool2d, ({ graph, x, hyperparameters }) => graph.node('AveragePool', [x], windowOf(hyperparameters))),
  batchNormalization: exporter(layers.batchNormalization, (layer) => {
    const channels = [layer.inputShape[0]]
    return layer.graph.node('BatchNormalization', [layer.x, scaleOf(layer, channels), shiftOf(layer, channels), layer.tensor('running_mean')!, layer.tensor('running_var')!], { epsilon: { float: layer.hyperparameters.epsilon } })
  }),
  concatenate: exporter(layers.concatenate, ({ graph, inputs }) => graph.node('Concat', inputs, { axis: { integer: 1 } })),
  conv1d: exporter(layers.conv1d, (layer) => convolve(layer, layer.hyperparameters)),
  conv2d: exporter(layers.conv2d, (layer) => convolve(layer, layer.hyperparameters)),
  convTranspose2d: exporter(layers.convTranspose2d, ({ graph, x, tensor, activate, hyperparameters: { stride, padding, outputPadding, groups, activation } }) => activate(graph.node('ConvTranspose', present(x, tensor('weight'), tensor('bias')), {
    strides: { integers: [stride, stride] }, pads: { integers: [padding, padding, padding, padding] }, output_padding: { integers: [outputPadding, outputPadding] }, group: { integer: groups },
  }), activation)),
  dense: exporter(layers.dense, ({ graph, x, tensor, activate, hyperparameters }) => activate(graph.node('Gemm', present(x, tensor('weight'), tensor('bias')), { transB: { integer: 1 } }), hyperparameters.activation)),
  dropout: identity,
  embedding: exporter(layers.embedding, ({ graph, x, tensor }) => graph.node('Gather', [tensor('weight')!, graph.node('Cast', [x], { to: { integer: ELEMENT.int64 } })])),
  flatten: exporter(layers.flatten, ({ graph, x }) => graph.node('Flatten', [x], { axis: { integer: 1 } })),
  gaussianNoise: identity,
  globalAveragePool: exporter(layers.globalAveragePool, ({ graph, x }) => graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: { integer: 1 } })),
  groupNormalization: exporter(layers.groupNormalization, (layer) => normalizeGroups(layer, layer.hyperparameters.groups, layer.hyperparameters.epsilon)),
  // ONNX has the gates in the order z, r, h.
  gru: exporter(layers.gru, (layer) => recurrent(layer, layer.hyperparameters, 'GRU', [1, 0, 2], { linear_before_reset: { integer: 1 } })),
  instanceNormalization: exporter(layers.instanceNormalization, (layer) => {
    const { graph, x, inputShape, hyperparameters: { epsilon } } = layer
    const channels = [inputShape[0]]
    // A flat sample has one value per channel, and the operator wants places.
    return inputShape.length === 1 ? normalizeGroups(layer, inputShape[0], epsilon) : graph.node('InstanceNormalization', [x, scaleOf(layer, channels), shiftOf(layer, channels)], { epsilon: { float: epsilon } })
  }),
  layerNormalization: exporter(layers.layerNormalization, (layer) => {
    const { axes, epsilon } = layer.hyperparameters
    const shape = axes === 'all' ? layer.inputShape : layer.inputShape.slice(-1)
    return layer.graph.node('LayerNormalization', [layer.x, scaleOf(layer, shape), shiftOf(layer, shape)], { axis: { integer: -shape.length }, epsilon: { float: epsilon } })
  }),
  locallyConnected2d: exporter(layers.locallyConnected2d, (layer) => connectLocally(layer, layer.hyperparameters)),
  // ONNX has the gates in the order i, o, f, c.
  lstm: exporter(layers.lstm, (layer) => recurrent(layer, layer.hyperparameters, 'LSTM', [0, 3, 1, 2])),
  maxPool2d: exporter(layers.maxPool2d, ({ graph, x, hyperparameters }) => graph.node('MaxPool', [x], windowOf(hyperparameters))),
  multiply: ({ graph, inputs: [first, ...others] }) => others.reduce((product, other) => graph.node('Mul', [product, other]), first),
  pRelu: exporter(layers.pRelu, ({ graph, x, tensor, inputShape, hyperparameters }) => graph.node('PRelu', [x, tensor('weight', hyperparameters.shared ? [1] : perChannel(inputShape))!])),
  reshape: exporter(layers.reshape, ({ graph, x, outputShape }) => graph.node('Reshape', [x, graph.integers([0, ...outputShape])])),
  simpleRecurrent: exporter(layers.simpleRecurrent, (layer) => {
    const { activation } = layer.hyperparameters
    const known = RNN_ACTIVATIONS[activation.kind]
    return known === undefined ? unrolled(layer, layer.hyperparameters) : recurrent(layer, layer.hyperparameters, 'RNN', [0], known === 'Tanh' ? {} : { activations: { strings: [known] } })
  }),
  spatialDropout: identity,
  // Units that are drawn in training are their probabilities at inference.
  stochasticBinary: ({ graph, x }) => graph.node('Sigmoid', [x]),
  upsampling2d: exporter(layers.upsampling2d, ({ graph, x, hyperparameters: { factor } }) => graph.node('Resize', [x, '', graph.tensor([4], Float32Array.of(1, 1, factor, factor))], {
    mode: { string: 'nearest' }, coordinate_transformation_mode: { string: 'asymmetric' }, nearest_mode: { string: 'floor' },
  })),
  zeroPadding2d: exporter(layers.zeroPadding2d, ({ graph, x, hyperparameters: { top, bottom, left, right } }) => graph.node('Pad', [x, graph.integers([0, 0, top, left, 0, 0, bottom, right])])),
}

const present = (...names: readonly (string | null)[]): readonly string[] => names.filter((name) => name !== null)

/** [channels, 1, …]: one number per channel beside every pixel. */
const perChannel = ([channels, ...rest]: Shape): Shape => [channels, ...rest.map(() => 1)]

const windowOf = ({ size, stride }: { readonly size: number; readonly stride: number }) => ({ kernel_shape: { integers: [size, size] }, strides: { integers: [stride, stride] } })

type Scaled = Pick<ExportedLayer, 'graph' | 'tensor'>
/** γ; ones for a layer that does not train it. */
const scaleOf = ({ graph, tensor }: Scaled, shape: Shape): string => tensor('weight') ?? graph.tensor(shape, new Float32Array(sizeOf(shape)).fill(1))
/** β; zeros for a layer that does not train it. */
const shiftOf = ({ graph, tensor }: Scaled, shape: Shape): string => tensor('bias') ?? graph.tensor(shape, new Float32Array(sizeOf(shape)))

type Convolution = Extent & { readonly groups: number; readonly activation: Resolved<ActivationDefinition> }

function convolve({ graph, x, tensor, inputShape, activate }: Omit<ExportedLayer, 'hyperparameters'>, extent: Convolution): string {
  const axes = inputShape.slice(1)
  const padding = axes.map((length) => paddingOf(extent, length))
  const z = graph.node('Conv', present(x, tensor('weight'), tensor('bias')), {
    strides: { integers: axes.map(() => extent.stride) },
    dilations: { integers: axes.map(() => extent.dilation) },
    pads: { integers: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)] },
    group: { integer: extent.groups },
  })
  return activate(z, extent.activation)
}

/** Opset 17 normalizes single channels only: a group is made one, and γ and β follow on their own. */
function normalizeGroups({ graph, x, tensor, inputShape }: Omit<ExportedLayer, 'hyperparameters'>, groups: number, epsilon: number): string {
  const grouped = graph.node('Reshape', [x, graph.integers([0, groups, -1])])
  const ones = graph.tensor([groups], new Float32Array(groups).fill(1))
  const normalized = graph.node('InstanceNormalization', [grouped, ones, graph.tensor([groups], new Float32Array(groups))], { epsilon: { float: epsilon } })
  const restored = graph.node('Reshape', [normalized, graph.integers([0, ...inputShape])])
  const weight = tensor('weight', perChannel(inputShape))
  return weight === null ? restored : graph.node('Add', [graph.node('Mul', [restored, weight]), tensor('bias', perChannel(inputShape))!])
}

interface Recurrent { readonly units: number; readonly returns: 'last' | 'all' }

/** Sequences have time first there, and weights the axis of the directions. `order`: which of our gates stands at each place of ONNX'. */
function recurrent({ graph, x, inputShape: [, features], values }: Omit<ExportedLayer, 'hyperparameters'>, { units, returns }: Recurrent, operator: string, order: readonly number[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
  const reorder = (name: string): Float32Array => {
    const given = values(name)
    const rows = given.length / order.length
    const data = new Float32Array(given.length)
    order.forEach((gate, place) => data.set(given.subarray(gate * rows, (gate + 1) * rows), place * rows))
    return data
  }
  const size = order.length * units
  const timeFirst = graph.node('Transpose', [x], { perm: { integers: [1, 0, 2] } })
  const inputs = [
    timeFirst, graph.tensor([1, size, features], reorder('weight_ih')), graph.tensor([1, size, units], reorder('weight_hh')),
    graph.tensor([1, 2 * size], Float32Array.from([...reorder('bias_ih'), ...reorder('bias_hh')])),
  ]
  const told = { hidden_size: { integer: units }, ...attributes }
  if (returns === 'last') return graph.node('Squeeze', [graph.node(operator, inputs, told, undefined, 1), graph.integers([0])])
  return graph.node('Transpose', [graph.node('Squeeze', [graph.node(operator, inputs, told), graph.integers([1])])], { perm: { integers: [1, 0, 2] } })
}

/** The functions that the operator knows without parameters. */
const RNN_ACTIVATIONS: Readonly<Record<string, string | undefined>> = { tanh: 'Tanh', relu: 'Relu', softsign: 'Softsign', softplus: 'Softplus' }

/** Step by step, for functions that the operator does not know. */
function unrolled({ graph, x, inputShape: [time], outputShape, tensor, activate }: Omit<ExportedLayer, 'hyperparameters'>, { units, returns, activation }: Recurrent & { readonly activation: Resolved<ActivationDefinition> }): string {
  const product = (z: string, which: string): string => graph.node('Gemm', [z, tensor(`weight_${which}`)!, tensor(`bias_${which}`)!], { transB: { integer: 1 } })
  const states: string[] = []
  for (let t = 0; t < time; t++) {
    const input = product(graph.node('Squeeze', [graph.node('Gather', [x, graph.integers([t])], { axis: { integer: 1 } }), graph.integers([1])]), 'ih')
    // The state before the first step is zeros.
    states.push(activate(graph.node('Add', [input, t === 0 ? tensor('bias_hh')! : product(states[t - 1], 'hh')]), activation))
  }
  return returns === 'last' ? states.at(-1)! : graph.node('Reshape', [graph.node('Concat', states, { axis: { integer: 1 } }), graph.integers([0, ...outputShape.slice(0, 1), units])])
}

/** Patches by a convolution that copies them, then one product for each place. */
function connectLocally({ graph, x, inputShape: [inputs], outputShape: [, rows, columns], values, activate }: Omit<ExportedLayer, 'hyperparameters'>, { channels, kernel, stride, bias, activation }: Values<typeof layers.locallyConnected2d.hyperparameters>): string {
  const [taps, places] = [inputs * kernel ** 2, rows * columns]
  const copying = new Float32Array(taps * taps)
  for (let tap = 0; tap < taps; tap++) copying[tap * taps + tap] = 1
  const patches = graph.node('Conv', [x, graph.tensor([taps, inputs, kernel, kernel], copying)], { strides: { integers: [stride, stride] } })
  const byPlace = graph.node('Transpose', [graph.node('Reshape', [patches, graph.integers([0, taps, places])])], { perm: { integers: [2, 0, 1] } })
  const weight = values('weight')
  const turned = Float32Array.from({ length: weight.length }, (_, i) => {
    const [place, tap, channel] = [Math.floor(i / (taps * channels)), Math.floor(i / channels) % taps, i % channels]
    return weight[(place * channels + channel) * taps + tap]
  })
  const product = graph.node('MatMul', [byPlace, graph.tensor([places, taps, channels], turned)])
  const sums = bias ? graph.node('Add', [product, graph.tensor([places, 1, channels], values('bias'))]) : product
  return activate(graph.node('Reshape', [graph.node('Transpose', [sums], { perm: { integers: [1, 2, 0] } }), graph.integers([0, channels, rows, columns])]), activation)
}
