import { sizeOf } from '../math/shape.ts'
import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineLayer } from './definition.ts'
import { normalizeSampleRows } from './normalize-rows.ts'
import { affine, epsilon, scaleAndShift } from './scale-and-shift.ts'

export const layerNormalization = defineLayer({
  label: text('Layer normalization', 'Normalización de capa'),
  doc: text(
    'y = γ(x − μ)/√(σ² + ε) + β with the mean and variance of each sample’s own values: the same in training and at inference, whatever the batch.',
    'y = γ(x − μ)/√(σ² + ε) + β con la media y la varianza de los valores de cada muestra: igual al entrenar que en inferencia, sea cual sea el lote.',
  ),
  keywords: text('layernorm ln transformer', 'layernorm ln'),
  reference: 'Ba, Kiros & Hinton (2016); lecture 001',
  family: 'normalization',
  hyperparameters: {
    axes: choice({
      label: text('Over', 'Sobre'), default: 'all', doc: text('Which values share a mean and a variance; γ and β have their shape.', 'Qué valores comparten media y varianza; γ y β tienen su forma.'),
      options: { all: text('All values of a sample', 'Todos los valores de una muestra'), last: text('The last axis: each time step by itself', 'El último eje: cada instante por separado') },
    }),
    epsilon,
    affine,
  },
  reach: () => 'all',
  outputShape: (input) => input,
  parameters: (input, hyperparameters) => scaleAndShift(hyperparameters.axes === 'all' ? input : input.slice(-1), hyperparameters.affine),
  multiplyAdds: () => 0,
  forward(x, context) {
    const { axes } = context.hyperparameters
    const [samples, ...shape] = x.shape
    const rows = axes === 'all' ? 1 : sizeOf(shape.slice(0, -1))
    return normalizeSampleRows(x, rows, [samples * rows, sizeOf(shape) / rows], context.hyperparameters.epsilon, context)
  },
})
