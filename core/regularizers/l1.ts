import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

export const l1 = defineRegularizer({
  label: text('L1', 'L1'),
  doc: text('Adds λ Σ |w| to the loss: every weight is pulled towards zero equally, so that many become almost exactly 0.', 'Suma λ Σ |w| a la pérdida: todos los pesos se atraen por igual hacia cero, con lo que muchos quedan casi exactamente en 0.'),
  reference: 'Tibshirani (1996); lectures 000, 001',
  hyperparameters: {
    strength: float({ live: true, label: text('Strength λ', 'Intensidad λ'), default: 0.0001, min: 0, scale: 'log', doc: text('Weight of the penalty.', 'Peso de la penalización.') }),
  },
  apply(ops, { value, gradient }, penalty, { strength }) {
    ops.addScaledSign(strength, value, gradient)
    ops.addAbsoluteSum(value, strength, penalty)
  },
})
