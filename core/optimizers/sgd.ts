import { text } from '../schema/text.ts'
import { defineOptimizer, learningRate } from './definition.ts'

export const sgd = defineOptimizer({
  label: text('Gradient descent', 'Descenso por el gradiente'),
  doc: text('w ← w − η g. Online, mini-batch or full-batch by the batch size.', 'w ← w − η g. En línea, por lotes pequeños o por lote completo según el tamaño del lote.'),
  reference: 'Lectures 000–004',
  hyperparameters: { learningRate: learningRate(0.01) },
  slots: [],
  coefficients: (_, position) => [position.learningRate, 0],
  update: (ops, target, _slots, coefficients) => ops.sgd(target, coefficients),
})
