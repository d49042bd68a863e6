import { averagePrecision as areaInSteps } from '../math/ranking.ts'
import { text } from '../schema/text.ts'
import { meanAgainstRest } from './class-scores.ts'
import { defineMetric } from './definition.ts'

export const averagePrecision = defineMetric({
  label: text('Average precision', 'Precisión media'),
  doc: text(
    'Area under the precision–recall curve, Σ (Rₙ − Rₙ₋₁)·Pₙ: unlike the ROC curve it does not flatter rare classes. With more than two classes the mean over those that occur.',
    'Área bajo la curva de precisión y exhaustividad, Σ (Rₙ − Rₙ₋₁)·Pₙ: a diferencia de la curva ROC no favorece a las clases raras. Con más de dos clases, la media sobre las que aparecen.',
  ),
  reference: 'Davis & Goadrich (2006), "The relationship between precision-recall and ROC curves"',
  hyperparameters: {},
  task: 'classification',
  goal: 'maximize',
  unit: 'fraction',
  compute: (outputs, { labels }) => (labels.length === 0 ? NaN : meanAgainstRest(outputs, labels, areaInSteps)),
})
