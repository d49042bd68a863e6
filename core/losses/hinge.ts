import { text } from '../schema/text.ts'
import { defineLoss, outputCountsForValues, spreadPair } from './definition.ts'

/** For each output its class is +1 and all others −1. */
export const hinge = defineLoss({
  label: text('Hinge', 'Bisagra'),
  doc: text(
    'Mean over the outputs of max(0, 1 − s·y), s = ±1 for the right and the wrong classes: a sample beyond the margin teaches nothing more. Predictions are σ(y), not calibrated.',
    'Media sobre las salidas de max(0, 1 − s·y), s = ±1 para la clase correcta y las demás: una muestra más allá del margen ya no enseña. Las predicciones son σ(y), sin calibrar.',
  ),
  reference: 'Cortes & Vapnik (1995)',
  hyperparameters: {},
  targets: 'values',
  needs: text('classes as targets', 'clases como objetivo'),
  outputCounts: (data) => (data.classes === null ? [] : outputCountsForValues(data)),
  apply: (ops, outputs, { values }, target) => ops.hingeError(outputs, values!, target),
  value(outputs, targets) {
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += Math.max(0, 1 - (2 * targets[i] - 1) * outputs[i])
    return sum / outputs.length
  },
  predict(outputs, rows) {
    const scores = outputs.map((y) => 1 / (1 + Math.exp(-y)))
    return scores.length === rows ? spreadPair(scores) : scores
  },
})
