import { meanError } from '../math/mean-error.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const rootMeanSquaredError = defineMetric({
  label: text('Root mean squared error', 'Raíz del error cuadrático medio'),
  doc: text('Square root of the mean squared error; in the unit of the target.', 'Raíz cuadrada del error cuadrático medio; en la unidad del objetivo.'),
  hyperparameters: {},
  task: 'regression',
  goal: 'minimize',
  unit: 'target',
  compute: (outputs, { values }) => Math.sqrt(meanError(outputs, values, (difference) => difference * difference)),
})
