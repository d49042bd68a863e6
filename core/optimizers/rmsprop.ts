import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { epsilonOf } from './moment-hyperparameters.ts'

export const rmsprop = defineOptimizer({
  label: text('RMSprop', 'RMSprop'),
  doc: text(
    'Divides each gradient by the root of its running mean square: v ← ρ v + (1 − ρ) g², w ← w − η g / (√v + ε). Rprop for mini-batches.',
    'Divide cada gradiente por la raíz de su media cuadrática móvil: v ← ρ v + (1 − ρ) g², w ← w − η g / (√v + ε). Rprop para lotes pequeños.',
  ),
  reference: 'Tieleman & Hinton (2012), lecture 6.5; lectures 000, 004',
  hyperparameters: {
    learningRate: learningRate(0.001),
    rho: float({ live: true, label: text('ρ', 'ρ'), default: 0.9, min: 0, below: 1, doc: text('Decay of the mean square.', 'Decaimiento de la media de cuadrados.') }),
    epsilon: epsilonOf(1e-8),
  },
  slots: ['v'],
  coefficients: ({ rho, epsilon }, position) => [position.learningRate, rho, 1 - rho, epsilon],
  update: (ops, target, { v }, coefficients) => ops.rmsprop(target, v, coefficients),
})
