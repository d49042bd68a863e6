import { countErrors } from '../math/predicted-class.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const accuracy = defineMetric({
  label: text('Accuracy', 'Exactitud'),
  doc: text('Share of the samples whose most probable class is the right one.', 'Proporción de muestras cuya clase más probable es la correcta.'),
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute: (outputs, { labels }) => (labels.length - countErrors(outputs, labels)) / labels.length,
})
