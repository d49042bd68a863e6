import type { OnnxModel, OnnxNode, OnnxTensor } from '../formats/onnx-model.ts'
import { paddingOf } from '../layers/extent.ts'
import { formatShape, sameShape, sizeOf, type Shape } from '../math/shape.ts'
import type { Issue } from '../schema/issue.ts'
import { text, type Text } from '../schema/text.ts'
import type { StoredTensor } from '../trainer/checkpoint.ts'
import { WITH_ACTIVATION, type BuiltValue, type NetworkBuilder } from './network-builder.ts'

/** One operator and what there is to read it with. */
export interface OperatorContext {
  readonly node: OnnxNode
  readonly model: OnnxModel
  readonly builder: NetworkBuilder
  readonly path: string
  readonly issues: Issue[]
  /** The values it reads, as far as they are no constants; the first is `x`. */
  readonly x: BuiltValue
  readonly values: readonly BuiltValue[]
  /** How many others read what it reads: an activation of a value that others see too is a layer of its own. */
  readonly readers: number
  /** A constant among its inputs; null where that input is missing or no constant. */
  constant(index: number): OnnxTensor | null
  /** Says why it cannot be read. */
  refuse(expected: Text, received: string): null
}

/** Adds what an operator does to the network; null where that is not possible, with the reason among the issues. */
export type OperatorReader = (context: OperatorContext) => BuiltValue | null

const stored = (tensor: OnnxTensor | null, shape?: Shape): StoredTensor | null => (tensor === null ? null : { shape: shape ?? tensor.shape, data: Float32Array.from(tensor.data) })

function transposed({ shape: [rows, columns], data }: OnnxTensor): StoredTensor {
  return { shape: [columns, rows], data: Float32Array.from({ length: data.length }, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]) }
}

