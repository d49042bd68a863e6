import { text } from '../schema/text.ts'
import { applySmooth } from './apply-smooth.ts'
import { defineActivation } from './definition.ts'

export const mish = defineActivation({
  label: text('Mish', 'Mish'),
  doc: text('y = z·tanh(log(1 + e^z)): smooth, unbounded above, bounded below.', 'y = z·tanh(log(1 + e^z)): suave, sin cota superior y acotada por abajo.'),
  reference: 'Misra (2020)',
  hyperparameters: {},
  elementwise: true,
  value: (z) => z * Math.tanh(Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))),
  apply: (ops, x) => applySmooth(ops, 'mish', x),
})
