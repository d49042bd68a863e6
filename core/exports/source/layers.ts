import type { ActivationDefinition } from '../../activations/definition.ts'
import type { LayerDefinition } from '../../layers/definition.ts'
import { paddingOf, type Extent } from '../../layers/extent.ts'
import * as layers from '../../layers/index.ts'
import { sizeOf, type Shape } from '../../math/shape.ts'
import type { Schema, Values } from '../../schema/hyperparameter.ts'
import type { Resolved } from '../../schema/registry.ts'
import { activateInPlace, activationText, logisticInPlace, sigmoidText } from './activations.ts'
import type { SourceValue, SourceWriter } from './source-writer.ts'

/** A layer as its writer sees it: one sample, without a batch. */
export interface SourceLayer<S extends Schema = Schema> {
  readonly w: SourceWriter
  readonly hyperparameters: Values<S>
  readonly inputs: readonly SourceValue[]
  readonly x: SourceValue
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** The name of one of its tensors among the constants; null where the layer has none of that name. */
  tensor(name: string): string | null
  /** Numbers made of tensors, as constants. */
  constant(name: string, values: Float32Array): string
  values(name: string): Float32Array | null
  /** Memory for its output, or for what it needs on the way. */
  create(shape: Shape, name?: string): SourceValue
}

/** Writes what a layer does at inference and returns its output. */
export type SourceLayerWriter = (layer: SourceLayer) => SourceValue

const writer = <S extends Schema>(_: LayerDefinition<S>, write: (layer: SourceLayer<S>) => SourceValue): SourceLayerWriter => write as SourceLayerWriter

const same: SourceLayerWriter = ({ x }) => x
const seenAs: SourceLayerWriter = ({ w, x, outputShape }) => w.view(x, outputShape)