/** `c1.weight` → `c1`; a node's own name where its tensors have none to go by. */
const nameOf = ({ node }: Pick<OperatorContext, 'node'>, tensor?: OnnxTensor | null): string => {
  const match = /^(.+)\.[^.]+$/.exec(tensor?.name ?? '')
  if (match !== null) return match[1]
  // Numbers and the operator's own name say nothing.
  const last = node.name.replace(/^.*\//, '')
  return /^\d*$/.test(last) || last.toLowerCase().startsWith(node.operator.toLowerCase()) ? '' : last
}

/** An activation: of the layer before it where that has none yet and nobody else reads it, else a layer of its own. */
export function activate(context: Pick<OperatorContext, 'builder' | 'x' | 'readers' | 'path' | 'node'>, kind: string, hyperparameters: Readonly<Record<string, unknown>> = {}): BuiltValue | null {
  const { builder, x, readers, path } = context
  const layer = builder.find(x.layer)
  const value = Object.keys(hyperparameters).length === 0 ? kind : { kind, ...hyperparameters }
  if (layer !== undefined && readers === 1 && WITH_ACTIVATION.includes(layer.spec.kind) && layer.spec['activation'] === undefined) {
    layer.spec = { ...layer.spec, activation: value }
    return x
  }
  return builder.add('', 'activation', [x], { function: value }, {}, path)
}

const activation = (kind: string, hyperparameters: (context: OperatorContext) => Readonly<Record<string, unknown>> = () => ({})): OperatorReader => (context) => activate(context, kind, hyperparameters(context))
const same: OperatorReader = ({ x }) => x
/** Of a hyper-parameter: nothing where it is the default. */
const unless = <T>(name: string, value: T, standard: T): Record<string, T> => (value === standard ? {} : { [name]: value })

/** By the operators' names. */
export const OPERATORS: Readonly<Record<string, OperatorReader>> = {
  Add: (context) => combine(context, 'add'),
  AveragePool: (context) => pool(context, 'averagePool2d'),
  BatchNormalization: (context) => {
    const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => context.constant(index))
    if (mean === null || variance === null) return context.refuse(text('constant statistics', 'estadísticas constantes'), 'computed ones')
    const affine = isTrained(scale, shift)
    return context.builder.add(nameOf(context, affine ? scale : mean), 'batchNormalization', [context.x], { ...unless('epsilon', plain(context.node.attributes.number('epsilon', 1e-5)), 1e-5), ...unless('affine', affine, true) }, {
      weight: stored(scale), bias: stored(shift), running_mean: stored(mean), running_var: stored(variance),
    }, context.path)
  },
  Cast: same,
  Concat: (context) => {
    const { node, values, x } = context
    const axis = node.attributes.number('axis', 1)
    if (values.length !== node.inputs.length || ![1, -x.shape.length].includes(axis)) return context.refuse(text('values put together along their channels', 'valores unidos por sus canales'), `axis ${axis}`)
    return context.builder.add(nameOf(context), 'concatenate', values, {}, {}, context.path)
  },
  Conv: (context) => convolve(context),
  ConvTranspose: (context) => {
    const weight = context.constant(1)
    if (weight === null || weight.shape.length !== 4) return context.refuse(text('an image and constant filters', 'una imagen y filtros constantes'), 'something else')
    const group = context.node.attributes.number('group', 1)
    const [kernel, stride, [padding], outputPadding, dilation] = [square(context, 'kernel_shape', weight.shape.slice(2)), square(context, 'strides', [1, 1]), context.node.attributes.integers('pads') ?? [0, 0, 0, 0], square(context, 'output_padding', [0, 0]), square(context, 'dilations', [1, 1])]
    if (kernel === null || stride === null || outputPadding === null || dilation === null) return null
    if (dilation !== 1 || new Set(context.node.attributes.integers('pads') ?? [0]).size > 1 || context.node.attributes.integers('output_shape') !== null || !['NOTSET', 'VALID'].includes(context.node.attributes.string('auto_pad', 'NOTSET'))) return context.refuse(text('equal padding and no dilation', 'relleno igual y sin dilatación'), 'something else')
    return context.builder.add(nameOf(context, weight), 'convTranspose2d', [context.x], { channels: weight.shape[1] * group, kernel, stride, padding, ...unless('outputPadding', outputPadding, 0), ...unless('groups', group, 1), ...unless('bias', context.constant(2) !== null, true) }, { weight: stored(weight), bias: stored(context.constant(2)) }, context.path)
  },
  Dropout: (context) => context.builder.add(nameOf(context), 'dropout', [context.x], { rate: plain(context.constant(1)?.data[0] ?? context.node.attributes.number('ratio', 0.5)) }, {}, context.path),
  Elu: activation('elu', ({ node }) => unless('alpha', plain(node.attributes.number('alpha', 1)), 1)),
  Flatten: (context) => {
    if (context.node.attributes.number('axis', 1) !== 1) return context.refuse(text('axis 1', 'el eje 1'), `axis ${context.node.attributes.number('axis', 1)}`)
    return flattened(context)
  },
  Gelu: activation('gelu', ({ node }) => (node.attributes.string('approximate', 'none') === 'tanh' ? { form: 'tanh' } : {})),
  Gemm: (context) => {
    const { node, constant } = context
    const weight = constant(1)
    const { attributes } = node
    if (weight === null || weight.shape.length !== 2 || attributes.number('transA', 0) !== 0 || attributes.number('alpha', 1) !== 1 || attributes.number('beta', 1) !== 1) return context.refuse(text('x·Wᵀ + b with constant weights and no factors', 'x·Wᵀ + b con pesos constantes y sin factores'), 'another product')
    return dense(context, attributes.number('transB', 0) === 1 ? stored(weight)! : transposed(weight), weight, constant(2), node.inputs.length > 2)
  },
  GlobalAveragePool: (context) => pooledWhole(context),
  HardSigmoid: (context) => (Math.abs(context.node.attributes.number('alpha', 0.2) - 1 / 6) < 1e-6 && context.node.attributes.number('beta', 0.5) === 0.5 ? activate(context, 'hardSigmoid') : context.refuse(text('a slope of 1/6', 'una pendiente de 1/6'), String(context.node.attributes.number('alpha', 0.2)))),
  Identity: same,
  InstanceNormalization: (context) => context.builder.add(nameOf(context, context.constant(1)), 'instanceNormalization', [context.x], { ...unless('epsilon', plain(context.node.attributes.number('epsilon', 1e-5)), 1e-5), ...unless('affine', isTrained(context.constant(1), context.constant(2)), true) }, { weight: stored(context.constant(1)), bias: stored(context.constant(2)) }, context.path),
  LayerNormalization: (context) => {
    const { node, x, constant } = context
    const axis = node.attributes.number('axis', -1)
    const axes = axis === -1 && x.shape.length > 1 ? 'last' : [1, -x.shape.length].includes(axis) ? 'all' : null
    if (axes === null) return context.refuse(text('the last axis, or all', 'el último eje, o todos'), `axis ${axis}`)
    const shape = axes === 'all' ? x.shape : x.shape.slice(-1)
    const [scale, shift] = [constant(1), constant(2)]
    const zeros = { shape, data: new Float32Array(sizeOf(shape)) }
    return context.builder.add(nameOf(context, scale), 'layerNormalization', [x], { ...unless('axes', axes, 'all'), ...unless('epsilon', plain(node.attributes.number('epsilon', 1e-5)), 1e-5), ...unless('affine', isTrained(scale, shift), true) }, { weight: stored(scale, shape), bias: shift === null ? zeros : stored(shift, shape) }, context.path)
  },
  LeakyRelu: activation('leakyRelu', ({ node }) => unless('slope', plain(node.attributes.number('alpha', 0.01)), 0.01)),
  LogSoftmax: (context) => (isLast(context) ? activate(context, 'logSoftmax') : context.refuse(text('the last axis', 'el último eje'), 'another')),
  MatMul: (context) => {
    const weight = context.constant(1)
    if (weight === null || weight.shape.length !== 2) return context.refuse(text('a product with constant weights [inputs, units]', 'un producto con pesos constantes [entradas, unidades]'), 'another one')
    return dense(context, transposed(weight), weight, null, false)
  },
  MaxPool: (context) => pool(context, 'maxPool2d'),
  Mish: activation('mish'),
  Mul: (context) => combine(context, 'multiply'),
  PRelu: (context) => {
    const slope = context.constant(1)
    const { x } = context
    if (slope === null || ![1, x.shape[0]].includes(slope.data.length)) return context.refuse(text('one slope for all, or one for each channel', 'una pendiente para todos, o una por canal'), slope === null ? 'computed ones' : formatShape(slope.shape))
    const shared = slope.data.length === 1 && x.shape[0] !== 1
    return context.builder.add(nameOf(context, slope), 'pRelu', [x], unless('shared', shared, false), { weight: stored(slope, [slope.data.length]) }, context.path)
  },
  Pad: (context) => {
    const { node, constant, x } = context
    const pads = node.attributes.integers('pads') ?? constant(1)?.data
    const mode = node.attributes.string('mode', 'constant')
    const value = constant(2)?.data[0] ?? node.attributes.number('value', 0)
    if (pads === undefined || mode !== 'constant' || value !== 0 || pads.length !== 8 || x.shape.length !== 3 || [0, 1, 4, 5].some((index) => pads[index] !== 0)) return context.refuse(text('zeros around an image', 'ceros alrededor de una imagen'), mode)
    return context.builder.add(nameOf(context), 'zeroPadding2d', [x], { top: pads[2], left: pads[3], bottom: pads[6], right: pads[7] }, {}, context.path)
  },
  ReduceMean: (context) => {
    const axes = context.node.attributes.integers('axes') ?? [...(context.constant(1)?.data ?? [])]
    const isWhole = context.x.shape.length === 3 && [...axes].sort((a, b) => a - b).join() === '2,3' || [...axes].sort((a, b) => a - b).join() === '-2,-1'
    return isWhole ? pooledWhole(context) : context.refuse(text('the mean of each channel of an image', 'la media de cada canal de una imagen'), `axes ${axes.join(', ')}`)
  },
  Relu: activation('relu'),
  Reshape: (context) => {
    const { x, constant, node } = context
    const wanted = constant(1)
    if (wanted === null) return context.refuse(text('a constant shape', 'una forma constante'), 'a computed one')
    const [, ...given] = Array.from(wanted.data)
    const known = given.map((length, axis) => (length === 0 && node.attributes.number('allowzero', 0) === 0 ? x.shape[axis] : length))
    const rest = sizeOf(x.shape) / known.filter((length) => length !== -1).reduce((product, length) => product * length, 1)
    const shape = known.map((length) => (length === -1 ? rest : length))
    if (shape.length === 0 || sizeOf(shape) !== sizeOf(x.shape) || shape.some((length) => !(length >= 1) || !Number.isInteger(length))) return context.refuse(text(`a shape of ${sizeOf(x.shape)} numbers for each sample`, `una forma de ${sizeOf(x.shape)} números por muestra`), formatShape(Array.from(wanted.data)))
    return reshaped(context, shape)
  },
  Resize: (context) => {
    const { x, constant, node } = context
    const scales = constant(2)?.data
    const factor = scales?.[2]
    const isNearest = node.attributes.string('mode', 'nearest') === 'nearest'
    if (!isNearest || scales?.length !== 4 || factor === undefined || factor !== scales[3] || !Number.isInteger(factor) || x.shape.length !== 3) return context.refuse(text('each pixel repeated a whole number of times', 'cada píxel repetido un número entero de veces'), 'another change of size')
    return context.builder.add(nameOf(context), 'upsampling2d', [x], { factor }, {}, context.path)
  },
  Selu: activation('selu'),
  Sigmoid: activation('logistic'),
  Sign: activation('sign'),
  Softmax: (context) => (isLast(context) ? activate(context, 'softmax') : context.refuse(text('the last axis', 'el último eje'), 'another')),
  Softplus: activation('softplus'),
  Softsign: activation('softsign'),
  Squeeze: (context) => reshaped(context, withoutOnes(context)),
  Sum: (context) => combine(context, 'add'),
  Tanh: activation('tanh'),
}

