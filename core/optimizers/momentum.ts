import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { momentumAt, momentumHyperparameters } from './momentum-ramp.ts'

export const momentum = defineOptimizer({
  label: text('Momentum', 'Momento'),
  doc: text('v ← μ v + g, w ← w − η v: steady directions gather speed, oscillations cancel.', 'v ← μ v + g, w ← w − η v: las direcciones constantes ganan velocidad y las oscilaciones se cancelan.'),
  reference: 'Polyak (1964); Sutskever, Martens, Dahl & Hinton (2013); lecture 000',
  hyperparameters: { learningRate: learningRate(0.01), ...momentumHyperparameters() },
  slots: ['velocity'],
  coefficients: (hyperparameters, position) => [position.learningRate, momentumAt(hyperparameters, position), 0],
  update: (ops, target, { velocity }, coefficients) => ops.momentum(target, velocity, coefficients, false),
})