/** By kind. */
export const SOURCE_LAYERS: Readonly<Record<string, SourceLayerWriter>> = {
  activation: writer(layers.activation, (layer) => {
    const y = copied(layer)
    activateInPlace(layer.w, y, layer.hyperparameters.function)
    return y
  }),
  add: (layer) => combine(layer, '+'),
  averagePool2d: writer(layers.averagePool2d, (layer) => pool(layer, 'average')),
  batchNormalization: writer(layers.batchNormalization, (layer) => {
    const { inputShape: [channels], hyperparameters: { epsilon } } = layer
    const [mean, variance, gamma, beta] = ['running_mean', 'running_var', 'weight', 'bias'].map((name) => layer.values(name))
    const scale = Float32Array.from({ length: channels }, (_, c) => (gamma?.[c] ?? 1) / Math.sqrt(variance![c] + epsilon))
    const shift = scale.map((factor, c) => (beta?.[c] ?? 0) - mean![c] * factor)
    return perChannel(layer, layer.constant('scale', scale), layer.constant('shift', shift))
  }),
  concatenate: ({ w, inputs, create, outputShape }) => {
    const y = create(outputShape)
    let start = 0
    for (const input of inputs) {
      const x = w.read(input)
      w.loop('i', sizeOf(input.shape), () => w.line(`${y.name}[${start === 0 ? 'i' : `${start} + i`}] = ${x}[i]`))
      start += sizeOf(input.shape)
    }
    return y
  },
  conv1d: writer(layers.conv1d, (layer) => convolve({ ...layer, inputShape: asImage(layer.inputShape), outputShape: asImage(layer.outputShape) }, layer.hyperparameters, layer.outputShape)),
  conv2d: writer(layers.conv2d, (layer) => convolve(layer, layer.hyperparameters, layer.outputShape)),
  convTranspose2d: writer(layers.convTranspose2d, (layer) => transposedConvolve(layer)),
  dense: writer(layers.dense, ({ w, x, inputShape: [inputs], outputShape, tensor, create, hyperparameters: { units, activation } }) => {
    const y = create(outputShape)
    const [weight, bias, read] = [tensor('weight')!, tensor('bias'), w.read(x)]
    w.loop('o', units, () => {
      w.real('z', bias === null ? w.number(0) : `${bias}[o]`)
      w.loop('i', inputs, () => w.line(`z += ${weight}[o * ${inputs} + i] * ${read}[i]`))
      w.line(`${y.name}[o] = ${activationText(w, 'z', activation) ?? 'z'}`)
    })
    if (activationText(w, 'z', activation) === null) activateInPlace(w, y, activation)
    return y
  }),
  dropout: same,
  embedding: writer(layers.embedding, ({ w, x, inputShape: [length], outputShape, tensor, create, hyperparameters: { dimensions } }) => {
    const y = create(outputShape)
    const [weight, read] = [tensor('weight')!, w.read(x)]
    w.loop('t', length, () => {
      w.integer('symbol', w.language === 'c' ? `(int)${read}[t]` : `Math.trunc(${read}[t])`)
      w.loop('i', dimensions, () => w.line(`${y.name}[t * ${dimensions} + i] = ${weight}[symbol * ${dimensions} + i]`))
    })
    return y
  }),
  flatten: seenAs,
  gaussianNoise: same,
  globalAveragePool: ({ w, x, inputShape: [channels, ...size], outputShape, create }) => {
    const y = create(outputShape)
    const [read, pixels] = [w.read(x), sizeOf(size)]
    w.loop('c', channels, () => {
      w.real('sum', w.number(0))
      w.loop('i', pixels, () => w.line(`sum += ${read}[c * ${pixels} + i]`))
      w.line(`${y.name}[c] = sum / ${w.number(pixels)}`)
    })
    return y
  },
  groupNormalization: writer(layers.groupNormalization, (layer) => normalizeRows(layer, layer.hyperparameters.groups, layer.hyperparameters.epsilon, 'channel')),
  gru: writer(layers.gru, (layer) => recurrent(layer, 3, layer.hyperparameters, ({ w, h }, unit, input, hidden) => {
    w.real('r', sigmoidText(w, `(${input(0)} + ${hidden(0)})`))
    w.real('g', sigmoidText(w, `(${input(1)} + ${hidden(1)})`))
    w.real('n', w.call('tanh', `${input(2)} + r * ${hidden(2)}`))
    w.line(`${h}[${unit}] = n + g * (${h}[${unit}] - n)`)
  })),
  instanceNormalization: writer(layers.instanceNormalization, (layer) => normalizeRows(layer, layer.inputShape[0], layer.hyperparameters.epsilon, 'channel')),
  layerNormalization: writer(layers.layerNormalization, (layer) => {
    const { axes, epsilon } = layer.hyperparameters
    return normalizeRows(layer, axes === 'all' ? 1 : sizeOf(layer.inputShape) / layer.inputShape.at(-1)!, epsilon, 'place')
  }),
  locallyConnected2d: writer(layers.locallyConnected2d, ({ w, x, inputShape: [inputs, height, width], outputShape, tensor, create, hyperparameters: { channels, kernel, stride, activation } }) => {
    const y = create(outputShape)
    const [weight, bias, read] = [tensor('weight')!, tensor('bias'), w.read(x)]
    const [, rows, columns] = outputShape
    const taps = inputs * kernel ** 2
    w.loop('o', channels, () => w.loop('r', rows, () => w.loop('c', columns, () => {
      w.integer('place', `r * ${columns} + c`)
      w.real('z', bias === null ? w.number(0) : `${bias}[place * ${channels} + o]`)
      w.loop('i', inputs, () => w.loop('kr', kernel, () => w.loop('kc', kernel, () =>
        w.line(`z += ${weight}[(place * ${channels} + o) * ${taps} + (i * ${kernel} + kr) * ${kernel} + kc] * ${read}[(i * ${height} + r * ${stride} + kr) * ${width} + c * ${stride} + kc]`))))
      w.line(`${y.name}[o * ${rows * columns} + place] = z`)
    })))
    activateInPlace(w, y, activation)
    return y
  }),
  lstm: writer(layers.lstm, (layer) => {
    const cell = layer.create([layer.hyperparameters.units], 'cell')
    const { w } = layer
    w.loop('i', layer.hyperparameters.units, () => w.line(`${cell.name}[i] = ${w.number(0)}`))
    return recurrent(layer, 4, layer.hyperparameters, ({ h }, unit, input, hidden) => {
      w.read(cell)
      const gate = (index: number): string => `(${input(index)} + ${hidden(index)})`
      w.real('write', sigmoidText(w, gate(0)))
      w.real('keep', sigmoidText(w, gate(1)))
      w.real('show', sigmoidText(w, gate(3)))
      w.line(`${cell.name}[${unit}] = keep * ${cell.name}[${unit}] + write * ${w.call('tanh', gate(2))}`)
      w.line(`${h}[${unit}] = show * ${w.call('tanh', `${cell.name}[${unit}]`)}`)
    })
  }),
  maxPool2d: writer(layers.maxPool2d, (layer) => pool(layer, 'maximum')),
  multiply: (layer) => combine(layer, '*'),
  pRelu: writer(layers.pRelu, ({ w, x, inputShape: [channels, ...size], tensor, create, hyperparameters: { shared } }) => {
    const y = create(x.shape)
    const [weight, read, pixels] = [tensor('weight')!, w.read(x), sizeOf(size)]
    w.loop('c', channels, () => w.loop('i', pixels, () => {
      w.real('z', `${read}[c * ${pixels} + i]`)
      w.line(`${y.name}[c * ${pixels} + i] = z > ${w.number(0)} ? z : ${weight}[${shared ? '0' : 'c'}] * z`)
    }))
    return y
  }),
  reshape: seenAs,
  simpleRecurrent: writer(layers.simpleRecurrent, (layer) => recurrent(layer, 1, layer.hyperparameters, ({ w, h }, unit, input, hidden) => {
    w.real('z', `${input(0)} + ${hidden(0)}`)
    w.line(`${h}[${unit}] = ${activationText(w, 'z', layer.hyperparameters.activation) ?? 'z'}`)
  }, layer.hyperparameters.activation)),
  spatialDropout: same,
  // Units that are drawn in training are their probabilities at inference.
  stochasticBinary: (layer) => {
    const y = copied(layer)
    logisticInPlace(layer.w, y.name, sizeOf(y.shape))
    return y
  },
  upsampling2d: writer(layers.upsampling2d, ({ w, x, inputShape: [channels, height, width], outputShape, create, hyperparameters: { factor } }) => {
    const y = create(outputShape)
    const read = w.read(x)
    w.loop('c', channels, () => w.loop('r', height, () => w.loop('s', width, () => w.loop('i', factor, () => w.loop('j', factor, () =>
      w.line(`${y.name}[(c * ${height * factor} + r * ${factor} + i) * ${width * factor} + s * ${factor} + j] = ${read}[(c * ${height} + r) * ${width} + s]`))))))
    return y
  }),
  zeroPadding2d: writer(layers.zeroPadding2d, ({ w, x, inputShape: [channels, height, width], outputShape, create, hyperparameters: { top, left } }) => {
    const y = create(outputShape)
    const [read, [, rows, columns]] = [w.read(x), outputShape]
    w.loop('i', sizeOf(outputShape), () => w.line(`${y.name}[i] = ${w.number(0)}`))
    w.loop('c', channels, () => w.loop('r', height, () => w.loop('s', width, () =>
      w.line(`${y.name}[(c * ${rows} + r + ${top}) * ${columns} + s + ${left}] = ${read}[(c * ${height} + r) * ${width} + s]`))))
    return y
  }),
}

