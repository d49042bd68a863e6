import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { fits, isImage, placesAlong } from './image-input.ts'

export const maxPool2d = defineLayer({
  label: text('Max pooling 2-D', 'Agrupación máxima 2-D'),
  doc: text('Keeps the greatest value of each window: smaller maps, small shifts forgiven.', 'Conserva el mayor valor de cada ventana: mapas menores, se perdonan desplazamientos pequeños.'),
  keywords: text('pooling downsampling subsampling', 'agrupación submuestreo'),
  reference: 'LeCun, Bottou, Bengio & Haffner (1998); lecture 000',
  family: 'pooling',
  hyperparameters: {
    size: int({ label: text('Window', 'Ventana'), default: 2, min: 1, max: 31, unit: text('pixels', 'píxeles'), doc: text('Height and width of a window.', 'Alto y ancho de una ventana.') }),
    stride: int({ label: text('Stride', 'Paso'), default: 2, min: 1, max: 31, unit: text('pixels', 'píxeles'), doc: text('Distance between neighbouring windows.', 'Distancia entre ventanas vecinas.') }),
  },
  reach: ({ size, stride }) => ({ size, step: stride }),
  outputShape(input, { size, stride }, path, issues) {
    if (!isImage(input, path, issues) || !fits(input, size, 0, path, issues)) return null
    const [channels, height, width] = input
    return [channels, placesAlong(height, size, stride, 0), placesAlong(width, size, stride, 0)]
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { size, stride }, needsInputGradient }) {
    const [images, channels, height, width] = x.shape
    const y = ops.create([images, channels, placesAlong(height, size, stride, 0), placesAlong(width, size, stride, 0)])
    const positions = ops.createIndices(y.shape)
    ops.maxPool(x, y, positions, { size: [size, size], stride: [stride, stride], padding: [0, 0] })
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.maxPoolBackward(dy, positions, dx)
        return dx
      },
    }
  },
})
