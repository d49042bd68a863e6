import { activations } from '../activations/registry.ts'
import { initializers } from '../initializers/registry.ts'
import type { Shape } from '../math/shape.ts'
import { block, choice, flag, int } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer, type ParameterDeclaration } from './definition.ts'
import { outputSize, paddingOf, reachOf } from './extent.ts'
import { fits, isImage } from './image-input.ts'
import { noisyWeight, weightNoise } from './weight-noise.ts'

/** Cross-correlation with shared weights: `weight` [channels, inputs/groups, kernel, kernel], `bias` [channels]. */
export const conv2d = defineLayer({
  label: text('Convolution 2-D', 'Convolución 2-D'),
  doc: text(
    'Slides small filters over an image; every place shares their weights, whose gradients are summed.',
    'Desliza filtros pequeños por la imagen; todos los lugares comparten sus pesos, cuyos gradientes se suman.',
  ),
  keywords: text('cnn filter kernel feature map', 'cnn filtro núcleo mapa de características'),
  reference: 'LeCun, Bottou, Bengio & Haffner (1998); lecture 000',
  family: 'convolution',
  hyperparameters: {
    channels: int({ label: text('Filters', 'Filtros'), default: 16, min: 1, max: 4096, scale: 'log', doc: text('Number of output channels.', 'Número de canales de salida.') }),
    kernel: int({ label: text('Kernel', 'Núcleo'), default: 3, min: 1, max: 31, unit: text('pixels', 'píxeles'), doc: text('Height and width of a filter.', 'Alto y ancho de un filtro.') }),
    stride: int({ label: text('Stride', 'Paso'), default: 1, min: 1, max: 16, unit: text('pixels', 'píxeles'), doc: text('Distance between neighbouring places.', 'Distancia entre lugares vecinos.') }),
    padding: choice({
      label: text('Padding', 'Relleno'), default: 'same', doc: text('Zeros around the image.', 'Ceros alrededor de la imagen.'),
      options: { same: text('Same: the output is as large as the input (divided by the stride)', 'Igual: la salida mide como la entrada (dividida por el paso)'), valid: text('Valid: none', 'Válido: ninguno'), explicit: text('A number of zeros', 'Un número de ceros') },
    }),
    paddingSize: int({ label: text('Zeros', 'Ceros'), default: 0, min: 0, max: 30, unit: text('pixels', 'píxeles'), doc: text('At each side, when the padding is a number; less than the kernel.', 'A cada lado, cuando el relleno es un número; menos que el núcleo.') }),
    dilation: int({ label: text('Dilation', 'Dilatación'), default: 1, min: 1, max: 16, doc: text('Distance between a filter’s neighbouring weights.', 'Distancia entre pesos vecinos de un filtro.') }),
    groups: int({ label: text('Groups', 'Grupos'), default: 1, min: 1, max: 4096, doc: text('Channels split into groups that do not see each other; as many as channels is a depthwise convolution.', 'Canales repartidos en grupos que no se ven; tantos como canales es una convolución por canal.') }),
    activation: block({ label: text('Activation', 'Activación'), registry: activations, default: 'linear', doc: text('Function applied to each sum.', 'Función que se aplica a cada suma.') }),
    initializer: block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'glorotUniform', doc: text('How the weights start.', 'Cómo empiezan los pesos.') }),
    bias: flag({ label: text('Bias', 'Sesgo'), default: true, doc: text('Whether each filter has a trainable constant.', 'Si cada filtro tiene una constante entrenable.') }),
    biasInitializer: block({ label: text('Bias initializer', 'Inicializador del sesgo'), registry: initializers, default: 'constant', doc: text('How the biases start.', 'Cómo empiezan los sesgos.') }),
    weightNoise,
  },

  reach: (extent) => ({ size: reachOf(extent), step: extent.stride }),
  outputShape(input, extent, path, issues) {
    if (!isImage(input, path, issues)) return null
    const before = issues.length
    const [channels, height, width] = input
    for (const [name, count] of [['groups', channels], ['channels', extent.channels]] as const) {
      if (count % extent.groups === 0) continue
      issues.push({
        path: `${path}.${name}`,
        expected: text(`${extent.groups} groups that divide the ${channels} input and ${extent.channels} output channels`, `${extent.groups} grupos que dividan los ${channels} canales de entrada y los ${extent.channels} de salida`),
        received: describeValue(count),
      })
    }
    if (extent.padding === 'explicit' && extent.paddingSize >= reachOf(extent)) {
      issues.push({ path: `${path}.paddingSize`, expected: text(`less than the kernel’s ${reachOf(extent)} pixels`, `menos que los ${reachOf(extent)} píxeles del núcleo`), received: describeValue(extent.paddingSize) })
    }
    const padding = [height, width].map((length) => paddingOf(extent, length))
    if (issues.length > before || !fits(input, reachOf(extent), Math.min(...padding.map(([start, end]) => start + end)), path, issues)) return null
    return [extent.channels, ...outputSize(extent, [height, width])]
  },

  parameters([inputs], { channels, kernel, groups, initializer, bias, biasInitializer }) {
    const weight: ParameterDeclaration = {
      name: 'weight', shape: [channels, inputs / groups, kernel, kernel], fanIn: inputs / groups * kernel ** 2, fanOut: channels / groups * kernel ** 2, initializer, penalized: true,
    }
    return bias ? [weight, { ...weight, name: 'bias', shape: [channels], initializer: biasInitializer, penalized: false }] : [weight]
  },

  multiplyAdds([inputs, ...size], extent) {
    const [rows, columns] = outputSize(extent, size)
    return extent.channels * rows * columns * inputs / extent.groups * extent.kernel ** 2
  },

  forward(x, context) {
    const { ops, hyperparameters, parameters: { weight, bias }, needsInputGradient } = context
    const used = noisyWeight(weight, hyperparameters.weightNoise, context)
    const [images, channels, height, width] = x.shape
    const { activation, stride, dilation, groups } = hyperparameters
    const padding = [height, width].map((length) => paddingOf(hyperparameters, length))
    const padded: Shape = [images, channels, height + padding[0][0] + padding[0][1], width + padding[1][0] + padding[1][1]]
    const start = [padding[0][0], padding[1][0]] as const
    const geometry = { stride: [stride, stride], dilation: [dilation, dilation], groups } as const
    let xp = x
    if (padding.some(([before, after]) => before + after > 0)) {
      xp = ops.create(padded)
      ops.pad(x, xp, start)
    }
    const z = ops.create([images, hyperparameters.channels, ...outputSize(hyperparameters, [height, width])])
    ops.convolve(xp, used, bias?.value ?? null, z, geometry)
    const activated = activation.definition.apply(ops, z, activation.hyperparameters)
    return {
      y: activated.y,
      backward(dy) {
        const dz = activated.backward(dy)
        ops.convolveWeightGradient(xp, dz, weight.gradient, geometry, weight.claimGradient())
        if (bias !== undefined) ops.channelSums(dz, bias.gradient, bias.claimGradient())
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.convolveInputGradient(dz, used, dx, geometry, start)
        return dx
      },
    }
  },
})
