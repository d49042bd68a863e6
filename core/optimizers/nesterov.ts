import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { momentumAt, momentumHyperparameters } from './momentum-ramp.ts'

export const nesterov = defineOptimizer({
  label: text('Nesterov momentum', 'Momento de Nesterov'),
  doc: text('v ← μ v + g, w ← w − η (g + μ v): first jumps along the velocity, then corrects.', 'v ← μ v + g, w ← w − η (g + μ v): primero salta según la velocidad y después corrige.'),
  reference: 'Nesterov (1983); Sutskever, Martens, Dahl & Hinton (2013), in PyTorch’s form; lecture 000',
  hyperparameters: { learningRate: learningRate(0.01), ...momentumHyperparameters() },
  slots: ['velocity'],
  coefficients: (hyperparameters, position) => [position.learningRate, momentumAt(hyperparameters, position), 0],
  update: (ops, target, { velocity }, coefficients) => ops.momentum(target, velocity, coefficients, true),
})
