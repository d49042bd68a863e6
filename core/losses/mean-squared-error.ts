import { text } from '../schema/text.ts'
import { classTargets, classTargetsOf, defineLoss, outputCountsForValues, predictBetweenTargets } from './definition.ts'

export const meanSquaredError = defineLoss({
  label: text('Mean squared error', 'Error cuadrático medio'),
  doc: text(
    'Mean over the outputs of (y − t)². For classes the targets are one-hot; with a saturated logistic output its gradient almost vanishes.',
    'Media sobre las salidas de (y − t)². Con clases los objetivos son 0 y 1; con una salida logística saturada su gradiente casi se anula.',
  ),
  reference: 'Lectures 000, 002; targets: LeCun et al. (1998), "Efficient BackProp", section 4.5',
  hyperparameters: { classTargets },
  classTargets: classTargetsOf,
  targets: 'values',
  likelihood: (outputs, noisePrecision) => (noisePrecision * outputs) / 2,
  needs: text('numbers or classes as targets', 'números o clases como objetivo'),
  outputCounts: outputCountsForValues,
  apply: (ops, outputs, { values }, target) => ops.squaredError(outputs, values!, target),
  value(outputs, targets) {
    let sum = 0
    for (let i = 0; i < outputs.length; i++) sum += (outputs[i] - targets[i]) ** 2
    return sum / outputs.length
  },
  predict: (outputs, rows, data, hyperparameters) => predictBetweenTargets(outputs, rows, data, classTargetsOf(hyperparameters)),
})
