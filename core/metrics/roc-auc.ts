import { rocArea } from '../math/ranking.ts'
import { text } from '../schema/text.ts'
import { meanAgainstRest } from './class-scores.ts'
import { defineMetric } from './definition.ts'

export const rocAuc = defineMetric({
  label: text('Area under the ROC curve', 'Área bajo la curva ROC'),
  doc: text(
    'How probably a sample of a class gets a higher probability of it than a sample of another; 0.5 is chance. With more than two classes the mean over those that occur, each against the rest.',
    'Con qué probabilidad una muestra de una clase recibe más probabilidad de ella que una de otra; 0,5 es el azar. Con más de dos clases, la media sobre las que aparecen, cada una contra el resto.',
  ),
  reference: 'Fawcett (2006), "An introduction to ROC analysis"',
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute: (outputs, { labels }) => (labels.length === 0 ? NaN : meanAgainstRest(outputs, labels, rocArea)),
})
