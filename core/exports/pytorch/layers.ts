import type { ActivationDefinition } from '../../activations/definition.ts'
import type { LayerDefinition } from '../../layers/definition.ts'
import { paddingOf, type Extent } from '../../layers/extent.ts'
import * as layers from '../../layers/index.ts'
import type { Shape } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import type { Text } from '../../schema/text.ts'
import { pythonBoolean, pythonNumber, pythonTuple } from '../python-text.ts'
import { activationExpression } from './activations.ts'
import type { HelperModule } from './helper-modules.ts'

/** A layer as it is written in Python. */
export interface PytorchLayer {
  /** What builds its module; null for a layer that is a plain expression. */
  readonly module: string | null
  /** What it does with its inputs, given how its module is called; activations follow on their own. */
  readonly call: (module: string, inputs: readonly string[]) => string
  readonly activation?: Resolved<ActivationDefinition>
  /** How PyTorch calls its tensors, where it does not call them as we do. */
  readonly names?: Readonly<Record<string, string>>
  readonly helper?: HelperModule
  /** Said beside the module. */
  readonly note?: string
}

export interface PytorchLayerContext<S extends Schema = Schema> {
  readonly hyperparameters: Values<S>
  /** Without the batch axis. */
  readonly inputShape: Shape
  readonly outputShape: Shape
}

/** A layer in PyTorch, or why there is none. */
export type PytorchLayerWriter = ((layer: PytorchLayerContext) => PytorchLayer) | Text

const writer = <S extends Schema>(_: LayerDefinition<S>, write: (layer: PytorchLayerContext<S>) => PytorchLayer): PytorchLayerWriter => write as (layer: PytorchLayerContext) => PytorchLayer

const applied = (module: string, [x]: readonly string[]): string => `${module}(${x})`
const module = (text: string, others: Partial<PytorchLayer> = {}): PytorchLayer => ({ module: text, call: applied, ...others })
const expression = (write: (x: string, inputs: readonly string[]) => string): PytorchLayer => ({ module: null, call: (_, inputs) => write(inputs[0], inputs) })

/** `name(a, b, key=value)`, without what is as PyTorch has it anyway. */
const construct = (name: string, positional: readonly (string | number)[], keywords: Readonly<Record<string, readonly [value: string | number, standard: string | number]>> = {}): string =>
  `${name}(${[...positional, ...Object.entries(keywords).filter(([, [value, standard]]) => value !== standard).map(([key, [value]]) => `${key}=${value}`)].join(', ')})`

const STANDARD_EPSILON = '0.00001'
const scaled = (affine: boolean, epsilon: number) => ({ eps: [pythonNumber(epsilon), STANDARD_EPSILON], affine: [pythonBoolean(affine), 'True'] }) as const
const biased = (bias: boolean) => ({ bias: [pythonBoolean(bias), 'True'] }) as const