/** γ of ones and β of zeros that have no names of their own stand for a layer without them. */
const isTrained = (scale: OnnxTensor | null, shift: OnnxTensor | null): boolean =>
  (scale !== null && /\.\w+$/.test(scale.name)) || !(scale === null || scale.data.every((value) => value === 1)) || !(shift === null || shift.data.every((value) => value === 0))

const isLast = ({ node, x, model }: OperatorContext): boolean => [-1, x.shape.length].includes(node.attributes.number('axis', model.opset < 13 ? 1 : -1))

/** Attributes are float32: what a person wrote is the shortest decimal that gives the same. */
export const plain = (value: number): number => {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === Math.fround(value)) return short
  }
  return value
}

function combine(context: OperatorContext, kind: 'add' | 'multiply'): BuiltValue | null {
  const { node, values, builder, path } = context
  if (values.length === node.inputs.length && values.length === 1) return values[0]
  if (values.length === node.inputs.length && values.every(({ shape }) => sameShape(shape, values[0].shape))) return builder.add(nameOf(context), kind, values, {}, {}, path)
  const bias = kind === 'add' && node.inputs.length === 2 ? (context.constant(1) ?? context.constant(0)) : null
  const layer = builder.find(context.x.layer)
  // A product without biases, and numbers that are added to it.
  if (bias !== null && layer !== undefined && context.readers === 1 && layer.spec.kind === 'dense' && layer.spec['bias'] === false && layer.spec['activation'] === undefined && bias.data.length === context.x.shape[0]) {
    const { bias: _, ...spec } = layer.spec
    layer.spec = spec as typeof layer.spec
    ;(builder.tensors as Map<string, StoredTensor>).set(`${spec.id!}.bias`, stored(bias, [bias.data.length])!)
    return context.x
  }
  return context.refuse(text(`values of one shape to ${kind}, or biases after a product`, 'valores de una misma forma, o sesgos tras un producto'), values.map(({ shape }) => formatShape(shape)).join(' and '))
}

