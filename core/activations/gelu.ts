import { errorFunction } from '../math/error-function.ts'
import { choice } from '../schema/hyperparameter.ts'
import { text } from '../schema/text.ts'
import { applySmooth } from './apply-smooth.ts'
import { defineActivation } from './definition.ts'

export const gelu = defineActivation({
  label: text('GELU', 'GELU'),
  doc: text('y = z·Φ(z), with Φ the normal distribution function: each input weighted by how large it is among others.', 'y = z·Φ(z), con Φ la función de distribución normal: cada entrada pesa según lo grande que es entre las demás.'),
  reference: 'Hendrycks & Gimpel (2016)',
  hyperparameters: {
    form: choice({
      label: text('Form', 'Forma'), default: 'exact', doc: text('How Φ is computed.', 'Cómo se calcula Φ.'),
      options: { exact: text('Exact, with the error function', 'Exacta, con la función error'), tanh: text('0.5 z(1 + tanh(√(2/π)(z + 0.044715 z³)))', '0,5 z(1 + tanh(√(2/π)(z + 0,044715 z³)))') },
    }),
  },
  elementwise: true,
  value: (z, { form }) => (form === 'exact' ? 0.5 * z * (1 + errorFunction(z / Math.SQRT2)) : 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3)))),
  apply: (ops, x, { form }) => applySmooth(ops, form === 'exact' ? 'gelu' : 'geluTanh', x),
})
