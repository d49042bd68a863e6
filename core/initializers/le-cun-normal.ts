import { text } from '../schema/text.ts'
import { defineInitializer } from './definition.ts'

export const leCunNormal = defineInitializer({
  label: text('LeCun normal', 'LeCun normal'),
  doc: text('Normal with standard deviation fan_in^(−1/2): a unit whose inputs have variance 1 starts with variance 1.', 'Normal con desviación típica fan_in^(−1/2): una unidad cuyas entradas tienen varianza 1 empieza con varianza 1.'),
  reference: 'LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, eq. 16; lecture 000',
  hyperparameters: {},
  sample: (random, { fanIn }) => random.normal() / Math.sqrt(fanIn),
})
