import { extremes } from '../math/moments.ts'
import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'
import { groupCount, per } from './feature-groups.ts'

export const minMax = defineTransform({
  label: text('Scale to a range', 'Escalar a un intervalo'),
  doc: text(
    'Scales the training part from its smallest and largest value to a range; other parts may leave it. A constant feature takes the low end.',
    'Escala la parte de entrenamiento de su menor y mayor valor a un intervalo; las otras partes pueden salirse. Una variable constante toma el extremo inferior.',
  ),
  hyperparameters: {
    low: float({ default: 0, label: text('Low', 'Mínimo'), doc: text('What the smallest value becomes.', 'En qué se convierte el menor valor.') }),
    high: float({ default: 1, label: text('High', 'Máximo'), doc: text('What the largest value becomes.', 'En qué se convierte el mayor valor.') }),
    per,
  },
  outputShape: (input) => input,
  fit: (training, hyperparameters) => extremes(training.data, groupCount(training, hyperparameters.per)),
  apply(samples, { minimum, maximum }, { low, high }) {
    const { data } = samples
    const groups = minimum.length
    const scale = minimum.map((smallest, g) => (maximum[g] > smallest ? (high - low) / (maximum[g] - smallest) : 0))
    for (let i = 0, g = 0; i < data.length; i++, g = g + 1 === groups ? 0 : g + 1) data[i] = low + (data[i] - minimum[g]) * scale[g]
    return samples
  },
})
