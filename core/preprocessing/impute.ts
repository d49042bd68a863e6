import { moments } from '../math/moments.ts'
import { sizeOf } from '../math/shape.ts'
import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTransform, type SampleArray } from './definition.ts'

export const impute = defineTransform({
  label: text('Fill in missing values', 'Completar valores ausentes'),
  doc: text('Puts a number where a feature has no value.', 'Pone un número donde una variable no tiene valor.'),
  hyperparameters: {
    by: choice({
      default: 'median',
      label: text('By', 'Con'),
      doc: text('The number to put.', 'El número que se pone.'),
      options: {
        median: text('the median of the feature', 'la mediana de la variable'),
        mean: text('the mean of the feature', 'la media de la variable'),
        zero: text('0', '0'),
      },
    }),
  },
  outputShape: (input) => input,
  fit(training, { by }) {
    const features = sizeOf(training.shape)
    if (by === 'zero') return { fill: new Float64Array(features) }
    return { fill: by === 'mean' ? moments(training.data, features).mean : medians(training) }
  },
  apply(samples, { fill }) {
    const { data } = samples
    const features = fill.length
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === features ? 0 : g + 1) if (Number.isNaN(data[i])) data[i] = fill[g]
    return samples
  },
})

/** Per feature over the values there are; 0 for a feature without any. */
function medians({ data, sampleCount, shape }: SampleArray): Float64Array {
  const features = sizeOf(shape)
  return Float64Array.from({ length: features }, (_, feature) => {
    const present = Float64Array.from({ length: sampleCount }, (_, i) => data[i * features + feature]).filter((value) => !Number.isNaN(value)).sort()
    const middle = present.length >> 1
    if (present.length === 0) return 0
    return present.length % 2 === 1 ? present[middle] : (present[middle - 1] + present[middle]) / 2
  })
}
