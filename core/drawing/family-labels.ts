import type { LayerFamily } from '../layers/definition.ts'
import { text, type Text } from '../schema/text.ts'

/** What the legend of a drawing calls the families of layers. */
export const familyLabels: Readonly<Record<LayerFamily, Text>> = {
  dense: text('Dense', 'Densa'),
  convolution: text('Convolution', 'Convolución'),
  pooling: text('Pooling', 'Agrupación'),
  activation: text('Activation', 'Activación'),
  normalization: text('Normalization', 'Normalización'),
  regularization: text('Regularization', 'Regularización'),
  recurrent: text('Recurrent', 'Recurrente'),
  combination: text('Combination', 'Combinación'),
  shape: text('Shape', 'Forma'),
}
