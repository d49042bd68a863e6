import { moments } from '../math/moments.ts'
import { text } from '../schema/text.ts'
import { defineMetric } from './definition.ts'

export const rSquared = defineMetric({
  label: text('R²', 'R²'),
  doc: text('Share of the variance of the targets that the predictions explain: 1 is perfect, 0 as good as the mean; mean over the targets.', 'Proporción de la varianza de los objetivos que explican las predicciones: 1 es perfecto, 0 equivale a la media; media sobre los objetivos.'),
  hyperparameters: {},
  task: 'regression',
  goal: 'maximize',
  unit: 'number',
  compute(outputs, { values, sampleCount }) {
    const width = values.length / sampleCount
    const { deviation } = moments(values, width)
    let sum = 0
    for (let target = 0; target < width; target++) {
      let residual = 0
      for (let i = target; i < values.length; i += width) residual += (outputs[i] - values[i]) ** 2
      const variance = deviation[target] ** 2
      // A constant target leaves nothing to explain: right or not.
      sum += variance > 0 ? 1 - residual / sampleCount / variance : residual === 0 ? 1 : 0
    }
    return sum / width
  },
})
