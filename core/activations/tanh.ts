import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const tanh = defineActivation({
  label: text('Tanh', 'Tanh'),
  doc: text('y = tanh(z), between −1 and 1 and centred on 0; y’ = 1 − y².', 'y = tanh(z), entre −1 y 1 y centrada en 0; y’ = 1 − y².'),
  reference: 'Lecture 000',
  hyperparameters: {},
  elementwise: true,
  value: (z) => Math.tanh(z),
  apply(ops, x) {
    ops.unary('tanh', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('tanh', x, dy, dy)
        return dy
      },
    }
  },
})
