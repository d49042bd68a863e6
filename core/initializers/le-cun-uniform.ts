import { text } from '../schema/text.ts'
import { defineInitializer, uniformWithin } from './definition.ts'

export const leCunUniform = defineInitializer({
  label: text('LeCun uniform', 'LeCun uniforme'),
  doc: text('Uniform in ±√(3/fan_in), the uniform law with standard deviation fan_in^(−1/2).', 'Uniforme en ±√(3/fan_in), la ley uniforme de desviación típica fan_in^(−1/2).'),
  reference: 'LeCun, Bottou, Orr & Müller (1998), Efficient BackProp; lecture 000',
  hyperparameters: {},
  sample: (random, { fanIn }) => uniformWithin(random, Math.sqrt(3 / fanIn)),
})