type Given = Omit<SourceLayer, 'hyperparameters'>

function copied({ w, x, create }: Given): SourceValue {
  const y = create(x.shape)
  const read = w.read(x)
  w.loop('i', sizeOf(x.shape), () => w.line(`${y.name}[i] = ${read}[i]`))
  return y
}

function combine({ w, inputs, create }: Given, sign: '+' | '*'): SourceValue {
  const y = create(inputs[0].shape)
  const names = inputs.map((input) => w.read(input))
  w.loop('i', sizeOf(y.shape), () => w.line(`${y.name}[i] = ${names.map((name) => `${name}[i]`).join(` ${sign} `)}`))
  return y
}

function perChannel({ w, x, inputShape: [channels, ...size], create }: Given, scale: string, shift: string): SourceValue {
  const y = create(x.shape)
  const [read, pixels] = [w.read(x), sizeOf(size)]
  w.loop('c', channels, () => w.loop('i', pixels, () => w.line(`${y.name}[c * ${pixels} + i] = ${read}[c * ${pixels} + i] * ${scale}[c] + ${shift}[c]`)))
  return y
}

function pool({ w, x, inputShape: [channels, height, width], outputShape, create, hyperparameters: { size, stride } }: Given & { readonly hyperparameters: { readonly size: number; readonly stride: number } }, how: 'average' | 'maximum'): SourceValue {
  const y = create(outputShape)
  const [read, [, rows, columns]] = [w.read(x), outputShape]
  const at = (row: string, column: string): string => `${read}[(c * ${height} + r * ${stride}${row}) * ${width} + s * ${stride}${column}]`
  w.loop('c', channels, () => w.loop('r', rows, () => w.loop('s', columns, () => {
    w.real('z', how === 'average' ? w.number(0) : at('', ''))
    w.loop('i', size, () => w.loop('j', size, () => w.line(how === 'average' ? `z += ${at(' + i', ' + j')}` : `if (${at(' + i', ' + j')} > z) z = ${at(' + i', ' + j')}`)))
    w.line(`${y.name}[(c * ${rows} + r) * ${columns} + s] = ${how === 'average' ? `z / ${w.number(size ** 2)}` : 'z'}`)
  })))
  return y
}

