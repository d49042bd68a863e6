import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { isImage } from './image-input.ts'

export const globalAveragePool = defineLayer({
  label: text('Global average pooling', 'Agrupación media global'),
  doc: text('The mean of each channel: a map becomes one number, whatever its size.', 'La media de cada canal: un mapa se convierte en un número, sea cual sea su tamaño.'),
  keywords: text('pooling head', 'agrupación cabeza'),
  reference: 'Lin, Chen & Yan (2014), section 3.2',
  family: 'pooling',
  hyperparameters: {},
  reach: () => 'all',
  outputShape: (input, _, path, issues) => (isImage(input, path, issues) ? [input[0]] : null),
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, needsInputGradient }) {
    const [images, channels, height, width] = x.shape
    const window = { size: [height, width], stride: [height, width], padding: [0, 0] } as const
    const y = ops.create([images, channels])
    ops.averagePool(x, { shape: [images, channels, 1, 1], data: y.data }, window)
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.averagePoolBackward({ shape: [images, channels, 1, 1], data: dy.data }, dx, window)
        return dx
      },
    }
  },
})
