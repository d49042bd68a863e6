import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'

export const nesterov = defineOptimizer({
  label: text('Nesterov momentum', 'Momento de Nesterov'),
  doc: text('v ← μ v + g, w ← w − η (g + μ v): first jumps along the velocity, then corrects.', 'v ← μ v + g, w ← w − η (g + μ v): primero salta según la velocidad y después corrige.'),
  reference: 'Nesterov (1983); Sutskever, Martens, Dahl & Hinton (2013), in PyTorch’s form; lecture 000',
  hyperparameters: {
    learningRate: learningRate(0.01),
    momentum: float({ label: text('Momentum μ', 'Momento μ'), default: 0.9, min: 0, below: 1, doc: text('Fraction of the velocity that is kept.', 'Fracción de la velocidad que se conserva.') }),
  },
  slots: ['velocity'],
  coefficients: ({ momentum: mu }, position) => [position.learningRate, mu],
  update: (ops, target, { velocity }, coefficients) => ops.momentum(target, velocity, coefficients, true),
})
