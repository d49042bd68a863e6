import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineRegularizer } from './definition.ts'

export const clipNorm = defineRegularizer({
  label: text('Clip gradients by norm', 'Recortar gradientes por norma'),
  doc: text('A gradient longer than c, all parameters together, is shortened to ‖g‖ = c before the update. Its direction stays.', 'Un gradiente más largo que c, con todos los parámetros juntos, se acorta hasta ‖g‖ = c antes de la actualización. Su dirección se mantiene.'),
  reference: 'Pascanu, Mikolov & Bengio (2013), algorithm 1',
  hyperparameters: {
    limit: float({ live: true, label: text('Longest c', 'Máximo c'), default: 1, above: 0, scale: 'log', doc: text('The greatest length of the whole gradient.', 'La mayor longitud del gradiente completo.') }),
  },
  afterGradient(ops, gradient, { limit }) {
    const squaredNorm = ops.create([1])
    ops.fill(squaredNorm, 0)
    ops.addSquaredNorm(gradient, 1, squaredNorm)
    ops.limitNorm(gradient, squaredNorm, limit)
  },
})
