import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { weightDecay } from './moment-hyperparameters.ts'

export const lion = defineOptimizer({
  label: text('Lion', 'Lion'),
  doc: text(
    'Every weight moves by the same length: w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w), then m ← β₂ m + (1 − β₂) g. Wants a rate 3 to 10 times smaller than Adam’s.',
    'Todos los pesos se mueven lo mismo: w ← w − η (signo(β₁ m + (1 − β₁) g) + λ w), luego m ← β₂ m + (1 − β₂) g. Pide una tasa de 3 a 10 veces menor que Adam.',
  ),
  reference: 'Chen et al. (2023), program 1',
  hyperparameters: {
    learningRate: learningRate(0.0001),
    beta1: float({ live: true, label: text('β₁', 'β₁'), default: 0.9, min: 0, below: 1, doc: text('Part of the mean in the direction of the step.', 'Parte de la media en la dirección del paso.') }),
    beta2: float({ live: true, label: text('β₂', 'β₂'), default: 0.99, min: 0, below: 1, doc: text('Decay of the mean of the gradient.', 'Decaimiento de la media del gradiente.') }),
    weightDecay: weightDecay(0),
  },
  slots: ['m'],
  coefficients: (hyperparameters, position) => [position.learningRate, hyperparameters.beta1, hyperparameters.beta2, position.learningRate * hyperparameters.weightDecay],
  update: (ops, target, { m }, coefficients) => ops.lion(target, m, coefficients),
})
