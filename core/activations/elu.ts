import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const elu = defineActivation({
  label: text('ELU', 'ELU'),
  doc: text('y = z for z > 0, else a(e^z − 1): smooth below 0 where a = 1, with outputs whose mean is nearer to 0.', 'y = z si z > 0, si no a(e^z − 1): suave bajo 0 con a = 1, y con salidas de media más cercana a 0.'),
  reference: 'Clevert, Unterthiner & Hochreiter (2016), eq. 15',
  hyperparameters: {
    alpha: float({ label: text('Scale a', 'Escala a'), default: 1, min: 0, max: 10, doc: text('The output tends to −a for very negative sums.', 'La salida tiende a −a con sumas muy negativas.') }),
  },
  elementwise: true,
  value: (z, { alpha }) => (z > 0 ? z : alpha * Math.expm1(z)),
  apply(ops, x, hyperparameters) {
    ops.unary('elu', x, x, hyperparameters.alpha)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('elu', x, dy, dy, hyperparameters.alpha)
        return dy
      },
    }
  },
})
