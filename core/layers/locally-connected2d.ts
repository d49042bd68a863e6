import { activations } from '../activations/registry.ts'
import { initializers } from '../initializers/registry.ts'
import { sizeOf, type Shape } from '../math/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import { block, flag, int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer, type ParameterDeclaration } from './definition.ts'
import { fits, isImage, placesAlong } from './image-input.ts'

/** Part `index` of a tensor whose axis 0 counts parts, under a shape. */
function partOf({ data }: Tensor, index: number, shape: Shape): Tensor {
  const size = sizeOf(shape)
  return { shape, data: data.subarray(index * size, (index + 1) * size) }
}

/** Receptive fields without shared weights: `weight` [places, channels, inputs·kernel²], `bias` [places, channels]. */
export const locallyConnected2d = defineLayer({
  label: text('Locally connected 2-D', 'Conexión local 2-D'),
  doc: text('Each unit sees a small window of the image, as in a convolution, but every place has weights of its own.', 'Cada unidad ve una pequeña ventana de la imagen, como en una convolución, pero cada lugar tiene sus propios pesos.'),
  keywords: text('receptive field unshared', 'campo receptivo sin compartir'),
  reference: 'LeCun (1989), Generalization and network design strategies; lecture 000',
  family: 'convolution',
  hyperparameters: {
    channels: int({ label: text('Units per place', 'Unidades por lugar'), default: 4, min: 1, max: 1024, scale: 'log', doc: text('Number of output channels.', 'Número de canales de salida.') }),
    kernel: int({ label: text('Window', 'Ventana'), default: 3, min: 1, max: 31, unit: text('pixels', 'píxeles'), doc: text('Height and width of a window.', 'Alto y ancho de una ventana.') }),
    stride: int({ label: text('Stride', 'Paso'), default: 1, min: 1, max: 16, unit: text('pixels', 'píxeles'), doc: text('Distance between neighbouring windows.', 'Distancia entre ventanas vecinas.') }),
    activation: block({ label: text('Activation', 'Activación'), registry: activations, default: 'linear', doc: text('Function applied to each sum.', 'Función que se aplica a cada suma.') }),
    initializer: block({ label: text('Initializer', 'Inicializador'), registry: initializers, default: 'glorotUniform', doc: text('How the weights start.', 'Cómo empiezan los pesos.') }),
    bias: flag({ label: text('Bias', 'Sesgo'), default: true, doc: text('Whether each filter has a trainable constant.', 'Si cada filtro tiene una constante entrenable.') }),
    biasInitializer: block({ label: text('Bias initializer', 'Inicializador del sesgo'), registry: initializers, default: 'constant', doc: text('How the biases start.', 'Cómo empiezan los sesgos.') }),
  },
  reach: ({ kernel, stride }) => ({ size: kernel, step: stride }),
  outputShape(input, { channels, kernel, stride }, path, issues) {
    if (!isImage(input, path, issues) || !fits(input, kernel, 0, path, issues)) return null
    return [channels, placesAlong(input[1], kernel, stride, 0), placesAlong(input[2], kernel, stride, 0)]
  },
  parameters([inputs, height, width], { channels, kernel, stride, initializer, bias, biasInitializer }) {
    const places = placesAlong(height, kernel, stride, 0) * placesAlong(width, kernel, stride, 0)
    const taps = inputs * kernel ** 2
    const weight: ParameterDeclaration = { name: 'weight', shape: [places, channels, taps], fanIn: taps, fanOut: channels * kernel ** 2, initializer, penalized: true }
    return bias ? [weight, { ...weight, name: 'bias', shape: [places, channels], initializer: biasInitializer, penalized: false }] : [weight]
  },
  multiplyAdds: ([inputs, height, width], { channels, kernel, stride }) => placesAlong(height, kernel, stride, 0) * placesAlong(width, kernel, stride, 0) * channels * inputs * kernel ** 2,

  forward(x, { ops, hyperparameters: { channels, kernel, stride, activation }, parameters: { weight, bias }, needsInputGradient }) {
    const [images, inputs, height, width] = x.shape
    const [rows, columns] = [placesAlong(height, kernel, stride, 0), placesAlong(width, kernel, stride, 0)]
    const taps = inputs * kernel ** 2
    const z = ops.create([images, channels, rows, columns])
    const places = Array.from({ length: rows * columns }, (_, place) => {
      const start = Math.floor(place / columns) * stride * width + place % columns * stride
      return {
        place,
        window: { counts: [images * inputs, kernel], width: kernel, from: [start, height * width, width], to: [0, kernel ** 2, kernel] } as const,
        spread: { counts: [images, channels], width: 1, from: [0, channels, 1], to: [place, channels * rows * columns, rows * columns] } as const,
        patch: ops.create([images, taps]),
      }
    })
    for (const { place, window, spread, patch } of places) {
      const sums = ops.create([images, channels])
      ops.copyStrided(x, patch, window)
      ops.linear(patch, partOf(weight.value, place, [channels, taps]), bias === undefined ? null : partOf(bias.value, place, [channels]), sums)
      ops.copyStrided(sums, z, spread)
    }
    const activated = activation.definition.apply(ops, z, activation.hyperparameters)
    return {
      y: activated.y,
      backward(dy) {
        const dz = activated.backward(dy)
        const dx = needsInputGradient ? ops.create(x.shape) : null
        if (dx !== null) ops.fill(dx, 0)
        const accumulate = { weight: weight.claimGradient(), bias: bias?.claimGradient() ?? false }
        for (const { place, window, spread, patch } of places) {
          const sums = ops.create([images, channels])
          ops.copyStrided(dz, sums, { ...spread, from: spread.to, to: spread.from })
          ops.matmul(sums, patch, partOf(weight.gradient, place, [channels, taps]), { transposeA: true, accumulate: accumulate.weight })
          if (bias !== undefined) ops.columnSums(sums, partOf(bias.gradient, place, [channels]), accumulate.bias)
          if (dx === null) continue
          const dPatch = ops.create([images, taps])
          ops.matmul(sums, partOf(weight.value, place, [channels, taps]), dPatch)
          ops.copyStrided(dPatch, dx, { ...window, from: window.to, to: window.from, accumulate: true })
        }
        return dx
      },
    }
  },
})
