import { text } from '../schema/text.ts'
import { defineInitializer, uniformWithin } from './definition.ts'

export const glorotUniform = defineInitializer({
  label: text('Glorot uniform', 'Glorot uniforme'),
  doc: text(
    'Uniform in ±√(6/(fan_in + fan_out)): keeps the variance of activations and gradients alike for tanh and logistic units.',
    'Uniforme en ±√(6/(fan_in + fan_out)): mantiene parecida la varianza de activaciones y gradientes con unidades tanh y logísticas.',
  ),
  reference: 'Glorot & Bengio (2010), eq. 16; lecture 001',
  hyperparameters: {},
  sample: (random, { fanIn, fanOut }) => uniformWithin(random, Math.sqrt(6 / (fanIn + fanOut))),
})
