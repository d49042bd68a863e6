import { text } from '../schema/text.ts'
import { applySmooth } from './apply-smooth.ts'
import { defineActivation } from './definition.ts'

export const silu = defineActivation({
  label: text('SiLU (swish)', 'SiLU (swish)'),
  doc: text('y = z·σ(z): a ReLU that is smooth and dips below 0.', 'y = z·σ(z): una ReLU suave que baja un poco de 0.'),
  reference: 'Elfwing, Uchibe & Doya (2018); Ramachandran, Zoph & Le (2017)',
  hyperparameters: {},
  elementwise: true,
  value: (z) => z / (1 + Math.exp(-z)),
  apply: (ops, x) => applySmooth(ops, 'silu', x),
})
