import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const logistic = defineActivation({
  label: text('Logistic', 'Logística'),
  doc: text('y = 1/(1 + e^(−az)), between 0 and 1; y’ = a·y(1 − y) is at most a/4, so with slope a = 1 gradients shrink from layer to layer.', 'y = 1/(1 + e^(−az)), entre 0 y 1; y’ = a·y(1 − y) es como mucho a/4, así que con pendiente a = 1 el gradiente mengua capa a capa.'),
  reference: 'Lectures 000, 002, 003',
  hyperparameters: {
    slope: float({ label: text('Slope a', 'Pendiente a'), default: 1, above: 0, max: 100, scale: 'log', doc: text('How steep the function is; very steep is almost a step.', 'Lo empinada que es la función; muy empinada es casi un escalón.') }),
  },
  elementwise: true,
  value: (z, { slope }) => 1 / (1 + Math.exp(-slope * z)),
  apply(ops, x, { slope }) {
    if (slope !== 1) ops.scale(slope, x, x)
    ops.unary('logistic', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('logistic', x, dy, dy)
        if (slope !== 1) ops.scale(slope, dy, dy)
        return dy
      },
    }
  },
})
