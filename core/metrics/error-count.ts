import { countErrors } from '../math/predicted-class.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const errorCount = defineMetric({
  label: text('Errors', 'Errores'),
  doc: text('How many samples the network gets wrong.', 'Cuántas muestras clasifica mal la red.'),
  hyperparameters: {},
  task: 'classification',
  goal: 'minimize',
  unit: 'samples',
  compute: (outputs, { labels }) => (labels.length === 0 ? NaN : countErrors(outputs, labels)),
})
