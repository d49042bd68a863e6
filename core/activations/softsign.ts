import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const softsign = defineActivation({
  label: text('Softsign', 'Softsign'),
  doc: text('y = z/(1 + |z|), between −1 and 1; saturates more slowly than tanh.', 'y = z/(1 + |z|), entre −1 y 1; se satura más despacio que tanh.'),
  reference: 'Glorot & Bengio (2010), section 3',
  hyperparameters: {},
  elementwise: true,
  value: (z) => z / (1 + Math.abs(z)),
  apply(ops, x) {
    ops.unary('softsign', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('softsign', x, dy, dy)
        return dy
      },
    }
  },
})
