import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'
import { momentHyperparameters } from './moment-hyperparameters.ts'

export const adamax = defineOptimizer({
  label: text('Adamax', 'Adamax'),
  doc: text(
    'Adam with the greatest recent gradient in place of the mean square: u ← max(β₂ u, |g| + ε), w ← w − η m̂ / u.',
    'Adam con el mayor gradiente reciente en lugar de la media de cuadrados: u ← max(β₂ u, |g| + ε), w ← w − η m̂ / u.',
  ),
  reference: 'Kingma & Ba (2015), algorithm 2, with PyTorch’s ε; lecture 004',
  hyperparameters: momentHyperparameters({ learningRate: 0.002 }),
  slots: ['m', 'u'],
  coefficients: ({ beta1, beta2, epsilon }, { step, learningRate }) => [learningRate / (1 - beta1 ** step), beta1, beta2, epsilon],
  update: (ops, target, { m, u }, coefficients) => ops.adamax(target, m, u, coefficients),
})
