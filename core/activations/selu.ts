import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

/** Chosen so that mean 0 and variance 1 are kept from layer to layer. */
const ALPHA = 1.6732632423543772
const SCALE = 1.0507009873554805

export const selu = defineActivation({
  label: text('SELU', 'SELU'),
  doc: text(
    'y = λz for z > 0, else λa(e^z − 1), λ = 1.0507, a = 1.6733: with LeCun normal weights, activations keep mean 0 and variance 1 by themselves.',
    'y = λz si z > 0, si no λa(e^z − 1), λ = 1,0507, a = 1,6733: con pesos LeCun normal las activaciones mantienen por sí solas media 0 y varianza 1.',
  ),
  reference: 'Klambauer, Unterthiner, Mayr & Hochreiter (2017), eq. 2',
  hyperparameters: {},
  elementwise: true,
  value: (z) => SCALE * (z > 0 ? z : ALPHA * Math.expm1(z)),
  apply(ops, x) {
    const y = ops.create(x.shape)
    ops.unary('elu', x, x, ALPHA)
    ops.scale(SCALE, x, y)
    return {
      y,
      backward(dy) {
        ops.unaryBackward('elu', x, dy, dy, ALPHA)
        ops.scale(SCALE, dy, dy)
        return dy
      },
    }
  },
})
