import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'
import { adamCoefficients, momentHyperparameters } from './moment-hyperparameters.ts'

export const adam = defineOptimizer({
  label: text('Adam', 'Adam'),
  doc: text(
    'Steps scaled per weight by running means of the gradient and of its square: w ← w − η m̂ / (√v̂ + ε).',
    'Pasos escalados por peso con medias móviles del gradiente y de su cuadrado: w ← w − η m̂ / (√v̂ + ε).',
  ),
  reference: 'Kingma & Ba (2015), algorithm 1; lecture 004',
  hyperparameters: momentHyperparameters({ learningRate: 0.001 }),
  slots: ['m', 'v'],
  coefficients: (hyperparameters, { step, learningRate }) => [...adamCoefficients(hyperparameters, step, learningRate), 0],
  update: (ops, target, { m, v }, coefficients) => ops.adam(target, m, v, coefficients),
})