/** A sequence as an image of one row. */
const asImage = ([channels, length]: Shape): Shape => [channels, 1, length]

type Convolution = Extent & { readonly channels: number; readonly groups: number; readonly activation: Resolved<ActivationDefinition> }

function convolve({ w, x, inputShape: [inputs, height, width], outputShape: [, rows, columns], tensor, create }: Given, extent: Convolution, shape: Shape): SourceValue {
  const { channels, kernel, stride, dilation, groups, activation } = extent
  const y = create(shape)
  const [weight, bias, read] = [tensor('weight')!, tensor('bias'), w.read(x)]
  const own = inputs / groups
  // An image of one row has no rows to reach beyond.
  const tall = height > 1 || shape.length === 3
  const [top, left] = [tall ? paddingOf(extent, height)[0] : 0, paddingOf(extent, width)[0]]
  const kernelRows = tall ? kernel : 1
  const first = groups === 1 ? '' : `o / ${channels / groups} * ${own} + `
  w.loop('o', channels, () => {
    if (groups > 1) w.integer('first', w.language === 'c' ? first.slice(0, -3) : `Math.floor(o / ${channels / groups}) * ${own}`)
    w.loop('r', rows, () => w.loop('c', columns, () => {
      w.real('z', bias === null ? w.number(0) : `${bias}[o]`)
      w.loop('i', own, () => w.loop('kr', kernelRows, () => w.loop('kc', kernel, () => {
        w.integer('row', `r * ${tall ? stride : 1} + kr * ${tall ? dilation : 1} - ${top}`)
        w.integer('column', `c * ${stride} + kc * ${dilation} - ${left}`)
        w.when(`row >= 0 && row < ${height} && column >= 0 && column < ${width}`, () =>
          w.line(`z += ${weight}[((o * ${own} + i) * ${kernelRows} + kr) * ${kernel} + kc] * ${read}[((${groups === 1 ? '' : 'first + '}i) * ${height} + row) * ${width} + column]`))
      })))
      w.line(`${y.name}[(o * ${rows} + r) * ${columns} + c] = z`)
    }))
  })
  activateInPlace(w, y, activation)
  return y
}

type TransposedLayer = Given & { readonly hyperparameters: Values<typeof layers.convTranspose2d.hyperparameters> }

/** Every pixel writes its weighted copy of the filters. */
function transposedConvolve({ w, x, inputShape: [inputs, height, width], outputShape, tensor, create, hyperparameters: { channels, kernel, stride, padding, groups, activation } }: TransposedLayer): SourceValue {
  const y = create(outputShape)
  const [weight, bias, read, [, rows, columns]] = [tensor('weight')!, tensor('bias'), w.read(x), outputShape]
  const own = channels / groups
  w.loop('o', channels, () => w.loop('i', rows * columns, () => w.line(`${y.name}[o * ${rows * columns} + i] = ${bias === null ? w.number(0) : `${bias}[o]`}`)))
  w.loop('i', inputs, () => {
    w.integer('first', groups === 1 ? '0' : w.language === 'c' ? `i / ${inputs / groups} * ${own}` : `Math.floor(i / ${inputs / groups}) * ${own}`)
    w.loop('r', height, () => w.loop('c', width, () => w.loop('o', own, () => w.loop('kr', kernel, () => w.loop('kc', kernel, () => {
      w.integer('row', `r * ${stride} + kr - ${padding}`)
      w.integer('column', `c * ${stride} + kc - ${padding}`)
      w.when(`row >= 0 && row < ${rows} && column >= 0 && column < ${columns}`, () =>
        w.line(`${y.name}[((first + o) * ${rows} + row) * ${columns} + column] += ${weight}[((i * ${own} + o) * ${kernel} + kr) * ${kernel} + kc] * ${read}[(i * ${height} + r) * ${width} + c]`))
    })))))
  })
  activateInPlace(w, y, activation)
  return y
}

