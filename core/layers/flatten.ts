import { sizeOf } from '../math/shape.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'

export const flatten = defineLayer({
  label: text('Flatten', 'Aplanado'),
  doc: text('Lays an image or map out as one row of numbers, channel by channel.', 'Extiende una imagen o mapa en una fila de números, canal a canal.'),
  keywords: text('reshape vector', 'aplanar vector'),
  family: 'shape',
  hyperparameters: {},
  outputShape: (input) => [sizeOf(input)],
  parameters: () => [],
  multiplyAdds: () => 0,
  // The same numbers under another shape: nothing is computed.
  forward: (x) => ({
    y: { shape: [x.shape[0], sizeOf(x.shape.slice(1))], data: x.data },
    backward: (dy) => ({ shape: x.shape, data: dy.data }),
  }),
})
