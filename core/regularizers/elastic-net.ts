import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

export const elasticNet = defineRegularizer({
  label: text('Elastic net', 'Red elástica'),
  doc: text('Adds λ (α Σ |w| + ½ (1 − α) Σ w²) to the loss: sparse like L1, steady like L2.', 'Suma λ (α Σ |w| + ½ (1 − α) Σ w²) a la pérdida: dispersa como L1, estable como L2.'),
  reference: 'Zou & Hastie (2005); lecture 000 (L1 and L2)',
  hyperparameters: {
    strength: float({ live: true, label: text('Strength λ', 'Intensidad λ'), default: 0.0001, min: 0, scale: 'log', doc: text('Weight of both penalties together.', 'Peso de ambas penalizaciones juntas.') }),
    ratio: float({ live: true, label: text('Part of L1, α', 'Parte de L1, α'), default: 0.5, min: 0, max: 1, doc: text('1 is pure L1, 0 is pure L2.', '1 es L1 puro; 0, L2 puro.') }),
  },
  apply(ops, { value, gradient }, penalty, { strength, ratio }) {
    ops.addScaledSign(strength * ratio, value, gradient)
    ops.addAbsoluteSum(value, strength * ratio, penalty)
    ops.addScaled(strength * (1 - ratio), value, gradient)
    ops.addSquaredNorm(value, strength * (1 - ratio) / 2, penalty)
  },
})
