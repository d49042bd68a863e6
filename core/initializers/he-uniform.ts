import { text } from '../schema/text.ts'
import { defineInitializer, uniformWithin } from './definition.ts'

export const heUniform = defineInitializer({
  label: text('He uniform', 'He uniforme'),
  doc: text('Uniform in ±√(6/fan_in), the uniform law with variance 2/fan_in.', 'Uniforme en ±√(6/fan_in), la ley uniforme de varianza 2/fan_in.'),
  reference: 'He, Zhang, Ren & Sun (2015)',
  hyperparameters: {},
  sample: (random, { fanIn }) => uniformWithin(random, Math.sqrt(6 / fanIn)),
})
