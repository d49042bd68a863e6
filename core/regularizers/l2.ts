import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

export const l2 = defineRegularizer({
  label: text('L2 (weight decay)', 'L2 (decaimiento de pesos)'),
  doc: text('Adds ½ λ Σ w² to the loss: large weights are pulled towards zero by λ w.', 'Suma ½ λ Σ w² a la pérdida: los pesos grandes se atraen hacia cero con λ w.'),
  reference: 'Lectures 000, 001',
  hyperparameters: {
    strength: float({ live: true, label: text('Strength λ', 'Intensidad λ'), default: 0.0001, min: 0, scale: 'log', doc: text('Weight of the penalty.', 'Peso de la penalización.') }),
  },
  apply(ops, { value, gradient }, penalty, { strength }) {
    ops.addScaled(strength, value, gradient)
    ops.addSquaredNorm(value, strength / 2, penalty)
  },
})
