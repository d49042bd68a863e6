import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'

export const adam = defineOptimizer({
  label: text('Adam', 'Adam'),
  doc: text(
    'Steps scaled per weight by running means of the gradient and of its square: w ← w − η m̂ / (√v̂ + ε).',
    'Pasos escalados por peso con medias móviles del gradiente y de su cuadrado: w ← w − η m̂ / (√v̂ + ε).',
  ),
  reference: 'Kingma & Ba (2015), algorithm 1; lecture 004',
  hyperparameters: {
    learningRate: learningRate(0.001),
    beta1: float({ label: text('β₁', 'β₁'), default: 0.9, min: 0, below: 1, doc: text('Decay of the mean of the gradient.', 'Decaimiento de la media del gradiente.') }),
    beta2: float({ label: text('β₂', 'β₂'), default: 0.999, min: 0, below: 1, doc: text('Decay of the mean of its square.', 'Decaimiento de la media de su cuadrado.') }),
    epsilon: float({ label: text('ε', 'ε'), default: 1e-8, above: 0, scale: 'log', doc: text('Keeps the denominator away from zero.', 'Evita que el denominador sea cero.') }),
  },
  slots: ['m', 'v'],
  // η m̂/(√v̂ + ε) = (η √c₂/c₁) m/(√v + ε √c₂) with the bias corrections c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ.
  coefficients({ beta1, beta2, epsilon }, { step, learningRate: rate }) {
    const correction1 = 1 - beta1 ** step
    const correction2 = Math.sqrt(1 - beta2 ** step)
    return [rate * correction2 / correction1, beta1, beta2, epsilon * correction2]
  },
  update: (ops, target, { m, v }, coefficients) => ops.adam(target, m, v, coefficients),
})