/** Equal stretches of a sample with mean 0 and variance 1; then γ and β of each channel or each place of a stretch. */
function normalizeRows({ w, x, inputShape, tensor, create }: Given, rows: number, epsilon: number, scaled: 'channel' | 'place'): SourceValue {
  const y = create(x.shape)
  const [gamma, beta, read] = [tensor('weight'), tensor('bias'), w.read(x)]
  const width = sizeOf(inputShape) / rows
  const pixels = sizeOf(inputShape.slice(1))
  w.loop('row', rows, () => {
    w.real('mean', w.number(0))
    w.real('variance', w.number(0))
    w.loop('i', width, () => w.line(`mean += ${read}[row * ${width} + i] / ${w.number(width)}`))
    w.loop('i', width, () => {
      w.real('d', `${read}[row * ${width} + i] - mean`)
      w.line(`variance += d * d / ${w.number(width)}`)
    })
    w.real('scale', `${w.number(1)} / ${w.call('sqrt', `variance + ${w.number(epsilon)}`)}`)
    w.loop('i', width, () => {
      const index = scaled === 'place' ? 'i' : w.language === 'c' ? `(row * ${width} + i) / ${pixels}` : `Math.floor((row * ${width} + i) / ${pixels})`
      if (gamma !== null) w.integer('k', index)
      w.line(`${y.name}[row * ${width} + i] = (${read}[row * ${width} + i] - mean) * scale${gamma === null ? '' : ` * ${gamma}[k] + ${beta!}[k]`}`)
    })
  })
  return y
}

interface Recurrent { readonly units: number; readonly returns: 'last' | 'all' }
type CellWriter = (names: { readonly w: SourceWriter; readonly h: string }, unit: string, input: (gate: number) => string, hidden: (gate: number) => string) => void

/** Sums of all gates first, then a cell for each unit; `rows` is a function of all units at once. */
function recurrent({ w, x, inputShape: [time, features], outputShape, tensor, create }: Given, gates: number, { units, returns }: Recurrent, cell: CellWriter, rows?: Resolved<ActivationDefinition>): SourceValue {
  const size = gates * units
  const h = create([units], returns === 'last' ? undefined : 'state')
  const y = returns === 'last' ? h : create(outputShape)
  const [input, hidden] = [create([size], 'input_sums'), create([size], 'hidden_sums')]
  const [weightIn, weightHidden, biasIn, biasHidden, read] = [tensor('weight_ih')!, tensor('weight_hh')!, tensor('bias_ih')!, tensor('bias_hh')!, w.read(x)]
  w.loop('i', units, () => w.line(`${h.name}[i] = ${w.number(0)}`))
  w.loop('t', time, () => {
    w.loop('o', size, () => {
      w.real('u', `${biasIn}[o]`)
      w.loop('i', features, () => w.line(`u += ${weightIn}[o * ${features} + i] * ${read}[t * ${features} + i]`))
      w.real('v', `${biasHidden}[o]`)
      w.loop('i', units, () => w.line(`v += ${weightHidden}[o * ${units} + i] * ${h.name}[i]`))
      w.line(`${input.name}[o] = u`)
      w.line(`${hidden.name}[o] = v`)
    })
    const gate = (name: string) => (index: number): string => `${name}[${index === 0 ? 'k' : `${index * units} + k`}]`
    w.loop('k', units, () => cell({ w, h: h.name }, 'k', gate(input.name), gate(hidden.name)))
    if (rows !== undefined && activationText(w, 'z', rows) === null) activateInPlace(w, h, rows)
    if (returns === 'all') w.loop('i', units, () => w.line(`${y.name}[t * ${units} + i] = ${h.name}[i]`))
  })
  return y
}
