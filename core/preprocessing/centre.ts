import { moments } from '../math/moments.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'
import { groupCount, per } from './feature-groups.ts'

export const centre = defineTransform({
  label: text('Shift to mean 0', 'Centrar en la media'),
  doc: text(
    'Subtracts the mean, $x - μ$: inputs that are all positive let the weights of a unit only grow or shrink together.',
    'Resta la media, $x - μ$: con entradas todas positivas, los pesos de una neurona solo pueden crecer o decrecer juntos.',
  ),
  reference: 'Lecture 000 (preparing the inputs); LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.3',
  hyperparameters: { per },
  outputShape: (input) => input,
  fit: (training, hyperparameters) => ({ mean: moments(training.data, groupCount(training, hyperparameters.per)).mean }),
  apply(samples, { mean }) {
    const { data } = samples
    const groups = mean.length
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) data[i] -= mean[g]
    return samples
  },
})
