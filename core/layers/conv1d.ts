import { activations } from '../activations/registry.ts'
import { initializers } from '../initializers/registry.ts'
import type { Shape } from '../math/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { block, choice, flag, int } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer, type ParameterDeclaration } from './definition.ts'
import { outputSize, paddingOf, reachOf } from './extent.ts'

/** The same numbers as images of one row. */
const asRow = ({ shape: [samples, channels, length], data }: Tensor): Tensor => ({ shape: [samples, channels, 1, length], data })

/** Cross-correlation along a sequence [channels, length]: `weight` [channels, inputs/groups, kernel], `bias` [channels]. */
export const conv1d = defineLayer({
  label: text('Convolution 1-D', 'Convolución 1-D'),
  doc: text('Slides small filters along a sequence of channels × length; every place shares their weights.', 'Desliza filtros pequeños por una secuencia de canales × longitud; todos los lugares comparten sus pesos.'),
  keywords: text('cnn sequence signal time series', 'cnn secuencia señal serie temporal'),
  reference: 'Waibel, Hanazawa, Hinton, Shikano & Lang (1989); lecture 000',
  family: 'convolution',
  hyperparameters: {
    channels: int({ label: text('Filters', 'Filtros'), default: 16, min: 1, max: 4096, scale: 'log', doc: text('Number of output channels.', 'Número de canales de salida.') }),
    kernel: int({ label: text('Kernel', 'Núcleo'), default: 3, min: 1, max: 255, doc: text('Length of a filter.', 'Longitud de un filtro.') }),
    stride: int({ label: text('Stride', 'Paso'), default: 1, min: 1, max: 64, doc: text('Distance between neighbouring places.', 'Distancia entre lugares vecinos.') }),
    padding: choice({
      label: text('Padding', 'Relleno'), default: 'same', doc: text('Zeros at the ends.', 'Ceros en los extremos.'),
      options: { same: text('Same: the output is as long as the input (divided by the stride)', 'Igual: la salida mide como la entrada (dividida por el paso)'), valid: text('Valid: none', 'Válido: ninguno'), explicit: text('A number of zeros', 'Un número de ceros') },
    }),
    paddingSize: int({ label: text('Zeros', 'Ceros'), default: 0, min: 0, max: 254, doc: text('At each end, when the padding is a number; less than the kernel.', 'En cada extremo, cuando el relleno es un número; menos que el núcleo.') }),
    dilation: int({ label: text('Dilation', 'Dilatación'), default: 1, min: 1, max: 512, doc: text('Distance between a filter’s neighbouring weights.', 'Distancia entre pesos vecinos de un filtro.') }),
    groups: int({ label: text('Groups', 'Grupos'), default: 1, min: 1, max: 4096, doc: text('Channels split into groups that do not see each other.', 'Canales repartidos en grupos que no se ven.') }),
    activation: block({ label: text('Activation', 'Activación'), registry: activations, default: 'linear', doc: text('Function applied to each sum.', 'Función que se aplica a cada suma.') }),
    initializer: block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'glorotUniform', doc: text('How the weights start.', 'Cómo empiezan los pesos.') }),
    bias: flag({ label: text('Bias', 'Sesgo'), default: true, doc: text('Whether each filter has a trainable constant.', 'Si cada filtro tiene una constante entrenable.') }),
    biasInitializer: block({ label: text('Bias initializer', 'Inicializador del sesgo'), registry: initializers, default: 'constant', doc: text('How the biases start.', 'Cómo empiezan los sesgos.') }),
  },

  reach: ({ kernel, dilation, stride }) => ({ size: (kernel - 1) * dilation + 1, step: stride }),
  outputShape(input, extent, path, issues) {
    if (input.length !== 2) {
      issues.push({ path, expected: text('a sequence (channels × length)', 'una secuencia (canales × longitud)'), received: describeValue(input), fix: text('put a reshape layer before it', 'ponga antes un cambio de forma') })
      return null
    }
    const before = issues.length
    const [channels, length] = input
    for (const [name, count] of [['groups', channels], ['channels', extent.channels]] as const) {
      if (count % extent.groups === 0) continue
      issues.push({ path: `${path}.${name}`, expected: text(`${extent.groups} groups that divide the ${channels} input and ${extent.channels} output channels`, `${extent.groups} grupos que dividan los ${channels} canales de entrada y los ${extent.channels} de salida`), received: describeValue(count) })
    }
    const reach = reachOf(extent)
    if (extent.padding === 'explicit' && extent.paddingSize >= reach) {
      issues.push({ path: `${path}.paddingSize`, expected: text(`less than the kernel’s ${reach} places`, `menos que los ${reach} lugares del núcleo`), received: describeValue(extent.paddingSize) })
    }
    const [start, end] = paddingOf(extent, length)
    if (length + start + end < reach) issues.push({ path, expected: text(`a sequence of at least ${reach} places with its padding`, `una secuencia de al menos ${reach} lugares con su relleno`), received: String(length + start + end) })
    return issues.length > before ? null : [extent.channels, ...outputSize(extent, [length])]
  },

  parameters([inputs], { channels, kernel, groups, initializer, bias, biasInitializer }) {
    const weight: ParameterDeclaration = { name: 'weight', shape: [channels, inputs / groups, kernel], fanIn: inputs / groups * kernel, fanOut: channels / groups * kernel, initializer, penalized: true }
    return bias ? [weight, { ...weight, name: 'bias', shape: [channels], initializer: biasInitializer, penalized: false }] : [weight]
  },

  multiplyAdds: ([inputs, length], extent) => extent.channels * outputSize(extent, [length])[0] * inputs / extent.groups * extent.kernel,

  forward(x, { ops, hyperparameters, parameters: { weight, bias }, needsInputGradient }) {
    const [samples, channels, length] = x.shape
    const { activation, stride, dilation, groups } = hyperparameters
    const [start, end] = paddingOf(hyperparameters, length)
    const geometry = { stride: [1, stride], dilation: [1, dilation], groups } as const
    const padded: Shape = [samples, channels, 1, length + start + end]
    const xp = start + end === 0 ? asRow(x) : ops.create(padded)
    if (start + end > 0) ops.pad(asRow(x), xp, [0, start])
    const kernel = asRow(weight.value)
    const z = ops.create([samples, hyperparameters.channels, ...outputSize(hyperparameters, [length])])
    ops.convolve(xp, kernel, bias?.value ?? null, asRow(z), geometry)
    const activated = activation.definition.apply(ops, z, activation.hyperparameters)
    return {
      y: activated.y,
      backward(dy) {
        const dz = asRow(activated.backward(dy))
        ops.convolveWeightGradient(xp, dz, asRow(weight.gradient), geometry, weight.claimGradient())
        if (bias !== undefined) ops.channelSums(dz, bias.gradient, bias.claimGradient())
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.convolveInputGradient(dz, kernel, asRow(dx), geometry, [0, start])
        return dx
      },
    }
  },
})
