import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { isImage } from './image-input.ts'

export const upsampling2d = defineLayer({
  label: text('Upsampling 2-D', 'Ampliación 2-D'),
  doc: text('Repeats every pixel in a square (nearest neighbour): the way back from pooling, without parameters.', 'Repite cada píxel en un cuadrado (vecino más cercano): el camino inverso de la agrupación, sin parámetros.'),
  keywords: text('upscale nearest decoder', 'escalar vecino decodificador'),
  reference: 'Odena, Dumoulin & Olah (2016), Deconvolution and checkerboard artifacts',
  family: 'pooling',
  hyperparameters: {
    factor: int({ label: text('Factor', 'Factor'), default: 2, min: 1, max: 16, doc: text('How many times higher and wider the image becomes.', 'Cuántas veces más alta y ancha se vuelve la imagen.') }),
  },
  reach: ({ factor }) => ({ size: 1, step: 1 / factor }),
  outputShape: (input, { factor }, path, issues) => (isImage(input, path, issues) ? [input[0], input[1] * factor, input[2] * factor] : null),
  parameters: () => [],
  multiplyAdds: () => 0,
  // The mirror image of average pooling, which divides by the number of pixels in a window.
  forward(x, { ops, hyperparameters: { factor }, needsInputGradient }) {
    const [images, channels, height, width] = x.shape
    const window = { size: [factor, factor], stride: [factor, factor], padding: [0, 0] } as const
    const y = ops.create([images, channels, height * factor, width * factor])
    ops.averagePoolBackward(x, y, window)
    ops.scale(factor ** 2, y, y)
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.averagePool(dy, dx, window)
        ops.scale(factor ** 2, dx, dx)
        return dx
      },
    }
  },
})
