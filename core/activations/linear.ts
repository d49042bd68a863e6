import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const linear = defineActivation({
  label: text('Linear', 'Lineal'),
  doc: text('y = z: the sum as it is. Right for regression outputs and for outputs whose loss works on logits.', 'y = z: la suma tal cual. Adecuada para salidas de regresión y para salidas cuya pérdida trabaja con logits.'),
  reference: 'Lectures 000, 002',
  hyperparameters: {},
  elementwise: true,
  value: (z) => z,
  apply: (_ops, x) => ({ y: x, backward: (dy) => dy }),
})
