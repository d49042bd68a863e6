import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'

export const momentum = defineOptimizer({
  label: text('Momentum', 'Momento'),
  doc: text('v ← μ v + g, w ← w − η v: steady directions gather speed, oscillations cancel.', 'v ← μ v + g, w ← w − η v: las direcciones constantes ganan velocidad y las oscilaciones se cancelan.'),
  reference: 'Polyak (1964); Sutskever, Martens, Dahl & Hinton (2013); lecture 000',
  hyperparameters: {
    learningRate: learningRate(0.01),
    momentum: float({ label: text('Momentum μ', 'Momento μ'), default: 0.9, min: 0, below: 1, doc: text('Fraction of the velocity that is kept.', 'Fracción de la velocidad que se conserva.') }),
  },
  slots: ['velocity'],
  coefficients: ({ momentum: mu }, position) => [position.learningRate, mu],
  update: (ops, target, { velocity }, coefficients) => ops.momentum(target, velocity, coefficients, false),
})
