import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const sign = defineActivation({
  label: text('Sign', 'Signo'),
  doc: text('y = sgn(z): −1, 0 or 1. Its derivative is 0, so nothing before it learns by back-propagation.', 'y = sgn(z): −1, 0 o 1. Su derivada es 0, así que nada anterior a ella aprende por retropropagación.'),
  reference: 'Lectures 000, 003',
  hyperparameters: {},
  elementwise: true,
  value: Math.sign,
  apply(ops, x) {
    ops.unary('sign', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('sign', x, dy, dy)
        return dy
      },
    }
  },
})
