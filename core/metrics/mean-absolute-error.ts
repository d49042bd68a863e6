import { meanError } from '../math/mean-error.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const meanAbsoluteError = defineMetric({
  label: text('Mean absolute error', 'Error absoluto medio'),
  doc: text('Mean of |prediction − target| over samples and targets.', 'Media de |predicción − objetivo| sobre muestras y objetivos.'),
  hyperparameters: {},
  task: 'regression',
  goal: 'minimize',
  unit: 'target',
  compute: (outputs, { values }) => meanError(outputs, values, Math.abs),
})
