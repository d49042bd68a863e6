import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const leakyRelu = defineActivation({
  label: text('Leaky ReLU', 'ReLU con fuga'),
  doc: text('y = z for z > 0, else a·z: a small slope below 0 keeps units from dying.', 'y = z si z > 0, si no a·z: una pequeña pendiente bajo 0 evita que mueran las unidades.'),
  reference: 'Maas, Hannun & Ng (2013); lecture 003',
  hyperparameters: {
    slope: float({ label: text('Slope a', 'Pendiente a'), default: 0.01, min: 0, max: 1, doc: text('Slope for negative sums.', 'Pendiente para sumas negativas.') }),
  },
  elementwise: true,
  value: (z, { slope }) => (z > 0 ? z : slope * z),
  apply(ops, x, hyperparameters) {
    ops.unary('leakyRelu', x, x, hyperparameters.slope)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('leakyRelu', x, dy, dy, hyperparameters.slope)
        return dy
      },
    }
  },
})
