import { meanOverClasses, totalsOf } from '../math/confusion-counts.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const f1 = defineMetric({
  label: text('F1 (macro)', 'F1 (macro)'),
  doc: text('Harmonic mean of precision and recall of each class; mean over the classes.', 'Media armónica de la precisión y la exhaustividad de cada clase; media sobre las clases.'),
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute(outputs, { labels }) {
    const totals = totalsOf(outputs, labels)
    return meanOverClasses(totals, (index) => (2 * totals.correct[index]) / (totals.truth[index] + totals.predicted[index]))
  },
})
