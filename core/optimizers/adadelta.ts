import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { epsilonOf } from './moment-hyperparameters.ts'

export const adadelta = defineOptimizer({
  label: text('Adadelta', 'Adadelta'),
  doc: text(
    'Steps in the units of the weights, from the running means of g² and of past steps: Δ = √(E[Δ²] + ε) / √(E[g²] + ε) · g, w ← w − η Δ.',
    'Pasos en las unidades de los pesos, con las medias móviles de g² y de los pasos pasados: Δ = √(E[Δ²] + ε) / √(E[g²] + ε) · g, w ← w − η Δ.',
  ),
  reference: 'Zeiler (2012), algorithm 1; lecture 004',
  hyperparameters: {
    learningRate: learningRate(1),
    rho: float({ live: true, label: text('ρ', 'ρ'), default: 0.9, min: 0, below: 1, doc: text('Decay of both means.', 'Decaimiento de ambas medias.') }),
    epsilon: epsilonOf(1e-6),
  },
  slots: ['v', 'steps'],
  coefficients: ({ rho, epsilon }, position) => [position.learningRate, rho, epsilon],
  update: (ops, target, { v, steps }, coefficients) => ops.adadelta(target, v, steps, coefficients),
})
