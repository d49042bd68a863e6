import { extremes, moments } from '../math/moments.ts'
import { sizeOf } from '../math/shape.ts'
import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineTransform } from './definition.ts'

export const targetScaling = defineTransform({
  label: text('Scale the targets', 'Escalar los objetivos'),
  doc: text(
    'Of a regression: the network learns each target as $(y - a)/b$, whatever its unit. Predictions and metrics are in the unit of the data again; the loss is that of the scaled targets.',
    'De una regresión: la red aprende cada objetivo como $(y - a)/b$, sea cual sea su unidad. Las predicciones y métricas vuelven a la unidad de los datos; la pérdida es la de los objetivos escalados.',
  ),
  reference: 'Lecture 000 (choosing targets); LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.5',
  changes: 'targets',
  hyperparameters: {
    to: choice({
      default: 'standard',
      label: text('To', 'A'),
      doc: text('What they become in the training part.', 'En qué se convierten en la parte de entrenamiento.'),
      options: {
        standard: text('mean 0, standard deviation 1', 'media 0, desviación típica 1'),
        zeroToOne: text('from 0 to 1', 'de 0 a 1'),
        minusOneToOne: text('from −1 to 1', 'de −1 a 1'),
      },
    }),
  },
  check(_, { task }, path) {
    return task === 'regression' ? [] : [{ path, expected: text('a regression, whose targets are numbers', 'una regresión, cuyos objetivos son números'), received: 'classification', fix: text('leave it out', 'quítelo') }]
  },
  outputShape: (input) => input,
  fit(training, { to }) {
    const columns = sizeOf(training.shape)
    if (to === 'standard') {
      const { mean, deviation } = moments(training.data, columns)
      return { offset: mean, scale: deviation.map(orOne) }
    }
    const { minimum, maximum } = extremes(training.data, columns)
    const half = minimum.map((low, k) => (maximum[k] - low) / 2)
    return to === 'zeroToOne' ? { offset: minimum, scale: half.map((value) => orOne(2 * value)) } : { offset: minimum.map((low, k) => low + half[k]), scale: half.map(orOne) }
  },
  apply(samples, { offset, scale }) {
    const { data } = samples
    const columns = offset.length
    for (let i = 0; i < data.length; i++) data[i] = (data[i] - offset[i % columns]) / scale[i % columns]
    return samples
  },
})

/** A target that never changes is only shifted. */
const orOne = (scale: number): number => (scale === 0 ? 1 : scale)