/** What the layers are in PyTorch, by kind. */
export const PYTORCH_LAYERS: Readonly<Record<string, PytorchLayerWriter>> = {
  activation: writer(layers.activation, ({ hyperparameters }) => ({ ...expression((x) => x), activation: hyperparameters.function })),
  add: () => expression((_, inputs) => inputs.join(' + ')),
  averagePool2d: writer(layers.averagePool2d, ({ hyperparameters: { size, stride } }) => module(construct('nn.AvgPool2d', [size], { stride: [stride, size] }))),
  batchNormalization: writer(layers.batchNormalization, ({ inputShape, hyperparameters: { momentum, epsilon, affine } }) =>
    module(construct(inputShape.length === 3 ? 'nn.BatchNorm2d' : 'nn.BatchNorm1d', [inputShape[0]], { momentum: [pythonNumber(momentum), '0.1'], ...scaled(affine, epsilon) }))),
  concatenate: () => expression((_, inputs) => `torch.cat((${inputs.join(', ')}), dim=1)`),
  conv1d: writer(layers.conv1d, ({ inputShape, hyperparameters }) => convolution('nn.Conv1d', inputShape, hyperparameters)),
  conv2d: writer(layers.conv2d, ({ inputShape, hyperparameters }) => convolution('nn.Conv2d', inputShape, hyperparameters)),
  convTranspose2d: writer(layers.convTranspose2d, ({ inputShape, hyperparameters: { channels, kernel, stride, padding, outputPadding, groups, bias, activation } }) => module(construct('nn.ConvTranspose2d', [inputShape[0], channels], {
    kernel_size: [kernel, ''], stride: [stride, 1], padding: [padding, 0], output_padding: [outputPadding, 0], groups: [groups, 1], ...biased(bias),
  }), { activation })),
  dense: writer(layers.dense, ({ inputShape, hyperparameters: { units, bias, activation, weightNoise } }) => module(construct('nn.Linear', [inputShape[0], units], biased(bias)), { activation, ...noted(weightNoise) })),
  dropout: writer(layers.dropout, ({ hyperparameters: { rate } }) => module(`nn.Dropout(${pythonNumber(rate)})`)),
  embedding: writer(layers.embedding, ({ hyperparameters: { count, dimensions } }) => ({ module: `nn.Embedding(${count}, ${dimensions})`, call: (own, [x]) => `${own}(${x}.long())` })),
  flatten: () => expression((x) => `${x}.flatten(1)`),
  gaussianNoise: writer(layers.gaussianNoise, ({ hyperparameters: { standardDeviation } }) => module(`GaussianNoise(${pythonNumber(standardDeviation)})`, { helper: 'GaussianNoise' })),
  globalAveragePool: () => expression((x) => `${x}.mean(dim=(2, 3))`),
  groupNormalization: writer(layers.groupNormalization, ({ inputShape, hyperparameters: { groups, epsilon, affine } }) => module(construct('nn.GroupNorm', [groups, inputShape[0]], scaled(affine, epsilon)))),
  gru: writer(layers.gru, ({ inputShape, hyperparameters }) => recurrent('nn.GRU', inputShape, hyperparameters)),
  // Each channel is a group of its own: unlike nn.InstanceNorm2d, that takes samples of any shape.
  instanceNormalization: writer(layers.instanceNormalization, ({ inputShape, hyperparameters: { epsilon, affine } }) => module(construct('nn.GroupNorm', [inputShape[0], inputShape[0]], scaled(affine, epsilon)))),
  layerNormalization: writer(layers.layerNormalization, ({ inputShape, hyperparameters: { axes, epsilon, affine } }) => {
    const shape = axes === 'all' ? inputShape : inputShape.slice(-1)
    return module(construct('nn.LayerNorm', [shape.length === 1 ? shape[0] : pythonTuple(shape)], { eps: [pythonNumber(epsilon), STANDARD_EPSILON], elementwise_affine: [pythonBoolean(affine), 'True'] }))
  }),
  locallyConnected2d: writer(layers.locallyConnected2d, ({ inputShape, outputShape, hyperparameters: { channels, kernel, stride, bias, activation } }) =>
    module(construct('LocallyConnected2d', [inputShape[0], channels], { kernel_size: [kernel, ''], stride: [stride, ''], places: [pythonTuple(outputShape.slice(1)), ''], ...biased(bias) }), { activation, helper: 'LocallyConnected2d' })),
  lstm: writer(layers.lstm, ({ inputShape, hyperparameters }) => recurrent('nn.LSTM', inputShape, hyperparameters)),
  maxPool2d: writer(layers.maxPool2d, ({ hyperparameters: { size, stride } }) => module(construct('nn.MaxPool2d', [size], { stride: [stride, size] }))),
  multiply: () => expression((_, inputs) => inputs.join(' * ')),
  pRelu: writer(layers.pRelu, ({ inputShape, hyperparameters: { shared, initial } }) => module(construct('nn.PReLU', [], { num_parameters: [shared ? 1 : inputShape[0], 1], init: [pythonNumber(initial), '0.25'] }))),
  reshape: ({ outputShape }) => expression((x) => `${x}.reshape(-1, ${outputShape.join(', ')})`),
  simpleRecurrent: writer(layers.simpleRecurrent, ({ inputShape, hyperparameters }) => simple(inputShape, hyperparameters)),
  spatialDropout: writer(layers.spatialDropout, ({ inputShape, hyperparameters: { rate } }) => module(`nn.${['Dropout', 'Dropout1d', 'Dropout2d'][inputShape.length - 1] ?? 'Dropout3d'}(${pythonNumber(rate)})`)),
  stochasticBinary: () => module('StochasticBinary()', { helper: 'StochasticBinary' }),
  upsampling2d: writer(layers.upsampling2d, ({ hyperparameters: { factor } }) => module(`nn.Upsample(scale_factor=${factor})`)),
  zeroPadding2d: writer(layers.zeroPadding2d, ({ hyperparameters: { top, bottom, left, right } }) => module(`nn.ZeroPad2d((${left}, ${right}, ${top}, ${bottom}))`)),
}

