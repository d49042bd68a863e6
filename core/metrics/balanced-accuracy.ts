import { totalsOf } from '../math/confusion-counts.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const balancedAccuracy = defineMetric({
  label: text('Balanced accuracy', 'Exactitud equilibrada'),
  doc: text('Mean over the classes of the share found of each; rare classes count as much as common ones.', 'Media sobre las clases de la proporción hallada de cada una; las raras cuentan como las comunes.'),
  reference: 'Brodersen, Ong, Stephan & Buhmann (2010), "The balanced accuracy and its posterior distribution"',
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute(outputs, { labels }) {
    const { truth, correct } = totalsOf(outputs, labels)
    const recalls = Array.from(truth, (count, index) => correct[index] / count).filter((value) => !Number.isNaN(value))
    return recalls.reduce((a, b) => a + b, 0) / recalls.length
  },
})
