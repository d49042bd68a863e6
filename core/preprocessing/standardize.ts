import { moments } from '../math/moments.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'
import { groupCount, per } from './feature-groups.ts'

/** A deviation below this share of the mean is rounding, not variation. */
const NEGLIGIBLE = 1e-7

export const standardize = defineTransform({
  label: text('Standardize', 'Tipificar'),
  doc: text('Shifts to mean 0 and scales to standard deviation 1; a constant feature becomes 0.', 'Desplaza a media 0 y escala a desviación típica 1; una variable constante pasa a 0.'),
  reference: 'LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.3',
  hyperparameters: { per },
  outputShape: (input) => input,
  fit(training, hyperparameters) {
    const { mean, deviation } = moments(training.data, groupCount(training, hyperparameters.per))
    return { mean, deviation: deviation.map((value, g) => (value <= NEGLIGIBLE * Math.abs(mean[g]) ? 0 : value)) }
  },
  apply(samples, { mean, deviation }) {
    const { data } = samples
    const groups = mean.length
    const scale = deviation.map((value) => (value === 0 ? 0 : 1 / value))
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) data[i] = (data[i] - mean[g]) * scale[g]
    return samples
  },
})
