import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { weightDecay } from './moment-hyperparameters.ts'

export const sgdW = defineOptimizer({
  label: text('SGD with decoupled weight decay', 'SGD con decaimiento de pesos desacoplado'),
  doc: text(
    'Momentum whose weight decay does not pass through the velocity: v ← μ v + g, w ← w − η (v + λ w).',
    'Momento cuyo decaimiento de pesos no pasa por la velocidad: v ← μ v + g, w ← w − η (v + λ w).',
  ),
  reference: 'Loshchilov & Hutter (2019), algorithm 1, with λ scaled by the learning rate',
  hyperparameters: {
    learningRate: learningRate(0.01),
    momentum: float({ live: true, label: text('Momentum μ', 'Momento μ'), default: 0.9, min: 0, below: 1, doc: text('Fraction of the velocity that is kept.', 'Fracción de la velocidad que se conserva.') }),
    weightDecay: weightDecay(0.01),
  },
  slots: ['velocity'],
  coefficients: (hyperparameters, position) => [position.learningRate, hyperparameters.momentum, position.learningRate * hyperparameters.weightDecay],
  update: (ops, target, { velocity }, coefficients) => ops.momentum(target, velocity, coefficients, false),
})
