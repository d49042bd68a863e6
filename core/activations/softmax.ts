import { text } from '../schema/text.ts'
import { defineActivation } from './definition.ts'

export const softmax = defineActivation({
  label: text('Softmax', 'Softmax'),
  doc: text(
    'y_i = e^(z_i) / Σ_j e^(z_j): positive outputs that add up to 1. Not before a cross-entropy loss, which applies it itself.',
    'y_i = e^(z_i) / Σ_j e^(z_j): salidas positivas que suman 1. No antes de una entropía cruzada, que ya la aplica.',
  ),
  reference: 'Lectures 000 (appendix), 002',
  hyperparameters: {},
  elementwise: false,
  value: () => null,
  apply(ops, x) {
    ops.softmax(x, x)
    return {
      y: x,
      backward(dy) {
        ops.softmaxBackward(x, dy, dy)
        return dy
      },
    }
  },
})
