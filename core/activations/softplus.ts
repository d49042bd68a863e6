import { text } from '../schema/text.ts'
import { applySmooth } from './apply-smooth.ts'
import { defineActivation } from './definition.ts'

export const softplus = defineActivation({
  label: text('Softplus', 'Softplus'),
  doc: text('y = log(1 + e^z): a smooth ReLU, whose derivative is the logistic function.', 'y = log(1 + e^z): una ReLU suave, cuya derivada es la función logística.'),
  reference: 'Dugas, Bengio, Bélisle, Nadeau & Garcia (2001)',
  hyperparameters: {},
  elementwise: true,
  value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  apply: (ops, x) => applySmooth(ops, 'softplus', x),
})
