import { activations } from '../activations/registry.ts'
import { initializers } from '../initializers/registry.ts'
import { block, flag, int } from '../schema/hyperparameter.ts'
import { describeValue } from '../schema/issue.ts'
import { text } from '../schema/text.ts'
import { defineLayer, type ParameterDeclaration } from './definition.ts'
import { isImage } from './image-input.ts'

/** The input gradient of a convolution as a layer: `weight` [inputs, channels/groups, kernel, kernel], `bias` [channels]. */
export const convTranspose2d = defineLayer({
  label: text('Transposed convolution 2-D', 'Convolución transpuesta 2-D'),
  doc: text(
    'Every pixel writes a weighted copy of the filter into a larger image: a convolution run backwards, as decoders use it.',
    'Cada píxel escribe una copia ponderada del filtro en una imagen mayor: una convolución hacia atrás, como en los decodificadores.',
  ),
  keywords: text('deconvolution upsampling decoder', 'deconvolución ampliación decodificador'),
  reference: 'Zeiler, Krishnan, Taylor & Fergus (2010); Dumoulin & Visin (2016), section 4',
  family: 'convolution',
  hyperparameters: {
    channels: int({ label: text('Filters', 'Filtros'), default: 16, min: 1, max: 4096, scale: 'log', doc: text('Number of output channels.', 'Número de canales de salida.') }),
    kernel: int({ label: text('Kernel', 'Núcleo'), default: 4, min: 1, max: 31, unit: text('pixels', 'píxeles'), doc: text('Height and width of a filter.', 'Alto y ancho de un filtro.') }),
    stride: int({ label: text('Stride', 'Paso'), default: 2, min: 1, max: 16, unit: text('pixels', 'píxeles'), doc: text('Distance in the output between neighbouring input pixels.', 'Distancia en la salida entre píxeles vecinos de la entrada.') }),
    padding: int({ label: text('Cut off', 'Recorte'), default: 1, min: 0, max: 30, unit: text('pixels', 'píxeles'), doc: text('Pixels taken from each side of the output; less than the kernel.', 'Píxeles que se quitan de cada lado de la salida; menos que el núcleo.') }),
    outputPadding: int({ label: text('Added at the end', 'Añadido al final'), default: 0, min: 0, max: 15, unit: text('pixels', 'píxeles'), doc: text('Rows and columns more, at the bottom and the right; less than the stride.', 'Filas y columnas de más, abajo y a la derecha; menos que el paso.') }),
    groups: int({ label: text('Groups', 'Grupos'), default: 1, min: 1, max: 4096, doc: text('Channels split into groups that do not see each other.', 'Canales repartidos en grupos que no se ven.') }),
    activation: block({ label: text('Activation', 'Activación'), registry: activations, default: 'linear', doc: text('Function applied to each sum.', 'Función que se aplica a cada suma.') }),
    initializer: block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'glorotUniform', doc: text('How the weights start.', 'Cómo empiezan los pesos.') }),
    bias: flag({ label: text('Bias', 'Sesgo'), default: true, doc: text('Whether each filter has a trainable constant.', 'Si cada filtro tiene una constante entrenable.') }),
    biasInitializer: block({ label: text('Bias initializer', 'Inicializador del sesgo'), registry: initializers, default: 'constant', doc: text('How the biases start.', 'Cómo empiezan los sesgos.') }),
  },

  reach: ({ kernel, stride }) => ({ size: Math.ceil(kernel / stride), step: 1 / stride }),
  outputShape(input, { channels, kernel, stride, padding, outputPadding, groups }, path, issues) {
    if (!isImage(input, path, issues)) return null
    const before = issues.length
    for (const [name, count] of [['groups', input[0]], ['channels', channels]] as const) {
      if (count % groups === 0) continue
      issues.push({ path: `${path}.${name}`, expected: text(`${groups} groups that divide the ${input[0]} input and ${channels} output channels`, `${groups} grupos que dividan los ${input[0]} canales de entrada y los ${channels} de salida`), received: describeValue(count) })
    }
    if (padding >= kernel) issues.push({ path: `${path}.padding`, expected: text(`less than the kernel’s ${kernel} pixels`, `menos que los ${kernel} píxeles del núcleo`), received: describeValue(padding) })
    if (outputPadding > 0 && outputPadding >= stride) issues.push({ path: `${path}.outputPadding`, expected: text(`less than the stride of ${stride}`, `menos que el paso de ${stride}`), received: describeValue(outputPadding) })
    const [height, width] = input.slice(1).map((length) => (length - 1) * stride - 2 * padding + kernel + outputPadding)
    if (issues.length === before && Math.min(height, width) < 1) issues.push({ path, expected: text('an output of at least 1 × 1 pixels', 'una salida de al menos 1 × 1 píxeles'), received: `${height} × ${width}` })
    return issues.length > before ? null : [channels, height, width]
  },

  parameters([inputs], { channels, kernel, groups, initializer, bias, biasInitializer }) {
    const weight: ParameterDeclaration = {
      name: 'weight', shape: [inputs, channels / groups, kernel, kernel], fanIn: inputs / groups * kernel ** 2, fanOut: channels / groups * kernel ** 2, initializer, penalized: true,
    }
    return bias ? [weight, { ...weight, name: 'bias', shape: [channels], initializer: biasInitializer, penalized: false }] : [weight]
  },

  multiplyAdds: ([inputs, height, width], { channels, kernel, groups }) => inputs * height * width * channels / groups * kernel ** 2,

  forward(x, { ops, hyperparameters, parameters: { weight, bias }, needsInputGradient }) {
    const { channels, kernel, stride, padding, outputPadding, groups, activation } = hyperparameters
    const [images, , ...size] = x.shape
    const [height, width] = size.map((length) => (length - 1) * stride - 2 * padding + kernel + outputPadding)
    const geometry = { stride: [stride, stride], dilation: [1, 1], groups } as const
    const z = ops.create([images, channels, height, width])
    ops.convolveInputGradient(x, weight.value, z, geometry, [padding, padding])
    if (bias !== undefined) ops.normalizeChannels(z, { moments: null, weight: null, bias: bias.value }, z)
    const activated = activation.definition.apply(ops, z, activation.hyperparameters)
    return {
      y: activated.y,
      backward(dy) {
        const dz = activated.backward(dy)
        const padded = padding === 0 ? dz : ops.create([images, channels, height + 2 * padding, width + 2 * padding])
        if (padding > 0) ops.pad(dz, padded, [padding, padding])
        ops.convolveWeightGradient(padded, x, weight.gradient, geometry, weight.claimGradient())
        if (bias !== undefined) ops.channelSums(dz, bias.gradient, bias.claimGradient())
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.convolve(padded, weight.value, null, dx, geometry)
        return dx
      },
    }
  },
})
