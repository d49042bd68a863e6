import { text } from '../schema/text.ts'
import { defineLoss, outputCountsForValues, predictValues } from './definition.ts'

export const meanAbsoluteError = defineLoss({
  label: text('Mean absolute error', 'Error absoluto medio'),
  doc: text('Mean over the outputs of |y − t|: outliers pull no harder than other samples, and the median is learned, not the mean.', 'Media sobre las salidas de |y − t|: los valores atípicos no tiran más que otros, y se aprende la mediana, no la media.'),
  reference: 'Catalogue LOS-4; lecture 002',
  hyperparameters: {},
  targets: 'values',
  needs: text('numbers or classes as targets', 'números o clases como objetivo'),
  outputCounts: outputCountsForValues,
  apply: (ops, outputs, { values }, target) => ops.absoluteError(outputs, values!, target),
  value(outputs, targets) {
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += Math.abs(outputs[i] - targets[i])
    return sum / outputs.length
  },
  predict: predictValues,
})
