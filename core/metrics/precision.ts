import { meanOverClasses, totalsOf } from '../math/confusion-counts.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const precision = defineMetric({
  label: text('Precision (macro)', 'Precisión (macro)'),
  doc: text('Of the samples predicted to be of a class, the share that are; mean over the classes, 0 for one never predicted.', 'De las muestras asignadas a una clase, la proporción que lo son; media sobre las clases, 0 para la nunca asignada.'),
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute(outputs, { labels }) {
    const totals = totalsOf(outputs, labels)
    return meanOverClasses(totals, (index) => (totals.predicted[index] === 0 ? 0 : totals.correct[index] / totals.predicted[index]))
  },
})