const noted = (weightNoise: number): Pick<PytorchLayer, 'note'> => (weightNoise === 0 ? {} : { note: `trained with normal noise of ${pythonNumber(weightNoise)} on its weights` })

type Convolution = Extent & { readonly channels: number; readonly groups: number; readonly bias: boolean; readonly activation: Resolved<ActivationDefinition>; readonly weightNoise?: number }

/** PyTorch pads both ends of an axis alike; where they differ, zeros are added before. */
function convolution(name: string, [inputs, ...size]: Shape, { channels, kernel, stride, dilation, groups, bias, activation, weightNoise = 0, ...extent }: Convolution): PytorchLayer {
  const padding = size.map((length) => paddingOf({ ...extent, kernel, stride, dilation }, length))
  const isEven = padding.every(([before, after]) => before === after)
  const [first] = padding
  const plain = padding.every(([before]) => before === first[0]) ? first[0] : pythonTuple(padding.map(([before]) => before))
  const built = construct(name, [inputs, channels], { kernel_size: [kernel, ''], stride: [stride, 1], padding: [isEven ? plain : 0, 0], dilation: [dilation, 1], groups: [groups, 1], ...biased(bias) })
  const sides = padding.toReversed().flatMap((ends) => [...ends])
  return { module: built, call: (own, [x]) => `${own}(${isEven ? x : `F.pad(${x}, ${pythonTuple(sides)})`})`, activation, ...noted(weightNoise) }
}

interface Recurrent { readonly units: number; readonly returns: 'last' | 'all' }

const LAYER_OF_ONE = { weight_ih: 'weight_ih_l0', weight_hh: 'weight_hh_l0', bias_ih: 'bias_ih_l0', bias_hh: 'bias_hh_l0' }
const readOff = (states: string, returns: Recurrent['returns']): string => (returns === 'last' ? `${states}[:, -1]` : states)

const recurrent = (name: string, [, features]: Shape, { units, returns }: Recurrent, others = ''): PytorchLayer =>
  ({ module: `${name}(${features}, ${units}, batch_first=True${others})`, call: (own, [x]) => readOff(`${own}(${x})[0]`, returns), names: LAYER_OF_ONE })

/** nn.RNN knows two functions. */
function simple(shape: Shape, { activation, ...values }: Recurrent & { readonly activation: Resolved<ActivationDefinition> }): PytorchLayer {
  if (activation.kind === 'tanh') return recurrent('nn.RNN', shape, values)
  if (activation.kind === 'relu') return recurrent('nn.RNN', shape, values, ', nonlinearity="relu"')
  const lambda = `lambda z: ${activationExpression('z', activation) ?? 'z'}`
  return { module: `SimpleRecurrent(${shape[1]}, ${values.units}, ${lambda})`, call: (own, [x]) => readOff(`${own}(${x})`, values.returns), helper: 'SimpleRecurrent' }
}
