import { text } from '../schema/text.ts'
import { defineOptimizer } from './definition.ts'
import { adamCoefficients, momentHyperparameters, weightDecay } from './moment-hyperparameters.ts'

export const adamW = defineOptimizer({
  label: text('AdamW', 'AdamW'),
  doc: text(
    'Adam with weight decay apart from the gradient, so that it is not divided by √v̂: w ← w − η (m̂ / (√v̂ + ε) + λ w).',
    'Adam con el decaimiento de pesos aparte del gradiente, para que no se divida por √v̂: w ← w − η (m̂ / (√v̂ + ε) + λ w).',
  ),
  reference: 'Loshchilov & Hutter (2019), algorithm 2, with λ scaled by the learning rate as in PyTorch; lecture 004',
  hyperparameters: { ...momentHyperparameters({ learningRate: 0.001 }), weightDecay: weightDecay(0.01) },
  slots: ['m', 'v'],
  coefficients: (hyperparameters, { step, learningRate }) => [...adamCoefficients(hyperparameters, step, learningRate), learningRate * hyperparameters.weightDecay],
  update: (ops, target, { m, v }, coefficients) => ops.adam(target, m, v, coefficients),
})
