import type { ActivationDefinition } from '../../activations/definition.ts'
import type { LayerDefinition } from '../../layers/definition.ts'
import { paddingOf, type Extent } from '../../layers/extent.ts'
import * as layers from '../../layers/index.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import { text, type Text } from '../../schema/text.ts'
import type { OnnxGraph } from './onnx-graph.ts'

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
  activate(z: string, activation: Resolved<ActivationDefinition>): string
}

/** Adds a layer at inference to the graph and returns the name of its output; or why that is not possible. */
export type LayerExporter = ((layer: ExportedLayer) => string) | Text

const exporter = <S extends Schema>(_: LayerDefinition<S>, write: (layer: ExportedLayer<S>) => string): LayerExporter => write as (layer: ExportedLayer) => string

const identity: LayerExporter = ({ x }) => x
const RECURRENT = text('the steps of recurrent layers are not written as an operator yet', 'los pasos de las capas recurrentes aún no se escriben como operador')

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
  embedding: text('its indices would have to be whole numbers, and the input is made of fractions', 'sus índices tendrían que ser enteros, y la entrada está hecha de fracciones'),
  flatten: exporter(layers.flatten, ({ graph, x }) => graph.node('Flatten', [x], { axis: { integer: 1 } })),
  gaussianNoise: identity,
  globalAveragePool: exporter(layers.globalAveragePool, ({ graph, x }) => graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: { integer: 1 } })),
  groupNormalization: exporter(layers.groupNormalization, (layer) => normalizeGroups(layer, layer.hyperparameters.groups, layer.hyperparameters.epsilon)),
  gru: RECURRENT,
  instanceNormalization: exporter(layers.instanceNormalization, (layer) => normalizeGroups(layer, layer.inputShape[0], layer.hyperparameters.epsilon)),
  layerNormalization: exporter(layers.layerNormalization, (layer) => {
    const { axes, epsilon } = layer.hyperparameters
    const shape = axes === 'all' ? layer.inputShape : layer.inputShape.slice(-1)
    return layer.graph.node('LayerNormalization', [layer.x, scaleOf(layer, shape), shiftOf(layer, shape)], { axis: { integer: -shape.length }, epsilon: { float: epsilon } })
  }),
  locallyConnected2d: text('ONNX has no operator whose weights differ from place to place', 'ONNX no tiene un operador cuyos pesos cambien de un lugar a otro'),
  lstm: RECURRENT,
  maxPool2d: exporter(layers.maxPool2d, ({ graph, x, hyperparameters }) => graph.node('MaxPool', [x], windowOf(hyperparameters))),
  multiply: ({ graph, inputs: [first, ...others] }) => others.reduce((product, other) => graph.node('Mul', [product, other]), first),
  pRelu: exporter(layers.pRelu, ({ graph, x, tensor, inputShape, hyperparameters }) => graph.node('PRelu', [x, tensor('weight', hyperparameters.shared ? [1] : perChannel(inputShape))!])),
  reshape: exporter(layers.reshape, ({ graph, x, outputShape }) => graph.node('Reshape', [x, graph.integers([0, ...outputShape])])),
  simpleRecurrent: RECURRENT,
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
