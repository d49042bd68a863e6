import { moments } from '../math/moments.ts'
import { quantile, sortedValues } from '../math/quantiles.ts'
import { sizeOf } from '../math/shape.ts'
import { choice, float } from '../schema/hyperparameter.ts'
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
        mostFrequent: text('the most frequent value of the feature', 'el valor más frecuente de la variable'),
        zero: text('0', '0'),
        constant: text('the constant', 'la constante'),
      },
    }),
    constant: float({ default: -1, label: text('Constant', 'Constante'), doc: text('What is put by "the constant", e.g. a number that no value has.', 'Lo que se pone con «la constante», p. ej. un número que ningún valor tenga.') }),
  },
  outputShape: (input) => input,
  fit(training, { by, constant }) {
    const features = sizeOf(training.shape)
    switch (by) {
      case 'zero': return { fill: new Float64Array(features) }
      case 'constant': return { fill: new Float64Array(features).fill(constant) }
      case 'mean': return { fill: moments(training.data, features).mean }
      case 'median': return { fill: perFeature(training, (sorted) => quantile(sorted, 0.5)) }
      case 'mostFrequent': return { fill: perFeature(training, mostFrequent) }
    }
  },
  apply(samples, { fill }) {
    const { data } = samples
    const features = fill.length
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === features ? 0 : g + 1) if (Number.isNaN(data[i])) data[i] = fill[g]
    return samples
  },
})

/** A number for each feature from the values there are. */
function perFeature({ data, shape }: SampleArray, choose: (sorted: Float32Array) => number): Float64Array {
  const features = sizeOf(shape)
  return Float64Array.from({ length: features }, (_, feature) => choose(sortedValues(data, feature, features)))
}

/** The value that stands longest in a row; the smallest of several; 0 where there is none. */
function mostFrequent(sorted: Float32Array): number {
  let best = 0
  let most = 0
  for (let start = 0; start < sorted.length;) {
    let end = start + 1
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    if (end - start > most) {
      best = sorted[start]
      most = end - start
    }
    start = end
  }
  return best
}
