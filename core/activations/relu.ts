import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const relu = defineActivation({
  label: text('ReLU', 'ReLU'),
  doc: text('y = max(0, z): does not saturate for z > 0; a unit whose sums stay negative is dead.', 'y = max(0, z): no se satura con z > 0; una unidad cuyas sumas son siempre negativas está muerta.'),
  reference: 'Lectures 000, 003',
  hyperparameters: {},
  elementwise: true,
  value: (z) => Math.max(0, z),
  apply(ops, x) {
    ops.unary('relu', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('relu', x, dy, dy)
        return dy
      },
    }
  },
})
