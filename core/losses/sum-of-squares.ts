import { text } from '../schema/text.ts'
import { classTargets, classTargetsOf, defineLoss, outputCountsForValues, predictBetweenTargets } from './definition.ts'

export const sumOfSquares = defineLoss({
  label: text('Sum of squares', 'Suma de cuadrados'),
  doc: text('½ Σ (y − t)² over the outputs, averaged over the samples: its gradient is y − t, as in the delta rule.', '½ Σ (y − t)² sobre las salidas, promediada sobre las muestras: su gradiente es y − t, como en la regla delta.'),
  reference: 'Lectures 000, 002; targets: LeCun et al. (1998), "Efficient BackProp", section 4.5',
  hyperparameters: { classTargets },
  classTargets: classTargetsOf,
  targets: 'values',
  likelihood: (_, noisePrecision) => noisePrecision,
  needs: text('numbers or classes as targets', 'números o clases como objetivo'),
  outputCounts: outputCountsForValues,
  apply(ops, outputs, { values }, { losses, gradient, scale }) {
    // The mean over the columns of (y − t)², times half their number.
    const half = outputs.data.length / outputs.shape[0] / 2
    ops.squaredError(outputs, values!, { losses, gradient, scale: scale * half })
    ops.scale(half, losses, losses)
  },
  value(outputs, targets) {
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += 0.5 * (outputs[i] - targets[i]) ** 2
    return sum
  },
  predict: (outputs, rows, data, hyperparameters) => predictBetweenTargets(outputs, rows, data, classTargetsOf(hyperparameters)),
})