function dense(context: OperatorContext, weight: StoredTensor, named: OnnxTensor, bias: OnnxTensor | null, wantsBias: boolean): BuiltValue | null {
  if (wantsBias && bias === null) return context.refuse(text('constant biases', 'sesgos constantes'), 'computed ones')
  const units = weight.shape[0]
  const biases = bias === null ? null : { shape: [units], data: bias.data.length === 1 ? new Float32Array(units).fill(bias.data[0]) : Float32Array.from(bias.data) }
  if (weight.shape[1] !== sizeOf(context.x.shape)) return context.refuse(text(`weights for ${formatShape(context.x.shape)} inputs`, `pesos para ${formatShape(context.x.shape)} entradas`), formatShape(named.shape))
  return context.builder.add(nameOf(context, named), 'dense', [context.x], { units, ...(biases === null ? { bias: false } : {}) }, { weight, bias: biases }, context.path)
}

function square(context: OperatorContext, name: string, otherwise: readonly number[]): number | null {
  const given = context.node.attributes.integers(name) ?? otherwise
  if (given.length > 0 && given.every((length) => length === given[0])) return given[0]
  context.refuse(text(`the same ${name} along both axes`, `el mismo ${name} en ambos ejes`), given.join(' × '))
  return null
}

function convolve(context: OperatorContext): BuiltValue | null {
  const { node, constant, builder, path } = context
  const weight = constant(1)
  let { x } = context
  if (weight === null || weight.shape.length !== x.shape.length + 1 || ![2, 3].includes(x.shape.length)) return context.refuse(text('an image or a sequence, and constant filters', 'una imagen o una secuencia, y filtros constantes'), formatShape(x.shape))
  const axes = weight.shape.slice(2)
  const [kernel, stride, dilation] = [square(context, 'kernel_shape', axes), square(context, 'strides', axes.map(() => 1)), square(context, 'dilations', axes.map(() => 1))]
  if (kernel === null || stride === null || dilation === null) return null
  const auto = node.attributes.string('auto_pad', 'NOTSET')
  const pads = auto === 'VALID' ? axes.map(() => 0).concat(axes.map(() => 0)) : (node.attributes.integers('pads') ?? axes.map(() => 0).concat(axes.map(() => 0)))
  const ends = axes.map((_, axis): readonly [number, number] => [pads[axis], pads[axis + axes.length]])
  const extent = { kernel, stride, dilation, paddingSize: 0 }
  const isSame = auto === 'SAME_UPPER' || ends.every(([before, after], axis) => paddingOf({ ...extent, padding: 'same' }, x.shape[axis + 1]).join() === `${before},${after}`)
  const isEven = ends.flat().every((zeros) => zeros === ends[0][0])
  const zeros = ends[0][0]
  let padding: Record<string, unknown> = isSame && (zeros > 0 || kernel > 1 || auto === 'SAME_UPPER') ? {} : isEven ? (zeros === 0 ? { padding: 'valid' } : { padding: 'explicit', paddingSize: zeros }) : { padding: 'valid' }
  if (auto === 'SAME_LOWER') return context.refuse(text('more zeros at the end than at the start', 'más ceros al final que al principio'), auto)
  if (!isSame && !isEven) {
    if (axes.length !== 2) return context.refuse(text('as many zeros at the start as at the end', 'tantos ceros al principio como al final'), pads.join(', '))
    const padded = builder.add('', 'zeroPadding2d', [x], { top: pads[0], left: pads[1], bottom: pads[2], right: pads[3] }, {}, path)
    if (padded === null) return null
    x = padded
    padding = { padding: 'valid' }
  }
  const bias = constant(2)
  if (node.inputs.length > 2 && node.inputs[2] !== '' && bias === null) return context.refuse(text('constant biases', 'sesgos constantes'), 'computed ones')
  return builder.add(nameOf(context, weight), axes.length === 2 ? 'conv2d' : 'conv1d', [x], {
    channels: weight.shape[0], kernel, ...unless('stride', stride, 1), ...padding, ...unless('dilation', dilation, 1), ...unless('groups', node.attributes.number('group', 1), 1), ...unless('bias', bias !== null, true),
  }, { weight: stored(weight), bias: stored(bias) }, path)
}

