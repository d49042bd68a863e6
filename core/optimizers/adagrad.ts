import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'
import { epsilonOf } from './moment-hyperparameters.ts'

export const adagrad = defineOptimizer({
  label: text('Adagrad', 'Adagrad'),
  doc: text(
    'Divides each gradient by the root of the sum of its squares so far: s ← s + g², w ← w − η g / (√s + ε). Rare features keep a high rate.',
    'Divide cada gradiente por la raíz de la suma de sus cuadrados hasta ahora: s ← s + g², w ← w − η g / (√s + ε). Las características raras conservan una tasa alta.',
  ),
  reference: 'Duchi, Hazan & Singer (2011), with a diagonal matrix; lecture 004',
  hyperparameters: { learningRate: learningRate(0.01), epsilon: epsilonOf(1e-10) },
  slots: ['sum'],
  coefficients: ({ epsilon }, position) => [position.learningRate, 1, 1, epsilon],
  update: (ops, target, { sum }, coefficients) => ops.rmsprop(target, sum, coefficients),
})
