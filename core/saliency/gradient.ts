import { text } from '../schema/text.ts'
import { defineSaliency } from './definition.ts'

export const gradient = defineSaliency({
  label: text('Gradient', 'Gradiente'),
  doc: text(
    'How the output changes when a value of the input grows a little: ∂z/∂x. Fast, and noisy for deep networks.',
    'Cómo cambia la salida cuando un valor de la entrada crece un poco: ∂z/∂x. Rápido, y ruidoso en redes profundas.',
  ),
  reference: 'Simonyan, Vedaldi & Zisserman (2013)',
  sign: 'signed',
  hyperparameters: {},
  compute: (network, input, output) => network.gradients(input, 1, output),
})
