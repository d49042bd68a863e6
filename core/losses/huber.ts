import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLoss, outputCountsForValues, predictValues } from './definition.ts'

export const huber = defineLoss({
  label: text('Huber', 'Huber'),
  doc: text('Mean over the outputs of ½d² for |d| ≤ δ, else δ(|d| − ½δ), d = y − t: a square near 0, straight for outliers.', 'Media sobre las salidas de ½d² si |d| ≤ δ, si no δ(|d| − ½δ), con d = y − t: cuadrado cerca de 0, recto para valores atípicos.'),
  reference: 'Huber (1964), Robust estimation of a location parameter',
  hyperparameters: {
    delta: float({ label: text('Threshold δ', 'Umbral δ'), default: 1, above: 0, scale: 'log', doc: text('Distance from which a sample counts as an outlier.', 'Distancia a partir de la cual una muestra cuenta como atípica.') }),
  },
  targets: 'values',
  needs: text('numbers or classes as targets', 'números o clases como objetivo'),
  outputCounts: outputCountsForValues,
  apply: (ops, outputs, { values }, target, { delta }) => ops.huberError(outputs, values!, target, delta),
  value(outputs, targets, { delta }) {
    let sum = 0
    for (let i = 0; i < outputs.length; i++) {
      const distance = Math.abs(outputs[i] - targets[i])
      sum += distance <= delta ? 0.5 * distance ** 2 : delta * (distance - 0.5 * delta)
    }
    return sum / outputs.length
  },
  predict: predictValues,
})
