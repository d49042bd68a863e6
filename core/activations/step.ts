import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const step = defineActivation({
  label: text('Step', 'Escalón'),
  doc: text('y = 1 for z ≥ 0, else 0: the binary threshold unit. Its derivative is 0, so nothing before it learns by back-propagation.', 'y = 1 si z ≥ 0, si no 0: la unidad de umbral binaria. Su derivada es 0, así que nada anterior a ella aprende por retropropagación.'),
  reference: 'McCulloch & Pitts (1943); lectures 000, 003',
  hyperparameters: {},
  elementwise: true,
  value: (z) => (z >= 0 ? 1 : 0),
  apply(ops, x) {
    ops.unary('step', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('step', x, dy, dy)
        return dy
      },
    }
  },
})
