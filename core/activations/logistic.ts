import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const logistic = defineActivation({
  label: text('Logistic', 'Logística'),
  doc: text('y = 1/(1 + e^(−z)), between 0 and 1; y’ = y(1 − y) is at most 1/4, so gradients shrink from layer to layer.', 'y = 1/(1 + e^(−z)), entre 0 y 1; y’ = y(1 − y) es como mucho 1/4, así que el gradiente mengua capa a capa.'),
  reference: 'Lectures 000, 002, 003',
  hyperparameters: {},
  elementwise: true,
  value: (z) => 1 / (1 + Math.exp(-z)),
  apply(ops, x) {
    ops.unary('logistic', x, x)
    return {
      y: x,
      backward(dy) {
        ops.unaryBackward('logistic', x, dy, dy)
        return dy
      },
    }
  },
})
