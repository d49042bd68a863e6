import { meanOverClasses, totalsOf } from '../math/confusion-counts.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const recall = defineMetric({
  label: text('Recall (macro)', 'Exhaustividad (macro)'),
  doc: text('Of the samples of a class, the share that are found; mean over the classes, 0 for one that is only predicted.', 'De las muestras de una clase, la proporción hallada; media sobre las clases, 0 para la que solo se predice.'),
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute(outputs, { labels }) {
    const totals = totalsOf(outputs, labels)
    return meanOverClasses(totals, (index) => (totals.truth[index] === 0 ? 0 : totals.correct[index] / totals.truth[index]))
  },
})
