import { float } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { defineInitializer, uniformWithin } from './definition.ts'

export const uniform = defineInitializer({
  label: text('Uniform', 'Uniforme'),
  doc: text('Uniform in ±r, whatever the layer’s size.', 'Uniforme en ±r, sea cual sea el tamaño de la capa.'),
  reference: 'Lecture 000',
  hyperparameters: {
    limit: float({ label: text('Limit r', 'Límite r'), default: 0.05, min: 0, scale: 'log', doc: text('Largest absolute weight.', 'Mayor peso en valor absoluto.') }),
  },
  sample: (random, _, { limit }) => uniformWithin(random, limit),
})
