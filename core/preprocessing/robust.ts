import { quantile, sortedValues } from '../math/quantiles.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'
import { groupCount, per } from './feature-groups.ts'

export const robust = defineTransform({
  label: text('Scale robustly', 'Escalar de forma robusta'),
  doc: text(
    'Shifts by the median and scales by the distance between the quartiles, $(x - Q_2)/(Q_3 - Q_1)$, which a few extreme values do not move; a feature whose middle half is constant is only shifted.',
    'Desplaza por la mediana y escala por la distancia entre los cuartiles, $(x - Q_2)/(Q_3 - Q_1)$, que unos pocos valores extremos no mueven; una variable cuya mitad central es constante solo se desplaza.',
  ),
  reference: 'Pedregosa et al. (2011), scikit-learn, RobustScaler',
  hyperparameters: { per },
  outputShape: (input) => input,
  fit(training, hyperparameters) {
    const groups = groupCount(training, hyperparameters.per)
    const median = new Float64Array(groups)
    const range = new Float64Array(groups)
    for (let g = 0; g < groups; g++) {
      const sorted = sortedValues(training.data, g, groups)
      median[g] = quantile(sorted, 0.5)
      range[g] = quantile(sorted, 0.75) - quantile(sorted, 0.25)
    }
    return { median, range }
  },
  apply(samples, { median, range }) {
    const { data } = samples
    const groups = median.length
    const scale = range.map((value) => (value === 0 ? 1 : 1 / value))
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) data[i] = (data[i] - median[g]) * scale[g]
    return samples
  },
})
