import { meanError } from '../math/mean-error.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const meanSquaredError = defineMetric({
  label: text('Mean squared error', 'Error cuadrático medio'),
  doc: text('Mean of (prediction − target)² over samples and targets.', 'Media de (predicción − objetivo)² sobre muestras y objetivos.'),
  hyperparameters: {},
  task: 'regression',
  goal: 'minimize',
  unit: 'target squared',
  compute: (outputs, { values }) => meanError(outputs, values, (difference) => difference * difference),
})
