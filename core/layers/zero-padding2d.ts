import { int } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { isImage } from './image-input.ts'

const side = (en: string, es: string) => int({ label: text(en, es), default: 1, min: 0, max: 1000, unit: text('pixels', 'píxeles'), doc: text('Zeros added at this side.', 'Ceros añadidos en este lado.') })

export const zeroPadding2d = defineLayer({
  label: text('Zero padding 2-D', 'Relleno con ceros 2-D'),
  doc: text('Adds zeros around an image.', 'Añade ceros alrededor de una imagen.'),
  keywords: text('pad border margin', 'borde margen'),
  family: 'shape',
  hyperparameters: { top: side('Top', 'Arriba'), bottom: side('Bottom', 'Abajo'), left: side('Left', 'Izquierda'), right: side('Right', 'Derecha') },
  outputShape: (input, { top, bottom, left, right }, path, issues) => (isImage(input, path, issues) ? [input[0], input[1] + top + bottom, input[2] + left + right] : null),
  parameters: () => [],
  multiplyAdds: () => 0,
  forward(x, { ops, hyperparameters: { top, bottom, left, right }, needsInputGradient }) {
    const [images, channels, height, width] = x.shape
    const [rows, columns] = [height + top + bottom, width + left + right]
    const y = ops.create([images, channels, rows, columns])
    ops.pad(x, y, [top, left])
    return {
      y,
      backward(dy) {
        if (!needsInputGradient) return null
        const dx = ops.create(x.shape)
        ops.copyStrided(dy, dx, { counts: [images * channels, height], width, from: [top * columns + left, rows * columns, columns], to: [0, height * width, width] })
        return dx
      },
    }
  },
})
