import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

export const clipValue = defineRegularizer({
  label: text('Clip gradients by value', 'Recortar gradientes por valor'),
  doc: text('Each component of the gradient is brought between −c and c before the update. Its direction changes.', 'Cada componente del gradiente se lleva entre −c y c antes de la actualización. Su dirección cambia.'),
  reference: 'Mikolov (2012)',
  hyperparameters: {
    limit: float({ live: true, label: text('Limit c', 'Límite c'), default: 1, above: 0, scale: 'log', doc: text('The greatest absolute value.', 'El mayor valor absoluto.') }),
  },
  afterGradient: (ops, gradient, { limit }) => ops.clamp(gradient, limit),
})
