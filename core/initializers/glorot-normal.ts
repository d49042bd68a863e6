import { text } from '../schema/text.ts'
import { defineInitializer } from './definition.ts'

export const glorotNormal = defineInitializer({
  label: text('Glorot normal', 'Glorot normal'),
  doc: text('Normal with variance 2/(fan_in + fan_out).', 'Normal con varianza 2/(fan_in + fan_out).'),
  reference: 'Glorot & Bengio (2010), eq. 12; lecture 001',
  hyperparameters: {},
  sample: (random, { fanIn, fanOut }) => random.normal() * Math.sqrt(2 / (fanIn + fanOut)),
})
