import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineInitializer } from './definition.ts'

export const normal = defineInitializer({
  label: text('Normal', 'Normal'),
  doc: text(
    'Normal with mean 0 and a chosen σ, whatever the layer’s size. σ = 0.01 lets signals die out in deep networks, σ = 1 saturates them.',
    'Normal de media 0 y σ elegida, sea cual sea el tamaño de la capa. Con σ = 0,01 la señal se apaga en redes profundas; con σ = 1 las satura.',
  ),
  reference: 'Lecture 001 (its two bad examples)',
  hyperparameters: {
    standardDeviation: float({ label: text('Standard deviation σ', 'Desviación típica σ'), default: 0.01, min: 0, scale: 'log', doc: text('Spread of the weights.', 'Dispersión de los pesos.') }),
  },
  sample: (random, _, { standardDeviation }) => random.normal() * standardDeviation,
})