function pool(context: OperatorContext, kind: 'averagePool2d' | 'maxPool2d'): BuiltValue | null {
  const { node, x } = context
  const [size, stride] = [square(context, 'kernel_shape', []), square(context, 'strides', [1, 1])]
  if (size === null || stride === null) return null
  const pads = node.attributes.integers('pads') ?? []
  const isPlain = pads.every((zeros) => zeros === 0) && node.attributes.number('ceil_mode', 0) === 0 && (node.attributes.integers('dilations') ?? []).every((step) => step === 1) && ['NOTSET', 'VALID'].includes(node.attributes.string('auto_pad', 'NOTSET'))
  if (!isPlain) return context.refuse(text('windows without padding, dilation or places that stick out', 'ventanas sin relleno, dilatación ni lugares que sobresalgan'), 'others')
  return context.builder.add(nameOf(context), kind, [x], { ...unless('size', size, 2), ...unless('stride', stride, 2) }, {}, context.path)
}

/** What follows sees one number per channel, whatever axes of length 1 the file keeps. */
const pooledWhole = (context: OperatorContext): BuiltValue | null => context.builder.add(nameOf(context), 'globalAveragePool', [context.x], {}, {}, context.path)

const flattened = (context: OperatorContext): BuiltValue | null => (context.x.shape.length === 1 ? context.x : context.builder.add(nameOf(context), 'flatten', [context.x], {}, {}, context.path))

function reshaped(context: OperatorContext, shape: Shape): BuiltValue | null {
  if (sameShape(shape, context.x.shape)) return context.x
  return shape.length === 1 ? flattened(context) : context.builder.add(nameOf(context), 'reshape', [context.x], { shape }, {}, context.path)
}

function withoutOnes({ x, node, constant }: OperatorContext): Shape {
  const axes = node.attributes.integers('axes') ?? [...(constant(1)?.data ?? [])]
  const kept = x.shape.filter((length, axis) => length !== 1 || (axes.length > 0 && !axes.includes(axis + 1) && !axes.includes(axis - x.shape.length)))
  return kept.length === 0 ? [1] : kept
}
